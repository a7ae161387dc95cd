"""`pack lint`: what an author reads, and a form set right by nothing but what is read."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from kiosk.forms.lint.finding import CODES
from kiosk.texts import Texts
from main import main
from technician.lint import run_lint

ROOT = Path(__file__).resolve().parents[2]
EXERCISE = ROOT / "docs/howto/exercice-lint.xlsx"
WRITE = re.compile(r"Écrivez dans (\w+)!(\w+) : (.*)".replace(" :", "\u00a0:"))
EMPTY = re.compile(r"Videz (\w+)!(\w+)\.")


@pytest.fixture(autouse=True)
def without_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "QT_QPA_PLATFORM", "offscreen")


def lint(source: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    code = run_lint(source, as_json=True)
    return code, json.loads(capsys.readouterr().out)


def test_every_fault_has_its_two_texts_and_every_text_its_fault(texts: Texts) -> None:
    keys = {key for key in texts.all() if re.fullmatch(r"lint\..+\.(what|fix)", key)}
    assert keys == {f"lint.{code}.{part}" for code in CODES for part in ("what", "fix")}
    assert all(texts.all()[key].strip() for key in keys)


def follow(fix: str, path: Path) -> bool:
    """Do what one message says, as somebody with a spreadsheet would; tell whether it says what to write."""
    write, empty = WRITE.search(fix), EMPTY.search(fix)
    found = write or empty
    if found is None:
        return False
    workbook = load_workbook(path)
    workbook[found[1]][found[2]] = write[3] if write else None
    workbook.save(path)
    return True


def test_the_five_seeded_faults_are_mended_from_the_messages_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "exercice.xlsx"
    path.write_bytes(EXERCISE.read_bytes())
    code, report = lint(path, capsys)
    assert (code, report["errors"], report["warnings"]) == (1, 5, 0)
    assert len({finding["code"] for finding in report["findings"]}) == 5
    for finding in report["findings"]:
        assert finding["sheet"] and finding["row"] and finding["column"]
        assert follow(finding["fix"], path), finding
    code, report = lint(path, capsys)
    assert (code, report) == (0, {"findings": [], "errors": 0, "warnings": 0})


def test_the_page_of_a_person(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_lint(EXERCISE, as_json=False) == 1
    page = capsys.readouterr().out
    assert "feuille «\u00a0survey\u00a0»" in page
    assert page.count("ERREUR") == 5
    # What is to be copied is never cut by the width of the terminal.
    assert "Écrivez dans survey!F4\u00a0: ${situation} = 'travail'" in page


def test_the_command(capfd: pytest.CaptureFixture[str]) -> None:
    """In its own process, with its limits: the kiosk's pages and fonts have room in them."""
    assert main(["pack", "lint", str(EXERCISE), "--json"]) == 1
    assert json.loads(capfd.readouterr().out)["errors"] == 5


def test_what_does_not_exist(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_lint(tmp_path / "nowhere", as_json=False) == 1
    assert "n’existe pas" in capsys.readouterr().err

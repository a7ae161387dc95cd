"""The whole way, by the very command that people run: real screens, real central in its own process."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from kiosk.texts import load_texts

ROOT = Path(__file__).resolve().parents[2]
KEYS = {
    "screens", "envelope_id", "code", "qr_text", "printed", "receipt_qr_text", "receipt_pixels_differing",
    "spoken", "acknowledged", "state_shown", "case_status",
    "answers_given", "answers_at_recipient", "offline_s", "durations_ms",
}  # fmt: skip


def journey(out: Path, *options: str) -> dict[str, Any]:
    command = [sys.executable, "main.py", "journey", "--out", str(out), *options]
    done = subprocess.run(command, check=False, cwd=ROOT, text=True, capture_output=True, timeout=300)
    assert done.returncode == 0, done.stderr
    facts: dict[str, Any] = json.loads((out / "journey.json").read_text("utf-8"))
    assert json.loads(done.stdout) == facts
    return facts


def check(out: Path, facts: dict[str, Any], size: tuple[int, int]) -> None:
    assert facts.keys() >= KEYS
    assert facts["acknowledged"] is True
    assert facts["answers_given"] == facts["answers_at_recipient"] != {}
    assert facts["states_shown"] == ["enregistrée", "reçue"]
    assert facts["state_shown"] == "reçue"
    assert facts["case_status"] == "received"
    assert facts["printed"] == "confirmed"
    assert facts["receipt_pixels_differing"] == 0
    assert facts["receipt_qr_text"] == facts["qr_text"]
    assert (out / "receipt.bin").read_bytes().startswith(b"\x1b@")
    # Everything touched was heard: the titles, and the code that no clip holds.
    assert facts["unheard"] == []
    assert facts["code"] in {said.replace("\u00a0", " ") for said in facts["spoken"]}
    assert facts["screens"][:2] == ["screen:welcome", "screen:services"]
    assert facts["screens"][-3:] == ["screen:review", "screen:done", "screen:welcome"]
    photographs = sorted(out.glob("[0-9]*.png"))
    assert len(photographs) >= len(facts["screens"])
    assert {Image.open(photograph).size for photograph in photographs} == {size}
    (done,) = out.glob("*-done.png")
    assert [code.text for code in zxingcpp.read_barcodes(Image.open(done))] == [facts["qr_text"]]
    page = (out / "followup.html").read_text("utf-8").replace("\u00a0", " ")
    assert "Reçue" in page
    first, second = facts["code"][:7], facts["code"][8:]
    assert first in page and second in page


def test_a_request_goes_all_the_way(tmp_path: Path) -> None:
    facts = journey(tmp_path)
    check(tmp_path, facts, (1280, 800))
    assert len([s for s in facts["screens"] if s.startswith("screen:question:")]) >= 8
    assert facts["offline_s"] == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    "language", ["ar", *(pytest.param(code, marks=pytest.mark.long) for code in ("en", "es", "fr-x-falc"))]
)
def test_a_request_in_each_other_language(tmp_path: Path, language: str) -> None:
    facts = journey(tmp_path, "--lang", language)
    check(tmp_path, facts, (1280, 800))
    texts = load_texts(ROOT / "assets" / "i18n", language)
    assert texts("welcome.title") in facts["spoken"]
    assert texts("done.title") in facts["spoken"]


def test_a_request_made_offline_in_portrait(tmp_path: Path) -> None:
    facts = journey(tmp_path, "--offline", "--size", "1080x1920")
    check(tmp_path, facts, (1080, 1920))
    assert facts["offline_s"] > 0
    assert list(tmp_path.glob("*-done-offline.png"))


@pytest.mark.long
def test_the_condition_opens_its_question(tmp_path: Path) -> None:
    answers = {
        "papier": "les_deux", "pour_qui": "enfant", "age_enfant": 7, "raison": "perdu", "declaration": "oui",
        "jours": ["lundi", "vendredi"], "moment": "matin", "nom": "LEFÈVRE D'ARC", "prenom": "ANNE-SOPHIE",
        "date_naissance": "1948-02-29", "telephone": "0199004567", "message": "oui",
    }  # fmt: skip
    source = tmp_path / "answers.json"
    source.write_text(json.dumps(answers), "utf-8")
    facts = journey(tmp_path / "out", "--answers", str(source))
    assert facts["answers_at_recipient"] == answers
    assert "screen:question:age_enfant" in facts["screens"]


@pytest.mark.parametrize(
    ("skip", "status"), [(False, 3), pytest.param(True, 0, marks=[pytest.mark.long, pytest.mark.slow])]
)
def test_any_xlsform_in_a_throwaway_pack(tmp_path: Path, skip: bool, status: int) -> None:
    form = ROOT / "tests" / "data" / "forms" / "odk-all-question-types.xlsx"
    command = [sys.executable, "main.py", "journey", "--out", str(tmp_path), "--form", str(form)]
    done = subprocess.run(
        [*command, *(["--skip-unsupported"] if skip else [])],
        check=False,
        cwd=ROOT,
        text=True,
        capture_output=True,
        timeout=300,
    )
    assert done.returncode == status, done.stderr
    if skip:
        facts = json.loads((tmp_path / "journey.json").read_text("utf-8"))
        assert facts["acknowledged"] and len(facts["answers_given"]) > 10
        # Besides what was given, the recipient gets what the form calculated.
        assert facts["answers_given"].items() <= facts["answers_at_recipient"].items()
        assert any("geopoint" in name for name in facts["skipped"])
    else:
        assert "geopoint" in done.stderr
        assert "--skip-unsupported" in done.stderr


@pytest.mark.long
def test_a_picture_arrives_as_the_client_saw_it(tmp_path: Path) -> None:
    """run_journey compares the bytes; without the central, they wait with their request."""
    pack = ("--pack", "assets/packs/energie", "--service", "releve-compteur")
    for more in ((), ("--offline", "--lang", "ar")):
        facts = journey(tmp_path, *pack, *more)
        assert facts["answers_given"]["photo"] == facts["answers_at_recipient"]["photo"] == "1.jpg"
        assert facts["pictures_at_recipient"]["1.jpg"] > 10_000

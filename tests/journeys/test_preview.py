"""A source shown to its author: on the real kiosk, again after each save, and every page on a sheet."""

import os
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest

from kiosk.config import Config
from kiosk.errors import Problem
from kiosk.texts import load_texts
from main import start_checked
from rehearsal import preview
from rehearsal.lone import Nowhere
from rehearsal.pages import picture_pages
from rehearsal.preview import Preview
from rehearsal.sheet import write_sheet
from technician.command import DOMAIN, I18N
from technician.terminal import Terminal
from tests.catalogue.test_packs import TOML
from tests.catalogue.workbooks import write_workbook

FORM = [
    ["type", "name", "label", "relevant", "required", "constraint", "constraint_message"],
    ["select_one yes_no", "a", "A", "", "yes", "", ""],
    ["integer", "b", "B", "${a} = 'no'", "yes", ". < 10", "Moins de 10."],
    ["text", "c", "C", "${b} = 3", "", "", ""],
]
LISTS = [["list_name", "name", "label"], ["yes_no", "yes", "Oui"], ["yes_no", "no", "Non"]]
FRENCH = "\n".join(line for line in TOML.splitlines() if ".en" not in line)

SITUATION = """
[situation.move]
icon = "truck"
cap = "cap-sable"
title.fr = "Je déménage"
question = [
  { name = "children", label.fr = "Des enfants ?" },
  { name = "school", label.fr = "À l’école ?" },
]
suggestion = [
  { service = "seat", when = { children = true, school = true }, reason.fr = "Une place à l’école." },
  { service = "seat", when = { children = true, school = false }, reason.fr = "Une place à la crèche." },
]
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    write_workbook(tmp_path / "source/forms/seat.xlsx", survey=FORM, choices=LISTS)
    (tmp_path / "source/pack.toml").write_text(FRENCH, "utf-8")
    return tmp_path / "source"


def test_every_page_is_on_the_sheet_also_what_rules_hide(source: Path, tmp_path: Path) -> None:
    (source / "pack.toml").write_text(FRENCH + SITUATION, "utf-8")
    pages = list(picture_pages(source, start_checked))
    assert [page.name for page in pages] == [
        "services", "children", "school", "propositions, oui oui", "propositions, oui non",
        "textes", "a", "b", "b, refus", "c", "review", "done",
    ]  # fmt: skip
    assert {page.service for page in pages[1:5]} == {"situation move"}
    assert {(page.image.width(), page.image.height()) for page in pages} == {(1280, 800)}
    shown = {page.name: page.image for page in pages}
    assert shown["b"] != shown["b, refus"] and shown["a"] != shown["c"]
    assert write_sheet(pages, tmp_path / "sheet.pdf") == len(pages)
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    assert write_sheet(pages[:2], tmp_path / "pictures") == 2
    assert len(list((tmp_path / "pictures/fr").rglob("*.png"))) == 2


class Opened:
    """The process of a kiosk that lives until it is ended."""

    returncode = None

    def __init__(self, config: Config) -> None:
        self.config = config
        self.ended = False

    def poll(self) -> None:
        return None


def test_a_save_is_shown_and_a_fault_leaves_what_was_shown(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Opened] = []
    said: list[str] = []

    def open_kiosk(config: Config) -> Opened:
        opened.append(Opened(config))
        return opened[-1]

    monkeypatch.setattr(Preview, "_open", staticmethod(open_kiosk))
    linted: list[Path] = []
    monkeypatch.setattr(preview, "lint", linted.append)
    monkeypatch.setattr(preview, "end", lambda process: setattr(process, "ended", True))
    terminal = Terminal(load_texts(I18N, "fr", DOMAIN), write=said.append)
    with Nowhere() as nowhere:
        shown = Preview(source, tmp_path, nowhere, terminal)
        shown.look()
        assert not opened, "a folder that is still being written is not built"
        for _ in range(3):
            shown.look()
        assert len(opened) == 1 and said == []
        (source / "pack.toml").write_text("a = 1", "utf-8")
        for _ in range(3):
            shown.look()
        assert len(opened) == 1 and not opened[0].ended and "Corrigez" in said[0] and len(said) == 1
        (source / "pack.toml").write_text(FRENCH.replace("Une place", "Deux places"), "utf-8")
        for _ in range(2):
            shown.look()
    assert linted == [source, source], "what is shown is linted too"
    assert len(opened) == 2 and opened[0].ended and not opened[1].ended
    assert "Deux places" in titles(opened[1].config)


def titles(config: Config) -> list[str]:
    """What a station with this configuration offers."""
    from station import Station

    try:
        intake = Station(config).open_desk()
    except Problem as problem:
        pytest.fail(str(problem))
    try:
        return [card.title for card in intake.home("fr").services]
    finally:
        intake.close()

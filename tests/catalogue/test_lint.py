"""The linter over files: a pack's folder, its pack.toml, workbooks as they come."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.catalogue.lint import check_source
from kiosk.forms.lint.finding import CODES, Finding
from tests.catalogue.workbooks import Rows, write_workbook
from tests.forms.lint.sheets import PICTOGRAMS, Sheets, fine, spoilt

ROOT = Path(__file__).resolve().parents[2]
TOML = """id = "town"
version = "1"
publisher = "Tests"
[service.seat]
form = "forms/seat.xlsx"
icon = "sun"
cap = "cap-eau"
recipient = "agency"
law_date = "reception"
max_age_h = 72
retention_days = 90
title = { fr = "Une place", fr-x-falc = "Une place", en = "A seat" }
treated_by = { fr = "La mairie", fr-x-falc = "La mairie", en = "The town hall" }
next = { fr = "Vous êtes appelé.", fr-x-falc = "On vous appelle.", en = "We call you." }
[service.seat.notice]
fr = { line = "Vos réponses.", detail = "Lues par la mairie." }
fr-x-falc = { line = "Vos réponses.", detail = "Lues par la mairie." }
en = { line = "Your answers.", detail = "Read by the town hall." }
"""


def write(path: Path, sheets: Sheets) -> Path:
    rows: dict[str, Rows] = {
        name: [[text or None for text in row] for row in table] for name, table in sheets.items()
    }
    return write_workbook(path, **rows)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    write(tmp_path / "pack/forms/seat.xlsx", fine())
    (tmp_path / "pack/pack.toml").write_text(TOML, "utf-8")
    return tmp_path / "pack"


def check(source: Path) -> list[tuple[str, str, str]]:
    found = check_source(source, pictograms=PICTOGRAMS)
    return [(finding.code, finding.file, finding.cell or finding.column) for finding in found]


def test_a_pack_without_a_fault(source: Path) -> None:
    assert check(source) == []
    assert check(source / "forms/seat.xlsx") == []


def change_toml(old: str, new: str) -> Callable[[Path], None]:
    def change(source: Path) -> None:
        text = (source / "pack.toml").read_text("utf-8")
        assert old in text
        (source / "pack.toml").write_text(text.replace(old, new), "utf-8")

    return change


def add_icon(source: Path) -> None:
    (source / "icons").mkdir()
    (source / "icons/big.svg").write_bytes(bytes(300 << 10))


def make_old(source: Path) -> None:
    (source / "forms/seat.xlsx").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000))


LONG = "La mairie reçoit votre demande et puis elle vous appelle dans les 5 jours au plus."
SEAT = "forms/seat.xlsx"
SPOILT: list[tuple[str, Callable[[Path], object], str, str]] = [
    ("pack", change_toml('version = "1"', 'version = "one"'), "pack.toml", ""),
    ("pack", change_toml('icon = "sun"', 'icone = "sun"'), "pack.toml", ""),
    ("pack", lambda source: (source / "pack.toml").unlink(), "pack.toml", ""),
    ("pack.form", lambda source: (source / SEAT).unlink(), "pack.toml", "service.seat.form"),
    ("pack.form", change_toml("forms/seat.xlsx", "../seat.xlsx"), "pack.toml", "service.seat.form"),
    ("pack.text", change_toml(', en = "The town hall"', ""), "pack.toml", "service.seat.treated_by"),
    ("pack.text", change_toml(', en = "A seat"', ""), "pack.toml", "service.seat.title"),
    ("pack.language", change_toml('en = "A seat"', 'en = "A", es = "S"'), "pack.toml",
     "service.seat.title.es"),
    ("pack.text", change_toml("[service.seat.notice]", "[other.x.name]\nfr = 'A'\n[service.seat.notice]"),
     "pack.toml", "other.x.name"),
    ("sentence.long", change_toml('fr = { line = "Vos réponses."', f'fr = {{ line = "{LONG[:-1]}, {LONG}"'),
     "pack.toml", "service.seat.notice.fr"),
    ("pack.unlisted", lambda source: write(source / "forms/other.xlsx", fine()), "forms/other.xlsx", ""),
    ("icon.unknown", change_toml('icon = "sun"', 'icon = "sum"'), "pack.toml", "service.seat.icon"),
    ("sentence.easy", change_toml('falc = "La mairie"', f'falc = "{LONG}"'), "pack.toml",
     "service.seat.treated_by.fr-x-falc"),
    ("file.large", add_icon, "icons/big.svg", ""),
    ("workbook.old", make_old, SEAT, ""),
    ("workbook", lambda source: (source / SEAT).write_text("type,name,label"), SEAT, ""),
    ("quotes", lambda source: write(source / SEAT, spoilt({"survey!F4": "${logement} = “oui”"})), SEAT,
     "survey!F4"),
    # What no rule over the sheets knows: pyxform and the engine have the last word.
    ("form", lambda source: write(source / SEAT, spoilt({"survey!F4": "/data/vous/jours > 1"})), SEAT, ""),
    ("form", lambda source: write(source / SEAT, spoilt({"survey!C4": "Jours ${nope}"})), SEAT, ""),
]  # fmt: skip


@pytest.mark.parametrize(("code", "spoil", "file", "place"), SPOILT)
def test_one_change_one_finding(
    source: Path, code: str, spoil: Callable[[Path], object], file: str, place: str
) -> None:
    spoil(source)
    assert (code, file, place) in check(source)


def test_every_code_over_files_is_tried() -> None:
    tried = {code for code, *_ in SPOILT}
    assert {code for code in CODES if code.split(".")[0] in ("pack", "file", "workbook", "form")} <= tried


def test_forms_are_read_when_pack_toml_cannot_be(source: Path) -> None:
    write(source / SEAT, spoilt({"survey!F4": "${logement} = “oui”"}))
    (source / "pack.toml").write_text("id = ", "utf-8")
    assert [code for code, *_ in check(source)] == ["pack", "quotes"]


def test_labels_are_measured_where_somebody_measures(source: Path) -> None:
    def measure(way: str, words: str, language: str) -> float:
        return 0.5 if words == "Monday" and (way, language) == ("choice", "en") else 1.0

    found = check_source(source, measure=measure, pictograms=PICTOGRAMS)
    assert [(finding.code, finding.cell, finding.facts["percent"]) for finding in found] == [
        ("label.large", "choices!E4", 50)
    ]
    # Letters may come down a little before anything is lost.
    assert check_source(source, measure=lambda *_: 0.8, pictograms=PICTOGRAMS) == ()


def test_the_town_hall_has_no_fault() -> None:
    duotone = (ROOT / "assets/icons/duotone").glob("*.svg")
    pictograms = {path.stem.removesuffix("-duotone") for path in duotone}
    found = check_source(ROOT / "assets/packs/mairie", pictograms=pictograms)
    assert [finding for finding in found if finding.severity == "error"] == []


FORMS = sorted((ROOT / "tests/data/forms").glob("*.xls*"))


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_forms_of_others_are_told_about_and_raise_nothing(path: Path) -> None:
    found: tuple[Finding, ...] = check_source(path, pictograms=PICTOGRAMS)
    assert found
    assert all(finding.severity == CODES[finding.code] for finding in found)

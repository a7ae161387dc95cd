"""The agency's sheet: what it may say, what is refused by name, what becomes of a pack."""

from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from kiosk.catalogue.agency import AgencySheet, load_agency
from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.openings import Closed, Presence, read_closure, read_presence
from kiosk.catalogue.pack import Pack
from kiosk.catalogue.places import MOST_PLACES, Place, read_places
from kiosk.errors import ConfigBadValue, ConfigMissing, ConfigUnknownKey, ConfigUnreadable
from tests.catalogue.forms import some_service

SHEET = """[agency]
name = "Mairie de Saint-Aubin"
phone = "01 99 00 12 34"
phone_cost = "Prix d’un appel local."
hours = ["Du lundi au vendredi."]
closed = ["25/12 Noël", "03/08/2026-14/08/2026 Congés d’été"]
present = ["lundi 09:00-12:00", "Jeudi 14:00-17:30"]

[services]
off = ["rappel"]

[delays]
aide = "Nous vous appelons sous 2 jours."
rien = ""

[places]
file = "lieux.csv"
"""
ARABIC = """[agency]
name = "بلدية"
phone = "01 99 00 12 34"
hours = ["من الاثنين"]
[delays]
aide = "نتصل بك خلال يومين."
"""
PLACES = (
    "Nom;Aide;Adresse;Telephone;Horaires\n"
    "Épicerie sociale;Nourriture;3 rue du Port;01 99 00 55 66;Le mardi\n;;;;\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "agency.toml").write_text(SHEET, "utf-8")
    (tmp_path / "agency.ar.toml").write_text(ARABIC, "utf-8")
    (tmp_path / "lieux.csv").write_text("\ufeff" + PLACES, "utf-8")
    return tmp_path


def test_everything_the_sheet_may_say(folder: Path) -> None:
    sheet = load_agency(folder / "agency.toml")
    assert sheet.presence == (Presence(0, time(9), time(12)), Presence(3, time(14), time(17, 30)))
    assert [closure.words for closure in sheet.closures] == ["Noël", "Congés d’été"]
    assert sheet.places == (
        Place("Épicerie sociale", "Nourriture", "3 rue du Port", "01 99 00 55 66", "Le mardi"),
    )
    arabic = sheet.in_language("ar")
    assert arabic.name == "بلدية" and arabic.closures == sheet.closures and arabic.places == sheet.places


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('"25/12 Noël"', '"25/13 Noël"', "agency.closed"),
        ('"25/12 Noël"', '"25/12"', "agency.closed"),
        ('"25/12 Noël"', '"25 décembre Noël"', "agency.closed"),
        ("03/08/2026-14/08/2026", "14/08/2026-03/08/2026", "agency.closed"),
        ("03/08/2026-14/08/2026", "03/08/2026-14/08", "agency.closed"),
        ("lundi 09:00", "monday 09:00", "agency.present"),
        ("09:00-12:00", "12:00-09:00", "agency.present"),
        ("09:00-12:00", "9h-12h", "agency.present"),
        ('off = ["rappel"]', 'off = "rappel"', "services.off"),
        ('off = ["rappel"]', 'off = ["Être rappelé"]', "services.off"),
        ('off = ["rappel"]', 'off = ["rappel", 3]', "services.off"),
        ('off = ["rappel"]', 'off = ["a"]\nonly = ["b"]', "services.only"),
        ('rien = ""', "rien = 3", "delays.rien"),
        ('file = "lieux.csv"', "file = 3", "places.file"),
    ],
)
def test_a_wrong_value_is_refused_by_its_name(folder: Path, old: str, new: str, key: str) -> None:
    assert old in SHEET
    (folder / "agency.toml").write_text(SHEET.replace(old, new), "utf-8")
    with pytest.raises(ConfigBadValue) as refused:
        load_agency(folder / "agency.toml")
    assert refused.value.facts["key"] == key


@pytest.mark.parametrize(
    ("file", "text", "key"),
    [
        ("agency.toml", SHEET.replace("[services]", "[service]"), "service"),
        ("agency.toml", SHEET.replace("off =", "of ="), "services.of"),
        ("agency.toml", SHEET.replace("aide =", "Aide_ =", 1), "delays.Aide_"),
        ("agency.ar.toml", ARABIC + "[services]\noff = []\n", "services"),
        ("agency.ar.toml", ARABIC.replace("hours", "present = []\nhours"), "agency.present"),
    ],
)
def test_an_unknown_key_is_refused_by_its_name(folder: Path, file: str, text: str, key: str) -> None:
    (folder / file).write_text(text, "utf-8")
    with pytest.raises(ConfigUnknownKey) as refused:
        load_agency(folder / "agency.toml")
    assert refused.value.facts["key"] == key


def test_closed_days_that_are_near() -> None:
    sheet = AgencySheet(
        "M", "01", "", ("h",),
        closures=tuple(
            map(read_closure, ["25/12 Noël", "24/12/2026-02/01/2027 Congés", "29/12-02/01 Nouvel an"])
        ),
    )  # fmt: skip
    assert sheet.closed_soon(date(2026, 11, 22)) == ()
    assert [closed.words for closed in sheet.closed_soon(date(2026, 11, 27))] == ["Congés", "Noël"]
    assert sheet.closed_soon(date(2027, 1, 2)) == (
        Closed(date(2026, 12, 24), date(2027, 1, 2), "Congés"),
        Closed(date(2026, 12, 29), date(2027, 1, 2), "Nouvel an"),
    )
    assert sheet.closed_soon(date(2027, 1, 3)) == ()
    leap = read_closure("29/02 Fermé")
    assert leap.upcoming(date(2027, 3, 1)) == Closed(date(2028, 2, 29), date(2028, 2, 29), "Fermé")


def test_presence_is_read_as_written() -> None:
    assert read_presence("Samedi 9:05 - 12:30") == Presence(5, time(9, 5), time(12, 30))


def test_the_catalogue_as_the_agency_offers_it(folder: Path) -> None:
    sheet = load_agency(folder / "agency.toml")
    packs = Catalogue((Pack("p", (1,), "x", tuple(map(some_service, ("aide", "rappel", "rien", "autre")))),))
    own = packs.offered_by(sheet)
    assert [each.id for each in own.services] == ["aide", "rien", "autre"]
    assert own.service("rappel").id == "rappel", "what was asked before goes on"
    assert own.find("rappel") is not None and own.find("inconnu") is None
    assert own.service("aide").promise == {
        "fr": "Nous vous appelons sous 2 jours.",
        "ar": "نتصل بك خلال يومين.",
    }
    assert own.service("rien").promise is None
    assert own.service("autre").promise == {"fr": "5 jours.", "ar": "5"}
    assert [each.id for each in packs.services] == ["aide", "rappel", "rien", "autre"]
    only = packs.offered_by(replace(sheet, off=frozenset(), only=frozenset({"aide", "inconnu"})))
    assert [each.id for each in only.services] == ["aide"]


def test_a_delay_without_words_in_a_language_is_said_in_french(folder: Path) -> None:
    (folder / "agency.ar.toml").unlink()
    promise = load_agency(folder / "agency.toml").promised(some_service("aide")).promise
    assert promise is not None and promise["ar"] == "Nous vous appelons sous 2 jours."


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("nom;aide;adresse\n", "ligne 1"),
        (PLACES.replace("Aide", "Secours"), "ligne 1, « Secours »"),
        (PLACES.replace("Nourriture", " "), "ligne 2, « aide »"),
        ("nom;aide;adresse;téléphone;horaires\n" + "a;b;c;;\n" * (MOST_PLACES + 1), "lignes"),
        ("", "ligne 1"),
    ],
)
def test_a_table_of_places_is_refused_by_line_and_column(tmp_path: Path, text: str, key: str) -> None:
    (tmp_path / "lieux.csv").write_text(text, "utf-8")
    with pytest.raises(ConfigBadValue) as refused:
        read_places(tmp_path / "lieux.csv")
    assert refused.value.facts["key"] == key


def test_a_table_that_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(ConfigMissing):
        read_places(tmp_path / "lieux.csv")
    (tmp_path / "lieux.csv").write_bytes(PLACES.encode("cp1252"))
    with pytest.raises(ConfigUnreadable):
        read_places(tmp_path / "lieux.csv")

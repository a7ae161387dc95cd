"""`agency`: the sheet by questions; each answer is checked at once, only what changed is written."""

import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.catalogue.agency import AgencySheet, load_agency, read_agency
from kiosk.catalogue.build import build_form_pack
from kiosk.catalogue.pack import Service
from kiosk.clock import SystemClock
from kiosk.config import load_config
from kiosk.store import open_store
from kiosk.texts import Texts
from technician.agency import STOPPED, edit_agency
from technician.checks import files
from technician.finding import Bench
from technician.sheet import Sheet
from technician.steps.offer import ask_delays, ask_services
from technician.steps.setup import Setup
from tests.catalogue.forms import some_service
from tests.catalogue.workbooks import FINE, write_workbook
from tests.fakes.fake_person import FakePerson
from tests.fakes.stations import Keys, enrolled

ROOT = Path(__file__).resolve().parents[2]
STATION = """[station]
role = "kiosk"
data = "data"
packs = "packs"
agency = "agency.toml"
[central]
url = "https://relais.example.org"
"""
OWN = """# La mairie annexe
[agency]
name = "Mairie"   # sans le nom de la ville
phone = "01 99 00 12 34"
hours = ["Lundi."]
"""
PLACES = "nom,aide,adresse,téléphone,horaires\nÉpicerie,Nourriture,3 rue du Port,,\n"


@pytest.fixture
def station(tmp_path: Path) -> Path:
    (tmp_path / "station.toml").write_text(STATION, "utf-8")
    (tmp_path / "lieux.csv").write_text(PLACES, "utf-8")
    return tmp_path / "station.toml"


def test_a_new_sheet_by_questions_and_then_again(station: Path, texts: Texts) -> None:
    typed = [
        "Mairie de Saint-Aubin", "01 99 00 12 34", "", "Du lundi au vendredi.", "",
        "Noël", "25/12 Noël", "", "lundi 9h", "lundi 09:00-12:00", "", "absent.csv", "lieux.csv",
    ]  # fmt: skip
    person = FakePerson(texts, typed)
    assert edit_agency(station, person.terminal, SystemClock()) == 0
    assert person.done
    said = person.text().replace("\u00a0", " ")
    assert "Ce jour ne se lit pas." in said and "Cette présence ne se lit pas." in said
    assert "absent.csv" in said and "Lieux lus : 1." in said and "une fois la station inscrite" in said
    sheet = load_agency(station.with_name("agency.toml"))
    assert (sheet.name, len(sheet.closures), len(sheet.presence), len(sheet.places)) == (
        "Mairie de Saint-Aubin", 1, 1, 1,
    )  # fmt: skip

    # Again: Enter to everything, and nothing is written.
    before = station.with_name("agency.toml").stat().st_mtime_ns
    again = FakePerson(texts, [""] * 10)
    assert edit_agency(station, again.terminal, SystemClock()) == 0
    assert "Aucun réglage n’a changé." in again.text()
    assert station.with_name("agency.toml").stat().st_mtime_ns == before


def test_only_what_was_asked_changes(station: Path, texts: Texts) -> None:
    sheet = station.with_name("agency.toml")
    sheet.write_text(OWN, "utf-8")
    person = FakePerson(texts, ["", "01 99 00 55 66", "", "", "", "", "", ""])
    assert edit_agency(station, person.terminal, SystemClock()) == 0
    assert sheet.read_text("utf-8") == OWN.replace("00 12 34", "00 55 66")


def test_left_before_the_end_nothing_is_written(station: Path, texts: Texts) -> None:
    for count in range(6):
        person = FakePerson(texts, ["Mairie", "01", "", "Lundi.", "", ""][:count])
        assert edit_agency(station, person.terminal, SystemClock()) == STOPPED
    assert not station.with_name("agency.toml").exists()


def setup(station: Path, person: FakePerson) -> tuple[Setup, Sheet[AgencySheet]]:
    station.with_name("agency.toml").write_text(OWN, "utf-8")
    sheet = Sheet(station.with_name("agency.toml"), read_agency, "")
    return Setup(person.terminal, SystemClock(), Sheet(station, load_config, ""), sheet, None), sheet


SERVICES = (("aide-ccas", "Aide"), ("rappel", "Être rappelé"))


def services() -> tuple[Service, ...]:
    return tuple(some_service(name, title) for name, title in SERVICES)


def test_services_are_switched_off_and_on_by_number(station: Path, texts: Texts) -> None:
    person = FakePerson(texts, ["3", "1, 2", "2", "aucun"])
    made, sheet = setup(station, person)
    ask_services(made, services())
    assert "de 1 à 2" in person.text() and "au moins un service" in person.text()
    assert sheet.content().off == {"rappel"}
    ask_services(made, services())
    assert "2. Être rappelé (coupé)" in person.text()
    assert sheet.content().off == frozenset() and person.done


def test_a_delay_of_its_own_none_or_the_pack_s(station: Path, texts: Texts) -> None:
    person = FakePerson(texts, ["oui", "Sous 2 jours.", "rien", "oui", "paquet", ""])
    made, sheet = setup(station, person)
    ask_delays(made, services())
    assert dict(sheet.content().delays) == {"aide-ccas": "Sous 2 jours.", "rappel": ""}
    ask_delays(made, services())
    assert dict(sheet.content().delays) == {"rappel": ""}
    assert person.asked[-1].endswith("[rien] ") and person.done


def test_the_command_on_a_plain_terminal_without_qt(station: Path) -> None:
    code = "import sys; sys.modules['PySide6'] = None; import main; sys.exit(main.main(sys.argv[1:]))"
    run = subprocess.run(
        [sys.executable, "-c", code, "agency", "--config", str(station)],
        cwd=ROOT, input="Mairie\n01 99 00 12 34\n\nLundi.\n\n\n\n\n", text=True, capture_output=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert load_agency(station.with_name("agency.toml")).hours == ("Lundi.",)


def test_the_doctor_names_services_of_the_sheet_that_no_pack_has(
    station: Path, texts: Texts, tmp_path: Path
) -> None:
    keys = Keys()
    with open_store(tmp_path / "data") as store:
        enrolled(store, keys)
    write_workbook(tmp_path / "essai.xlsx", survey=FINE)
    build_form_pack(tmp_path / "essai.xlsx", tmp_path / "packs", keys.publisher)
    sheet = station.with_name("agency.toml")
    sheet.write_text(OWN + '[services]\noff = ["essai"]\n', "utf-8")
    assert files.packs(Bench(station, SystemClock(), texts)).ok
    sheet.write_text(OWN + '[services]\noff = ["esai"]\n', "utf-8")
    finding = files.packs(Bench(station, SystemClock(), texts))
    assert not finding.ok and "esai" in finding.what

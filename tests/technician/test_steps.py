"""What the wizard asks about the machine: screen, printers, voice, central."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.catalogue.agency import load_agency
from kiosk.config import PrinterConfig
from kiosk.texts import Texts
from printers.sim import Faults, VirtualPrinter
from technician.steps import hearing
from technician.steps.joining import ask_central
from technician.steps.place import ask_agency, ask_packs, ask_role
from technician.steps.printing import ask_office, ask_printer
from technician.steps.screen import ask_screen, millimetres, widths_told
from technician.steps.setup import NOWHERE, Setup
from technician.trial_page import page
from tests.fakes.certificates import make_certificates
from tests.fakes.fake_clock import FakeClock
from tests.fakes.fake_person import FakePerson
from tests.fakes.scripted_server import Reply, Request, closed_port, serving

NOTHING = Path("/nonexistent")


class Seat:
    """A folder and somebody who types."""

    def __init__(self, folder: Path, texts: Texts) -> None:
        self.folder = folder
        self.texts = texts

    def __call__(self, *answers: str) -> tuple[Setup, FakePerson]:
        person = FakePerson(self.texts, answers)
        return Setup.of(self.folder, person.terminal, FakeClock()), person


@pytest.fixture
def seat(tmp_path: Path, texts: Texts) -> Seat:
    return Seat(tmp_path / "station", texts)


@pytest.fixture
def printer(tmp_path: Path) -> Iterator[VirtualPrinter]:
    with VirtualPrinter(tmp_path / "papers") as running:
        yield running


# Screen


@pytest.mark.parametrize(
    ("typed", "width"),
    [
        ("277", 277),
        ("276,5 mm", 276.5),
        ("27.7 cm", 277),
        ("3,2 cartes", 273.9),
        ("1 carte", 85.6),
        ("CARTES", None),
        ("3 pouces", None),
        ("-5", None),
        ("", None),
    ],
)
def test_a_width_in_millimetres_or_in_bank_cards(typed: str, width: float | None) -> None:
    assert millimetres(typed) == width


def test_the_width_is_checked_where_it_is_typed(seat: Seat) -> None:
    setup, person = seat("large", "20", "277")
    ask_screen(setup, NOTHING)
    assert setup.config.screen_width_mm == 277
    assert len(person.asked) == 3
    assert "de 50 à 3000" in person.text()
    assert person.asked[0].endswith("[pas mesuré] ")


def edid(width_mm: int) -> bytes:
    raw = bytearray(128)
    raw[:8] = b"\x00\xff\xff\xff\xff\xff\xff\x00"
    raw[66], raw[68] = width_mm & 0xFF, (width_mm >> 8) << 4
    return bytes(raw)


def test_what_the_screen_says_of_itself_is_the_default(seat: Seat, tmp_path: Path) -> None:
    for name, content in (("card0-DP-1", b""), ("card0-HDMI-A-1", edid(344)), ("card1-DP-2", b"noise" * 40)):
        (tmp_path / "drm" / name).mkdir(parents=True)
        (tmp_path / "drm" / name / "edid").write_bytes(content)
    assert widths_told(tmp_path / "drm") == [344]
    setup, person = seat("")
    ask_screen(setup, tmp_path / "drm")
    assert setup.config.screen_width_mm == 344
    assert person.asked[0].endswith("[344] ")


def test_a_width_can_be_taken_back(seat: Seat) -> None:
    setup, _ = seat("277", "pas mesuré")
    ask_screen(setup, NOTHING)
    ask_screen(setup, NOTHING)
    assert setup.config.screen_width_mm is None


# Place


def test_the_role_and_the_agency(seat: Seat) -> None:
    setup, person = seat(
        "2", "", "Mairie de Saint-Aubin", "01 99 00 12 34", "", "Du lundi au vendredi.", "Samedi.", ""
    )
    ask_role(setup)
    ask_agency(setup)
    assert person.done
    assert setup.config.role == "counter"
    sheet = setup.agency.content()
    assert (sheet.name, sheet.phone_cost) == ("Mairie de Saint-Aubin", "")
    assert sheet.hours == ("Du lundi au vendredi.", "Samedi.")
    assert "Il faut une réponse." in person.text()


def test_asked_again_each_answer_is_the_default_and_a_hyphen_takes_a_line_away(seat: Seat) -> None:
    setup, _ = seat("Mairie", "01", "Gratuit.", "Lundi.", "Mardi.", "")
    ask_agency(setup)
    setup.agency.save()
    setup, person = seat("", "", "rien", "-", "", "")
    ask_agency(setup)
    setup.agency.save()
    sheet = load_agency(setup.agency.path)
    assert (sheet.name, sheet.phone, sheet.phone_cost, sheet.hours) == ("Mairie", "01", "", ("Mardi.",))
    shown = [question.rpartition("[")[2] for question in person.asked[:3]]
    assert shown == ["Mairie] ", "01] ", "Gratuit.] "]


def test_a_folder_without_packs_is_told_and_may_be_chosen_again(seat: Seat, tmp_path: Path) -> None:
    (tmp_path / "usb" / "mairie").mkdir(parents=True)
    (tmp_path / "usb" / "mairie" / "manifest.json").write_text("{}")
    setup, person = seat("", "oui", str(tmp_path / "usb"))
    ask_packs(setup)
    assert person.done
    assert setup.config.packs == tmp_path / "usb"
    assert "Trouvé\u00a0: mairie." in person.text()


# Printers


def choose(seat: Seat, *answers: str) -> tuple[Setup, FakePerson]:
    setup, person = seat(*answers)
    ask_printer(setup, NOTHING)
    assert person.done
    return setup, person


def test_a_printer_that_tells_is_found_tried_and_believed(
    seat: Seat, printer: VirtualPrinter, tmp_path: Path
) -> None:
    setup, person = choose(seat, "1", "pas une adresse", f"127.0.0.1:{printer.port}", "", "", "")
    assert setup.config.printer == PrinterConfig(
        "network", "127.0.0.1", printer.port, None, 576, "default", "confirms"
    )
    (sheet,) = printer.sheets
    assert (sheet.bitmap.width, len(list((tmp_path / "papers").glob("*.png")))) == (576, 1)
    assert "dit que la page est sortie" in person.text()


def test_what_a_printer_does_not_tell_is_asked_of_who_stands_there(
    seat: Seat, printer: VirtualPrinter
) -> None:
    printer.faults = Faults(blind=True)
    setup, person = choose(seat, "1", f"127.0.0.1:{printer.port}", "58", "", "")
    assert setup.config.printer
    assert (setup.config.printer.printer_class, setup.config.printer.dots) == ("blind", 384)
    assert "ne dit pas son état" in person.text()
    printer.faults = Faults(mute=True)
    setup, _ = choose(seat, "1", f"127.0.0.1:{printer.port}", "", "", "")
    assert setup.config.printer and setup.config.printer.printer_class == "status_only"


def test_a_printer_without_paper_is_told_with_steps_until_it_is_right(
    seat: Seat, printer: VirtualPrinter
) -> None:
    printer.faults = Faults(paper_out=True)
    setup, person = choose(seat, "1", f"127.0.0.1:{printer.port}", "", "oui", "non")
    assert setup.config.printer
    assert person.text().count("1. Ouvrez le capot.") == 2
    assert printer.sheets == []


def test_a_page_that_nobody_sees_can_be_tried_again(seat: Seat, printer: VirtualPrinter) -> None:
    setup, person = choose(seat, "1", f"127.0.0.1:{printer.port}", "", "oui", "non", "oui", "oui")
    assert len(printer.sheets) == 2
    assert "Regardez le papier" in person.text()
    assert setup.config.printer


def test_no_printer_is_an_answer_and_takes_the_old_one_away(seat: Seat, printer: VirtualPrinter) -> None:
    setup, person = seat("1", f"127.0.0.1:{printer.port}", "", "non", "2")
    ask_printer(setup, NOTHING)
    assert setup.config.printer
    ask_printer(setup, NOTHING)
    assert setup.config.printer is None
    assert person.done


def test_a_printer_that_is_plugged_in_is_offered_first(seat: Seat, tmp_path: Path) -> None:
    (tmp_path / "usb").mkdir()
    (tmp_path / "usb" / "lp0").write_text("an ordinary file is no printer")
    setup, person = seat("", "80", "non")
    ask_printer(setup, tmp_path / "usb")
    assert person.done
    assert setup.config.printer and setup.config.printer.path == tmp_path / "usb" / "lp0"
    assert person.heard[1].startswith("   1. branchée ici")
    assert "n’est pas là" in person.text()


def test_the_page_has_a_frame_to_both_edges_at_any_width() -> None:
    for dots in (384, 576):
        drawn = page(dots, ("Relais", "L’imprimante est trouvée. " * 6))
        assert drawn.width == dots
        assert len(drawn.rows) == drawn.stride * drawn.height
        middle = drawn.row(drawn.height // 2)
        assert middle[0] & 0x80 and middle[-1] & 0x01
        assert drawn.row(0) == b"\xff" * drawn.stride


@pytest.fixture
def spooler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two printers, as `lpstat` tells of them."""
    command = tmp_path / "bin" / "lpstat"
    command.parent.mkdir()
    command.write_text('#!/bin/sh\n[ "$1" = -e ] && printf "Accueil_A4\\nEtage\\n"; exit 0\n')
    command.chmod(command.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{command.parent}:/usr/bin:/bin")


@pytest.mark.usefixtures("spooler")
def test_the_a4_printer_of_a_counter_is_one_that_the_system_knows(seat: Seat) -> None:
    setup, person = seat("1", "2", "", "3")
    ask_office(setup)
    assert person.asked == [], "a kiosk has none"
    setup.station.put("station", "role", "counter")
    ask_office(setup)
    assert setup.config.office and setup.config.office.name == "Accueil_A4"
    assert "Elle est prête." in person.text()
    ask_office(setup)
    assert setup.config.office and setup.config.office.name == "Etage"
    ask_office(setup)
    assert setup.config.office and setup.config.office.name == "Etage"
    ask_office(setup)
    assert setup.config.office is None
    assert person.done


def test_a_machine_without_cups_has_no_a4_printer(
    seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    setup, person = seat("")
    setup.station.put("station", "role", "counter")
    ask_office(setup)
    assert setup.config.office is None
    assert person.done


# Voice


def test_the_voice_is_said_until_somebody_hears_it(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[dict[str, object]] = [
        {"device": "", "heard": None, "trouble": ""},
        {"device": "HDMI", "heard": True, "trouble": ""},
        {"device": "HDMI", "heard": True, "trouble": ""},
    ]
    monkeypatch.setattr(hearing, "trial", lambda _: told.pop(0))
    setup, person = seat("", "", "", "", "non", "", "", "oui")
    hearing.ask_voice(setup)
    assert person.done and not told
    assert "pas de sortie de son" in person.text() and "Montez le volume" in person.text()
    assert not setup.station.has("voice")


def test_a_mute_station_is_an_answer(seat: Seat) -> None:
    setup, person = seat("non")
    hearing.ask_voice(setup)
    assert not setup.config.voice
    assert person.done


# Central


def a_central(_: Request) -> Reply:
    return Reply(401, {"error": "bad_signature"})


def a_portal(_: Request) -> Reply:
    return Reply(200, body=b"<html>", media_type="text/html")


def test_an_address_counts_when_a_central_answers_there(seat: Seat) -> None:
    with serving(a_central) as central, serving(a_portal) as portal:
        away = f"http://127.0.0.1:{closed_port()}"
        setup, person = seat(
            "http://10.0.0.1", away, "non", f"http://127.0.0.1:{portal.server_port}", "",
            f"http://127.0.0.1:{central.server_port}/",
        )  # fmt: skip
        ask_central(setup)
    assert person.done
    assert setup.config.central_url == f"http://127.0.0.1:{central.server_port}"
    assert NOWHERE not in "".join(person.asked)
    assert "https://…" in person.text() and "Un central répond" in person.text()


def test_an_address_may_be_kept_for_a_day_with_a_network(seat: Seat) -> None:
    setup, person = seat("relais.invalid", "oui")
    ask_central(setup)
    assert person.done
    assert setup.config.central_url == "https://relais.invalid"


def test_a_certificate_of_ones_own_is_asked_for_where_it_is_needed(seat: Seat, tmp_path: Path) -> None:
    authority, server = make_certificates(tmp_path / "tls")
    with serving(a_central, certificate=server) as central:
        url = f"https://127.0.0.1:{central.server_port}"
        setup, person = seat(url, "nowhere.pem", str(authority), "")
        ask_central(setup)
    assert person.done
    assert setup.config.central_ca == authority
    assert "Ce fichier n’est pas là." in person.text()

"""`provision` against a real central: by questions, from a file, run again, left half-way."""

import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.catalogue.agency import load_agency
from kiosk.clock import SystemClock
from kiosk.config import load_config
from kiosk.errors import CodeRefused, NotEnrolled
from kiosk.store import open_store
from kiosk.store.agents import Welcome
from kiosk.texts import Texts
from printers.sim import VirtualPrinter
from rehearsal.stage import Stage, copy_agency, set_stage
from technician.steps.printing import DEVICES
from technician.steps.screen import DISPLAYS, widths_told
from technician.wizard import STOPPED, provision, provision_from_file
from tests.fakes.fake_person import FakePerson

ROOT = Path(__file__).resolve().parents[2]
NETWORK = str(len(list(DEVICES.glob("lp*"))) + 1)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    made = set_stage(tmp_path_factory.mktemp("stage"), pack=None, form=None, skip_unsupported=False)
    yield made
    made.close()


def new_code(stage: Stage, role: str) -> str:
    return stage.central.command("enrol-code", "--agency", "1", "--name", "Autre", "--role", role)


def answers_for(stage: Stage, printer: VirtualPrinter, *joining: str) -> list[str]:
    return [
        "2", "Mairie de Saint-Aubin", "01 99 00 12 34", "", "Du lundi au vendredi.", "",
        str(stage.config.packs), "3,2 cartes", NETWORK, f"127.0.0.1:{printer.port}", "", "", "", "",
        "non", stage.config.central_url, *joining,
    ]  # fmt: skip


@pytest.fixture
def printer(tmp_path: Path) -> Iterator[VirtualPrinter]:
    with VirtualPrinter(tmp_path / "papers") as running:
        yield running


def test_a_counter_by_questions_and_then_again(
    stage: Stage, printer: VirtualPrinter, tmp_path: Path, texts: Texts
) -> None:
    folder, code = tmp_path / "guichet", new_code(stage, "counter")
    typed = answers_for(stage, printer, "Guichet 9", "12", "000000000000", code, "Élise", "non")
    person = FakePerson(texts, typed, ["1234", "1234", "4718", "4718"])
    assert provision(folder, person.terminal, SystemClock()) == 0
    assert person.done
    said = person.text().replace("\u00a0", " ")
    assert "Le code a 12 chiffres." in said and "Le central refuse ce code" in said
    assert "Inscrite : « Guichet 9 »" in said and "Services vérifiés : 10." in said
    config = load_config(folder / "station.toml")
    assert (config.role, config.screen_width_mm, config.voice) == ("counter", 273.9, False)
    assert config.printer and config.printer.port == printer.port
    assert config.printer.printer_class == "confirms"
    assert load_agency(config.agency).name == "Mairie de Saint-Aubin"
    with open_store(config.data) as store:
        assert [agent.name for agent in store.agents.every()] == ["Élise"]
        assert isinstance(store.agents.check(1, "4718", SystemClock().now_ms()), Welcome)
    assert "4718" not in said + "".join(person.asked)

    # Again: Enter to everything. No role, no code and no agent is asked for, nothing is written.
    before = {path: path.stat().st_mtime_ns for path in (config.path, config.agency)}
    again = FakePerson(texts, ["", "", "", "", "", "", "", "", "", "", "non", "", "non", "", "non"])
    assert provision(folder, again.terminal, SystemClock()) == 0
    assert again.done
    said = again.text().replace("\u00a0", " ")
    assert "Cela ne change plus." in said and "Déjà inscrite : « Guichet 9 »" in said
    assert "Aucun réglage n’a changé." in said and "Déjà là : Élise." in said
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_left_before_the_end_nothing_is_written(
    stage: Stage, printer: VirtualPrinter, tmp_path: Path, texts: Texts
) -> None:
    typed = answers_for(stage, printer)
    for count in range(0, len(typed), 3):
        person = FakePerson(texts, typed[:count])
        assert provision(tmp_path / "x", person.terminal, SystemClock()) == STOPPED
        assert "Rien n’a été changé." in person.text()
    assert not (tmp_path / "x").exists()


def test_left_at_the_code_the_settings_stay_and_the_next_run_goes_on(
    stage: Stage, printer: VirtualPrinter, tmp_path: Path, texts: Texts
) -> None:
    person = FakePerson(texts, answers_for(stage, printer, "Guichet 5"))
    assert provision(tmp_path / "x", person.terminal, SystemClock()) == STOPPED
    assert "Les réglages sont enregistrés." in person.text()
    assert load_config(tmp_path / "x" / "station.toml").role == "counter"


def station_file(stage: Stage, folder: Path, role: str) -> Path:
    copy_agency(folder)
    text = stage.config.path.read_text("utf-8").replace('role = "kiosk"', f'role = "{role}"')
    (folder / "station.toml").write_text(text.replace('"packs"', f'"{stage.config.packs}"'), "utf-8")
    return folder / "station.toml"


def test_a_second_station_from_one_file(stage: Stage, tmp_path: Path, texts: Texts) -> None:
    file = station_file(stage, tmp_path / "second", "counter")
    before = file.read_bytes()
    person = FakePerson(texts, [])
    with pytest.raises(NotEnrolled):
        provision_from_file(file, None, None, person.terminal, SystemClock())
    with pytest.raises(CodeRefused):
        provision_from_file(file, "000000000000", None, person.terminal, SystemClock())
    since = time.monotonic()
    code = new_code(stage, "counter")
    assert provision_from_file(file, code, "Guichet 3", person.terminal, SystemClock()) == 0
    assert time.monotonic() - since < 20
    said = person.text().replace("\u00a0", " ")
    assert "Inscrite : « Guichet 3 »" in said and "Services vérifiés : 10." in said
    assert "Prête, papier en place" in said
    pin = said.split("Son code secret : ")[1][:6]
    with open_store(tmp_path / "second" / "station") as store:
        assert store.identity.name == "Guichet 3"
        assert isinstance(store.agents.check(1, pin, SystemClock().now_ms()), Welcome)
    again = FakePerson(texts, [])
    assert provision_from_file(file, None, None, again.terminal, SystemClock()) == 0
    assert "Déjà inscrite" in again.text() and "Son code secret" not in again.text()
    assert file.read_bytes() == before, "the file is the technician's"


def test_a_kiosk_from_a_file_gets_no_agent_and_an_absent_printer_is_said(
    stage: Stage, tmp_path: Path, texts: Texts
) -> None:
    file = station_file(stage, tmp_path / "kiosk", "kiosk")
    port = str(stage.config.printer.port if stage.config.printer else 0)
    file.write_text(file.read_text("utf-8").replace(f"port = {port}", "port = 1"), "utf-8")
    person = FakePerson(texts, [])
    code = new_code(stage, "kiosk")
    assert provision_from_file(file, code, None, person.terminal, SystemClock()) == 0
    said = person.text().replace("\u00a0", " ")
    assert "« Borne 1 »" in said
    assert "ne répond pas à l’adresse 127.0.0.1:1" in said
    assert "Agent" not in said
    with open_store(tmp_path / "kiosk" / "station") as store:
        assert store.agents.every() == ()


def test_on_a_plain_terminal_without_qt(tmp_path: Path) -> None:
    """As over ssh: a pseudo-terminal, no display, and a Python in which Qt cannot be imported."""
    code = "import sys; sys.modules['PySide6'] = None; import main; sys.exit(main.main(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "provision", "--folder", str(tmp_path / "s")]
    outer, inner = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if "DISPLAY" not in name}
    # Whoever runs the tests in the background may have Ctrl-C ignored, and a child inherits that.
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=inner, stdout=inner, stderr=inner, env=environment, start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - no thread here
    )  # fmt: skip
    os.close(inner)
    seen = b""

    def until(words: str) -> None:
        nonlocal seen
        end = time.monotonic() + 30
        while words.encode() not in seen:
            assert time.monotonic() < end, seen.decode()
            seen += os.read(outer, 4096)

    def answer(question: str, typed: str) -> None:
        until(question)
        os.write(outer, typed.encode() + b"\n")

    answer("[1] ", "9")
    until("Tapez un numéro de 1 à 2.")
    answer("[1] ", "")
    answer("Nom de l’agence", "Mairie")
    answer("Numéro où appeler", "01 99 00 12 34")
    answer("[rien] ", "")
    answer("Ligne 1", "Lundi.")
    answer("Ligne 2", "")
    answer("[packs] ", "")
    until("Pas de paquet dans")
    answer("Réessayer", "")
    width = widths_told(DISPLAYS)
    until(f"[{width[0]}] " if width else "[pas mesuré] ")
    # Ctrl-C as a terminal sends it to whoever is in front; here there is no shell to put us there.
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == STOPPED
    until("Rien n’a été changé.")
    os.close(outer)
    assert list(tmp_path.iterdir()) == []

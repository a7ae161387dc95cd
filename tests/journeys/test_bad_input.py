"""What goes wrong at a station is said in French, on the screen and in the terminal, and nothing is lost."""

import json
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.config import load_config
from kiosk.desk.intake import Intake
from kiosk.errors import Problem
from kiosk.store import open_store
from kiosk.texts import load_texts
from main import main, start_kiosk
from rehearsal.driver import Driver, make_request
from rehearsal.hand import Hand
from rehearsal.journey import first_service
from rehearsal.portal import captive_portal
from rehearsal.stage import Stage
from rehearsal.words import Reader
from ui.app import Kiosk
from ui.look import Look
from ui.voice.engine import NoVoice

ROOT = Path(__file__).resolve().parents[2]
TEXTS = load_texts(ROOT / "assets" / "i18n", "fr")
Spoil = Callable[[Path], None]


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def rewrite(name: str, old: str, new: str) -> Spoil:
    def spoil(folder: Path) -> None:
        path = folder / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    return spoil


def make_newer(folder: Path) -> None:
    """Raise the schema version as a later Relais would; by the library, the store has no such door."""
    import sqlcipher3

    key = (folder / "station" / "station.key").read_bytes()
    database = sqlcipher3.connect(str(folder / "station" / "station.db"))
    database.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    database.execute("PRAGMA user_version = 9999")
    database.close()


SPOILT: dict[str, tuple[Spoil, str]] = {
    "unreadable station.toml": (rewrite("station.toml", "[station]", "[station"), "config.unreadable"),
    "unknown key": (rewrite("station.toml", "role =", "prix = 1\nrole ="), "config.unknown_key"),
    "missing station.toml": (lambda folder: (folder / "station.toml").unlink(), "config.missing"),
    "unknown key in agency.toml": (
        rewrite("agency.toml", "phone =", "fax = 1\nphone ="),
        "config.unknown_key",
    ),
    "missing key": (lambda folder: (folder / "station" / "station.key").unlink(), "store.key_missing"),
    "wrong key": (
        lambda folder: (folder / "station" / "station.key").write_bytes(b"\x07" * 32),
        "store.wrong_key",
    ),
    "newer database": (make_newer, "store.newer"),
    "no packs": (lambda folder: shutil.rmtree(folder / "packs"), "pack.missing"),
    "altered pack": (
        lambda folder: next((folder / "packs").rglob("*.xml")).write_bytes(b"<a/>"),
        "pack.altered",
    ),
    "never enrolled": (lambda folder: shutil.rmtree(folder / "station"), "enrol.not_enrolled"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_station_that_cannot_start_says_why(
    stage: Stage, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil, code = SPOILT[name]
    folder = tmp_path / "station"
    shutil.copytree(stage.config.path.parent, folder, ignore=shutil.ignore_patterns("central"))
    spoil(folder)
    before = files(folder)
    assert main(["drive", "--config", str(folder / "station.toml"), "--look", "1"]) == 3
    told = capsys.readouterr().err
    assert told.endswith(f"({code})\n")
    assert len(told.splitlines()) == 3
    if name != "never enrolled":
        # A failed start overwrites and removes nothing.
        assert files(folder) == before


def test_the_screen_says_it_too_with_a_code_for_the_technician(tmp_path: Path) -> None:
    with pytest.raises(Problem) as met:
        load_config(tmp_path / "station.toml")
    kiosk = Kiosk(no_desk, Look(size=(1280, 800), motion=False))
    try:
        kiosk.open_out_of_service(met.value)
        hand = Hand(kiosk.window)
        hand.wait(lambda: hand.screen() == "screen:out-of-service", "out of service")
        what, todo = TEXTS.problem(met.value)
        # The screen writes hyphens that do not break at the end of a line.
        hand.wait(
            lambda: {what, todo} <= {text.replace("\u2011", "-") for text in hand.texts()},
            "what happened and what to do",
        )
        assert "config.missing" in " ".join(hand.texts())
        # A person can still be reached; nothing leads back into a kiosk that does not work.
        assert not hand.sees("start")
    finally:
        kiosk.close()


def no_desk() -> Intake:
    raise AssertionError("a kiosk out of service opens no desk")


def test_the_kiosk_command_shows_it_and_tells_the_terminal(tmp_path: Path) -> None:
    command = [sys.executable, "main.py", "kiosk", "--config", str(tmp_path / "station.toml")]
    process = subprocess.Popen(command, cwd=ROOT, text=True, stderr=subprocess.PIPE)
    try:
        assert process.stderr
        lines = [process.stderr.readline() for _ in range(3)]
        assert lines[2] == "(config.missing)\n"
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=1)  # the screen stays, so that the person sees a sentence and no desktop
    finally:
        process.terminate()
        process.wait()


@pytest.fixture
def unenrolled(stage: Stage, tmp_path: Path) -> Path:
    shutil.copytree(
        stage.config.path.parent, tmp_path / "new", ignore=shutil.ignore_patterns("central", "station")
    )
    return tmp_path / "new" / "station.toml"


def enrol(config: Path, code: str) -> int:
    return main(["enrol", "--config", str(config), "--name", "Borne 2", "--code", code])


def test_a_wrong_code_then_the_right_one(
    stage: Stage, unenrolled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert enrol(unenrolled, "111 111 111 111") == 3
    assert "(enrol.code_refused)" in capsys.readouterr().err
    code = stage.central.command("enrol-code", "--agency", "1", "--name", "Borne 2")
    assert enrol(unenrolled, code) == 0
    assert "station" in capsys.readouterr().out


def test_an_expired_code(stage: Stage, unenrolled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = stage.central.command("enrol-code", "--agency", "1", "--name", "Borne 2")
    with sqlite3.connect(stage.central.folder / "central.db") as database:
        database.execute("UPDATE stations_enrolmentcode SET expires_ms = 1 WHERE used_by_id IS NULL")
    assert enrol(unenrolled, code) == 3
    assert "(enrol.code_expired)" in capsys.readouterr().err


def test_a_central_that_is_away(unenrolled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        point_at(unenrolled, taken.getsockname()[1])
        assert enrol(unenrolled, "111 111 111 111") == 3
    assert "(central.unreachable)" in capsys.readouterr().err


def point_at(config: Path, port: int) -> None:
    lines = config.read_text("utf-8").splitlines()
    told = [f'url = "http://127.0.0.1:{port}"' if line.startswith("url") else line for line in lines]
    config.write_text("\n".join(told) + "\n", "utf-8")


@pytest.fixture
def portal() -> Iterator[int]:
    with captive_portal() as port:
        yield port


def test_a_central_that_answers_nonsense(
    unenrolled: Path, portal: int, capsys: pytest.CaptureFixture[str]
) -> None:
    point_at(unenrolled, portal)
    assert enrol(unenrolled, "111 111 111 111") == 3
    assert "(central.nonsense)" in capsys.readouterr().err


def test_nonsense_instead_of_an_acknowledgement_never_makes_a_request_received(
    stage: Stage, tmp_path: Path, portal: int
) -> None:
    folder = tmp_path / "station"
    shutil.copytree(stage.config.path.parent, folder, ignore=shutil.ignore_patterns("central"))
    point_at(folder / "station.toml", portal)
    running = start_kiosk(load_config(folder / "station.toml"), (1280, 800))
    try:
        hand = Hand(running.window)
        driver = Driver(hand, make_request(first_service(stage.config), None, "fr"), lambda _: None)
        driver.reach_review()
        driver.confirm()
        hand.pause(6000)
        assert Reader(hand).strongest_word() == "enregistrée"
    finally:
        running.close()
    with open_store(folder / "station") as store:
        assert [row.state for row in store.outbox.every()] == ["waiting"]


def test_a_broken_form_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    form = tmp_path / "broken.xlsx"
    form.write_bytes(b"PK not a workbook")
    assert main(["journey", "--out", str(tmp_path / "out"), "--form", str(form)]) == 3
    told = capsys.readouterr().err
    assert "(form.broken)" in told and "broken.xlsx" in told


def test_answers_that_are_no_json_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps(["a"]), "utf-8")
    assert main(["journey", "--out", str(tmp_path / "out"), "--answers", str(answers)]) == 3
    assert "(config.unreadable)" in capsys.readouterr().err


def test_a_station_where_nothing_can_speak_says_so(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def mute(*_: object, **__: object) -> None:
        raise NoVoice("no_engine")

    monkeypatch.setattr("ui.voice.rendering.render", mute)
    assert main(["voice", "--config", str(stage.config.path)]) == 3
    assert capsys.readouterr().err.endswith("(voice.missing)\n")

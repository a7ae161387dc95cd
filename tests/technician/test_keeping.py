"""What a technician sees and does about what a station keeps."""

import json
import shutil

import pytest

from kiosk.config import Config, load_config
from kiosk.store import open_store
from kiosk.wire.keys import SigningKey
from main import main
from technician.copies import make_copy, take_copy
from technician.held import export_held, list_held, release_held
from technician.status import show_status
from tests.desk.conftest import Desk, answers, catalogue  # noqa: F401 - fixtures
from tests.fakes.fake_clock import FakeClock
from tests.fakes.fake_person import FakePerson
from tests.fakes.stations import Keys
from tests.technician.test_agents import config_of

AGENCY = '[agency]\nname = "Mairie"\nphone = "01 99 00 12 34"\nphone_cost = "-"\nhours = ["Lundi."]\n'
HOUR = 3600


@pytest.fixture
def kiosk(tmp_path, catalogue, answers) -> Desk:  # noqa: F811
    """A station with four requests: received, on the way, held, waiting."""
    keys = Keys()
    config_of(tmp_path, "kiosk")
    (tmp_path / "agency.toml").write_text(AGENCY, "utf-8")
    desk = Desk(tmp_path / "data", catalogue, answers, keys)
    for _ in range(4):
        desk.intake.submit(desk.reviewed())
    done, way, held, _ = desk.store.outbox.every()
    desk.store.outbox.settle(done.id, done.digest, None, desk.clock.now_ms())
    desk.store.outbox.handed_over([way.id], desk.clock.now_ms())
    desk.store.outbox.tried([held.id], "malformed")
    desk.store.outbox.hold(held.id, "malformed")
    desk.store.peers.note("https", reachable=False, trouble="central.unreachable", at=desk.clock.now_ms())
    yield desk
    desk.store.close()


@pytest.fixture
def config(kiosk, tmp_path) -> Config:
    return load_config(tmp_path / "station.toml")


@pytest.fixture
def person(texts) -> FakePerson:
    return FakePerson(texts, [])


def held_row(desk: Desk):
    (row,) = desk.store.outbox.held()
    return row


def kept_bytes(desk: Desk) -> list[bytes]:
    """Database, log and key; the shared memory beside them says who reads."""
    return [(desk.folder / name).read_bytes() for name in ("station.db", "station.db-wal", "station.key")]


def test_status_for_a_machine(kiosk, config, person, capsys, monkeypatch, catalogue):  # noqa: F811
    monkeypatch.setattr("technician.status.load_catalogue", lambda *_: catalogue)
    kiosk.clock.advance(71 * HOUR)
    before = kept_bytes(kiosk)
    assert show_status(config, kiosk.clock, person.terminal, as_json=True) == 0
    line = capsys.readouterr().out
    told = json.loads(line)
    assert told["outbox"] == {
        "waiting": 2, "on_the_way": 1, "held": 1, "acknowledged": 1, "oldest_undelivered_s": 71 * HOUR,
    }  # fmt: skip
    assert told["late"] == [] and told["trouble"] is None
    row = held_row(kiosk)
    assert told["held"] == [
        {"id": row.id.hex(), "service": row.service, "age_s": 71 * HOUR, "reason": "malformed", "attempts": 1}
    ]
    (peer,) = told["couriers"]
    assert (peer["name"], peer["reachable"], peer["trouble"]) == ("https", False, "central.unreachable")
    assert told["station"] == {"number": 3, "agency": 7, "role": "kiosk"}
    kiosk.clock.advance(2 * HOUR)
    show_status(config, kiosk.clock, person.terminal, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert told["late"] == [{"service": row.service, "count": 3, "hours": 73, "most_hours": 72}]
    assert kept_bytes(kiosk) == before


def test_nothing_personal_is_in_it(kiosk, config, person, capsys):
    show_status(config, kiosk.clock, person.terminal, as_json=True)
    show_status(config, kiosk.clock, person.terminal, as_json=False)
    said = capsys.readouterr().out + person.text()
    reminder = kiosk.store.reminder.get(kiosk.clock.now_ms())
    for secret in (str(reminder.code), reminder.token.hex(), *map(str, kiosk.answers.values())):
        assert len(secret) < 4 or secret not in said


def test_status_for_a_person(kiosk, config, person, monkeypatch, catalogue):  # noqa: F811
    monkeypatch.setattr("technician.status.load_catalogue", lambda *_: catalogue)
    kiosk.clock.advance(73 * HOUR)
    show_status(config, kiosk.clock, person.terminal, as_json=False)
    for words in ("depuis 73", "permet 72", "raison malformed", "central.unreachable", "sur papier"):
        assert words in person.text().replace("\u00a0", " "), words


def test_packs_that_cannot_be_read_are_told_and_the_rest_as_well(kiosk, config, person, capsys):
    show_status(config, kiosk.clock, person.terminal, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert (told["late"], told["trouble"]) == (None, "pack.missing")
    show_status(config, kiosk.clock, person.terminal, as_json=False)
    assert "pack.missing" in person.text()


def test_a_held_envelope_is_shown_exported_and_offered_again(kiosk, config, person, tmp_path):
    row = held_row(kiosk)
    assert list_held(config, kiosk.clock, person.terminal) == 0
    assert row.id.hex() in person.text() and "malformed" in person.text()
    target = tmp_path / "envelope.cose"
    assert export_held(config, row.id, target, person.terminal) == 0
    assert target.read_bytes() == row.raw and target.stat().st_mode & 0o777 == 0o600
    assert export_held(config, row.id, target, person.terminal) == 1, "nothing is overwritten"
    assert release_held(config, row.id, kiosk.clock, person.terminal) == 0
    assert kiosk.store.outbox.get(row.id).state == "waiting"
    assert kiosk.store.journal.entries()[-1].event == "released"
    assert release_held(config, row.id, kiosk.clock, person.terminal) == 1
    assert export_held(config, row.id, tmp_path / "other", person.terminal) == 1
    person.heard.clear()
    assert list_held(config, kiosk.clock, person.terminal) == 0
    assert person.heard == [person.terminal.texts("held.none")]


def test_from_the_command_line(kiosk, config, tmp_path, capsys):
    where = ["--config", str(config.path)]
    row = held_row(kiosk)
    assert main(["status", "--json", *where]) == 0
    assert json.loads(capsys.readouterr().out)["outbox"]["held"] == 1
    assert main(["held", "release", row.id.hex(), *where]) == 0
    assert main(["backup", str(tmp_path / "copy.db"), *where]) == 0
    with pytest.raises(SystemExit):
        main(["held", "release", "no name", *where])


def test_a_copy_and_a_station_made_of_it(kiosk, config, person, tmp_path):
    target = tmp_path / "copy.db"
    assert make_copy(config, target, person.terminal) == 0
    assert str(config.data / "station.key") in person.text()
    assert make_copy(config, target, person.terminal) == 1, "nothing is overwritten"
    safe = tmp_path / "safe.key"
    shutil.copy(config.data / "station.key", safe)
    clock = FakeClock()
    assert take_copy(config, target, safe, clock, person.terminal) == 1, "a station stands there"
    kiosk.store.close()
    config.data.rename(tmp_path / "broken")
    assert take_copy(config, target, tmp_path / "none", clock, person.terminal) == 1
    assert take_copy(config, target, safe, clock, person.terminal) == 0
    assert "3" in person.heard[-2] and "papier" in person.heard[-1]
    with open_store(config.data) as store:
        assert store.identity.station == 3
        assert [row.state for row in store.outbox.every()] == ["acknowledged", "waiting", "held", "waiting"]


def test_another_key_in_the_folder_is_not_overwritten(kiosk, config, person, tmp_path):
    target, safe = tmp_path / "copy.db", tmp_path / "safe.key"
    make_copy(config, target, person.terminal)
    shutil.copy(config.data / "station.key", safe)
    (config.data / "station.db").rename(tmp_path / "old.db")
    (config.data / "station.key").write_bytes(SigningKey.generate().to_bytes())
    assert take_copy(config, target, safe, FakeClock(), person.terminal) == 1

"""Agents and the recovery sheet, at the terminal of a technician."""

import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.config import Config, load_config
from kiosk.store import open_store
from kiosk.store.agents import PinLocked, Welcome
from kiosk.texts import Texts
from kiosk.wire.agency_key import recovery_text
from kiosk.wire.keys import OpeningKey
from technician.agents import add_agent, add_first_agent, change_pin, unlock_agent
from technician.recovery import check_sheet, print_sheet, recover_key
from tests.fakes.fake_clock import FakeClock
from tests.fakes.fake_person import FakePerson
from tests.fakes.stations import Keys, enrolled

ROOT = Path(__file__).resolve().parents[2]
STATION = """[station]
role = "{role}"
data = "data"
packs = "packs"
agency = "agency.toml"
[central]
url = "https://central.invalid"
[printer]
transport = "network"
host = "127.0.0.1"
"""


def config_of(folder: Path, role: str = "counter") -> Config:
    (folder / "station.toml").write_text(STATION.format(role=role), "utf-8")
    return load_config(folder / "station.toml")


@pytest.fixture
def keys() -> Keys:
    return Keys(lookup=OpeningKey.generate())


@pytest.fixture
def counter(tmp_path: Path, keys: Keys) -> Config:
    """A counter whose agency has a key of its own: keys.recipient."""
    config = config_of(tmp_path)
    with open_store(config.data) as store:
        enrolled(store, keys, role="counter")
    return config


def lock(config: Config, number: int) -> None:
    with open_store(config.data) as store:
        for day in range(1, 11):
            store.agents.check(number, "9999", day * 86_400_000)
        assert isinstance(store.agents.check(number, "4718", 20 * 86_400_000), PinLocked)


def test_an_agent_is_added_with_a_pin_that_nobody_sees(counter: Config, texts: Texts) -> None:
    person = FakePerson(texts, [" Élise  Martin "], ["1111", "1111", "471", "471", "4718", "4718"])
    assert add_agent(counter, person.terminal, FakeClock())
    assert person.done
    with open_store(counter.data) as store:
        (agent,) = store.agents.every()
        assert (agent.number, agent.name) == (1, "Élise Martin")
        assert isinstance(store.agents.check(1, "4718", 1), Welcome)
    assert "4718" not in person.text() + "".join(person.asked)


def test_left_empty_the_pin_is_made_and_shown_once(counter: Config, texts: Texts) -> None:
    person = FakePerson(texts, [], [""])
    assert add_agent(counter, person.terminal, FakeClock(), name="Karim")
    pin = person.text().replace("\u00a0", " ").split("Son code secret : ")[2][:6]
    with open_store(counter.data) as store:
        assert isinstance(store.agents.check(1, pin, 1), Welcome)


def test_the_first_agent_is_made_once(counter: Config, texts: Texts) -> None:
    person = FakePerson(texts, [])
    assert add_first_agent(counter, person.terminal, FakeClock())
    assert not add_first_agent(counter, person.terminal, FakeClock())
    with open_store(counter.data) as store:
        assert [agent.name for agent in store.agents.every()] == ["Agent 1"]


def test_a_locked_agent_is_let_in_again_with_the_same_pin(counter: Config, texts: Texts) -> None:
    person = FakePerson(texts, [], ["4718", "4718"])
    add_agent(counter, person.terminal, FakeClock(), name="Élise")
    lock(counter, 1)
    assert unlock_agent(counter, person.terminal, FakeClock(), 1)
    with open_store(counter.data) as store:
        assert isinstance(store.agents.check(1, "4718", 30 * 86_400_000), Welcome)
        assert "agent.unlocked" in [entry.event for entry in store.journal.entries()]


def test_another_pin_lets_in_too(counter: Config, texts: Texts) -> None:
    person = FakePerson(texts, [], ["4718", "4718", "8305", "8305"])
    add_agent(counter, person.terminal, FakeClock(), name="Élise")
    lock(counter, 1)
    assert change_pin(counter, person.terminal, FakeClock(), 1)
    with open_store(counter.data) as store:
        assert isinstance(store.agents.check(1, "8305", 30 * 86_400_000), Welcome)


def test_an_unknown_number_is_told_with_those_that_there_are(counter: Config, texts: Texts) -> None:
    person = FakePerson(texts, [], ["4718", "4718"])
    assert not unlock_agent(counter, person.terminal, FakeClock(), 2)
    add_agent(counter, person.terminal, FakeClock(), name="Élise")
    assert not change_pin(counter, person.terminal, FakeClock(), 2)
    assert "1 (Élise)" in person.text()


def test_the_sheet_gives_the_key_back(counter: Config, keys: Keys, texts: Texts) -> None:
    letters = recovery_text(keys.recipient)
    wrong = letters[:-1] + ("A" if letters[-1] != "A" else "B")
    person = FakePerson(texts, ["", "bonjour", wrong, letters.lower().replace(" ", "  ")])
    assert recover_key(counter, person.terminal, FakeClock())
    assert person.done
    with open_store(counter.data) as store:
        assert store.agency_key.opening(keys.recipient.public.key_id) is not None
    assert letters[:9] not in person.text()


@pytest.mark.parametrize(("answer", "kept"), [("", False), ("oui", True)])
def test_a_sheet_of_another_key_is_kept_only_when_asked(
    counter: Config, keys: Keys, texts: Texts, answer: str, kept: bool
) -> None:
    older = OpeningKey.generate()
    person = FakePerson(texts, [recovery_text(older), answer])
    assert recover_key(counter, person.terminal, FakeClock()) is kept
    with open_store(counter.data) as store:
        assert (store.agency_key.opening(older.public.key_id) is not None) is kept
        assert store.agency_key.opening(keys.recipient.public.key_id) is None


def test_a_hosted_agency_has_no_sheet(tmp_path: Path, texts: Texts) -> None:
    config = config_of(tmp_path)
    with open_store(config.data) as store:
        enrolled(store, Keys(), role="counter")
    person = FakePerson(texts, [])
    assert not recover_key(config, person.terminal, FakeClock())
    assert person.asked == []


def test_the_sheet_is_printed_again_when_asked(counter: Config, texts: Texts) -> None:
    person = FakePerson(texts, [])
    assert not print_sheet(counter, person.terminal, FakeClock()), "there is no key"
    with open_store(counter.data) as store:
        store.agency_key.make(1)
    assert print_sheet(counter, person.terminal, FakeClock())
    assert print_sheet(counter, person.terminal, FakeClock()), "one waits already"
    with open_store(counter.data) as store:
        assert [job.about for job in store.spool.every()] == ["recovery"]


def test_a_sheet_that_no_printer_confirmed_is_noted_by_who_holds_it(counter: Config, texts: Texts) -> None:
    person = FakePerson(texts, ["ABCD", ""])
    assert not check_sheet(counter, person.terminal, FakeClock()), "there is no key"
    with open_store(counter.data) as store:
        letters = recovery_text(store.agency_key.make(1))
    with pytest.raises(EOFError):
        check_sheet(counter, person.terminal, FakeClock())
    with open_store(counter.data) as store:
        assert not store.agency_key.sheet_printed()
    person = FakePerson(texts, [letters[-4:].lower()])
    assert check_sheet(counter, person.terminal, FakeClock())
    with open_store(counter.data) as store:
        assert store.agency_key.sheet_printed()


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "main.py", *words], cwd=ROOT, text=True, capture_output=True, check=False,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip


def test_the_commands_say_how_they_went(tmp_path: Path, counter: Config, texts: Texts) -> None:
    add_agent(counter, FakePerson(texts, [], [""]).terminal, FakeClock(), name="Élise")
    file = str(counter.path)
    done = run("agent", "unlock", "--config", file, "1")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Élise" in done.stdout
    assert run("agent", "unlock", "--config", file, "7").returncode == 1
    assert run("agent", "add", "--config", file).returncode == 1, "nobody types"
    assert run("recover-key", "--config", file).returncode == 1
    (tmp_path / "kiosk").mkdir()
    kiosk = config_of(tmp_path / "kiosk", "kiosk")
    done = run("agent", "unlock", "--config", str(kiosk.path), "1")
    assert (done.returncode, "guichet" in done.stdout) == (1, True)
    assert run("doctor", "--config", str(tmp_path / "nothing.toml"), "--json").returncode == 1
    assert run("provision", "--file", str(tmp_path / "nothing.toml"), "--code", "1").returncode == 3

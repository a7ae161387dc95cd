"""Agents and their PINs: slow to guess, locked after ten wrong ones, whatever is done to clock or power."""

import pytest

from kiosk.errors import PinMalformed, PinTooSimple
from kiosk.store import agents as module
from kiosk.store import open_store
from kiosk.store.agents import LOCKED_AFTER, Agent, PinLocked, Welcome, WrongPin, checked_pin, new_pin
from tests.store.test_rows_of_one import decrypted_pages

GOOD, WRONG = "470913", "470914"
NOW = 1_790_000_000_000


@pytest.fixture
def cheap(monkeypatch):
    """Hashes that cost nothing; one test below pays the full price."""
    monkeypatch.setattr(module, "_MEMORY_KIB", 64)
    monkeypatch.setattr(module, "_ITERATIONS", 1)


@pytest.fixture
def agents(store, cheap):
    store.agents.add("Agent 1", GOOD, NOW)
    return store.agents


def events(store) -> list[tuple[str, str]]:
    return [(entry.event, entry.detail) for entry in store.journal.entries()]


def wear_out(agents, tries: int, at: int = NOW) -> int:
    """Give wrong PINs, each as soon as it is looked at; return the time of the last."""
    for _ in range(tries):
        answer = agents.check(1, WRONG, at)
        if isinstance(answer, WrongPin) and not answer.tried:
            at += answer.wait_s * 1000
            answer = agents.check(1, WRONG, at)
        assert answer == PinLocked() or answer.tried
    return at


def test_agents_have_numbers_and_names(store, agents):
    assert agents.add("Agent 2", "904417", NOW) == 2
    assert agents.every() == (Agent(1, "Agent 1", False), Agent(2, "Agent 2", False))
    assert events(store) == [("agent.added", "1"), ("agent.added", "2")]


def test_a_pin_is_kept_as_argon2id_that_costs_64_mib_and_three_passes(store, folder):
    store.agents.add("Agent 1", GOOD, NOW)
    (row,) = store._connection.rows("SELECT pin FROM agents")
    assert row["pin"].startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert isinstance(store.agents.check(1, GOOD, NOW), Welcome)
    assert isinstance(store.agents.check(1, WRONG, NOW), WrongPin)
    store._connection._raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    # Not even for who holds the key of the store; the name shows that the search sees this table.
    pages = decrypted_pages(folder)
    assert GOOD.encode() not in pages and WRONG.encode() not in pages
    assert b"Agent 1" in pages


def test_two_agents_with_one_pin_are_kept_differently(store, agents):
    agents.add("Agent 2", GOOD, NOW)
    kept = {row["pin"] for row in store._connection.rows("SELECT pin FROM agents")}
    assert len(kept) == 2


def test_the_right_pin_is_welcome_and_another_is_not(store, agents):
    assert agents.check(1, GOOD, NOW) == Welcome(Agent(1, "Agent 1", False))
    assert agents.check(1, WRONG, NOW) == WrongPin(0)
    assert agents.check(1, GOOD[:-1], NOW) == WrongPin(0)
    assert events(store)[1:] == [("agent.logged_in", "1"), ("agent.wrong_pin", "1"), ("agent.wrong_pin", "1")]


def test_an_unknown_number_is_a_bug(agents):
    for call in (agents.check, agents.set_pin):
        with pytest.raises(KeyError):
            call(9, GOOD, NOW)
    with pytest.raises(KeyError):
        agents.unlock(9, NOW)


def test_wrong_pins_cost_0_0_1_2_4_8_seconds(agents):
    at, waits = NOW, []
    for _ in range(9):
        answer = agents.check(1, WRONG, at)
        assert isinstance(answer, WrongPin) and answer.tried
        waits.append(answer.wait_s)
        at += answer.wait_s * 1000
    assert waits == [0, 0, 1, 2, 4, 8, 16, 32, 64]


def test_a_pin_that_comes_too_early_is_not_looked_at(store, agents):
    at = wear_out(agents, 5)
    assert agents.check(1, GOOD, at + 1) == WrongPin(4, tried=False)
    assert agents.check(1, GOOD, at + 3001) == WrongPin(1, tried=False)
    assert len(events(store)) == 6, "nothing was tried"
    assert isinstance(agents.check(1, GOOD, at + 4000), Welcome)


def test_a_right_pin_makes_a_clean_start(agents):
    at = wear_out(agents, 4) + 2000
    assert isinstance(agents.check(1, GOOD, at), Welcome)
    assert agents.check(1, WRONG, at) == WrongPin(0)


def test_ten_wrong_pins_lock_until_a_technician_unlocks(store, agents):
    at = wear_out(agents, LOCKED_AFTER)
    year = 365 * 24 * 3600 * 1000
    assert agents.check(1, GOOD, at + year) == PinLocked()
    assert agents.every() == (Agent(1, "Agent 1", True),)
    assert events(store)[-2:] == [("agent.wrong_pin", "1"), ("agent.locked", "1")]
    agents.unlock(1, at)
    assert agents.every() == (Agent(1, "Agent 1", False),)
    assert isinstance(agents.check(1, GOOD, at), Welcome)
    assert events(store)[-2:] == [("agent.unlocked", "1"), ("agent.logged_in", "1")]


def test_another_agent_is_not_held_up(agents):
    agents.add("Agent 2", "904417", NOW)
    wear_out(agents, LOCKED_AFTER)
    assert isinstance(agents.check(2, "904417", NOW), Welcome)


def test_a_restart_does_not_shorten_the_wait(folder, store, agents):
    at = wear_out(agents, 6)
    store.close()
    with open_store(folder) as again:
        assert again.agents.check(1, GOOD, at + 7000) == WrongPin(1, tried=False)


@pytest.mark.parametrize("back_ms", [1, 60_000, NOW])
def test_a_clock_set_back_does_not_shorten_the_wait(agents, back_ms):
    at = wear_out(agents, 6) - back_ms
    assert agents.check(1, GOOD, at) == WrongPin(8, tried=False)
    assert agents.check(1, GOOD, at + 7999) == WrongPin(1, tried=False)
    assert isinstance(agents.check(1, GOOD, at + 8000), Welcome)


def test_a_clock_set_back_keeps_nobody_out_who_typed_well(agents):
    assert isinstance(agents.check(1, GOOD, NOW), Welcome)
    assert isinstance(agents.check(1, GOOD, NOW - 3_600_000), Welcome)
    agents.check(1, WRONG, NOW)
    agents.unlock(1, NOW)
    assert isinstance(agents.check(1, GOOD, 0), Welcome)


def test_a_power_cut_during_a_try_does_not_give_it_back(folder, store, agents, monkeypatch):
    def cut(pin: str, kept: str) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(module, "_fits", cut)
        for _ in range(3):
            with pytest.raises(KeyboardInterrupt):
                agents.check(1, WRONG, NOW)
    store.close()
    with open_store(folder) as again:
        assert again.agents.check(1, GOOD, NOW) == WrongPin(1, tried=False)


def test_a_new_pin_replaces_the_old_one_and_unlocks(store, agents):
    at = wear_out(agents, LOCKED_AFTER)
    agents.set_pin(1, "904417", at)
    assert agents.check(1, GOOD, at) == WrongPin(0)
    assert isinstance(agents.check(1, "904417", at), Welcome)
    assert ("agent.new_pin", "1") in events(store)


@pytest.mark.parametrize("pin", ["", "123", "1" * 13, "12a4", "12 34", "-1234", "٤٧٠٩"])
def test_a_pin_is_4_to_12_digits(agents, pin):
    for call in (lambda: agents.add("Agent 2", pin, NOW), lambda: agents.set_pin(1, pin, NOW)):
        with pytest.raises(PinMalformed):
            call()
    assert len(agents.every()) == 1


@pytest.mark.parametrize(
    "pin", ["0000", "1234", "9876", "0123", "8901", "2468", "1212", "123123", "111222111222", "2580"]
)
def test_a_pin_that_people_try_first_is_refused(agents, pin):
    with pytest.raises(PinTooSimple):
        agents.add("Agent 2", pin, NOW)
    with pytest.raises(PinTooSimple):
        agents.set_pin(1, pin, NOW)
    assert isinstance(agents.check(1, GOOD, NOW), Welcome)


def test_new_pins_may_be_chosen_and_differ(monkeypatch):
    pins = [new_pin() for _ in range(200)]
    assert all(checked_pin(pin) == pin and len(pin) == 6 for pin in pins)
    assert len(set(pins)) > 190
    drawn = iter([123456, 0, 13, 470913])
    monkeypatch.setattr(module.secrets, "randbelow", lambda _: next(drawn))
    assert new_pin() == "000013", "simple ones are drawn again"

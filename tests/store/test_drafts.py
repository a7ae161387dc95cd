"""A draft: one for each agent, whole, and gone after 12 hours whatever the clock does."""

from dataclasses import replace

import pytest
from sqlcipher3 import dbapi2 as engine

from kiosk.store import open_store
from kiosk.store.drafts import LIFETIME_MS, Draft
from kiosk.wire.compact import Assistance
from tests.store.test_rows_of_one import decrypted_pages

NOW = 1_790_000_000_000
DRAFT = Draft(
    service="rendez-vous-identite",
    form=b"formform",
    language="ar",
    mode=Assistance.TOGETHER,
    answers={2: "CANARYMARTIN", 5: 3, 7: True, 9: ["lundi", "jeudi"]},
    place=7,
    at=NOW,
)


@pytest.fixture
def agents(store):
    """Two agents; who they are is not looked at here."""
    for number in (1, 2):
        store._connection.insert("agents", {"number": number, "name": f"Agent {number}", "pin": "$"})


@pytest.mark.parametrize("place", [7, None])
def test_a_draft_comes_back_as_it_was_after_a_restart(folder, store, agents, place):
    draft = replace(DRAFT, place=place)
    store.drafts.put(1, draft)
    store.close()
    with open_store(folder) as again:
        back = again.drafts.get(1, NOW)
    assert back == draft
    assert isinstance(back.mode, Assistance) and back.answers[7] is True


def test_each_agent_has_one(store, agents):
    store.drafts.put(1, DRAFT)
    store.drafts.put(1, replace(DRAFT, language="fr"))
    store.drafts.put(2, replace(DRAFT, language="es"))
    assert [store.drafts.get(number, NOW).language for number in (1, 2)] == ["fr", "es"]
    assert store._connection.rows("SELECT count(*) AS n FROM draft") == [{"n": 2}]
    store.drafts.drop(1)
    store.drafts.drop(1)
    assert store.drafts.get(1, NOW) is None and store.drafts.get(2, NOW) is not None


def test_only_an_agent_of_this_counter_has_one(store, agents):
    with pytest.raises(engine.IntegrityError):
        store.drafts.put(3, DRAFT)


@pytest.mark.parametrize(
    ("later_ms", "there"),
    [(0, True), (LIFETIME_MS, True), (LIFETIME_MS + 1, False), (-60_000, True), (-LIFETIME_MS - 1, False)],
)
def test_a_draft_lives_12_hours(store, agents, later_ms, there):
    store.drafts.put(1, DRAFT)
    assert (store.drafts.get(1, NOW + later_ms) is not None) == there
    assert bool(store._connection.rows("SELECT 1 FROM draft")) == there


def test_an_expired_draft_goes_without_its_agent(store, agents):
    store.drafts.put(1, DRAFT)
    assert store.drafts.get(2, NOW + LIFETIME_MS + 1) is None
    assert store._connection.rows("SELECT 1 FROM draft") == []


@pytest.mark.parametrize("wiping", [True, False])
def test_a_dropped_draft_leaves_no_trace_even_for_the_key(folder, store, agents, wiping):
    if not wiping:  # shows that the check can see a trace
        store._connection._raw.execute("PRAGMA secure_delete = OFF")
    store.drafts.put(1, DRAFT)
    store._connection._raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"CANARYMARTIN" in decrypted_pages(folder)
    assert b"CANARYMARTIN" not in (folder / "station.db").read_bytes()
    store.drafts.drop(1)
    store.close()
    assert (b"CANARYMARTIN" in decrypted_pages(folder)) == (not wiping)


def test_answers_are_not_in_the_repr():
    assert "CANARYMARTIN" not in repr(DRAFT)

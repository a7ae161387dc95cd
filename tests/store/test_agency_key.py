"""The agency's key is made once, never changes, and outlives the next one."""

import pytest
from sqlcipher3 import dbapi2 as engine

from kiosk.store import open_store
from kiosk.wire.keys import OpeningKey


def events(store) -> list[str]:
    return [entry.event for entry in store.journal.entries()]


def test_there_is_none_before_it_is_made(store):
    assert store.agency_key.get() is None
    assert not store.agency_key.made_here() and not store.agency_key.sheet_printed()
    store.agency_key.note_sheet(1)
    assert not store.agency_key.sheet_printed() and events(store) == []


def test_it_is_made_once_and_survives(folder, store):
    key = store.agency_key.make(1)
    assert store.agency_key.make(2).to_bytes() == key.to_bytes()
    assert store.agency_key.made_here()
    assert events(store) == ["agency_key.made"]
    store.close()
    with open_store(folder) as again:
        kept = again.agency_key.get()
        assert kept is not None and kept.to_bytes() == key.to_bytes()
        opening = again.agency_key.opening(key.public.key_id)
        assert opening is not None and opening.open(key.public.seal(b"plain", b"info"), b"info") == b"plain"
        assert again.agency_key.opening(bytes(8)) is None


def test_one_from_another_counter_is_used_and_the_older_still_opens(store):
    made, taken = store.agency_key.make(1), OpeningKey.generate()
    store.agency_key.take(taken, 2)
    used = store.agency_key.get()
    assert used is not None and used.to_bytes() == taken.to_bytes()
    assert store.agency_key.make(3).to_bytes() == taken.to_bytes()
    assert not store.agency_key.made_here()
    older = store.agency_key.opening(made.public.key_id)
    assert older is not None and older.to_bytes() == made.to_bytes()
    store.agency_key.take(taken, 4)
    store.agency_key.take(made, 5)
    assert events(store) == ["agency_key.made", "agency_key.taken"], "what is here is not taken again"


def test_its_sheet_is_noted_once_and_for_this_key_alone(store):
    store.agency_key.make(1)
    assert not store.agency_key.sheet_printed()
    store.agency_key.note_sheet(2)
    store.agency_key.note_sheet(3)
    assert store.agency_key.sheet_printed()
    assert events(store) == ["agency_key.made", "agency_key.sheet_printed"]
    store.agency_key.take(OpeningKey.generate(), 4)
    assert not store.agency_key.sheet_printed()


def test_a_key_is_neither_deleted_nor_changed(store, raw_connection):
    store.agency_key.make(1)
    with pytest.raises(engine.IntegrityError, match="lost requests"):
        raw_connection.execute("DELETE FROM agency_key")
    for change in ("opening = zeroblob(32)", "key_id = zeroblob(8)", "origin = 'taken'"):
        with pytest.raises(engine.IntegrityError, match="never changes"):
            raw_connection.execute(f"UPDATE agency_key SET {change}")


def test_the_journal_and_the_repr_hold_no_secret(store):
    key = store.agency_key.make(1)
    told = repr(store.journal.entries()) + repr(key)
    assert key.to_bytes().hex() not in told and repr(key.to_bytes()) not in told
    assert key.public.key_id.hex() in told

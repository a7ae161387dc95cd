import hashlib

import pytest
from sqlcipher3 import dbapi2 as engine

from kiosk.store import Store

DAY = 24 * 3600 * 1000


def record(store: Store, number: int, raw: bytes | None = None) -> bytes:
    envelope_id = number.to_bytes(16, "big")
    store.outbox.append(envelope_id, "service", 1000 + number, lambda n: raw or b"sealed %d" % n)
    return envelope_id


def digest(store: Store, envelope_id: bytes) -> bytes:
    row = store.outbox.get(envelope_id)
    assert row is not None
    return row.digest


def state(store: Store, envelope_id: bytes) -> tuple[str, str | None]:
    row = store.outbox.get(envelope_id)
    assert row is not None
    return row.state, row.verdict


def test_a_new_row_waits_with_its_digest_and_number(store):
    first, second = record(store, 10), record(store, 5)
    rows = store.outbox.every()
    assert [(row.id, row.sequence) for row in rows] == [(first, 1), (second, 2)]
    assert rows[0].digest == hashlib.sha256(b"sealed 1").digest()
    assert (rows[0].state, rows[0].attempts, rows[0].last_trouble, rows[0].verdict) == (
        "waiting",
        0,
        None,
        None,
    )
    assert store.outbox.get(bytes(16)) is None


def test_reprs_show_no_sealed_bytes(store):
    record(store, 1, b"SEALEDBYTES")
    assert "SEALEDBYTES" not in repr(store.outbox.every())


def test_waiting_is_oldest_first_and_bounded(store):
    ids = [record(store, n, bytes([n]) * 100) for n in range(1, 8)]
    assert [row.id for row in store.outbox.waiting(most=3, most_bytes=10_000)] == ids[:3]
    assert [row.id for row in store.outbox.waiting(most=9, most_bytes=250)] == ids[:2]
    assert [row.id for row in store.outbox.waiting(most=9, most_bytes=10)] == ids[:1]
    assert [row.id for row in store.outbox.waiting(most=2, most_bytes=999, without={ids[0], ids[2]})] == [
        ids[1],
        ids[3],
    ]
    assert store.outbox.waiting(most=9, most_bytes=999, without=set(ids)) == ()


def test_only_the_very_bytes_are_settled(store):
    one = record(store, 1)
    assert not store.outbox.settle(one, hashlib.sha256(b"other").digest(), None, 5)
    assert not store.outbox.settle(bytes(16), digest(store, one), None, 5)
    assert state(store, one) == ("waiting", None)
    assert store.outbox.settle(one, digest(store, one), None, 5)
    assert state(store, one) == ("acknowledged", "accepted")
    assert not store.outbox.settle(one, digest(store, one), None, 6)
    row = store.outbox.get(one)
    assert row is not None and row.acknowledged_at == 5


def test_a_rejection_holds_and_an_acceptance_overrides_it_but_not_the_reverse(store):
    one = record(store, 1)
    assert store.outbox.settle(one, digest(store, one), "unknown_form", 5)
    assert not store.outbox.settle(one, digest(store, one), "unknown_form", 6)
    assert state(store, one) == ("held", "unknown_form")
    assert store.outbox.waiting(most=9, most_bytes=999) == ()
    assert [row.id for row in store.outbox.held()] == [one]
    assert store.outbox.settle(one, digest(store, one), None, 7)
    assert not store.outbox.settle(one, digest(store, one), "unknown_form", 8)
    assert state(store, one) == ("acknowledged", "accepted")


def test_hold_and_release(store):
    one = record(store, 1)
    assert store.outbox.hold(one, "id_conflict")
    assert not store.outbox.hold(one, "again")
    row = store.outbox.get(one)
    assert row is not None and (row.state, row.verdict, row.last_trouble) == ("held", None, "id_conflict")
    assert store.outbox.release(one)
    assert not store.outbox.release(one)
    assert [row.id for row in store.outbox.waiting(most=9, most_bytes=999)] == [one]
    store.outbox.settle(one, digest(store, one), None, 7)
    assert not store.outbox.hold(one, "late") and not store.outbox.release(one)


def test_handing_over_is_no_proof(store):
    one = record(store, 1)
    store.outbox.handed_over([one], 50)
    store.outbox.handed_over([one], 60)
    row = store.outbox.get(one)
    assert row is not None and (row.state, row.handed_over_at) == ("waiting", 50)


@pytest.mark.parametrize("column", ["id", "sequence", "service", "raw", "digest", "created"])
def test_what_was_recorded_never_changes(store, raw_connection, column):
    record(store, 1)
    with pytest.raises(engine.IntegrityError, match="never changes"):
        raw_connection.execute(f"UPDATE outbox SET {column} = {column}")


@pytest.mark.parametrize("hold", [False, True])
def test_what_is_not_acknowledged_cannot_be_deleted_or_replaced(store, hold):
    one = record(store, 1)
    if hold:
        store.outbox.hold(one, "id_conflict")
    for sql in (
        "DELETE FROM outbox",
        "REPLACE INTO outbox SELECT * FROM outbox",
        "INSERT OR REPLACE INTO outbox (id, sequence, service, raw, digest, created)"
        " SELECT id, 9, service, x'00', digest, created FROM outbox",
    ):
        with pytest.raises(engine.IntegrityError, match="only an acknowledged"):
            store._connection.change(sql)
    assert store.outbox.get(one) is not None


def test_an_acknowledgement_is_final_and_complete(store, raw_connection):
    one, two = record(store, 1), record(store, 2)
    store.outbox.settle(one, digest(store, one), None, 5)
    with pytest.raises(engine.IntegrityError, match="taken back only for the central"):
        raw_connection.execute("UPDATE outbox SET state = 'waiting' WHERE sequence = 1")
    for sql in (
        "UPDATE outbox SET state = 'acknowledged' WHERE id = ?",
        "UPDATE outbox SET state = 'acknowledged', verdict = 'nearly', acknowledged_at = 1 WHERE id = ?",
        "UPDATE outbox SET state = 'acknowledged', verdict = 'accepted' WHERE id = ?",
        "UPDATE outbox SET verdict = 'accepted' WHERE id = ?",
        "UPDATE outbox SET state = 'sent' WHERE id = ?",
    ):
        with pytest.raises(engine.IntegrityError):
            raw_connection.execute(sql, [two])


def test_the_sequence_only_steps_by_one(store, raw_connection):
    record(store, 1)
    for sql in (
        "UPDATE counters SET value = value - 1",
        "UPDATE counters SET value = 9",
        "DELETE FROM counters",
    ):
        with pytest.raises(engine.IntegrityError):
            raw_connection.execute(sql)


def test_pruning_takes_only_what_was_acknowledged_long_ago(store):
    old, fresh, waiting, held = (record(store, n) for n in range(1, 5))
    store.outbox.settle(old, digest(store, old), None, 0)
    store.outbox.settle(fresh, digest(store, fresh), None, 2 * DAY)
    store.outbox.hold(held, "id_conflict")
    assert store.outbox.prune(DAY) == 1
    assert store.outbox.prune(DAY) == 0
    assert [row.id for row in store.outbox.every()] == [fresh, waiting, held]
    assert record(store, 9) and store.outbox.every()[-1].sequence == 5


def test_the_oldest_open_one_counts_held_ones(store):
    assert store.outbox.oldest_open() is None
    one, two = record(store, 1), record(store, 2)
    store.outbox.hold(one, "id_conflict")
    assert store.outbox.oldest_open() == 1001
    store.outbox.settle(one, digest(store, one), None, 5)
    assert store.outbox.oldest_open() == 1002
    store.outbox.settle(two, digest(store, two), None, 5)
    assert store.outbox.oldest_open() is None


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (
            "SELECT id, length(raw) AS size FROM outbox WHERE state = 'waiting' ORDER BY sequence",
            "outbox_waiting",
        ),
        ("SELECT min(created) FROM outbox WHERE state <> 'acknowledged'", "outbox_open"),
        (
            "SELECT count(*), min(created) FROM outbox"
            " WHERE state <> 'acknowledged' AND service = 'a' AND created < 5",
            "outbox_open",
        ),
        ("SELECT count(*) FROM outbox WHERE state = 'held'", "outbox_held"),
        ("DELETE FROM outbox WHERE state = 'acknowledged' AND acknowledged_at < 5", "outbox_done"),
    ],
)
def test_what_is_asked_often_does_not_read_thirty_days(store, query, index):
    plan = store._connection.rows(f"EXPLAIN QUERY PLAN {query}")
    assert any(index in step["detail"] for step in plan)

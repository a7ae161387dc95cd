"""Envelopes of other stations: never changed, never lost before the central's word, kept as it was signed."""

import hashlib

import pytest
from sqlcipher3 import dbapi2 as engine

from kiosk.wire.acknowledgement import Verdict

WORD = b"signed bytes"


def keep(store, n: int, station: int = 3, raw: bytes | None = None) -> bytes:
    raw = raw or b"sealed %d" % n
    digest = hashlib.sha256(raw).digest()
    store.relayed.keep(n.to_bytes(16, "big"), digest, station, raw, 5)
    return digest


def settle(store, *digests: bytes, code: str | None = None, at: int = 9, word: bytes = WORD) -> int:
    rows = [store.relayed.get(digest) for digest in digests]
    return store.relayed.settle(word, [Verdict(row.id, row.digest, code) for row in rows], at)


def waiting(store, **bounds) -> list[bytes]:
    return [row.digest for row in store.relayed.waiting(**({"most": 9, "most_bytes": 999} | bounds))]


def test_they_wait_in_the_order_in_which_they_came_and_each_once(store):
    first, second = keep(store, 2), keep(store, 1)
    assert keep(store, 2) == first
    assert waiting(store) == [first, second]
    assert waiting(store, most=1) == [first] and waiting(store, most_bytes=1) == [first]
    assert waiting(store, without={first}) == [second]
    assert store.relayed.any() and store.relayed.get(first).name == first


def test_the_same_id_with_other_bytes_is_another_envelope(store):
    true, forged = keep(store, 1, 3, b"true"), keep(store, 1, 4, b"forged")
    assert settle(store, forged) == 1
    assert waiting(store) == [true]
    row = store.relayed.get(true)
    assert store.relayed.settle(b"w", [Verdict(bytes(16), row.digest, None)], 9) == 0, "another id"


def test_one_word_about_many_is_kept_once_and_handed_back_as_it_was(store):
    digests = [keep(store, n) for n in range(1, 4)]
    assert settle(store, *digests[:2]) == 2
    assert settle(store, *digests[:2], word=b"again") == 0
    assert settle(store, digests[2], code="unreadable", word=b"no") == 1
    ids = [n.to_bytes(16, "big") for n in range(1, 5)]
    assert store.relayed.words(ids, 999) == (WORD, b"no")
    assert store.relayed.words(ids, len(WORD)) == (WORD,)
    assert store.relayed.words(ids[2:], 0) == (b"no",), "one always"
    assert [store.relayed.get(one).verdict for one in digests] == ["accepted", "accepted", "unreadable"]
    assert len(store.relayed.on_the_way(ids)) == 3


def test_held_until_its_station_brings_it_again(store):
    one = keep(store, 1)
    assert store.relayed.hold(one, "id_conflict") and not store.relayed.hold(one, "again")
    assert (waiting(store), store.relayed.on_the_way([(1).to_bytes(16, "big")])) == ([], ())
    keep(store, 1)
    assert waiting(store) == [one]
    settle(store, one)
    keep(store, 1)
    assert (waiting(store), store.relayed.hold(one, "late")) == ([], False)


def test_what_a_station_has_waiting_here_is_counted_until_it_is_settled(store):
    one = keep(store, 1, raw=b"x" * 100)
    keep(store, 2, raw=b"y" * 50)
    keep(store, 3, station=4, raw=b"z")
    assert (store.relayed.open_bytes(3), store.relayed.open_bytes(4), store.relayed.open_bytes(5)) == (
        150,
        1,
        0,
    )
    settle(store, one)
    assert store.relayed.open_bytes(3) == 50


def test_they_go_thirty_days_after_the_word_and_the_word_with_the_last_of_them(store):
    old, young = keep(store, 1), keep(store, 2)
    settle(store, old, at=10)
    settle(store, young, at=20)
    never = keep(store, 3)
    assert store.relayed.prune(10) == 0
    assert store.relayed.prune(15) == 1
    assert store.relayed.words([(2).to_bytes(16, "big")], 999) == (WORD,)
    assert store.relayed.prune(999) == 1
    assert store.relayed.words([n.to_bytes(16, "big") for n in (1, 2)], 999) == ()
    assert store._connection.rows("SELECT * FROM relayed_words") == []
    assert waiting(store) == [never]


@pytest.mark.parametrize("column", ["n", "id", "digest", "station", "raw", "kept_at"])
def test_what_was_kept_never_changes(store, raw_connection, column):
    keep(store, 1)
    with pytest.raises(engine.IntegrityError, match="never changes"):
        raw_connection.execute(f"UPDATE relayed SET {column} = {column}")


def test_what_has_no_word_cannot_go_and_a_word_is_final(store, raw_connection):
    one, two = keep(store, 1), keep(store, 2)
    store.relayed.hold(two, "id_conflict")
    settle(store, one)
    for sql, message in (
        ("DELETE FROM relayed WHERE state <> 'acknowledged'", "only an acknowledged"),
        ("UPDATE relayed SET state = 'acknowledged' WHERE state = 'held'", "CHECK"),
        ("UPDATE relayed SET state = 'waiting' WHERE state = 'acknowledged'", "never taken back"),
        ("UPDATE relayed SET verdict = 'x' WHERE state = 'acknowledged'", "never taken back"),
        (
            "UPDATE relayed SET state = 'acknowledged', verdict = 'accepted', acknowledged_at = 1"
            " WHERE state = 'held'",
            "CHECK",
        ),
        ("UPDATE relayed_words SET raw = x'00'", "never change"),
    ):
        with pytest.raises(engine.IntegrityError, match=message):
            raw_connection.execute(sql)
    with pytest.raises(engine.IntegrityError, match="FOREIGN KEY"):
        store._connection.change("DELETE FROM relayed_words")

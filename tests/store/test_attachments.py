"""Attachments at rest: whole, sealed, in their envelope's transaction, gone once the central has them."""

import hashlib

import pytest
from sqlcipher3 import dbapi2 as engine

from kiosk.errors import AttachmentsFull
from kiosk.store import Tally
from kiosk.store.attachments import Attachments
from kiosk.wire.attachment import seal_attachment

NOW = 1_790_000_000_000
ENVELOPE = bytes(range(16))


def raw_of(number: int, size: int = 1000) -> bytes:
    return bytes([number]) * size


def put(store, number: int, size: int = 1000, envelope: bytes = ENVELOPE) -> bytes:
    raw = raw_of(number, size)
    digest = hashlib.sha256(raw).digest()
    store.attachments.append(digest, envelope, raw, NOW + number)
    return digest


@pytest.fixture
def small(store):
    """Room for three attachments of 1,000 bytes."""
    store.attachments = Attachments(store._connection, 3000)
    return store


def test_it_comes_back_piece_by_piece(store):
    sealed = seal_attachment(bytes(200_000))
    store.attachments.append(sealed.digest, ENVELOPE, sealed.raw, NOW)
    row = store.attachments.get(sealed.digest)
    assert (row.state, row.size, row.envelope_id) == ("waiting", len(sealed.raw), ENVELOPE)
    pieces = [store.attachments.piece(sealed.digest, at, 70_000) for at in range(0, row.size, 70_000)]
    assert b"".join(pieces) == sealed.raw
    assert store.attachments.of(ENVELOPE) == (row,)
    with pytest.raises(KeyError):
        store.attachments.piece(bytes(32), 0, 1)


def test_it_is_recorded_with_its_envelope_or_not_at_all(store):
    with pytest.raises(ZeroDivisionError), store.transaction():
        put(store, 1)
        _ = 1 / 0
    assert store.attachments.tally() == Tally(0, 0, 0, 0, None)


def test_only_a_stored_one_may_go_and_none_may_change(store, raw_connection):
    digest = put(store, 1)
    for statement in (
        "DELETE FROM attachment_bytes",
        "DELETE FROM attachments",
        "UPDATE attachment_bytes SET raw = x'00'",
        "UPDATE attachments SET size = 1",
    ):
        with pytest.raises(engine.IntegrityError):
            raw_connection.execute(statement)
    with pytest.raises(engine.IntegrityError):
        raw_connection.execute(
            "INSERT INTO attachment_bytes VALUES (?, ?)", [hashlib.sha256(b"").digest(), b"cut short"]
        )
    assert store.attachments.settle(digest, NOW) and not store.attachments.settle(digest, NOW)
    raw_connection.execute("DELETE FROM attachment_bytes")


def test_what_the_central_keeps_gives_its_room_away_and_what_it_lacks_never_does(small):
    first, second, third = (put(small, number) for number in (1, 2, 3))
    with pytest.raises(AttachmentsFull):
        put(small, 4)
    with pytest.raises(AttachmentsFull):
        small.attachments.check_room(1)
    small.attachments.settle(second, NOW + 10)
    small.attachments.settle(first, NOW + 11)
    small.attachments.check_room(2000)
    put(small, 5)
    assert small.attachments.get(second) is None and small.attachments.get(first) is not None
    assert small.attachments.tally() == Tally(2, 0, 1, 3000, NOW + 3)
    assert small.attachments.get(third).state == "waiting"


def test_one_that_fails_goes_behind_the_others_and_can_be_held_and_offered_again(store):
    first, second = put(store, 1), put(store, 2)
    store.attachments.tried(first, "too_large", hold=False)
    assert [row.digest for row in store.attachments.waiting()] == [second, first]
    store.attachments.tried(first, "too_large", hold=True)
    assert [row.digest for row in store.attachments.waiting()] == [second]
    assert store.attachments.tally().held == 1 and store.attachments.get(first).last_trouble == "too_large"
    store.attachments.settle(second, NOW)
    assert store.attachments.offer_again(ENVELOPE) == 2
    assert len(store.attachments.waiting()) == 2


def test_a_stored_one_goes_when_its_envelope_went(store):
    gone, waits = put(store, 1), put(store, 2)
    store.attachments.settle(gone, NOW)
    store.outbox.append(bytes(16), "service", NOW, lambda _: b"sealed")
    kept = put(store, 3, envelope=bytes(16))
    store.attachments.settle(kept, NOW)
    assert store.attachments.prune() == 1
    assert [bool(store.attachments.get(one)) for one in (gone, waits, kept)] == [False, True, True]

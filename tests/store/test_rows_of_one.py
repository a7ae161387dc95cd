"""The reminder, the enrolment and the peers: tables of one row, or one for each courier."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from kiosk.errors import NotEnrolled
from kiosk.store import open_store
from kiosk.store.reminder import Reminder
from kiosk.wire.keys import OpeningKey
from tests.fakes.stations import Keys, enrolled, roster_of


def reminder(number: int, at: int = 1000) -> Reminder:
    return Reminder(bytes([number]) * 16, 482_913_507_264, b"t" * 16, "service", "fr", at)


def test_there_is_one_reminder_the_last(store):
    assert store.reminder.get(1000) is None
    store.reminder.put(reminder(1))
    store.reminder.put(reminder(2))
    assert store.reminder.get(1500) == reminder(2)
    assert store._connection.rows("SELECT count(*) AS n FROM reminder") == [{"n": 1}]


@pytest.mark.parametrize(("now", "there"), [(1000, True), (61_000, True), (61_001, False), (999, False)])
def test_a_reminder_lives_a_minute_and_does_not_come_from_the_future(store, now, there):
    store.reminder.put(reminder(1))
    assert (store.reminder.get(now) is not None) == there
    assert bool(store._connection.rows("SELECT 1 FROM reminder")) == there


def test_forgetting_is_about_one_envelope_or_all(store):
    store.reminder.put(reminder(1))
    store.reminder.forget(bytes([9]) * 16)
    assert store.reminder.get(1000) is not None
    store.reminder.forget(bytes([1]) * 16)
    assert store.reminder.get(1000) is None
    store.reminder.put(reminder(2))
    store.reminder.forget()
    assert store.reminder.get(1000) is None


def decrypted_pages(folder: Path) -> bytes:
    """Every page of the closed database as SQLCipher would hand it to SQLite, the freed parts included."""
    key, raw = (folder / "station.key").read_bytes(), (folder / "station.db").read_bytes()
    plain = b""
    for at in range(0, len(raw), 4096):
        body, vector = raw[at : at + 4016], raw[at + 4016 : at + 4032]
        decryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
        plain += decryptor.update(body[16 if at == 0 else 0 :])
    return plain


@pytest.mark.parametrize("wiping", [True, False])
def test_a_forgotten_reminder_leaves_no_trace_even_for_the_key(folder, store, wiping):
    if not wiping:  # shows that the check can see a trace
        store._connection._raw.execute("PRAGMA secure_delete = OFF")
    store.reminder.put(Reminder(bytes(16), 482_913_507_264, b"TOKENTOKENTOKEN!", "service", "fr", 1))
    store._connection._raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"TOKENTOKENTOKEN!" in decrypted_pages(folder)
    store.reminder.forget()
    store.close()
    assert (b"TOKENTOKENTOKEN!" in decrypted_pages(folder)) == (not wiping)


def test_code_and_token_are_not_in_the_repr():
    assert "482913507264" not in repr(reminder(1))
    assert "tttt" not in repr(reminder(1))


def test_nobody_before_enrolment(store):
    assert not store.enrolment.is_done()
    with pytest.raises(NotEnrolled):
        _ = store.identity
    store.enrolment.keys()
    assert not store.enrolment.is_done()
    with pytest.raises(NotEnrolled):
        _ = store.identity


def test_the_keys_are_made_once_and_survive(folder, store):
    signing, opening = store.enrolment.keys()
    store.close()
    with open_store(folder) as again:
        same_signing, same_opening = again.enrolment.keys()
    assert same_signing.to_bytes() == signing.to_bytes()
    assert same_opening.to_bytes() == opening.to_bytes()


@pytest.mark.parametrize("offset", [None, 0, -86_400_000])
def test_the_identity_comes_back_as_it_was(folder, store, offset):
    identity = enrolled(store, Keys(), offset_ms=offset)
    store.close()
    with open_store(folder) as again:
        back = again.identity
    assert back.signing.to_bytes() == identity.signing.to_bytes()
    assert back.opening.to_bytes() == identity.opening.to_bytes()
    for name in (
        "station", "agency", "name", "central_keys", "lookup", "sealing", "hosted", "publisher", "roster",
        "recipient", "followup", "offset_ms",
    ):  # fmt: skip
        assert getattr(back, name) == getattr(identity, name), name


def test_a_new_roster_changes_who_the_agency_is_and_nothing_else(store):
    before = enrolled(store, Keys())
    assert before.hosted and before.lookup is None and before.sealing is not None
    assert store.enrolment.roster_issued() == 1
    later = Keys(lookup=OpeningKey.generate())
    roster = roster_of(later, before.signing, issued=9)
    store.enrolment.refresh(
        roster=roster,
        recipient=later.recipient.public,
        hosted=False,
        sealing=later.sealing.public,
        followup=None,
    )
    after = store.identity
    assert (after.roster, after.recipient, after.hosted) == (roster, later.recipient.public, False)
    assert after.lookup == after.sealing == later.sealing.public
    assert after.followup is None
    assert store.enrolment.roster_issued() == 9
    kept = ("station", "agency", "name", "central_keys", "publisher", "offset_ms")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]


def test_nobody_becomes_somebody_by_a_roster(store):
    keys = Keys()
    signing, _ = store.enrolment.keys()
    assert store.enrolment.roster_issued() is None
    store.enrolment.refresh(
        roster=roster_of(keys, signing),
        recipient=keys.recipient.public,
        hosted=True,
        sealing=keys.sealing.public,
        followup=None,
    )
    assert not store.enrolment.is_done() and store.enrolment.roster_issued() is None


def test_an_identity_never_shows_its_secrets(store):
    identity = enrolled(store, Keys())
    assert identity.signing.to_bytes().hex() not in repr(identity)
    assert repr(identity.signing.to_bytes()) not in repr(identity)


def test_a_new_offset_is_seen_by_another_thread(folder, store):
    enrolled(store, Keys())
    with open_store(folder) as dispatchers:
        dispatchers.enrolment.set_offset(-5000)
    assert store.identity.offset_ms == -5000


def test_an_outage_is_written_once(store):
    note = store.peers.note
    assert note("https", reachable=False, trouble="central.unreachable", at=1)
    assert not note("https", reachable=False, trouble="central.unreachable", at=2)
    assert store.peers.every()[0].tried_at == 1
    assert note("https", reachable=False, trouble="central.nonsense", at=3)
    assert note("https", reachable=True, trouble=None, at=4)
    assert not note("https", reachable=True, trouble=None, at=5)
    assert note("https", reachable=False, trouble="central.unreachable", at=6)
    peer = store.peers.every()[0]
    assert (peer.reachable, peer.trouble, peer.tried_at, peer.reached_at) == (
        False,
        "central.unreachable",
        6,
        5,
    )

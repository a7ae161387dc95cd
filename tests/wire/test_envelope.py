import hashlib
from dataclasses import replace

import cbor2
import pytest
from cwt import COSE
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.errors import BadSignature, CannotOpen, Malformed
from kiosk.wire.cbor import encode
from kiosk.wire.compact import expand
from kiosk.wire.cose import parse1, sign1
from kiosk.wire.envelope import (
    AAD,
    Lookup,
    make_envelope,
    new_id,
    open_envelope,
    open_lookup,
    parse_envelope,
    verify_envelope,
)
from kiosk.wire.keys import SigningKey
from tests.wire.samples import (
    ADDRESS,
    CENTRAL,
    CONTENTS,
    LOOKUP,
    OTHER_RECIPIENT,
    PATIENT,
    RECIPIENT,
    SPARSE,
    STATION,
    STRANGER,
    SUBMISSION,
    cose_key,
    flip,
    flips,
    open_independently,
)

RAW = make_envelope(SUBMISSION, ADDRESS, recipient=RECIPIENT.public, signer=STATION, lookup=LOOKUP.public)
PAYLOAD = cbor2.loads(parse1(RAW).payload)
KID = (3).to_bytes(4, "big") + STATION.public.key_id
AGENCY, ID, SEQUENCE, TO, DICTIONARY, SUITE, SEALED, LOOKED_UP = range(8)


def signed(payload, kid=KID, signer=STATION, aad=AAD):
    return sign1(cbor2.dumps(payload, canonical=True), aad=aad, kid=kid, signer=signer)


def changed(changes):
    return [changes.get(at, value) for at, value in enumerate(PAYLOAD)]


@pytest.mark.parametrize("name", CONTENTS)
def test_what_is_sealed_and_signed_verifies_and_opens(name):
    raw = make_envelope(CONTENTS[name], ADDRESS, recipient=RECIPIENT.public, signer=STATION)
    envelope = parse_envelope(raw)
    verify_envelope(envelope, STATION.public)
    assert open_envelope(envelope, RECIPIENT) == CONTENTS[name]
    assert envelope.address == ADDRESS
    assert (envelope.recipient, envelope.key_id) == (RECIPIENT.public.key_id, STATION.public.key_id)
    assert (envelope.dictionary, envelope.suite, envelope.lookup) == (2, 1, None)
    assert envelope.raw == raw
    assert envelope.digest == hashlib.sha256(raw).digest()


def test_the_same_content_never_seals_to_the_same_bytes():
    assert make_envelope(SUBMISSION, ADDRESS, recipient=RECIPIENT.public, signer=STATION) != RAW


def test_the_central_reads_the_lookup_and_nothing_else():
    envelope = parse_envelope(RAW)
    assert open_lookup(envelope, LOOKUP) == Lookup(SUBMISSION.token, SUBMISSION.code, SUBMISSION.birth_year)
    with pytest.raises(CannotOpen):
        open_envelope(envelope, LOOKUP)
    with pytest.raises(CannotOpen):
        open_lookup(envelope, RECIPIENT)


def test_a_lookup_without_birth_year():
    raw = make_envelope(SPARSE, ADDRESS, recipient=RECIPIENT.public, signer=STATION, lookup=LOOKUP.public)
    assert open_lookup(parse_envelope(raw), LOOKUP).birth_year is None


def test_without_lookup_there_is_nothing_to_look_up():
    raw = make_envelope(SUBMISSION, ADDRESS, recipient=RECIPIENT.public, signer=STATION)
    with pytest.raises(CannotOpen):
        open_lookup(parse_envelope(raw), LOOKUP)


def test_independent_cose_and_hpke_libraries_read_an_envelope():
    payload = COSE.new().decode(RAW, cose_key(STATION, KID), external_aad=b"relais/envelope/1")
    sealed, lookup = cbor2.loads(payload)[SEALED:]
    info = cbor2.dumps(["relais/seal/1", 1, 3, ADDRESS.id], canonical=True)
    assert expand(open_independently(RECIPIENT, sealed, info), 2) == SUBMISSION
    info = cbor2.dumps(["relais/lookup/1", 1, 3, ADDRESS.id], canonical=True)
    assert lookup[:8] == LOOKUP.public.key_id
    assert cbor2.loads(open_independently(LOOKUP, lookup[8:], info)) == {
        6: SUBMISSION.token,
        7: SUBMISSION.code,
        8: SUBMISSION.birth_year,
    }


def test_only_the_key_that_it_names_verifies():
    for key in (STRANGER.public, CENTRAL.public):
        with pytest.raises(BadSignature):
            verify_envelope(parse_envelope(RAW), key)
    forged = parse_envelope(signed(PAYLOAD, signer=STRANGER))
    with pytest.raises(BadSignature):
        verify_envelope(forged, STATION.public)
    # A right signature under another key's name is refused too: the name is what the roster is asked for.
    misnamed = parse_envelope(signed(PAYLOAD, kid=KID[:4] + CENTRAL.public.key_id))
    with pytest.raises(BadSignature):
        verify_envelope(misnamed, STATION.public)


def test_a_signature_made_for_something_else_is_not_one_over_an_envelope():
    with pytest.raises(BadSignature):
        verify_envelope(parse_envelope(signed(PAYLOAD, aad=b"relais/ack/1")), STATION.public)


def test_another_recipient_cannot_open():
    with pytest.raises(CannotOpen):
        open_envelope(parse_envelope(RAW), OTHER_RECIPIENT)


def test_a_seal_under_another_keys_name_does_not_open():
    # The names are what people and stations go by: a key that fits all the same must not hide that they lie.
    with pytest.raises(CannotOpen):
        open_envelope(parse_envelope(signed(changed({TO: OTHER_RECIPIENT.public.key_id}))), RECIPIENT)
    misnamed = OTHER_RECIPIENT.public.key_id + PAYLOAD[LOOKED_UP][8:]
    with pytest.raises(CannotOpen):
        open_lookup(parse_envelope(signed(changed({LOOKED_UP: misnamed}))), LOOKUP)


@pytest.mark.parametrize(
    ("changes", "station"),
    [({AGENCY: 2}, 3), ({ID: new_id(5)}, 3), ({}, 4)],
    ids=["agency", "id", "station"],
)
def test_sealed_bytes_cannot_be_signed_again_as_somebody_elses(changes, station):
    kid = station.to_bytes(4, "big") + STRANGER.public.key_id
    stolen = parse_envelope(signed(changed(changes), kid=kid, signer=STRANGER))
    verify_envelope(stolen, STRANGER.public)
    with pytest.raises(CannotOpen):
        open_envelope(stolen, RECIPIENT)
    with pytest.raises(CannotOpen):
        open_lookup(stolen, LOOKUP)


def test_answers_and_lookup_are_not_interchangeable():
    seal, lookup = PAYLOAD[SEALED], PAYLOAD[LOOKED_UP]
    info = encode(["relais/seal/1", 1, 3, ADDRESS.id])
    assert RECIPIENT.open(seal, info)
    with pytest.raises(CannotOpen):
        LOOKUP.open(lookup[8:], info)


@pytest.mark.parametrize("changes", [{DICTIONARY: 3}, {SEALED: bytes(60)}, {SUITE: 2}], ids=str)
def test_what_this_version_does_not_know_parses_but_does_not_open(changes):
    # It is still worth keeping and forwarding: a hub may be older than the station.
    envelope = parse_envelope(signed(changed(changes)))
    verify_envelope(envelope, STATION.public)
    with pytest.raises((CannotOpen, Malformed)):
        open_envelope(envelope, RECIPIENT)


@pytest.mark.parametrize(
    "lookup",
    [
        {6: bytes(16)}, {7: SUBMISSION.code}, {6: bytes(15), 7: SUBMISSION.code}, {6: bytes(16), 7: 5}, [], 5,
        {6: bytes(16), 7: SUBMISSION.code, 8: None}, {6: bytes(16), 7: SUBMISSION.code, 9: {}},
        {6: bytes(16), 7: SUBMISSION.code, 8: 0},
    ],
    ids=str,
)  # fmt: skip
def test_a_wrong_lookup_is_malformed(lookup):
    info = encode(["relais/lookup/1", 1, 3, ADDRESS.id])
    sealed = LOOKUP.public.key_id + LOOKUP.public.seal(encode(lookup), info)
    with pytest.raises(Malformed):
        open_lookup(parse_envelope(signed(changed({LOOKED_UP: sealed}))), LOOKUP)


@pytest.mark.parametrize(
    "payload",
    [
        *(changed({at: value}) for at in range(7) for value in (None, "1", -1, True, [], b"", {})),
        changed({AGENCY: 0}), changed({AGENCY: 1 << 32}), changed({SEQUENCE: 0}),
        changed({SEQUENCE: 1 << 63}), changed({ID: bytes(16)}), changed({ID: ADDRESS.id + b"x"}),
        changed({TO: bytes(7)}), changed({ID: ADDRESS.id[:6] + b"\x40" + ADDRESS.id[7:]}),
        changed({ID: ADDRESS.id[:8] + b"\x0f" * 8}), changed({SEALED: bytes(48)}), changed({LOOKED_UP: b""}),
        changed({LOOKED_UP: bytes(56)}), changed({LOOKED_UP: 5}), PAYLOAD[:-1], [*PAYLOAD, None],
        dict(enumerate(PAYLOAD)), 5, [],
    ],
    # Not by content: it is sealed anew in each process, and parallel runs compare the names of tests.
    ids=lambda payload: type(payload).__name__,
)  # fmt: skip
def test_a_wrong_payload_is_malformed(payload):
    with pytest.raises(Malformed):
        parse_envelope(signed(payload))


@pytest.mark.parametrize("kid", [b"", KID[:-1], KID + b"x", bytes(4) + KID[4:]], ids=len)
def test_a_wrong_kid_is_malformed(kid):
    with pytest.raises(Malformed):
        parse_envelope(signed(PAYLOAD, kid=kid))


def test_a_payload_not_encoded_deterministically_is_malformed():
    loose = cbor2.dumps(PAYLOAD)
    padded = loose[:1] + b"\x18\x01" + loose[2:]
    assert cbor2.loads(padded) == PAYLOAD
    with pytest.raises(Malformed):
        parse_envelope(sign1(padded, aad=AAD, kid=KID, signer=STATION))


@pytest.mark.parametrize(
    "change",
    [{"agency": 0}, {"station": 0}, {"station": 1 << 32}, {"id": bytes(16)}, {"id": b"x"}, {"sequence": 0}],
    ids=str,
)
def test_an_impossible_address_is_a_bug(change):
    with pytest.raises(ValueError, match="not an address"):
        make_envelope(SUBMISSION, replace(ADDRESS, **change), recipient=RECIPIENT.public, signer=STATION)


@given(flips(len(RAW)))
@settings(PATIENT, max_examples=1500)
def test_no_damaged_bit_goes_unseen(damage):
    with pytest.raises((Malformed, BadSignature)):
        verify_envelope(parse_envelope(flip(RAW, damage)), STATION.public)


@given(st.binary(max_size=400))
@PATIENT
def test_arbitrary_bytes_are_malformed(raw):
    for attempt in (raw, b"\xd2" + raw, sign1(raw, aad=AAD, kid=KID, signer=STATION)):
        with pytest.raises(Malformed):
            parse_envelope(attempt)


@given(st.binary(min_size=1, max_size=200))
@PATIENT
def test_arbitrary_plain_bytes_under_a_good_seal_are_malformed(plain):
    info = encode(["relais/seal/1", 1, 3, ADDRESS.id])
    envelope = parse_envelope(signed(changed({SEALED: RECIPIENT.public.seal(plain, info)})))
    with pytest.raises(Malformed):
        open_envelope(envelope, RECIPIENT)


def test_ids_are_uuids_of_version_7_in_the_order_of_time():
    ids = [new_id(moment) for moment in (1, 1_794_000_000_000, 1_794_000_000_001, 1 << 47)]
    assert ids == sorted(ids)
    assert all(id_[6] >> 4 == 7 and id_[8] >> 6 == 2 for id_ in ids)
    assert int.from_bytes(ids[1][:6], "big") == 1_794_000_000_000
    assert len({new_id(5) for _ in range(1000)}) == 1000


def test_an_id_survives_a_broken_clock():
    for moment in (-1, 0, 1 << 60):
        raw = make_envelope(
            SUBMISSION, replace(ADDRESS, id=new_id(moment)), recipient=RECIPIENT.public, signer=STATION
        )
        assert parse_envelope(raw).sequence == ADDRESS.sequence


def test_a_repr_shows_no_sealed_bytes_and_no_secret():
    envelope = parse_envelope(RAW)
    for hidden in (envelope.sealed, envelope.raw, envelope.lookup):
        assert repr(hidden[8:40])[2:-1] not in repr(envelope)
    assert repr(open_lookup(envelope, LOOKUP)) == "Lookup()"


def test_an_envelope_of_a_new_station_is_small_enough_for_the_receipt():
    raw = make_envelope(SUBMISSION, ADDRESS, recipient=RECIPIENT.public, signer=SigningKey.generate())
    assert len(raw) < 400

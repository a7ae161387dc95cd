import cbor2
import pytest
from cwt import COSE
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.errors import BadSignature, Malformed
from kiosk.wire.acknowledgement import AAD, MAX_VERDICTS, Verdict, make_acknowledgement, read_acknowledgement
from kiosk.wire.cose import sign1
from tests.wire.samples import ADDRESS, CENTRAL, PATIENT, STATION, STRANGER, cose_key, flip, flips, keys_of

VERDICTS = (Verdict(ADDRESS.id, bytes(range(32)), None), Verdict(ADDRESS.id, bytes(32), "too_large"))
RAW = make_acknowledgement(VERDICTS, CENTRAL)
KEYS = keys_of(CENTRAL, STRANGER)


def signed(payload, signer=CENTRAL, aad=AAD):
    return sign1(cbor2.dumps(payload, canonical=True), aad=aad, kid=signer.public.key_id, signer=signer)


def test_verdicts_come_back_in_order():
    assert read_acknowledgement(RAW, KEYS) == VERDICTS


def test_the_same_verdicts_are_the_same_bytes_for_ever():
    assert make_acknowledgement(iter(VERDICTS), CENTRAL) == RAW


def test_an_independent_cose_library_verifies_it():
    payload = COSE.new().decode(RAW, cose_key(CENTRAL, CENTRAL.public.key_id), external_aad=b"relais/ack/1")
    assert cbor2.loads(payload) == [
        [ADDRESS.id, bytes(range(32)), None],
        [ADDRESS.id, bytes(32), "too_large"],
    ]


def test_nobody_but_a_known_central_acknowledges():
    for raw in (make_acknowledgement(VERDICTS, STATION), signed([], aad=b"relais/envelope/1")):
        with pytest.raises(BadSignature):
            read_acknowledgement(raw, KEYS)
    with pytest.raises(BadSignature):
        read_acknowledgement(RAW, {})
    with pytest.raises(BadSignature):
        read_acknowledgement(RAW, {CENTRAL.public.key_id: STRANGER.public})


@pytest.mark.parametrize(
    "payload",
    [
        [], {}, 5, None, [[]], [5], [[ADDRESS.id, bytes(32)]], [[ADDRESS.id, bytes(32), None, 0]],
        [[ADDRESS.id, bytes(31), None]], [[ADDRESS.id[:15], bytes(32), None]], [["x" * 16, bytes(32), None]],
        [[ADDRESS.id, bytes(32), ""]], [[ADDRESS.id, bytes(32), "Accepted!"]],
        [[ADDRESS.id, bytes(32), True]], [[ADDRESS.id, bytes(32), False]], [[ADDRESS.id, bytes(32), 0]],
        [[ADDRESS.id, bytes(32), "x" * 65]], [[ADDRESS.id, bytes(32), None]] * (MAX_VERDICTS + 1),
    ],
    ids=lambda payload: str(payload)[:50],
)  # fmt: skip
def test_wrong_verdicts_are_malformed_even_when_signed(payload):
    with pytest.raises(Malformed):
        read_acknowledgement(signed(payload), KEYS)


@pytest.mark.parametrize(
    "verdicts",
    [
        (),
        (Verdict(b"", bytes(32), None),),
        (Verdict(ADDRESS.id, b"", None),),
        (Verdict(ADDRESS.id, bytes(32), ""),),
    ],
    ids=str,
)
def test_the_central_cannot_sign_what_no_station_would_read(verdicts):
    with pytest.raises(ValueError, match="not an acknowledgement"):
        make_acknowledgement(verdicts, CENTRAL)


@given(flips(len(RAW)))
@settings(PATIENT, max_examples=500)
def test_no_damaged_bit_goes_unseen(damage):
    with pytest.raises((Malformed, BadSignature)):
        read_acknowledgement(flip(RAW, damage), KEYS)


@given(st.binary(max_size=200))
@PATIENT
def test_arbitrary_bytes_are_malformed(raw):
    for attempt in (raw, b"\xd2" + raw, sign1(raw, aad=AAD, kid=CENTRAL.public.key_id, signer=CENTRAL)):
        with pytest.raises(Malformed):
            read_acknowledgement(attempt, KEYS)

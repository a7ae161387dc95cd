import cbor2
import pytest
from cwt import COSE
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.errors import BadSignature, Malformed
from kiosk.wire.cose import parse1, sign1, verify1
from tests.wire.samples import PATIENT, STATION, STRANGER, cose_key, flip, flips

KID = b"station-key"
AAD = b"relais/test/1"
RAW = sign1(b"payload", aad=AAD, kid=KID, signer=STATION)


def rebuilt(**changes):
    protected, unprotected, payload, signature = cbor2.loads(RAW).value
    parts = {
        "protected": protected,
        "unprotected": unprotected,
        "payload": payload,
        "signature": signature,
    } | changes
    return cbor2.dumps(cbor2.CBORTag(18, list(parts.values())), canonical=True)


def header(**more):
    return cbor2.dumps({1: -8, 4: KID, -65537: 1} | more.get("put", {}), canonical=True)


def test_signed_bytes_verify_and_give_their_payload():
    signed = parse1(RAW)
    assert (signed.kid, signed.payload) == (KID, b"payload")
    verify1(signed, STATION.public, AAD)
    assert rebuilt() == RAW


def test_another_key_or_another_purpose_does_not_verify():
    for key, aad in ((STRANGER.public, AAD), (STATION.public, b"relais/test/2"), (STATION.public, b"")):
        with pytest.raises(BadSignature):
            verify1(parse1(RAW), key, aad)


def test_an_independent_cose_library_verifies_ours():
    protected, unprotected, payload = COSE.new().decode_with_headers(
        RAW, cose_key(STATION, KID), external_aad=AAD
    )
    assert payload == b"payload"
    assert protected == {1: -8, 4: KID, -65537: 1}
    assert unprotected == {}


def test_the_independent_library_refuses_the_other_purpose():
    with pytest.raises(Exception, match="verify"):
        COSE.new().decode(RAW, cose_key(STATION, KID), external_aad=b"relais/test/2")


def test_we_verify_what_an_independent_library_signed():
    theirs = COSE.new(deterministic_header=True).encode_and_sign(
        b"payload",
        cose_key(STATION, KID, private=True),
        protected={1: -8, 4: KID, -65537: 1},
        unprotected={},
        external_aad=AAD,
    )
    assert theirs == RAW
    verify1(parse1(theirs), STATION.public, AAD)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(RAW[1:], id="no tag"),
        pytest.param(b"\xd8\x12" + RAW[1:], id="tag in two bytes"),
        pytest.param(b"\xd2" + RAW, id="tag twice"),
        pytest.param(b"\xd1" + RAW[1:], id="another tag"),
        pytest.param(RAW + b"\x00", id="a byte more"),
        pytest.param(RAW[:-1], id="a byte less"),
        pytest.param(rebuilt(unprotected={4: b"x"}), id="unprotected header"),
        pytest.param(rebuilt(unprotected=[]), id="unprotected header is a list"),
        pytest.param(rebuilt(payload=None), id="detached payload"),
        pytest.param(rebuilt(payload="payload"), id="payload is a text"),
        pytest.param(rebuilt(signature=bytes(63)), id="short signature"),
        pytest.param(rebuilt(signature=bytes(65)), id="long signature"),
        pytest.param(rebuilt(protected=b""), id="no protected header"),
        pytest.param(rebuilt(protected=cbor2.dumps([1])), id="protected header is a list"),
        pytest.param(rebuilt(protected=header(put={1: -7})), id="another algorithm"),
        pytest.param(rebuilt(protected=header(put={-65537: 2})), id="another version"),
        pytest.param(rebuilt(protected=header(put={5: b"iv"})), id="a header more"),
        pytest.param(rebuilt(protected=header(put={4: ""})), id="kid is a text"),
        pytest.param(rebuilt(protected=header(put={4: b""})), id="empty kid"),
        pytest.param(rebuilt(protected=header(put={4: bytes(65)})), id="long kid"),
        pytest.param(rebuilt(protected=cbor2.dumps({4: KID, 1: -8, -65537: 1})), id="header out of order"),
        pytest.param(rebuilt(extra=0), id="five parts"),
        pytest.param(cbor2.dumps(cbor2.CBORTag(18, {})), id="a map"),
    ],
)
def test_any_other_spelling_is_malformed(raw):
    with pytest.raises(Malformed):
        parse1(raw)


@given(flips(len(RAW)))
@settings(PATIENT, max_examples=500)
def test_no_damaged_bit_goes_unseen(damage):
    with pytest.raises((Malformed, BadSignature)):
        verify1(parse1(flip(RAW, damage)), STATION.public, AAD)


@given(st.binary(max_size=300).map(lambda tail: b"\xd2" + tail))
@PATIENT
def test_arbitrary_bytes_are_malformed(raw):
    with pytest.raises(Malformed):
        parse1(raw)


def test_nothing_shows_the_payload():
    assert "payload" not in repr(parse1(RAW))

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import BadSignature, CannotOpen, Malformed
from kiosk.wire.keys import SEAL_OVERHEAD, OpeningKey, SealKey, SigningKey, VerifyKey
from tests.wire.samples import OTHER_RECIPIENT, PATIENT, RECIPIENT, STATION, STRANGER, open_independently

# RFC 8032 section 7.1, test 3.
RFC_8032_SECRET = "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"
RFC_8032_PUBLIC = "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"
RFC_8032_SIGNATURE = (
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
    "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
)
GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493


def test_ed25519_is_that_of_rfc_8032():
    key = SigningKey.from_bytes(bytes.fromhex(RFC_8032_SECRET))
    assert key.public.raw.hex() == RFC_8032_PUBLIC
    assert key.sign(b"\xaf\x82").hex() == RFC_8032_SIGNATURE
    key.public.verify(bytes.fromhex(RFC_8032_SIGNATURE), b"\xaf\x82")


def test_keys_come_back_and_are_named_by_their_public_half():
    assert SigningKey.from_bytes(STATION.to_bytes()).public == STATION.public
    assert OpeningKey.from_bytes(RECIPIENT.to_bytes()).public == RECIPIENT.public
    assert STATION.public.key_id == hashlib.sha256(STATION.public.raw).digest()[:8]
    assert SigningKey.generate().to_bytes() != SigningKey.generate().to_bytes()
    assert OpeningKey.generate().to_bytes() != OpeningKey.generate().to_bytes()


def test_no_repr_shows_a_secret():
    for key in (STATION, RECIPIENT):
        for shown in (repr(key), str(key), f"{key}", repr([key]), repr({"key": key})):
            assert key.to_bytes().hex() not in shown
            assert repr(key.to_bytes()) not in shown
            assert key.public.key_id.hex() in shown


def test_a_signature_is_for_one_key_and_one_text():
    signature = STATION.sign(b"text")
    STATION.public.verify(signature, b"text")
    for key, wrong, text in (
        (STRANGER.public, signature, b"text"),
        (STATION.public, signature, b"texT"),
        (STATION.public, signature[:-1], b"text"),
        (STATION.public, b"", b"text"),
    ):
        with pytest.raises(BadSignature):
            key.verify(wrong, text)


def test_the_second_spelling_of_a_signature_is_refused():
    signature = STATION.sign(b"text")
    again = int.from_bytes(signature[32:], "little") + GROUP_ORDER
    with pytest.raises(BadSignature):
        STATION.public.verify(signature[:32] + again.to_bytes(32, "little"), b"text")


@pytest.mark.parametrize("make", [VerifyKey, SealKey, SigningKey.from_bytes, OpeningKey.from_bytes])
@pytest.mark.parametrize("raw", [b"", bytes(31), bytes(33)], ids=len)
def test_another_length_is_malformed(make, raw):
    with pytest.raises(Malformed):
        make(raw)


@pytest.mark.parametrize(
    "raw",
    [
        "00" * 32,
        "01" + "00" * 31,
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ],
)
def test_a_seal_key_of_small_order_is_refused_when_it_arrives(raw):
    with pytest.raises(Malformed):
        SealKey(bytes.fromhex(raw))


def test_what_is_sealed_opens_with_the_key_and_the_context_only():
    sealed = RECIPIENT.public.seal(b"answers", b"here")
    assert len(sealed) == len(b"answers") + SEAL_OVERHEAD
    assert b"answers" not in sealed
    assert RECIPIENT.open(sealed, b"here") == b"answers"
    for key, info in ((RECIPIENT, b"there"), (OTHER_RECIPIENT, b"here")):
        with pytest.raises(CannotOpen):
            key.open(sealed, info)


def test_an_independent_hpke_opens_our_seal():
    assert open_independently(RECIPIENT, RECIPIENT.public.seal(b"answers", b"here"), b"here") == b"answers"


@given(st.binary(max_size=120))
@PATIENT
def test_arbitrary_bytes_do_not_open(raw):
    with pytest.raises(CannotOpen):
        RECIPIENT.open(raw, b"here")

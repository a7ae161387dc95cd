"""Attachments: what opens, and everything on the way that must not."""

import json

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import BadSignature, CannotOpen, Malformed
from kiosk.wire.attachment import (
    CHUNK,
    MOST_PLAIN,
    MOST_SEALED,
    TAG_BYTES,
    attachment_name,
    attachment_position,
    make_stored,
    media_type,
    open_attachment,
    read_stored,
    seal_attachment,
)
from kiosk.wire.cbor import encode
from kiosk.wire.cose import sign1
from kiosk.wire.keys import SigningKey
from tests.wire.make_attachment_vectors import KEY, PATH, SIZES, plain, vectors

WHOLE = CHUNK + TAG_BYTES
SEALED = seal_attachment(plain(2 * CHUNK + 100))


def test_the_vectors_come_out_the_same():
    assert json.loads(PATH.read_text("utf-8")) == json.loads(json.dumps(vectors()))


@pytest.mark.parametrize("size", SIZES)
def test_an_attachment_opens_with_its_key(size):
    sealed = seal_attachment(plain(size))
    assert open_attachment(sealed.raw, sealed.key) == plain(size)
    assert len(sealed.raw) <= MOST_SEALED and sealed.key not in sealed.raw


def test_a_second_implementation_needs_no_more_than_the_page():
    """By hand, from docs/wire-format.md: nonce = chunk number on 11 bytes, then 1 for the last."""
    cipher, raw = ChaCha20Poly1305(SEALED.key), SEALED.raw
    chunks = [raw[at : at + WHOLE] for at in range(0, len(raw), WHOLE)]
    opened = [
        cipher.decrypt(bytes(7) + number.to_bytes(4, "big") + bytes([number == 2]), chunk, AAD_AS_TOLD)
        for number, chunk in enumerate(chunks)
    ]
    assert b"".join(opened) == plain(2 * CHUNK + 100)


AAD_AS_TOLD = b"relais/attachment/1"


def test_no_two_attachments_share_a_key():
    first, second = seal_attachment(b"one"), seal_attachment(b"one")
    assert first.key != second.key and first.digest != second.digest


@pytest.mark.parametrize(
    "altered",
    [
        pytest.param(SEALED.raw[:WHOLE], id="only the first chunk"),
        pytest.param(SEALED.raw[: 2 * WHOLE], id="without the last chunk"),
        pytest.param(SEALED.raw[WHOLE:], id="without the first chunk"),
        pytest.param(SEALED.raw[:-1], id="one byte short"),
        pytest.param(SEALED.raw + b"\0", id="one byte more"),
        pytest.param(SEALED.raw + SEALED.raw[-116:], id="the last chunk twice"),
        pytest.param(
            SEALED.raw[WHOLE : 2 * WHOLE] + SEALED.raw[:WHOLE] + SEALED.raw[2 * WHOLE :], id="chunks swapped"
        ),
        pytest.param(b"", id="nothing"),
        pytest.param(bytes(MOST_SEALED + 1), id="too long"),
    ],
)
def test_what_is_cut_or_put_in_another_order_does_not_open(altered):
    with pytest.raises(CannotOpen):
        open_attachment(altered, SEALED.key)


@given(st.integers(0, len(SEALED.raw) * 8 - 1))
def test_no_flipped_bit_opens(bit):
    altered = bytearray(SEALED.raw)
    altered[bit // 8] ^= 1 << bit % 8
    with pytest.raises(CannotOpen):
        open_attachment(bytes(altered), SEALED.key)


def test_another_key_or_a_chunk_of_another_attachment_does_not_open():
    other = seal_attachment(plain(2 * CHUNK + 100))
    for raw, key in ((SEALED.raw, other.key), (SEALED.raw[:WHOLE] + other.raw[WHOLE:], SEALED.key)):
        with pytest.raises(CannotOpen):
            open_attachment(raw, key)
    with pytest.raises(CannotOpen):
        open_attachment(SEALED.raw, KEY[:16])


@pytest.mark.parametrize("size", [0, MOST_PLAIN + 1])
def test_nothing_and_too_much_are_not_sealed(size):
    with pytest.raises(ValueError):
        seal_attachment(bytes(size))


def test_an_answer_names_a_place():
    assert attachment_position(attachment_name(12, "jpg")) == 12
    for other in ("0.jpg", "1.svg", "1.jpg.exe", "photo.jpg", "01.jpg", "", 1, None, ["1.jpg"]):
        assert attachment_position(other) is None
    with pytest.raises(ValueError):
        attachment_name(1, "html")


def test_only_what_begins_like_a_picture_or_a_document_has_a_type():
    assert media_type(b"\xff\xd8\xff\xe0JFIF") == "image/jpeg"
    assert media_type(b"%PDF-1.7") == "application/pdf"
    assert media_type(b"<svg xmlns='http://www.w3.org/2000/svg'>") is None
    assert media_type(b"<html>") is None


def test_the_word_stored_counts_only_from_the_central():
    central, stranger = SigningKey.generate(), SigningKey.generate()
    keys = {central.public.key_id: central.public}
    assert read_stored(make_stored([SEALED.digest], central), keys) == (SEALED.digest,)
    with pytest.raises(BadSignature):
        read_stored(make_stored([SEALED.digest], stranger), keys)
    # An acknowledgement of envelopes, say, is no word about attachments.
    other = sign1(encode([SEALED.digest]), aad=b"relais/ack/1", kid=central.public.key_id, signer=central)
    with pytest.raises(BadSignature):
        read_stored(other, keys)
    for value in ([], [b"short"], "x", [SEALED.digest] * 101):
        raw = sign1(encode(value), aad=b"relais/stored/1", kid=central.public.key_id, signer=central)
        with pytest.raises(Malformed):
            read_stored(raw, keys)
        with pytest.raises((ValueError, TypeError)):
            make_stored(value, central)

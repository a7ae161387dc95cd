"""A picture or a document that goes with a request: sealed in chunks, named by the digest of those bytes.

Its key is inside the envelope of the request, so whoever may open that one opens this, and nobody on the way.
The order of the chunks and which one is the last are part of what is sealed: bytes cut short, put in another
order or taken from another attachment do not open.
"""

import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from kiosk.errors import BadSignature, CannotOpen, Malformed
from kiosk.wire.cbor import decode, encode
from kiosk.wire.cose import parse1, sign1, verify1
from kiosk.wire.keys import SigningKey, VerifyKey

AAD = b"relais/attachment/1"
STORED_AAD = b"relais/stored/1"
KEY_BYTES = 32
DIGEST_BYTES = 32
CHUNK = 64 * 1024
TAG_BYTES = 16
# Of the bytes before sealing: a photograph has some 300 KiB, a scanned document of several pages 2 or 3 MiB.
MOST_PLAIN = 8 * 1024 * 1024
MOST_SEALED = MOST_PLAIN + -(-MOST_PLAIN // CHUNK) * TAG_BYTES
MOST_STORED = 100
# By extension, what an attachment may be, and how such a file begins.
TYPES: Mapping[str, tuple[str, bytes]] = {
    "jpg": ("image/jpeg", b"\xff\xd8\xff"),
    "png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    "pdf": ("application/pdf", b"%PDF-"),
}
_NAME = re.compile(rf"([1-9][0-9]{{0,3}})\.({'|'.join(TYPES)})")


@dataclass(frozen=True)
class SealedAttachment:
    """digest: SHA-256 of raw, which is sealed. digest and key travel inside the envelope."""

    digest: bytes
    key: bytes = field(repr=False)
    raw: bytes = field(repr=False)


def seal_attachment(plain: bytes, key: bytes | None = None) -> SealedAttachment:
    """Return the bytes under a key that nothing else is sealed with; `key` is given for test vectors only.

    Raises ValueError for none or more than MOST_PLAIN bytes.
    """
    if not 0 < len(plain) <= MOST_PLAIN:
        raise ValueError(f"{len(plain)} bytes cannot be attached")
    key = os.urandom(KEY_BYTES) if key is None else key
    cipher = ChaCha20Poly1305(key)
    last = (len(plain) - 1) // CHUNK
    raw = b"".join(
        cipher.encrypt(_nonce(number, number == last), plain[number * CHUNK : (number + 1) * CHUNK], AAD)
        for number in range(last + 1)
    )
    return SealedAttachment(hashlib.sha256(raw).digest(), key, raw)


def open_attachment(raw: bytes, key: bytes) -> bytes:
    """Return what was sealed; raise CannotOpen (another key, cut short, out of order, altered)."""
    whole = CHUNK + TAG_BYTES
    if not TAG_BYTES < len(raw) <= MOST_SEALED or len(key) != KEY_BYTES:
        raise CannotOpen
    cipher = ChaCha20Poly1305(key)
    last = (len(raw) - 1) // whole
    try:
        return b"".join(
            cipher.decrypt(_nonce(number, number == last), raw[number * whole : (number + 1) * whole], AAD)
            for number in range(last + 1)
        )
    except InvalidTag:
        raise CannotOpen from None


def media_type(plain: bytes) -> str | None:
    """Return what opened bytes are by how they begin, None for anything but JPEG, PNG and PDF."""
    return next((name for name, start in TYPES.values() if plain.startswith(start)), None)


def attachment_name(position: int, extension: str) -> str:
    """Return the answer that stands for an attachment: its place in the list, from 1, as a file name.

    Raises ValueError.
    """
    name = f"{position}.{extension}"
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a name of an attachment: {name}")
    return name


def attachment_position(answer: Any) -> int | None:
    """Return the place, from 1, that an answer names; None when it names none."""
    found = _NAME.fullmatch(answer) if isinstance(answer, str) else None
    return int(found[1]) if found else None


def make_stored(digests: Iterable[bytes], signer: SigningKey) -> bytes:
    """Return the central's signed word that it keeps 1 to 100 attachments whole; only after it does.

    Raises ValueError.
    """
    value = list(digests)
    try:
        _digests(value)
    except Malformed:
        raise ValueError("not digests of attachments") from None
    return sign1(encode(value), aad=STORED_AAD, kid=signer.public.key_id, signer=signer)


def read_stored(raw: bytes, keys: Mapping[bytes, VerifyKey]) -> tuple[bytes, ...]:
    """Return the digests signed by one of the central's keys, by key id; raise Malformed, BadSignature."""
    signed = parse1(raw)
    key = keys.get(signed.kid)
    if key is None:
        raise BadSignature
    verify1(signed, key, STORED_AAD)
    return _digests(decode(signed.payload))


def _digests(value: Any) -> tuple[bytes, ...]:
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_STORED:
        raise Malformed(detail="stored")
    if not all(isinstance(one, bytes) and len(one) == DIGEST_BYTES for one in value):
        raise Malformed(detail="stored")
    return tuple(value)


def _nonce(number: int, last: bool) -> bytes:
    # Eleven bytes say which chunk, one whether it is the last; the key is this attachment's alone.
    return number.to_bytes(11, "big") + bytes([last])

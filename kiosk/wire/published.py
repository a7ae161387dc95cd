"""The way back: where a case stands, sealed under its follow-up token, in pages that anybody may carry.

Only who holds the token, or a seal that has it, can find an entry and open it. The central signs each page
with its place in the list, so that whoever carries pages drops none unseen; what they bring may only be late.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kiosk.errors import BadSignature, CannotOpen, Malformed
from kiosk.wire.case import CaseStatus
from kiosk.wire.cbor import decode, encode
from kiosk.wire.cose import parse1, sign1, verify1
from kiosk.wire.followup import TOKEN_BYTES
from kiosk.wire.keys import SigningKey, VerifyKey

AAD = b"relais/published/1"
HANDLE_BYTES = 16
MOST_ENTRIES = 1000
LONGEST_SEALED = 64
MOST_PLACE = 1 << 62
_CONTEXT = b"relais/published/1"
_KEY_BYTES = 32
_NONCE_BYTES = 12
# One byte for every status: the length of what is sealed must not tell which it is.
_CODES: dict[CaseStatus, int] = {status: code for code, status in enumerate(CaseStatus)}
_STATUSES = {code: status for status, code in _CODES.items()}


@dataclass(frozen=True)
class Standing:
    """Where a case stands. since_ms: when the central knew it, ms since 1970 by its clock."""

    status: CaseStatus
    since_ms: int


@dataclass(frozen=True)
class Entry:
    """A sealed standing under its handle; sealed b"": to be forgotten."""

    handle: bytes
    sealed: bytes = field(repr=False)


@dataclass(frozen=True)
class Page:
    """What the central published of an agency behind place `after` of its list, up to place `upto`.

    at_ms: when it was signed, by the central's clock. more: whether the list went on at that moment. Of each
    handle the newest entry counts.
    """

    agency: int
    after: int
    upto: int
    at_ms: int
    more: bool
    entries: tuple[Entry, ...]


def handle_of(token: bytes) -> bytes:
    """Return what the standing of a token is found by."""
    return _derived(token)[:HANDLE_BYTES]


def seal_standing(token: bytes, standing: Standing) -> Entry:
    """Return the entry of a token's case."""
    derived = _derived(token)
    handle, nonce = derived[:HANDLE_BYTES], os.urandom(_NONCE_BYTES)
    plain = encode([_CODES[standing.status], standing.since_ms])
    return Entry(handle, nonce + ChaCha20Poly1305(derived[HANDLE_BYTES:]).encrypt(nonce, plain, handle))


def open_standing(token: bytes, sealed: bytes) -> Standing:
    """Return what was sealed for this token; raise CannotOpen, Malformed."""
    derived = _derived(token)
    handle, nonce = derived[:HANDLE_BYTES], sealed[:_NONCE_BYTES]
    try:
        plain = ChaCha20Poly1305(derived[HANDLE_BYTES:]).decrypt(nonce, sealed[_NONCE_BYTES:], handle)
    except (InvalidTag, ValueError):
        raise CannotOpen from None
    match decode(plain):
        case [code, since_ms] if type(code) is int and code in _STATUSES and type(since_ms) is int:
            return Standing(_STATUSES[code], since_ms)
    raise Malformed(detail="standing")


def sign_page(page: Page, signer: SigningKey) -> bytes:
    """Return the signed bytes of a page; raise ValueError for an impossible one."""
    entries = [[entry.handle, entry.sealed] for entry in page.entries]
    payload = encode([page.agency, page.after, page.upto, page.at_ms, page.more, entries])
    try:
        _page(payload)
    except Malformed as malformed:
        raise ValueError(f"not a page: {malformed.facts['detail']}") from None
    return sign1(payload, aad=AAD, kid=signer.public.key_id, signer=signer)


def read_page(raw: bytes, keys: Mapping[bytes, VerifyKey]) -> Page:
    """Return a page signed by one of the central's keys, by key id; raise Malformed, BadSignature."""
    signed = parse1(raw)
    key = keys.get(signed.kid)
    if key is None:
        raise BadSignature
    verify1(signed, key, AAD)
    return _page(signed.payload)


def _page(payload: bytes) -> Page:
    match decode(payload):
        case [agency, after, upto, at_ms, bool(more), list(entries)] if len(entries) <= MOST_ENTRIES:
            numbers = all(type(one) is int and 0 <= one <= MOST_PLACE for one in (agency, after, upto, at_ms))
            if numbers and after <= upto:
                return Page(agency, after, upto, at_ms, more, tuple(map(_entry, entries)))
    raise Malformed(detail="published page")


def _entry(value: Any) -> Entry:
    match value:
        case [bytes(handle), bytes(sealed)] if len(handle) == HANDLE_BYTES and len(sealed) <= LONGEST_SEALED:
            return Entry(handle, sealed)
    raise Malformed(detail="published entry")


def _derived(token: bytes) -> bytes:
    if len(token) != TOKEN_BYTES:
        raise ValueError("a token has 16 bytes")
    # No salt: whoever has the token finds it with nothing else, and a token is random already.
    hkdf = HKDF(SHA256(), HANDLE_BYTES + _KEY_BYTES, salt=None, info=_CONTEXT)
    return hkdf.derive(token)

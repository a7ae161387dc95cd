"""The envelope: a content sealed to its recipient and signed by the station that made it.

From its bytes on, nobody on the way can read it, alter it or count it twice, so any courier may carry it.
"""

import hashlib
import os
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from kiosk.errors import BadSignature, CannotOpen, Malformed
from kiosk.wire.cbor import decode, encode
from kiosk.wire.compact import DICTIONARY, Content, Kind, checked_birth_year, checked_code, compact, expand
from kiosk.wire.cose import Signed, parse1, sign1, verify1
from kiosk.wire.followup import TOKEN_BYTES
from kiosk.wire.keys import KEY_ID_BYTES, SEAL_OVERHEAD, SUITE, OpeningKey, SealKey, SigningKey, VerifyKey

AAD = b"relais/envelope/1"
SEAL_CONTEXT = "relais/seal/1"
LOOKUP_CONTEXT = "relais/lookup/1"
ID_BYTES = 16
_STATION_BYTES = 4
_TOKEN, _CODE, _BIRTH_YEAR = 6, 7, 8


@dataclass(frozen=True)
class Address:
    """Where an envelope comes from. agency, station: 1 to 2^32-1; sequence: 1, 2, 3… for each station."""

    agency: int
    station: int
    id: bytes
    sequence: int


@dataclass(frozen=True)
class Envelope:
    """A parsed envelope; neither its signature nor its seal has been looked at.

    recipient, key_id: the 8-byte ids of the key it is sealed to and of the key that claims to have signed it.
    """

    agency: int
    station: int
    id: bytes
    sequence: int
    recipient: bytes
    dictionary: int
    suite: int
    sealed: bytes = field(repr=False)
    lookup: bytes | None = field(repr=False)
    key_id: bytes
    raw: bytes = field(repr=False)
    signed: Signed = field(repr=False, compare=False)

    @cached_property
    def digest(self) -> bytes:
        """SHA-256 of the envelope's bytes."""
        return hashlib.sha256(self.raw).digest()

    @property
    def address(self) -> Address:
        """Where it says it comes from."""
        return Address(self.agency, self.station, self.id, self.sequence)


@dataclass(frozen=True)
class Lookup:
    """What the central may know of an envelope that it cannot open."""

    token: bytes = field(repr=False)
    code: int = field(repr=False)
    birth_year: int | None = field(repr=False)


def new_id(now_ms: int) -> bytes:
    """Return a new UUIDv7 (RFC 9562), 16 bytes; a clock before 1970 counts as 1970."""
    moment = min(max(now_ms, 0), (1 << 48) - 1)
    chance = int.from_bytes(os.urandom(10), "big")
    high, low = chance >> 64 & 0xFFF, chance & (1 << 62) - 1
    return (moment << 80 | 7 << 76 | high << 64 | 0b10 << 62 | low).to_bytes(ID_BYTES, "big")


def make_envelope(
    content: Content,
    address: Address,
    *,
    recipient: SealKey,
    signer: SigningKey,
    lookup: SealKey | None = None,
) -> bytes:
    """Return the bytes of a new envelope.

    lookup: the central's key for token, code and birth year, where it does not hold the recipient's key.
    Raises ValueError for an impossible address or content.
    """
    if not _is_address(address):
        raise ValueError("not an address")
    if lookup is not None and content.kind != Kind.SUBMISSION:
        raise ValueError("only a submission has a follow-up to look up")
    payload = encode(
        [
            address.agency,
            address.id,
            address.sequence,
            recipient.key_id,
            DICTIONARY,
            SUITE,
            recipient.seal(compact(content), _info(SEAL_CONTEXT, address)),
            None if lookup is None else _seal_lookup(content, address, lookup),
        ]
    )
    kid = address.station.to_bytes(_STATION_BYTES, "big") + signer.public.key_id
    return sign1(payload, aad=AAD, kid=kid, signer=signer)


def parse_envelope(raw: bytes) -> Envelope:
    """Return the clear part of an envelope; raise Malformed. The signature is not checked."""
    signed = parse1(raw)
    if len(signed.kid) != _STATION_BYTES + KEY_ID_BYTES:
        raise Malformed(detail="envelope kid")
    match decode(signed.payload):
        case [agency, id_, sequence, recipient, dictionary, suite, sealed, lookup]:
            pass
        case _:
            raise Malformed(detail="envelope payload")
    envelope = Envelope(
        agency=agency,
        station=int.from_bytes(signed.kid[:_STATION_BYTES], "big"),
        id=id_,
        sequence=sequence,
        recipient=recipient,
        dictionary=dictionary,
        suite=suite,
        sealed=sealed,
        lookup=lookup,
        key_id=signed.kid[_STATION_BYTES:],
        raw=raw,
        signed=signed,
    )
    if not _is_address(envelope.address) or not _has_seals(envelope):
        raise Malformed(detail="envelope payload")
    return envelope


def verify_envelope(env: Envelope, key: VerifyKey) -> None:
    """Return when this key signed the envelope; raise BadSignature otherwise."""
    if env.key_id != key.key_id:
        raise BadSignature
    verify1(env.signed, key, AAD)


def open_envelope(env: Envelope, key: OpeningKey) -> Content:
    """Return the content; raise CannotOpen (another key, another context, altered) or Malformed."""
    if env.recipient != key.public.key_id or env.suite != SUITE:
        raise CannotOpen
    return expand(key.open(env.sealed, _info(SEAL_CONTEXT, env.address)), env.dictionary)


def open_lookup(env: Envelope, key: OpeningKey) -> Lookup:
    """Return what is sealed to the central; raise CannotOpen (also when there is nothing) or Malformed."""
    if env.lookup is None or env.lookup[:KEY_ID_BYTES] != key.public.key_id or env.suite != SUITE:
        raise CannotOpen
    match decode(key.open(env.lookup[KEY_ID_BYTES:], _info(LOOKUP_CONTEXT, env.address))):
        case {6: bytes(token), 7: code, **rest} if len(token) == TOKEN_BYTES and rest.keys() <= {_BIRTH_YEAR}:
            if rest.get(_BIRTH_YEAR, 1) is not None:
                return Lookup(token, checked_code(code), checked_birth_year(rest.get(_BIRTH_YEAR)))
    raise Malformed(detail="lookup")


def _seal_lookup(content: Content, address: Address, key: SealKey) -> bytes:
    known: dict[int, Any] = {_TOKEN: content.token, _CODE: content.code}
    if content.birth_year is not None:
        known[_BIRTH_YEAR] = content.birth_year
    # The key's id goes in front, in clear, so that a central with several keys never tries them in turn.
    return key.key_id + key.seal(encode(known), _info(LOOKUP_CONTEXT, address))


def _info(context: str, address: Address) -> bytes:
    # Binds the seal to its envelope: a station cannot sign somebody else's sealed bytes as its own.
    return encode([context, address.agency, address.station, address.id])


def _is_number(value: Any, lowest: int, bits: int) -> bool:
    return type(value) is int and lowest <= value < 1 << bits


def _is_address(address: Address) -> bool:
    return (
        _is_number(address.agency, 1, 32)
        and _is_number(address.station, 1, 32)
        and _is_number(address.sequence, 1, 63)
        and isinstance(address.id, bytes)
        and len(address.id) == ID_BYTES
        and address.id[6] >> 4 == 7
        and address.id[8] >> 6 == 0b10
    )


def _has_seals(env: Envelope) -> bool:
    return (
        isinstance(env.recipient, bytes)
        and len(env.recipient) == KEY_ID_BYTES
        and _is_number(env.dictionary, 0, 16)
        and _is_number(env.suite, 0, 16)
        and isinstance(env.sealed, bytes)
        and len(env.sealed) > SEAL_OVERHEAD
        and (
            env.lookup is None
            or (isinstance(env.lookup, bytes) and len(env.lookup) > KEY_ID_BYTES + SEAL_OVERHEAD)
        )
    )

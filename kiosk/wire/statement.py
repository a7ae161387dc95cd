"""Small things that the central, the publisher or a station signs. The kind is the external_aad.

A kind signs nothing but its own shape, so a signed time can never be taken for a roster.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from kiosk.errors import BadSignature, Malformed
from kiosk.wire.cbor import decode, encode
from kiosk.wire.cose import parse1, sign1, verify1
from kiosk.wire.keys import SigningKey, VerifyKey

ROSTER = "relais/roster/2"
TIME = "relais/time/1"
PACK = "relais/pack/1"
RECIPIENT = "relais/recipient/1"
HANDOVER = "relais/handover/1"
STICK = "relais/stick/1"
KEPT = "relais/kept/1"
MOST_KEPT = 200
RESEND = "relais/resend/1"


def _is_time(value: Any) -> bool:
    return type(value) is int and value >= 0


def _is_pack(value: Any) -> bool:
    return isinstance(value, bytes)


def _is_station(value: Any) -> bool:
    match value:
        case [number, str(), str(), bytes(signing), bytes(sealing)]:
            return _is_number(number) and len(signing) == 32 and len(sealing) == 32
    return False


def _is_number(value: Any) -> bool:
    return type(value) is int and 1 <= value < 1 << 32


def _is_recipient(value: Any) -> bool:
    match value:
        case [agency, bytes(recipient), at_ms]:
            return _is_number(agency) and len(recipient) == 32 and _is_time(at_ms)
    return False


def _is_handover(value: Any) -> bool:
    match value:
        case [str(partner), received_ms, bytes(envelope)]:
            return bool(partner) and _is_time(received_ms) and bool(envelope)
    return False


def _is_stick(value: Any) -> bool:
    match value:
        case [agency, bytes(stick), at_ms]:
            return _is_number(agency) and len(stick) == 16 and _is_time(at_ms)
    return False


def _is_kept(value: Any) -> bool:
    return isinstance(value, list) and 1 <= len(value) <= MOST_KEPT and all(_is_pair(one) for one in value)


def _is_pair(value: Any) -> bool:
    match value:
        case [bytes(id_), bytes(digest)]:
            return len(id_) == 16 and len(digest) == 32
    return False


def _is_resend(value: Any) -> bool:
    match value:
        case [agency, station, issued]:
            return _is_number(agency) and _is_number(station) and _is_time(issued)
    return False


def _is_roster(value: Any) -> bool:
    match value:
        case {
            "agency": agency,
            "name": str(),
            "recipient": bytes(recipient),
            "hosted": bool(),
            "stations": list(stations),
            "issued": issued,
            "endorsement": bytes() | None,
            **others,
        }:
            return (
                not others
                and _is_number(agency)
                and len(recipient) == 32
                and _is_time(issued)
                and all(_is_station(station) for station in stations)
            )
    return False


KINDS: Final[Mapping[str, Callable[[Any], bool]]] = {
    ROSTER: _is_roster,
    TIME: _is_time,
    PACK: _is_pack,
    RECIPIENT: _is_recipient,
    HANDOVER: _is_handover,
    STICK: _is_stick,
    KEPT: _is_kept,
    RESEND: _is_resend,
}


def sign_statement(kind: str, value: Any, signer: SigningKey) -> bytes:
    """Return the signed bytes of a value of that kind (KINDS gives the shapes; ValueError for another)."""
    if kind not in KINDS or not KINDS[kind](value):
        raise ValueError(f"not a {kind} statement")
    return sign1(encode(value), aad=kind.encode(), kid=signer.public.key_id, signer=signer)


def read_statement(kind: str, raw: bytes, keys: Mapping[bytes, VerifyKey]) -> Any:
    """Return the value signed by one of these keys, by key id, in the kind's shape.

    Raises Malformed or BadSignature; KeyError for an unknown kind.
    """
    has_shape = KINDS[kind]
    signed = parse1(raw)
    key = keys.get(signed.kid)
    if key is None:
        raise BadSignature
    verify1(signed, key, kind.encode())
    value = decode(signed.payload)
    if not has_shape(value):
        raise Malformed(detail=kind)
    return value

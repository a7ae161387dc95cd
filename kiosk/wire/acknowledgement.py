"""The central's signed word about envelopes; only a verified one closes an envelope."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.errors import BadSignature, Malformed
from kiosk.wire.cbor import decode, encode
from kiosk.wire.cose import parse1, sign1, verify1
from kiosk.wire.keys import SigningKey, VerifyKey

AAD = b"relais/ack/1"
MAX_VERDICTS = 1000
_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}")


@dataclass(frozen=True)
class Verdict:
    """What became of one envelope. digest: SHA-256 of its bytes. rejected: a code, or None when accepted."""

    id: bytes
    digest: bytes
    rejected: str | None


def make_acknowledgement(verdicts: Iterable[Verdict], signer: SigningKey) -> bytes:
    """Return the signed bytes for 1 to 1000 verdicts; make it only after the durable commit."""
    rows = [[verdict.id, verdict.digest, verdict.rejected] for verdict in verdicts]
    payload = encode(rows)
    try:
        _verdicts(rows)
    except Malformed as malformed:
        raise ValueError(f"not an acknowledgement: {malformed.facts['detail']}") from None
    return sign1(payload, aad=AAD, kid=signer.public.key_id, signer=signer)


def read_acknowledgement(raw: bytes, keys: Mapping[bytes, VerifyKey]) -> tuple[Verdict, ...]:
    """Return the verdicts signed by one of the central's keys, by key id; raise Malformed or BadSignature."""
    signed = parse1(raw)
    key = keys.get(signed.kid)
    if key is None:
        raise BadSignature
    verify1(signed, key, AAD)
    return _verdicts(decode(signed.payload))


def _verdicts(rows: Any) -> tuple[Verdict, ...]:
    if not isinstance(rows, list) or not 1 <= len(rows) <= MAX_VERDICTS:
        raise Malformed(detail="verdicts")
    return tuple(_verdict(row) for row in rows)


def _verdict(row: Any) -> Verdict:
    match row:
        case [bytes(id_), bytes(digest), None] if len(id_) == 16 and len(digest) == 32:
            return Verdict(id_, digest, None)
        case [bytes(id_), bytes(digest), str(code)] if len(id_) == 16 and len(digest) == 32:
            if _CODE.fullmatch(code):
                return Verdict(id_, digest, code)
    raise Malformed(detail="verdict")

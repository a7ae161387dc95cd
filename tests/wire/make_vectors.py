"""Makes tests/data/wire/vectors.json: run it with the path to write.

Seals are random (HPKE makes a new key for each), and so are the nonces of requests: the file keeps one output
of each, which must verify and open for ever. All the rest comes out the same every time, and
test_vectors.py compares it. The secrets in it are those of the tests and of nobody else.
"""

import json
import sys
from pathlib import Path
from typing import Any

import cbor2

from kiosk.wire.acknowledgement import Verdict, make_acknowledgement
from kiosk.wire.agency_key import recovery_text, share_agency_key
from kiosk.wire.case import write_cases
from kiosk.wire.cbor import encode
from kiosk.wire.compact import Content, compact, plain_bytes
from kiosk.wire.envelope import make_envelope, parse_envelope
from kiosk.wire.followup import followup_url, format_code, token_text
from kiosk.wire.signature import sign_request
from kiosk.wire.statement import PACK as PACK_KIND
from kiosk.wire.statement import RECIPIENT as RECIPIENT_KIND
from kiosk.wire.statement import RESEND, sign_statement
from kiosk.wire.statement import ROSTER as ROSTER_KIND
from kiosk.wire.statement import TIME as TIME_KIND
from tests.wire.samples import (
    ADDRESS,
    AGENCY,
    CENTRAL,
    CONTENTS,
    COUNTER,
    COUNTER_OPENING,
    LOOKUP,
    RECIPIENT,
    STATION,
    STATION_OPENING,
    TOLD,
)

ROSTER = {
    "agency": 1,
    "name": "Mairie de Saint-Aubin",
    "recipient": RECIPIENT.public.raw,
    "hosted": True,
    "stations": [
        [3, "kiosk", "Borne 1", STATION.public.raw, STATION_OPENING.public.raw],
        [4, "counter", "Guichet 1", COUNTER.public.raw, COUNTER_OPENING.public.raw],
    ],
    "issued": 1_794_000_000_000,
    "endorsement": None,
}
NAMED = [1, AGENCY.public.raw, 1_794_000_000_000]
OWN_ROSTER = ROSTER | {
    "recipient": AGENCY.public.raw,
    "hosted": False,
    "endorsement": sign_statement(RECIPIENT_KIND, NAMED, COUNTER),
}
STATEMENTS = {
    ROSTER_KIND: ROSTER,
    TIME_KIND: 1_794_000_000_000,
    PACK_KIND: b'{"id": "mairie", "version": 1}',
    RECIPIENT_KIND: NAMED,
    RESEND: [1, 3, 1_794_000_000_000],
}
ED25519_ORDER = 2**252 + 27742317777372353535851937790883648493
REQUEST = {
    "method": "POST",
    "url": "https://central.example/d/v1/envelopes?from=borne%201",
    "body": "814461626364",
}


def as_json(value: Any) -> Any:
    """Return a value with its byte strings in hexadecimal, its keys as texts."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dict):
        return {str(key): as_json(one) for key, one in value.items()}
    return [as_json(one) for one in value] if isinstance(value, list | tuple) else value


def content_as_json(content: Content) -> dict[str, Any]:
    """Return a content field by field; the answers as pairs, because their keys may be pairs."""
    fields = {name: as_json(getattr(content, name)) for name in content.__dataclass_fields__}
    fields["answers"] = [[as_json(index), answer] for index, answer in content.answers.items()]
    return fields


def keys() -> dict[str, dict[str, str]]:
    """Return the keys of the vectors, secret halves included."""
    named = {
        "station": STATION, "central": CENTRAL, "recipient": RECIPIENT, "lookup": LOOKUP, "counter": COUNTER,
        "counter_opening": COUNTER_OPENING, "agency": AGENCY,
    }  # fmt: skip
    return {
        name: {
            "secret": key.to_bytes().hex(),
            "public": key.public.raw.hex(),
            "key_id": key.public.key_id.hex(),
        }
        for name, key in named.items()
    }


def settled() -> dict[str, Any]:
    """Return the vectors that come out the same every time."""
    submission = CONTENTS["submission"]
    verdicts = (Verdict(ADDRESS.id, bytes(range(32)), None), Verdict(ADDRESS.id, bytes(32), "too_large"))
    return {
        "keys": keys(),
        "plain": [
            {"name": name, "content": content_as_json(content), "cbor": plain_bytes(content).hex()}
            for name, content in CONTENTS.items()
        ],
        "acknowledgement": {
            "verdicts": [as_json([verdict.id, verdict.digest, verdict.rejected]) for verdict in verdicts],
            "raw": make_acknowledgement(verdicts, CENTRAL).hex(),
        },
        "statements": [
            {
                "kind": kind,
                "value": as_json(value),
                "signer": "counter" if kind == RECIPIENT_KIND else "central",
                "raw": sign_statement(kind, value, COUNTER if kind == RECIPIENT_KIND else CENTRAL).hex(),
            }
            for kind, value in STATEMENTS.items()
        ],
        "own_roster": {
            "value": as_json(OWN_ROSTER),
            "raw": sign_statement(ROSTER_KIND, OWN_ROSTER, CENTRAL).hex(),
        },
        "recovery": {"key": AGENCY.to_bytes().hex(), "text": recovery_text(AGENCY)},
        "cases": {"value": as_json(write_cases(TOLD)), "cbor": encode(write_cases(TOLD)).hex()},
        "followup": {
            "code": submission.code,
            "code_text": format_code(submission.code),
            "token": submission.token.hex(),
            "token_text": token_text(submission.token),
            "url": followup_url("https://suivi.example", 3, submission.token),
        },
    }


def refused(raw: bytes) -> list[dict[str, str]]:
    """Return what whoever carries an envelope might make of it, and how it must be refused."""
    protected, _, payload, signature = cbor2.loads(raw).value
    scalar = int.from_bytes(signature[32:], "little") + ED25519_ORDER
    respelled = signature[:32] + scalar.to_bytes(32, "little")

    def tagged(*parts: Any) -> bytes:
        return cbor2.dumps(cbor2.CBORTag(18, list(parts)), canonical=True)

    attempts = [
        ("a byte after the end", "malformed", raw + b"\x00"),
        ("the tag in two bytes", "malformed", b"\xd8\x12" + raw[1:]),
        ("no tag", "malformed", raw[1:]),
        ("an indefinite array", "malformed", b"\xd2\x9f" + raw[2:] + b"\xff"),
        ("an unprotected header", "malformed", tagged(protected, {4: b"x"}, payload, signature)),
        (
            "the protected header in another order",
            "malformed",
            tagged(cbor2.dumps(dict(reversed(cbor2.loads(protected).items()))), {}, payload, signature),
        ),
        (
            "the signature's scalar plus the group order",
            "bad_signature",
            tagged(protected, {}, payload, respelled),
        ),
        (
            "one bit of the seal",
            "bad_signature",
            tagged(protected, {}, payload[:-3] + bytes([payload[-3] ^ 1]) + payload[-2:], signature),
        ),
    ]
    return [{"why": why, "refusal": refusal, "raw": bad.hex()} for why, refusal, bad in attempts]


def sealed() -> dict[str, Any]:
    """Return the vectors that hold one random output each; deflate too differs between implementations."""
    envelopes: list[dict[str, Any]] = []
    for name, content in CONTENTS.items():
        lookup = LOOKUP.public if name == "submission" else None
        raw = make_envelope(content, ADDRESS, recipient=RECIPIENT.public, signer=STATION, lookup=lookup)
        envelopes.append(
            {
                "content": name,
                "agency": ADDRESS.agency,
                "station": ADDRESS.station,
                "id": ADDRESS.id.hex(),
                "sequence": ADDRESS.sequence,
                "lookup": lookup is not None,
                "raw": raw.hex(),
                "digest": parse_envelope(raw).digest.hex(),
            }
        )
    body = bytes.fromhex(REQUEST["body"])
    headers = sign_request(
        REQUEST["method"], REQUEST["url"], {}, body, station=3, signer=STATION, now_ms=1_794_000_000_000
    )
    return {
        "compact": [
            {"name": name, "dictionary": 1, "raw": compact(content).hex()}
            for name, content in CONTENTS.items()
        ],
        "envelopes": envelopes,
        "refused": refused(bytes.fromhex(envelopes[1]["raw"])),
        "share": {
            "agency": 1,
            "station": 4,
            "to": "counter_opening",
            "raw": share_agency_key(AGENCY, 1, 4, COUNTER_OPENING.public).hex(),
        },
        "request": {**REQUEST, "headers": headers},
    }


if __name__ == "__main__":
    text = json.dumps({"settled": settled(), "sealed": sealed()}, indent=1, ensure_ascii=False)
    Path(sys.argv[1]).write_text(text + "\n", encoding="utf-8")

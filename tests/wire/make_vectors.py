"""Makes tests/data/wire/vectors-2.json, contents in form 2 and their envelopes: run it with the path.

Seals are random (HPKE makes a new key for each), and so are the nonces of requests: the files keep one output
of each, which must verify and open for ever. All the rest comes out the same every time, and
test_vectors.py compares it. The secrets in it are those of the tests and of nobody else. vectors.json, from
before 22 November 2026, has form 1 and everything else; nothing makes its sealed bytes again.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kiosk.wire.acknowledgement import Verdict, make_acknowledgement
from kiosk.wire.agency_key import recovery_text
from kiosk.wire.case import write_cases
from kiosk.wire.cbor import encode
from kiosk.wire.compact import DICTIONARY, Content, compact, plain_bytes
from kiosk.wire.envelope import make_envelope, parse_envelope
from kiosk.wire.followup import followup_url, format_code, token_text
from kiosk.wire.statement import HANDOVER as HANDOVER_KIND
from kiosk.wire.statement import KEPT as KEPT_KIND
from kiosk.wire.statement import PACK as PACK_KIND
from kiosk.wire.statement import RECIPIENT as RECIPIENT_KIND
from kiosk.wire.statement import RESEND, sign_statement
from kiosk.wire.statement import ROSTER as ROSTER_KIND
from kiosk.wire.statement import STICK as STICK_KIND
from kiosk.wire.statement import TIME as TIME_KIND
from tests.wire.samples import (
    ADDRESS,
    AGENCY,
    CENTRAL,
    CONTENTS,
    CONTENTS_2,
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
    STICK_KIND: [1, bytes(range(16)), 1_794_000_000_000],
    KEPT_KIND: [[ADDRESS.id, bytes(range(32))]],
    RESEND: [1, 3, 1_794_000_000_000],
}
SIGNERS = {
    RECIPIENT_KIND: ("counter", COUNTER),
    STICK_KIND: ("station", STATION),
    KEPT_KIND: ("counter", COUNTER),
}
STATEMENTS_2 = {HANDOVER_KIND: ["energie", 1_794_000_060_000, b"an envelope"]}


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
    # Came later than the vectors, and is absent from the bytes where there is none.
    if fields["promise"] is None:
        del fields["promise"]
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


def plain(contents: Mapping[str, Content], form: int) -> list[dict[str, Any]]:
    """Return contents beside their CBOR."""
    return [
        {"name": name, "content": content_as_json(content), "cbor": plain_bytes(content, form).hex()}
        for name, content in contents.items()
    ]


def settled() -> dict[str, Any]:
    """Return the vectors that come out the same every time."""
    submission = CONTENTS["submission"]
    verdicts = (Verdict(ADDRESS.id, bytes(range(32)), None), Verdict(ADDRESS.id, bytes(32), "too_large"))
    return {
        "keys": keys(),
        "plain": plain(CONTENTS, 1),
        "acknowledgement": {
            "verdicts": [as_json([verdict.id, verdict.digest, verdict.rejected]) for verdict in verdicts],
            "raw": make_acknowledgement(verdicts, CENTRAL).hex(),
        },
        "statements": [
            {
                "kind": kind,
                "value": as_json(value),
                "signer": signer,
                "raw": sign_statement(kind, value, key).hex(),
            }
            for kind, value in STATEMENTS.items()
            for signer, key in [SIGNERS.get(kind, ("central", CENTRAL))]
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


def sealed() -> dict[str, Any]:
    """Return the vectors that hold one random output each; deflate too differs between implementations."""
    envelopes: list[dict[str, Any]] = []
    for name, content in CONTENTS_2.items():
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
    compacted = [
        {"name": name, "dictionary": DICTIONARY, "raw": compact(content).hex()}
        for name, content in CONTENTS_2.items()
    ]
    return {"compact": compacted, "envelopes": envelopes}


def settled_2() -> dict[str, Any]:
    """Return the vectors of the second file that come out the same every time."""
    return {
        "keys": keys(),
        "plain": plain(CONTENTS_2, DICTIONARY),
        "statements": [
            {
                "kind": kind,
                "value": as_json(value),
                "signer": "central",
                "raw": sign_statement(kind, value, CENTRAL).hex(),
            }
            for kind, value in STATEMENTS_2.items()
        ],
    }


if __name__ == "__main__":
    vectors = {"settled": settled_2(), "sealed": sealed()}
    text = json.dumps(vectors, indent=1, ensure_ascii=False)
    Path(sys.argv[1]).write_text(text + "\n", encoding="utf-8")

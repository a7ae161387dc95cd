"""`POST /d/v1/cases`: an agency's case for its counter, by the code or the token of the paper (ADR 0071)."""

from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse

from central.cases.models import Case
from central.cases.opening import code_digest, token_digest
from central.cases.reading import message_of
from central.stations.api import Call, cbor, station_api
from kiosk.errors import Malformed
from kiosk.wire.case import CaseStatus, CaseTold, ChangeTold, write_cases
from kiosk.wire.cbor import encode
from kiosk.wire.compact import MAX_MS
from kiosk.wire.followup import TOKEN_BYTES, is_code

# Codes are not unique; beyond a few of the same the agent asks for the paper's square.
MOST_CASES = 20
MOST_CHANGES = 30
# Stations read answers of up to 256 KiB.
MOST_ANSWER = 240 * 1024


@station_api
def tell_cases(call: Call) -> HttpResponse:
    """Tell a counter the cases of its own agency, newest first. Nothing is opened, nothing becomes read."""
    wanted = _wanted(call.value)
    station = call.counter()
    known = wanted.filter(agency=station.agency_id).select_related("envelope").order_by("-received_ms", "-pk")
    return cbor({"cases": write_cases(_fitting([_told(case) for case in known[:MOST_CASES]]))})


def _wanted(value: Any) -> QuerySet[Case]:
    match value:
        case {"code": code, **others} if not others and type(code) is int and is_code(code):
            return Case.objects.filter(code_digest=code_digest(code))
        case {"token": bytes(token), **others} if not others and len(token) == TOKEN_BYTES:
            return Case.objects.filter(token_digest=token_digest(token))
    raise Malformed(detail="wanted case")


def _told(case: Case) -> CaseTold:
    changes = case.changes.order_by("-at_ms", "-pk")[:MOST_CHANGES]
    return CaseTold(
        envelope_id=bytes(case.envelope.envelope_id),
        station=case.station_id,
        service=case.service,
        # A station's clock with its offset may point beyond what the wire can say.
        created_ms=min(case.created_ms, MAX_MS),
        received_ms=case.received_ms,
        read_ms=case.read_ms,
        status=CaseStatus(case.status),
        changes=tuple(
            ChangeTold(
                change.at_ms, CaseStatus(change.status) if change.status else None, message_of(change) or ""
            )
            for change in reversed(changes)
        ),
        raw=bytes(case.envelope.raw),
    )


def _fitting(cases: list[CaseTold]) -> list[CaseTold]:
    """Return all of the cases, bare of envelope and changes where they would make the answer too large."""
    bare = [replace(case, changes=(), raw=b"") for case in cases]
    fitting, room = [], MOST_ANSWER - _weight(bare)
    for case, small in zip(cases, bare, strict=True):
        more = _weight([case]) - _weight([small])
        fitting.append(case if more <= room else small)
        room -= more if more <= room else 0
    return fitting


def _weight(cases: list[CaseTold]) -> int:
    return len(encode(write_cases(cases)))

"""A case as the central tells it to a counter: where it stands, what was said, and the envelope itself."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from kiosk.errors import Malformed
from kiosk.wire.compact import MAX_MS

ID_BYTES = 16
MOST_CHANGES = 1000
LONGEST_MESSAGE = 4000
_KEYS = {"id", "station", "service", "created", "received", "read", "status", "changes", "raw"}


class CaseStatus(StrEnum):
    """Where a case stands."""

    RECEIVED = "received"
    READ = "read"
    IN_PROGRESS = "in_progress"
    PAPERS_MISSING = "papers_missing"
    DONE = "done"


@dataclass(frozen=True)
class ChangeTold:
    """What an agent decided or said. at_ms: by the central's clock; status None: a word without a change."""

    at_ms: int
    status: CaseStatus | None
    message: str = field(repr=False)


@dataclass(frozen=True)
class CaseTold:
    """A case of the agency. created_ms, received_ms, read_ms: ms since 1970, by the central's clock.

    service: "" when the central cannot open the envelope. changes: oldest first. raw: the envelope's bytes.
    """

    envelope_id: bytes
    station: int
    service: str
    created_ms: int
    received_ms: int
    read_ms: int | None
    status: CaseStatus
    changes: tuple[ChangeTold, ...] = field(repr=False)
    raw: bytes = field(repr=False)


def write_cases(cases: Iterable[CaseTold]) -> list[dict[str, Any]]:
    """Return the CBOR value of cases (docs/wire-format.md, section 9)."""
    return [
        {
            "id": case.envelope_id,
            "station": case.station,
            "service": case.service,
            "created": case.created_ms,
            "received": case.received_ms,
            "read": case.read_ms,
            "status": str(case.status),
            "changes": [
                [told.at_ms, None if told.status is None else str(told.status), told.message]
                for told in case.changes
            ],
            "raw": case.raw,
        }
        for case in cases
    ]


def read_cases(value: Any) -> tuple[CaseTold, ...]:
    """Return the cases of a decoded CBOR value; raise Malformed."""
    if not isinstance(value, list):
        raise Malformed(detail="cases")
    return tuple(_case(one) for one in value)


def _case(value: Any) -> CaseTold:
    match value:
        case {
            "id": bytes(envelope_id),
            "station": int(station),
            "service": str(service),
            "created": created,
            "received": received,
            "read": read,
            "status": status,
            "changes": list(changes),
            "raw": bytes(raw),
        } if value.keys() == _KEYS and len(changes) <= MOST_CHANGES:
            if len(envelope_id) == ID_BYTES and len(service) <= 64 and _is_station(station):
                return CaseTold(
                    envelope_id=envelope_id,
                    station=station,
                    service=service,
                    created_ms=_ms(created),
                    received_ms=_ms(received),
                    read_ms=None if read is None else _ms(read),
                    status=_status(status),
                    changes=tuple(_change(change) for change in changes),
                    raw=raw,
                )
    raise Malformed(detail="case")


def _change(value: Any) -> ChangeTold:
    match value:
        case [at_ms, status, str(message)] if len(message) <= LONGEST_MESSAGE:
            return ChangeTold(_ms(at_ms), None if status is None else _status(status), message)
    raise Malformed(detail="change")


def _is_station(value: int) -> bool:
    return type(value) is int and 1 <= value < 1 << 32


def _ms(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= MAX_MS:
        raise Malformed(detail="case time")
    return value


def _status(value: Any) -> CaseStatus:
    try:
        return CaseStatus(value)
    except ValueError:
        raise Malformed(detail="case status") from None

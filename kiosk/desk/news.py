"""What a station can tell of a request whose paper is shown to it, without a network (docs/adr/0100)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from kiosk.desk.finder import WantedToken, parse_wanted
from kiosk.errors import CannotOpen, Malformed
from kiosk.store import Store
from kiosk.wire.case import CaseStatus
from kiosk.wire.courier_qr import read_courier
from kiosk.wire.published import handle_of, open_standing

_COURIER = "/r#"


@dataclass(frozen=True)
class News:
    """Where a request stands. status: None where nothing is known here of it.

    as_of: the day for which that is true. since: the day on which the central knew it. Both None with status.
    """

    status: CaseStatus | None
    as_of: date | None = None
    since: date | None = None


def news_of(store: Store, scanned: str) -> News | None:
    """Return what is known here of the request on a paper; None when this is no square of a paper."""
    token = _token(scanned)
    if token is None:
        return None
    sealed = store.published.find(handle_of(token))
    if sealed is None:
        return News(None)
    try:
        standing = open_standing(token, sealed)
    except (CannotOpen, Malformed):
        # Signed by the central and yet not openable: nothing that a person could act on.
        return News(None)
    as_of = max(standing.since_ms, store.published.as_of() or 0)
    return News(standing.status, _day(as_of), _day(standing.since_ms))


def _token(scanned: str) -> bytes | None:
    """Return the token of either square of a paper: its follow-up address, or the request itself."""
    wanted = parse_wanted(scanned)
    if isinstance(wanted, WantedToken):
        return wanted.token
    try:
        return read_courier(scanned.strip().partition(_COURIER)[2])[1]
    except Malformed:
        return None


def _day(ms: int) -> date:
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone().date()

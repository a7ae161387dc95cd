"""The way back: each case's standing, sealed under its token, for stations to carry (docs/adr/0100)."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from central.cases.models import Case, PublishedStanding, Status
from central.cases.reading import token_of
from central.stations.models import Agency
from kiosk.clock import SystemClock
from kiosk.wire.case import CaseStatus
from kiosk.wire.published import Entry, Page, Standing, seal_standing, sign_page

DAY_MS = 24 * 3600 * 1000
# A person comes back within this time after the answer. A case that nobody closes is told for a year.
CLOSED_MS, OPEN_MS = 30 * DAY_MS, 370 * DAY_MS
# About 45 KB a page.
MOST_A_PAGE = 500


def publish(case: Case, token: bytes | None = None) -> None:
    """Put the case's standing at the end of its agency's list, instead of what the list said of it.

    token: where the caller has it. A case whose token nothing here opens is not published.
    """
    known = token_of(case) if token is None else token
    if known is None:
        return
    now_ms = SystemClock().now_ms()
    entry = seal_standing(known, Standing(CaseStatus(case.status), now_ms))
    _put(case, entry, now_ms + (CLOSED_MS if case.status == Status.DONE else OPEN_MS))


def page_after(agency: Agency, after: int, now_ms: int) -> bytes:
    """Return the signed page of an agency's list behind a place, from its beginning where there is none such.

    A place beyond the end was given by a central that was restored from a backup since.
    """
    _forget(agency, now_ms)
    known = PublishedStanding.objects.filter(agency=agency).order_by("pk")
    last = known.last()
    end = 0 if last is None else last.pk
    after = after if after <= end else 0
    rows = list(known.filter(pk__gt=after)[: MOST_A_PAGE + 1])
    shown, more = rows[:MOST_A_PAGE], len(rows) > MOST_A_PAGE
    entries = tuple(Entry(bytes(row.handle), bytes(row.sealed)) for row in shown)
    upto = shown[-1].pk if shown else after
    return sign_page(Page(agency.pk, after, upto, now_ms, more, entries), settings.KEYS.signing)


def _forget(agency: Agency, now_ms: int) -> None:
    """Tell stations to forget what is over, and forget in time that they were told."""
    over: QuerySet[Any] = PublishedStanding.objects.filter(agency=agency, expires_ms__lt=now_ms)
    if not over.exists():
        return
    with transaction.atomic():
        over.filter(sealed=b"").delete()
        for row in over.select_related("case")[:MOST_A_PAGE]:
            _put(row.case, Entry(bytes(row.handle), b""), now_ms + OPEN_MS)


def _put(case: Case, entry: Entry, expires_ms: int) -> None:
    # A new row, not a changed one: its place in the list is its key.
    PublishedStanding.objects.filter(case=case).delete()
    PublishedStanding.objects.create(
        case=case, agency=case.agency, handle=entry.handle, sealed=entry.sealed, expires_ms=expires_ms
    )

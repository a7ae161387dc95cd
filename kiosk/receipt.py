"""What the paper says, in the client's language: no layout, no name, no answer.

It is printed before anything is acknowledged, so it says « enregistrée » and counts delays from reception.
"""

from dataclasses import dataclass, field
from datetime import datetime

from kiosk.catalogue.agency import AgencySheet
from kiosk.texts import Texts
from kiosk.wire.followup import format_code


@dataclass(frozen=True)
class CourierSquare:
    """A second square that holds the sealed request itself, for a phone to deliver.

    address, number: its two segments (kiosk.wire.courier_qr). words: the bold ones above it, and the others.
    It is left out of a paper that is too narrow for it.
    """

    address: str
    number: str = field(repr=False)
    words: tuple[str, str]


@dataclass(frozen=True)
class Receipt:
    """The texts of one paper, from top to bottom. promise, next, url, duplicate: None when they are left out.

    service, treated: "" for a service that is not offered here any more. bring: the line above the papers to
    bring, and those, one a line; empty for none.

    code: four groups of three digits. phone, phone_cost, hours: the service's own, else the agency's; hours
    one line each. url: what the QR holds. scan: the bold words beside the QR, and the others.
    """

    language: str
    agency: str
    title: str
    recorded: str
    service: str
    treated: str
    code_label: str
    code: str = field(repr=False)
    promise: str | None
    next: str | None
    bring: tuple[str, ...]
    call_before: str
    phone: str
    phone_cost: str
    hours: tuple[str, ...]
    privacy: str
    url: str | None = field(repr=False)
    scan: tuple[str, str]
    duplicate: str | None
    courier: CourierSquare | None = None


@dataclass(frozen=True)
class Recorded:
    """A recorded request, as its paper needs it. at: local time. station: its number. copy: 1 the original.

    service, treated_by, promise, next, bring, phone_note: in the client's language. phone: "" for the
    agency's. at_counter: whether that station is a counter. courier: the segments of the courier QR of a
    request that waits here while the central is out of reach.
    """

    at: datetime
    station: int
    service: str
    treated_by: str
    promise: str | None
    code: int = field(repr=False)
    url: str | None = field(repr=False)
    copy: int = 1
    at_counter: bool = False
    next: str | None = None
    bring: tuple[str, ...] = ()
    phone: str = ""
    phone_note: str = ""
    courier: tuple[str, str] | None = field(default=None, repr=False)


def make_receipt(texts: Texts, agency: AgencySheet, request: Recorded) -> Receipt:
    """Write the paper of a request (mock-up 14) in the language of the texts."""
    recorded = "paper.recorded.counter" if request.at_counter else "paper.recorded"
    when = {"date": texts.date(request.at.date()), "time": texts.time(request.at.time())}
    return Receipt(
        language=texts.language,
        agency=agency.name,
        title=texts("paper.title"),
        recorded=texts(recorded, **when, station=request.station),
        service=request.service,
        treated=texts("paper.treated", who=request.treated_by) if request.treated_by else "",
        code_label=texts("paper.code"),
        code=format_code(request.code),
        promise=request.promise,
        next=request.next,
        bring=(texts("done.bring"), *request.bring) if request.bring else (),
        call_before=texts("done.call"),
        phone=request.phone or agency.phone,
        phone_cost=request.phone_note if request.phone else agency.phone_cost,
        # The agency's hours are not those of another number: its note tells them.
        hours=() if request.phone else agency.hours,
        privacy=texts("paper.privacy"),
        url=request.url,
        scan=(texts("paper.scan.bold"), texts("paper.scan.rest")),
        duplicate=texts("paper.duplicate", number=request.copy - 1) if request.copy > 1 else None,
        courier=None if request.courier is None else courier_square(texts, request.courier),
    )


def courier_square(texts: Texts, segments: tuple[str, str]) -> CourierSquare:
    """Put words to the segments of a courier QR."""
    return CourierSquare(*segments, (texts("paper.courier.bold"), texts("paper.courier.rest")))

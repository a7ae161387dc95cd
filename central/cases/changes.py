"""What counters decide and say: envelopes that say it to the central, whichever arrives first (ADR 0071)."""

import logging

from django.conf import settings

from central.cases.models import Case, Status, StatusChange, WaitingChange
from central.cases.publishing import publish
from central.cases.reading import message_of, partner_of
from central.intake.models import StoredEnvelope
from central.stations.api import COUNTER
from central.stations.models import Station
from kiosk.wire.compact import Content, Kind
from kiosk.wire.envelope import open_envelope, parse_envelope

LOG = logging.getLogger(__name__)
KINDS = (Kind.STATUS_CHANGE, Kind.NOTE)
# Neither says what became of a case: an agent's decision is more than both.
UNDECIDED = (Status.RECEIVED, Status.READ)
NOT_A_COUNTER = "not_a_counter"
BAD_STATUS = "bad_status"
CASE_AMBIGUOUS = "case_ambiguous"
NOT_THE_RECIPIENT = "not_the_recipient"


def take_change(stored: StoredEnvelope, content: Content, station: Station) -> str:
    """Apply a change to its case, or let it wait for it; return why not, as a code for the signed verdict."""
    if station.role != COUNTER:
        return NOT_A_COUNTER
    if content.kind == Kind.STATUS_CHANGE and content.status not in Status.values:
        return BAD_STATUS
    known = Case.objects.filter(agency=station.agency_id, envelope__envelope_id=content.case)
    cases = list(known.filter(envelope__agency=station.agency_id)[:2])
    if len(cases) > 1:
        return CASE_AMBIGUOUS
    if cases and partner_of(cases[0]) is not None:
        return NOT_THE_RECIPIENT
    if cases:
        _apply(cases[0], stored, content, station)
    else:
        WaitingChange.objects.create(envelope=stored, agency=station.agency, about=content.case)
    return ""


def apply_waiting(case: Case) -> None:
    """Apply the changes that came before their case, in the order of their arrival."""
    about = bytes(case.envelope.envelope_id)
    for waiting in WaitingChange.objects.filter(agency=case.agency, about=about).order_by("pk"):
        envelope = parse_envelope(bytes(waiting.envelope.raw))
        content = open_envelope(envelope, settings.KEYS.lookup)
        if partner_of(case) is not None:
            # Accepted while nobody could know whose case it is about; its bytes are kept.
            LOG.warning("change %s is about a case of a partner: not applied", envelope.id.hex())
            waiting.delete()
            continue
        _apply(case, waiting.envelope, content, Station.objects.get(pk=envelope.station))
        waiting.delete()


def settle(case: Case) -> None:
    """Give a case the status of its newest change, whatever the order in which the changes arrived.

    A counter that was offline marks as read what others have answered since: without words this takes no
    decision back.
    """
    status, decided = Status.RECEIVED, False
    for change in case.changes.exclude(status="").order_by("at_ms", "pk"):
        late_reading = change.status == Status.READ and change.station_id and not message_of(change)
        if decided and late_reading:
            continue
        status, decided = Status(change.status), decided or change.status not in UNDECIDED
    read = status == Status.RECEIVED and case.read_ms is not None
    before, case.status = case.status, Status.READ if read else status
    case.save(update_fields=["status"])
    if case.status != before:
        publish(case)


def _apply(case: Case, stored: StoredEnvelope, content: Content, station: Station) -> None:
    # A clock that runs ahead must not make a change the newest for ever.
    at_ms = min(max(0, content.created + (content.offset or 0)), stored.received_ms)
    status = content.status if content.kind == Kind.STATUS_CHANGE else ""
    hidden = settings.KEYS.hide(content.message or "")
    StatusChange.objects.create(case=case, station=station, at_ms=at_ms, status=status, message=hidden)
    if status == Status.READ:
        case.read_ms = at_ms if case.read_ms is None else min(case.read_ms, at_ms)
        case.save(update_fields=["read_ms"])
    settle(case)

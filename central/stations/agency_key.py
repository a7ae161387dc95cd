"""The agency's own key: its public half is registered here, the key only passed on, sealed to a counter."""

from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.http import HttpResponse

from central.stations.api import COUNTER, Call, Refusal, cbor, station_api
from central.stations.enrolment import make_roster
from central.stations.models import Agency, Station
from kiosk.errors import BadSignature, Malformed
from kiosk.wire.cose import parse1
from kiosk.wire.keys import SealKey, VerifyKey, key_id
from kiosk.wire.statement import RECIPIENT, read_statement

MOST_STATEMENT = 512
MOST_SHARE = 256
MOST_SHARES = 100


@station_api
def register_recipient(call: Call) -> HttpResponse:
    """`POST /d/v1/recipient`: take the key that a counter made and endorses, once for each agency."""
    match call.value:
        case {"statement": bytes(raw), **others} if not others and len(raw) <= MOST_STATEMENT:
            station = call.counter()
            recipient = _endorsed(raw, station)
        case _:
            raise Malformed(detail="recipient")
    with transaction.atomic():
        agency = Agency.objects.get(pk=station.agency_id)
        if agency.recipient is not None and bytes(agency.recipient) != recipient:
            raise Refusal(409, "other_recipient")
        # The first endorsement stays, unless its counter is revoked: then no roster with it is believed.
        if agency.recipient is None or not _still_counts(agency):
            agency.recipient, agency.endorsement = recipient, raw
            agency.save(update_fields=["recipient", "endorsement"])
    return cbor({"roster": make_roster(agency, call.now_ms)})


@station_api
def exchange_shares(call: Call) -> HttpResponse:
    """`POST /d/v1/shares`: take shares of the agency's key for other counters, hand this counter its own."""
    match call.value:
        case {"has": bool(has), "give": list(give), **others} if not others and len(give) <= MOST_SHARES:
            given = [_share(one) for one in give]
        case _:
            raise Malformed(detail="shares")
    station = call.counter()
    # While the key is hosted there is nothing to share, and nothing that a counter could have.
    if station.agency.recipient is None:
        return cbor({"mine": None, "wanting": []})
    with transaction.atomic():
        _note(station, has)
        for number, sealed in given:
            _wanting(station).filter(pk=number).update(share=sealed, asked=0)
        wanting = list(_wanting(station).order_by("pk").values_list("pk", flat=True)[:MOST_SHARES])
    return cbor({"mine": None if has or station.share is None else bytes(station.share), "wanting": wanting})


def _endorsed(raw: bytes, station: Station) -> bytes:
    """Return the key of a statement by this very counter about its agency. Raises Malformed, Refusal."""
    signing = VerifyKey(bytes(station.signing))
    try:
        agency, recipient, _ = read_statement(RECIPIENT, raw, {signing.key_id: signing})
    except BadSignature:
        raise Refusal(401, "bad_signature") from None
    if agency != station.agency_id:
        raise Malformed(detail="recipient")
    return SealKey(recipient).raw


def _still_counts(agency: Agency) -> bool:
    counters = agency.stations.filter(role=COUNTER, revoked=False)
    return parse1(bytes(agency.endorsement)).kid in {key_id(bytes(one.signing)) for one in counters}


def _share(value: Any) -> tuple[int, bytes]:
    match value:
        case [number, bytes(sealed)] if type(number) is int and 1 <= number < 1 << 32:
            if 1 <= len(sealed) <= MOST_SHARE:
                return number, sealed
    raise Malformed(detail="share")


def _note(station: Station, has: bool) -> None:
    """Keep whether a counter has the key. A share that it has used is forgotten here."""
    mine = Station.objects.filter(pk=station.pk)
    if has:
        mine.update(has_key=True, share=None)
    elif station.share is not None:
        mine.update(asked=F("asked") + 1)


def _wanting(station: Station) -> QuerySet[Station]:
    """Return the other counters that need a share.

    Who took one and comes back for it could not use it; it keeps it until another counter gives a new one.
    """
    counters = Station.objects.filter(agency=station.agency_id, role=COUNTER, revoked=False, has_key=False)
    return counters.exclude(pk=station.pk).filter(Q(share=None) | Q(asked__gt=1))

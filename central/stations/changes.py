"""`POST /d/v1/changes`: what an enrolled station must keep up with (docs/wire-format.md, section 9)."""

from django.conf import settings
from django.http import HttpResponse

from central.cases.publishing import page_after
from central.stations.api import Call, cbor, station_api
from central.stations.enrolment import make_roster
from kiosk.errors import Malformed
from kiosk.wire.published import MOST_PLACE
from kiosk.wire.statement import TIME, sign_statement


@station_api
def tell_changes(call: Call) -> HttpResponse:
    """Tell any station of the agency its roster, the central's key, where follow-up pages stand, the time.

    And where the agency's cases stand, behind the place in that list which it names.
    """
    after = call.value.get("published") if isinstance(call.value, dict) else None
    if call.value not in ({}, {"published": after}) or not _is_place(after):
        raise Malformed(detail="changes")
    station = call.station()
    told = {
        "roster": make_roster(station.agency, call.now_ms),
        "sealing": settings.KEYS.lookup.public.raw,
        "followup": settings.URL,
        "time": sign_statement(TIME, call.now_ms, settings.KEYS.signing),
    }
    return cbor(
        told if after is None else told | {"published": page_after(station.agency, after, call.now_ms)}
    )


def _is_place(after: object) -> bool:
    return after is None or (type(after) is int and 0 <= after <= MOST_PLACE)

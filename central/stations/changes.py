"""`POST /d/v1/changes`: what an enrolled station must keep up with (docs/wire-format.md, section 9)."""

from django.conf import settings
from django.http import HttpResponse

from central.stations.api import Call, cbor, station_api
from central.stations.enrolment import make_roster
from kiosk.errors import Malformed
from kiosk.wire.statement import TIME, sign_statement


@station_api
def tell_changes(call: Call) -> HttpResponse:
    """Tell any station of the agency its roster, the central's key, where follow-up pages stand, the time."""
    if call.value != {}:
        raise Malformed(detail="changes")
    station = call.station()
    return cbor(
        {
            "roster": make_roster(station.agency, call.now_ms),
            "sealing": settings.KEYS.lookup.public.raw,
            "followup": settings.URL,
            "time": sign_statement(TIME, call.now_ms, settings.KEYS.signing),
        }
    )

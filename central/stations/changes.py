"""`POST /d/v1/changes`: what an enrolled station must keep up with (docs/wire-format.md, section 9)."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse

from central.cases.publishing import page_after
from central.stations.api import Call, cbor, station_api
from central.stations.enrolment import make_roster
from central.stations.models import Station
from central.stations.resend import ask_again
from kiosk.errors import Malformed
from kiosk.wire.published import MOST_PLACE
from kiosk.wire.statement import TIME, sign_statement

MOST = (1 << 53) - 1


@station_api
def tell_changes(call: Call) -> HttpResponse:
    """Tell any station of the agency its roster, the central's key, where follow-up pages stand, the time.

    And where the agency's cases stand, behind the place in that list which it names. It may say how it
    stands; one that counts more accepted envelopes than are here is asked to send again.
    """
    after, standing = _asked(call.value)
    station = call.station()
    told: dict[str, Any] = {
        "roster": make_roster(station.agency, call.now_ms),
        "sealing": settings.KEYS.lookup.public.raw,
        "followup": settings.URL,
        "time": sign_statement(TIME, call.now_ms, settings.KEYS.signing),
    }
    if standing is not None:
        told["resend"] = _keep(station, *standing, call.now_ms)
    if after is not None:
        told["published"] = page_after(station.agency, after, call.now_ms)
    return cbor(told)


def _asked(value: Any) -> tuple[int | None, tuple[int, int, int] | None]:
    """Return the place in the list and the standing that a request names, each None when it does not."""
    if not isinstance(value, dict):
        raise Malformed(detail="changes")
    standing = {name: one for name, one in value.items() if name != "published"}
    after = value.get("published")
    if "published" in value and not _is_number(after, MOST_PLACE):
        raise Malformed(detail="changes")
    return after, _standing(standing)


def _is_number(value: object, most: int) -> bool:
    return type(value) is int and 0 <= value <= most


def _keep(station: Station, accepted: int, held: int, late: int, now_ms: int) -> bytes | None:
    with transaction.atomic():
        station.told_ms, station.held, station.late = now_ms, held, late
        station.save(update_fields=["told_ms", "held", "late"])
        return ask_again(station, accepted, now_ms)


def _standing(value: Any) -> tuple[int, int, int] | None:
    if value == {}:
        return None
    match value:
        case {"accepted": int(accepted), "held": int(held), "late": int(late)} if len(value) == 3:
            if all(_is_number(one, MOST) for one in (accepted, held, late)):
                return accepted, held, late
    raise Malformed(detail="changes")

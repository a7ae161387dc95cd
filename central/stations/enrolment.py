"""How a station becomes known: a one-time code, and a request signed by the key that it brings."""

import secrets
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse

from central.stations.api import COUNTER, Call, Refusal, cbor, station_api
from central.stations.models import Agency, EnrolmentCode, EnrolmentTry, Station
from kiosk.errors import Malformed
from kiosk.wire.keys import SealKey, VerifyKey
from kiosk.wire.statement import ROSTER, TIME, sign_statement

CODE_DIGITS = 12
# The number in the signature of a station that has none yet.
UNENROLLED = 0
# 10 tries in 10 minutes against 10^12 codes that live 15 minutes: a guess a year would be a surprise.
MOST_TRIES = 10
TRIES_MS = 10 * 60 * 1000
ROLES = ("kiosk", COUNTER)


def new_enrolment_code(agency: Agency, name: str, role: str, minutes: int, now_ms: int) -> str:
    """Return 12 digits that enrol one station, once, within some minutes."""
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    EnrolmentCode.objects.create(
        digest=_digest(code), agency=agency, name=name, role=role, expires_ms=now_ms + minutes * 60_000
    )
    return code


@station_api
def enrol(call: Call) -> HttpResponse:
    """`POST /d/v1/enrol` (ENVELOPE.md, Station API): same key and code again, same answer."""
    asked = _asked(call.value)
    if call.verify(VerifyKey(asked["signing"])).station != UNENROLLED:
        raise Refusal(401, "bad_signature")
    with transaction.atomic():
        decided = _decide(asked, call.now_ms)
    # Raised outside: a refusal must not undo the count of tries.
    if isinstance(decided, Refusal):
        raise decided
    return cbor(_identity(decided, call.now_ms))


def make_roster(agency: Agency, now_ms: int) -> bytes:
    """Return the signed list of an agency's stations and the key that opens what is sealed to it."""
    hosted = agency.recipient is None
    own = settings.KEYS.recipients[agency.pk].public.raw if hosted else bytes(agency.recipient)
    stations = [
        [station.pk, station.role, station.name, bytes(station.signing), bytes(station.sealing)]
        for station in agency.stations.filter(revoked=False).order_by("pk")
    ]
    value = {
        "agency": agency.pk,
        "name": agency.name,
        "recipient": own,
        "hosted": hosted,
        "stations": stations,
        "issued": now_ms,
        "endorsement": None if hosted else bytes(agency.endorsement),
    }
    return sign_statement(ROSTER, value, settings.KEYS.signing)


def _decide(asked: dict[str, Any], now_ms: int) -> Station | Refusal:
    # Before the count of tries: who repeats after a lost answer guesses nothing.
    station = _known(asked)
    if station is not None:
        return Refusal(403, "revoked") if station.revoked else station
    return _rest(now_ms) or _admit(asked, now_ms) or _count_try(asked, now_ms)


def _asked(value: Any) -> dict[str, Any]:
    match value:
        case {
            "code": str(),
            "name": str(name),
            "role": str(role),
            "signing": bytes(),
            "sealing": bytes(sealing),
        }:
            # Malformed when they are not keys: one bad key would make the roster useless to its neighbours.
            VerifyKey(value["signing"])
            SealKey(sealing)
            if len(value) == 5 and 1 <= len(name) <= 80 and role in ROLES:
                return value
    raise Malformed(detail="enrolment")


def _digest(code: str) -> bytes:
    return settings.KEYS.digest("enrol", code.encode())


def _known(asked: dict[str, Any]) -> Station | None:
    """Return the station that this very key and code enrolled before: its answer was lost on the way."""
    return Station.objects.filter(
        signing=asked["signing"], sealing=asked["sealing"], enrolmentcode__digest=_digest(asked["code"])
    ).first()


def _admit(asked: dict[str, Any], now_ms: int) -> Station | None:
    """Enrol with an unused code. The station gets the name that the central's operator gave with the code.

    What the technician typed is only that station's own label: it may not choose how the agency sees it.
    """
    code = EnrolmentCode.objects.filter(
        digest=_digest(asked["code"]), used_by=None, role=asked["role"], expires_ms__gte=now_ms
    ).first()
    if code is None or Station.objects.filter(signing=asked["signing"]).exists():
        return None
    station = Station.objects.create(
        agency=code.agency, name=code.name, role=code.role,
        signing=asked["signing"], sealing=asked["sealing"], enrolled_ms=now_ms,
    )  # fmt: skip
    code.used_by = station
    code.save(update_fields=["used_by"])
    return station


def _rest(now_ms: int) -> Refusal | None:
    EnrolmentTry.objects.filter(at_ms__lt=now_ms - TRIES_MS).delete()
    tries = EnrolmentTry.objects.order_by("at_ms")
    if tries.count() < MOST_TRIES:
        return None
    oldest = tries.values_list("at_ms", flat=True)[0]
    return Refusal(429, "too_many_tries", wait_s=max(1, (oldest + TRIES_MS - now_ms) // 1000))


def _count_try(asked: dict[str, Any], now_ms: int) -> Refusal:
    EnrolmentTry.objects.create(at_ms=now_ms)
    expired = EnrolmentCode.objects.filter(
        digest=_digest(asked["code"]), used_by=None, expires_ms__lt=now_ms
    ).exists()
    return Refusal(410, "code_expired") if expired else Refusal(403, "code_refused")


def _identity(station: Station, now_ms: int) -> dict[str, Any]:
    return {
        "station": station.pk,
        "agency": station.agency_id,
        "central_keys": [settings.KEYS.signing.public.raw],
        "sealing": settings.KEYS.lookup.public.raw,
        "publisher": bytes(station.agency.publisher),
        "roster": make_roster(station.agency, now_ms),
        "followup": settings.URL,
        "time": sign_statement(TIME, now_ms, settings.KEYS.signing),
    }

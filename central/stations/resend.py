"""Envelopes that this central had accepted and has no longer: it was restored from a backup (docs/adr/0102).

No date of the backup is needed: a station counts what was acknowledged to it, each envelope once, and nothing
that was accepted is ever deleted here. Fewer envelopes than that are a loss.
"""

import logging

from django.conf import settings
from django.db.models import QuerySet

from central.intake.models import StoredEnvelope
from central.stations.models import Agency, Resend, Station
from kiosk.wire.statement import RESEND, sign_statement

LOG = logging.getLogger(__name__)


def ask_again(station: Station, accepted: int, now_ms: int) -> bytes | None:
    """Return the signed command to send again, or None; an unchanged command is repeated as it was.

    accepted: how many of its envelopes the station says were accepted. Asks anew only where more are missing
    than before: what a station has no longer (after 30 days) must not make it send all it has each minute.
    """
    kept = StoredEnvelope.objects.filter(agency=station.agency_id, station=station.pk, rejected="").count()
    missing = max(0, accepted - kept)
    command = Resend.objects.filter(station=station).first()
    if command is None:
        if not missing:
            return None
        command = Resend(station=station, issued_ms=0)
    if missing > command.missing:
        LOG.warning(
            "alarme : %d demandes acceptées ne sont plus ici ; la station %d les envoie de nouveau",
            missing,
            station.pk,
        )
        command.issued_ms = max(now_ms, command.issued_ms + 1)
    if missing != command.missing:
        command.missing = missing
        command.save()
    return _sign(command)


def ask_everybody(agency: Agency | None, now_ms: int) -> int:
    """Let the stations of an agency, or all, send again what they keep; return how many stations."""
    stations = Station.objects.filter(revoked=False)
    if agency is not None:
        stations = stations.filter(agency=agency)
    for station in stations:
        command, _ = Resend.objects.get_or_create(station=station, defaults={"issued_ms": 0})
        command.issued_ms = max(now_ms, command.issued_ms + 1)
        command.save()
    return stations.count()


def troubled(agency: Agency) -> QuerySet[Station]:
    """Return the stations of an agency that last said that requests are late there, or held for a person."""
    return agency.stations.filter(revoked=False).exclude(held=0, late=0).order_by("pk")


def _sign(command: Resend) -> bytes:
    station = command.station
    return sign_statement(RESEND, [station.agency_id, station.pk, command.issued_ms], settings.KEYS.signing)

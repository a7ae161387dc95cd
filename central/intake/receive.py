"""`POST /d/v1/envelopes`: verify, keep, and only then acknowledge (ENVELOPE.md, Acknowledgement).

Each envelope's signature is verified, unless the station that made it signed the request. Nothing unverified
is kept, takes an id, or is acknowledged; it is named in `refused`, which is not signed and closes nothing at
the station.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse

from central.cases.filing import file_now, is_filed_at_once
from central.intake.alarms import alarm_conflict
from central.intake.models import QuarantinedEnvelope
from central.intake.sql import keep, known
from central.stations.api import Call, Refusal, cbor, station_api
from central.stations.models import Station
from kiosk.errors import BadSignature, Malformed
from kiosk.wire.acknowledgement import Verdict, make_acknowledgement
from kiosk.wire.envelope import Envelope, parse_envelope, verify_envelope
from kiosk.wire.keys import VerifyKey

MOST_ENVELOPES = 200


@dataclass
class Outcome:
    """What a batch came to. refused: digest and code of what got no signed verdict."""

    verdicts: list[Verdict] = field(default_factory=list)
    refused: list[tuple[bytes, str]] = field(default_factory=list)


@station_api
def receive_envelopes(call: Call) -> HttpResponse:
    """Take a batch of one station's envelopes; the answer follows the durable commit."""
    batch = _batch(call.value)
    outcome = take(batch, call.station(), call.now_ms)
    signed = make_acknowledgement(outcome.verdicts, settings.KEYS.signing) if outcome.verdicts else None
    return cbor({"acknowledgement": signed, "refused": [list(one) for one in outcome.refused]})


def take(batch: Sequence[bytes], sender: Station | None, now_ms: int) -> Outcome:
    """Keep the envelopes of a batch durably and say what became of each.

    sender: the station that signed the request; its own envelopes need no other proof.
    """
    outcome = Outcome()
    # The settings make this BEGIN IMMEDIATE with synchronous=FULL: past the block, all of it is on the disk.
    with transaction.atomic():
        of_station: dict[int, tuple[Station, list[Envelope]]] = {}
        for raw in batch:
            verified = _verified(raw, sender, outcome)
            if verified is not None:
                of_station.setdefault(verified[1].pk, (verified[1], []))[1].append(verified[0])
        for station, envelopes in of_station.values():
            _keep(station, envelopes, len(batch), now_ms, outcome)
    return outcome


def _batch(value: Any) -> list[bytes]:
    if not isinstance(value, list) or not value or not all(isinstance(raw, bytes) for raw in value):
        raise Malformed(detail="batch")
    if len(value) > MOST_ENVELOPES:
        raise Refusal(413, "too_large")
    return value


def _verified(raw: bytes, sender: Station | None, outcome: Outcome) -> tuple[Envelope, Station] | None:
    try:
        envelope = parse_envelope(raw)
        return envelope, _signer(envelope, sender)
    except Malformed:
        outcome.refused.append((hashlib.sha256(raw).digest(), "malformed"))
    except BadSignature:
        outcome.refused.append((hashlib.sha256(raw).digest(), "bad_signature"))
    return None


def _keep(station: Station, envelopes: Sequence[Envelope], batch: int, now_ms: int, outcome: Outcome) -> None:
    keep(envelopes, now_ms)
    kept = known(station.agency_id, station.pk, {one.id for one in envelopes})
    for envelope in envelopes:
        found = kept[envelope.id]
        if found.digest != envelope.digest:
            _quarantine(envelope, now_ms)
            outcome.refused.append((envelope.digest, "id_conflict"))
            continue
        rejected = found.rejected
        if not found.filed and is_filed_at_once(envelope, batch):
            # A rejected one is kept as well: whoever brings it again gets the same signed word.
            rejected = file_now(found.pk, envelope, station)
            kept[envelope.id] = replace(found, rejected=rejected, filed=True)
        outcome.verdicts.append(Verdict(envelope.id, envelope.digest, rejected or None))


def _signer(envelope: Envelope, sender: Station | None) -> Station:
    """Return the station whose key signed the envelope, in its own agency. Raises BadSignature."""
    if sender is not None and envelope.station == sender.pk:
        station: Station | None = sender
    else:
        station = Station.objects.filter(pk=envelope.station).first()
    if station is None or station.agency_id != envelope.agency or station.revoked:
        raise BadSignature
    key = VerifyKey(bytes(station.signing))
    if station is sender and envelope.key_id == key.key_id:
        # The very key that signed the request: one signature covers the batch (ENVELOPE.md, Acknowledgement).
        return station
    verify_envelope(envelope, key)
    return station


def _quarantine(envelope: Envelope, now_ms: int) -> None:
    _, new = QuarantinedEnvelope.objects.get_or_create(
        digest=envelope.digest,
        defaults={
            "agency": envelope.agency,
            "station": envelope.station,
            "envelope_id": envelope.id,
            "raw": envelope.raw,
            "received_ms": now_ms,
        },
    )
    if new:
        transaction.on_commit(partial(alarm_conflict, envelope))

"""`POST /d/v1/envelopes`: verify, keep, and only then acknowledge (ENVELOPE.md, Acknowledgement).

Each envelope's signature is verified, whoever brings it. Nothing unverified is kept, takes an id, or is
acknowledged; it is named in `refused`, which is not signed and closes nothing at the station.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse

from central.cases.opening import file_envelope
from central.intake.alarms import alarm_conflict
from central.intake.models import QuarantinedEnvelope, StoredEnvelope
from central.stations.api import Call, Refusal, cbor, station_api
from central.stations.models import Station
from kiosk.errors import BadSignature, Malformed
from kiosk.wire.acknowledgement import Verdict, make_acknowledgement
from kiosk.wire.envelope import Envelope, parse_envelope, verify_envelope
from kiosk.wire.keys import VerifyKey

MOST_ENVELOPES = 200


@dataclass
class Outcome:
    """What a batch came to. refused: digest and code of what got no signed verdict. new: first seen now."""

    verdicts: list[Verdict] = field(default_factory=list)
    refused: list[tuple[bytes, str]] = field(default_factory=list)
    new: int = 0

    def signed(self) -> bytes | None:
        """Return the acknowledgement of what got a verdict, if anything did."""
        return make_acknowledgement(self.verdicts, settings.KEYS.signing) if self.verdicts else None


@station_api
def receive_envelopes(call: Call) -> HttpResponse:
    """Take a batch of one station's envelopes; the answer follows the durable commit."""
    batch = _batch(call.value)
    call.station()
    outcome = take_batch(batch, call.now_ms)
    return cbor({"acknowledgement": outcome.signed(), "refused": [list(one) for one in outcome.refused]})


def take_batch(batch: Sequence[bytes], now_ms: int) -> Outcome:
    """Take envelopes, whoever brought them; when it returns, what they came to is durable."""
    outcome = Outcome()
    # The settings make this BEGIN IMMEDIATE with synchronous=FULL: past the block, all of it is on the disk.
    with transaction.atomic():
        for raw in batch:
            take_envelope(raw, now_ms, outcome)
    return outcome


def _batch(value: Any) -> list[bytes]:
    if not isinstance(value, list) or not value or not all(isinstance(raw, bytes) for raw in value):
        raise Malformed(detail="batch")
    if len(value) > MOST_ENVELOPES:
        raise Refusal(413, "too_large")
    return value


def take_envelope(raw: bytes, now_ms: int, outcome: Outcome) -> None:
    """Verify and keep one envelope, whoever brings it, within a transaction of the caller."""
    try:
        envelope = parse_envelope(raw)
        station = _signer(envelope)
    except Malformed:
        outcome.refused.append((hashlib.sha256(raw).digest(), "malformed"))
        return
    except BadSignature:
        outcome.refused.append((hashlib.sha256(raw).digest(), "bad_signature"))
        return
    stored, new = StoredEnvelope.objects.get_or_create(
        agency=envelope.agency,
        station=envelope.station,
        envelope_id=envelope.id,
        defaults={
            "digest": envelope.digest,
            "sequence": envelope.sequence,
            "raw": raw,
            "received_ms": now_ms,
        },
    )
    if bytes(stored.digest) != envelope.digest:
        _quarantine(envelope, now_ms)
        outcome.refused.append((envelope.digest, "id_conflict"))
        return
    if new:
        outcome.new += 1
        # A rejected one is kept as well: whoever brings it again gets the same signed word.
        stored.rejected = file_envelope(stored, envelope, station)
        if stored.rejected:
            stored.save(update_fields=["rejected"])
    outcome.verdicts.append(Verdict(envelope.id, envelope.digest, stored.rejected or None))


def _signer(envelope: Envelope) -> Station:
    """Return the station whose key signed the envelope, in its own agency. Raises BadSignature."""
    station = Station.objects.filter(pk=envelope.station, agency=envelope.agency).first()
    if station is None or station.revoked:
        raise BadSignature
    verify_envelope(envelope, VerifyKey(bytes(station.signing)))
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

"""When envelopes become cases: at once, or soon after a large batch was acknowledged.

Opening a seal takes longer than all the rest of intake. A station that comes back after weeks offline must
not wait for it two hundred times before each acknowledgement, so of a large batch only what needs a signed
verdict is opened at once. What is not filed yet says so in its row: nothing is forgotten by a stop.
"""

import logging
import threading
import time
from collections.abc import Sequence

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import Max, Min

from central.cases.changes import apply_waiting
from central.cases.models import Case, WaitingChange
from central.cases.opening import file_envelope, new_case
from central.cases.publishing import publish_new
from central.intake.models import StoredEnvelope
from central.stations.models import Station
from kiosk.clock import SystemClock
from kiosk.wire.envelope import Envelope, parse_envelope

LOG = logging.getLogger(__name__)
# A kiosk that is online sends one or two: their case is there when the acknowledgement is.
AT_ONCE = 10
CHUNK = 50
LOOK_S = 0.5
# While batches still arrive they go first, but nobody waits longer than this for a case.
QUIET_MS, LATEST_MS = 500, 5_000


def is_filed_at_once(envelope: Envelope, batch: int) -> bool:
    """Tell whether an envelope of a batch of this size is read before the answer.

    What is sealed to the central itself may be rejected, and a rejection is a signed verdict.
    """
    return batch <= AT_ONCE or envelope.recipient == settings.KEYS.lookup.public.key_id


def file_now(pk: int, envelope: Envelope, station: Station) -> str:
    """Make of a kept envelope what it is; return "" or the code of a rejection."""
    stored = StoredEnvelope.objects.get(pk=pk)
    stored.rejected, stored.filed = file_envelope(stored, envelope, station), True
    stored.save(update_fields=["rejected", "filed"])
    return stored.rejected


def file_waiting(most: int = CHUNK) -> int:
    """File the oldest envelopes that wait for it; return how many there were."""
    waiting = list(StoredEnvelope.objects.filter(filed=False).order_by("pk")[:most])
    stations = Station.objects.in_bulk({stored.station for stored in waiting})
    # Opened before the transaction: meanwhile nobody waits for the database.
    cases = {
        stored.pk: new_case(stored, parse_envelope(bytes(stored.raw)), stations[stored.station])
        for stored in waiting
    }
    with transaction.atomic():
        open_still = StoredEnvelope.objects.select_for_update().filter(pk__in=cases, filed=False)
        mine = list(open_still.order_by("pk").values_list("pk", flat=True))
        made = [new for pk in mine if (new := cases[pk]) is not None]
        Case.objects.bulk_create([case for case, _ in made])
        StoredEnvelope.objects.filter(pk__in=mine).update(filed=True)
        publish_new(made)
        _apply_changes([case for case, _ in made])
    return len(waiting)


def _apply_changes(cases: Sequence[Case]) -> None:
    by_id = {(case.agency_id, bytes(case.envelope.envelope_id)): case for case in cases}
    about = {name for _, name in by_id}
    for agency, name in (
        WaitingChange.objects.filter(about__in=about).values_list("agency", "about").distinct()
    ):
        if (agency, bytes(name)) in by_id:
            apply_waiting(by_id[agency, bytes(name)])


class Filing(threading.Thread):
    """Files what waits, beside the server, until it is stopped."""

    def __init__(self) -> None:
        super().__init__(name="filing", daemon=True)
        self._stopping = threading.Event()

    def run(self) -> None:
        """Work until `stop`. What a bug met is tried again: its rows still say that they wait."""
        try:
            while not self._stopping.wait(self._step()):
                pass
        finally:
            connection.close()

    def stop(self) -> None:
        """End `run` after the chunk under way."""
        self._stopping.set()
        self.join()

    def _step(self) -> float:
        started = time.monotonic()
        try:
            if not _is_time(SystemClock().now_ms()) or not file_waiting():
                return LOOK_S
        except OperationalError:
            # Busy, or the disk full: it passes.
            return LOOK_S
        # As long as it worked: batches that arrive meanwhile get their half of the machine.
        return time.monotonic() - started


def _is_time(now_ms: int) -> bool:
    waiting = StoredEnvelope.objects.filter(filed=False).aggregate(Min("received_ms"), Max("received_ms"))
    oldest, newest = waiting["received_ms__min"], waiting["received_ms__max"]
    # A clock that was set back must not keep anybody waiting.
    return oldest is not None and not (0 <= now_ms - newest < QUIET_MS and now_ms - oldest < LATEST_MS)

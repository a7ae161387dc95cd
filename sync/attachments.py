"""The loop that brings attachments to the central, one after the other, beside the one for envelopes.

It has a thread and a connection of its own: however long a photograph takes on a slow line, no envelope waits
for it. It alone says that one is stored, and only on the central's signed word about exactly that digest.
"""

from collections.abc import Callable
from functools import partial

from kiosk.clock import Clock
from kiosk.courier import AttachmentCourier, Deposit
from kiosk.errors import CentralBrokeOff, CentralNonsense, CentralUnreachable, Problem, WireProblem
from kiosk.store import AttachmentRow, Store
from kiosk.wire.attachment import read_stored
from sync.backoff import asked_delay, quick_delay, slow_delay
from sync.loop import StoreLoop
from sync.settlement import NOT_REACHED

IDLE_S = 2.0
# The same topic as for envelopes: where a request stands.
TOPIC = "outbox"
# A refusal is not signed, so one is no reason to stop; a second opinion costs little.
REFUSALS_TO_HOLD = 3
_QUICK = (CentralUnreachable, CentralBrokeOff)


class AttachmentDispatcher(StoreLoop):
    """Offers what waits to one courier that takes attachments."""

    def __init__(
        self,
        open_store: Callable[[], Store],
        courier: AttachmentCourier,
        clock: Clock,
        notify: Callable[[str], None],
    ) -> None:
        """notify gets the topic "outbox", on this loop's thread."""
        super().__init__()
        self._open_store = open_store
        self._courier = courier
        self._clock = clock
        self._notify = notify
        self._store: Store | None = None
        self._not_before = 0.0
        self._failures = 0

    def close(self) -> None:
        """Close the store; `run` does it by itself."""
        if self._store is not None:
            self._store.close()
            self._store = None

    def step(self) -> float:
        """Offer one attachment, if any and if the peer lets us; return the seconds until the next step."""
        if self._store is None:
            self._store = self._open_store()
        store = self._store
        now = self._clock.monotonic()
        if now < self._not_before:
            return self._not_before - now
        row = next(iter(store.attachments.waiting()), None)
        if row is None:
            store.attachments.prune()
            self.problem = None
            return IDLE_S
        deposit = self._courier.put_attachment(
            row.digest, row.size, partial(store.attachments.piece, row.digest)
        )
        trouble = self._settle(store, row, deposit)
        self._rest(trouble, deposit)
        self.problem = None
        return max(0.0, self._not_before - self._clock.monotonic())

    def _settle(self, store: Store, row: AttachmentRow, deposit: Deposit) -> Problem | None:
        """Write down what the visit proves; return what is in the way of the next one."""
        identity, trouble, now = store.identity, deposit.trouble, self._clock.now_ms()
        if deposit.stored is not None:
            try:
                proven = row.digest in read_stored(deposit.stored, identity.keys_by_id)
            except WireProblem:
                proven = False
            if proven:
                with store.transaction():
                    store.attachments.settle(row.digest, now + (identity.offset_ms or 0))
                    store.journal.append(now, "attachment", row.envelope_id, "stored")
                self._notify(TOPIC)
                return None
            trouble = CentralNonsense(address=self._courier.name, detail="unsigned word")
        code = deposit.refused or ("unanswered" if trouble is None else trouble.code)
        # Weeks of the same outage must not wear out the disk.
        if row.last_trouble != code or not isinstance(trouble, NOT_REACHED):
            hold = deposit.refused is not None and row.attempts + 1 >= REFUSALS_TO_HOLD
            with store.transaction():
                store.attachments.tried(row.digest, code, hold=hold)
                if hold:
                    store.journal.append(now, "attachment", row.envelope_id, f"held {code}")
            self._notify(TOPIC)
        return trouble

    def _rest(self, trouble: Problem | None, deposit: Deposit) -> None:
        now, chance = self._clock.monotonic(), self._chance()
        if deposit.wait_s is not None:
            self._failures += 1
            self._not_before = now + asked_delay(deposit.wait_s, chance)
        elif trouble is None and deposit.refused is None and deposit.stored is not None:
            self._failures, self._not_before = 0, now
        else:
            self._failures += 1
            delay = quick_delay if isinstance(trouble, _QUICK) else slow_delay
            self._not_before = now + delay(self._failures, chance)

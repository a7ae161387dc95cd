"""The loop that asks the central, each minute, what has changed about this station and its agency.

It brings what the dispatcher cannot: that is woken by envelopes, and a station may have none for days
(docs/adr/0072).
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kiosk.clock import Clock
from kiosk.errors import BadSignature, CentralProblem, WireProblem
from kiosk.store import Store
from kiosk.store.peers import CENTRAL
from kiosk.wire.keys import SealKey
from kiosk.wire.roster import COUNTER
from sync.agency_key import claim_agency_key, endorse_again
from sync.backoff import asked_delay, slow_delay
from sync.inquiry import Inquiry
from sync.loop import StoreLoop
from sync.neighbour import ask_hub
from sync.published import take_published
from sync.resend import obey_resend, standing
from sync.settlement import NOT_REACHED
from sync.trust import refresh

PATH = "/d/v1/changes"
TOPIC = "changes"
EVERY_S = 60.0
# The central's clock less ours, as each answer tells it, wavers with the line; less than this says nothing.
OFFSET_STEP_MS = 5_000


class Changes(StoreLoop):
    """Follows the agency. problem: why the last round failed, or None; what is kept stays as it was."""

    def __init__(
        self,
        open_store: Callable[[], Store],
        central_url: str,
        clock: Clock,
        notify: Callable[[str], None],
        *,
        role: str,
        ca: Path | None = None,
        printing: bool = False,
        most_ms: Mapping[str, int] | None = None,
        find_hubs: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        """Take the central's address and how the store is opened; notify gets the topic "changes".

        role: "kiosk" or "counter". printing: whether a recovery sheet can be printed here. most_ms: by
        service, how old an undelivered request may grow. find_hubs: asked for the roster while the central
        cannot be.
        """
        super().__init__()
        self._open_store = open_store
        self._central = (central_url, ca)
        self._clock = clock
        self._notify = notify
        self._counter = role == COUNTER
        self._printing = printing
        self._find_hubs = find_hubs
        self._most_ms = most_ms or {}
        self._open: tuple[Store, Inquiry] | None = None
        self._failures = 0
        self._not_before = 0.0

    def close(self) -> None:
        """Close the store and the line; `run` does it by itself."""
        if self._open is not None:
            store, inquiry = self._open
            self._open = None
            inquiry.close()
            store.close()

    def step(self) -> float:
        """Do one round, if it is time; return the seconds until the next.

        Raises a StoreProblem, NotEnrolled, or ConfigBadValue for an address that was never checked.
        """
        if (rest := self._not_before - self._clock.monotonic()) > 0:
            return rest
        if self._open is None:
            store = self._open_store()
            url, ca = self._central
            try:
                self._open = store, Inquiry(url, store.identity, self._clock, ca)
            except BaseException:
                store.close()
                raise
        store, inquiry = self._open
        changed, trouble = False, None
        try:
            answer = inquiry.ask(PATH, _asked(store, self._most_ms, self._clock))
            changed = _take(
                store, inquiry, answer, self._clock, counter=self._counter, printing=self._printing
            )
        except CentralProblem as problem:
            trouble = problem
        finally:
            # A central closes what stays silent for a minute; the next round must not find that out.
            inquiry.close()
        self.problem = trouble
        changed |= _note_reach(store, trouble, self._clock)
        if isinstance(trouble, NOT_REACHED):
            changed |= ask_hub(self._find_hubs, store, self._clock)
        if changed:
            self._notify(TOPIC)
        return self._rest(trouble, inquiry.wait_s)

    def _rest(self, trouble: CentralProblem | None, asked_s: float | None) -> float:
        self._failures = 0 if trouble is None else self._failures + 1
        # Each station a little less than a minute: a town's power cut must not make them all ask at once.
        rest = EVERY_S * (1.0 - self._chance() / 4)
        if isinstance(trouble, NOT_REACHED[:2]):
            rest = min(rest, slow_delay(self._failures, self._chance()))
        elif trouble is not None:
            rest = slow_delay(self._failures, self._chance())
        if asked_s is not None:
            rest = max(rest, asked_delay(asked_s, self._chance()))
            self._not_before = self._clock.monotonic() + rest
        return rest


def catch_up(
    store: Store, central_url: str, clock: Clock, role: str, ca: Path | None = None, *, printing: bool = False
) -> None:
    """Do one round now, with a store of the calling thread.

    Raises a CentralProblem, a StoreProblem, NotEnrolled or ConfigBadValue, with nothing kept of what failed.
    """
    with Inquiry(central_url, store.identity, clock, ca) as inquiry:
        answer = inquiry.ask(PATH, _asked(store, {}, clock))
        _take(store, inquiry, answer, clock, counter=role == COUNTER, printing=printing)


def _asked(store: Store, most_ms: Mapping[str, int], clock: Clock) -> dict[str, int]:
    return {"published": store.published.wanted(), **standing(store, most_ms, clock)}


def _take(
    store: Store, inquiry: Inquiry, answer: Mapping[str, Any], clock: Clock, *, counter: bool, printing: bool
) -> bool:
    """Verify and keep; return whether others may want to look."""
    match answer:
        case {
            "resend": bytes() | None as resend,
            "roster": bytes(roster),
            "sealing": bytes(sealing),
            "followup": str() | None as followup,
            "time": bytes(time),
            "published": bytes(published),
            **others,
        } if not others:
            told = inquiry.read_time(time)
            # First: whatever else is wrong with a restored central, it needs what it has lost.
            changed = obey_resend(store, inquiry, resend, clock)
            try:
                changed |= refresh(store, roster, SealKey(sealing), followup, clock)
            except BadSignature as problem:
                # The counter that endorsed the key may have been revoked; one that holds the key stands in.
                if not (counter and endorse_again(store, inquiry, roster, clock)):
                    raise inquiry.nonsense(problem.code) from problem
                changed = True
            except WireProblem as problem:
                raise inquiry.nonsense(str(problem.facts.get("detail", problem.code))) from problem
            _keep_time(store, told, clock)
        case _:
            raise inquiry.nonsense("not an answer about changes")
    take_published(store, inquiry, PATH, published, clock)
    if counter:
        changed |= claim_agency_key(store, inquiry, clock, printing=printing)
    return changed


def _keep_time(store: Store, told: int, clock: Clock) -> None:
    now = clock.now_ms()
    known = store.identity.offset_ms
    if known is not None and abs(told - now - known) < OFFSET_STEP_MS:
        return
    with store.transaction():
        store.enrolment.set_offset(told - now)
        store.journal.append(now, "clock", detail=f"{told - now} ms")


def _note_reach(store: Store, trouble: CentralProblem | None, clock: Clock) -> bool:
    """Keep whether the central can be reached, for a station that has nothing to deliver; return if it's new.

    Only what is new: why an envelope fails is the dispatcher's to say, and an unchanged minute is no news.
    """
    reachable = not isinstance(trouble, NOT_REACHED)
    known = next((peer for peer in store.peers.every() if peer.name == CENTRAL), None)
    if known is not None and known.reachable == reachable:
        return False
    code = None if trouble is None else trouble.code
    return store.peers.note(CENTRAL, reachable=reachable, trouble=code, at=clock.now_ms())

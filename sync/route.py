"""One courier's way: what it is offered, how it is judged, when it may go again."""

from collections.abc import Callable, Sequence
from functools import partial

from kiosk.courier import Courier
from kiosk.errors import CentralBrokeOff, CentralNonsense, CentralRefused, CentralUnreachable, Problem
from kiosk.store import Outbox, Relayed, Store
from sync.backoff import asked_delay, quick_delay, slow_delay
from sync.settlement import Row, Settlement
from sync.suspects import Suspects

MOST_ROWS = 200
MOST_BYTES = 500 * 1024
# A hub that forwards at once has the central's word soon, and somebody may be waiting at the screen for it.
ASK_AGAIN_FIRST_S = 2.0
ASK_AGAIN_S = 60.0
# So many rest with a peer at most: what lies at a hub for weeks is at this station as well, and looking past
# a hundred thousand of them each second would cost more than it brings.
MOST_HANDED_OVER = 2000
_QUICK = (CentralUnreachable, CentralBrokeOff)
# Troubles that one envelope may have caused: what a peer chokes on, turns away or answers with nonsense to.
_MAY_BE_AN_ENVELOPE = (CentralBrokeOff, CentralRefused, CentralNonsense)


class Route:
    """The state of one courier between visits. Times are monotonic seconds; chance draws from [0, 1).

    relaying: whether it offers what this station forwards for others, and not its own envelopes.
    """

    def __init__(self, courier: Courier, chance: Callable[[], float], *, relaying: bool = False) -> None:
        self.courier = courier
        self.relaying = relaying
        self.not_before = 0.0
        self._chance = chance
        self._suspects = Suspects()
        # When to ask for each again, and how long it rested before.
        self._handed_over: dict[bytes, tuple[float, float]] = {}
        self._most = MOST_ROWS
        self._settled = 0
        self._failures = 0
        self._quick = True
        self._suspects_from = 0.0
        self._suspects_failed = 0

    def choose(self, store: Store, now: float) -> tuple[Row, ...]:
        """Return what to offer now: the oldest waiting envelopes, else one suspect alone; perhaps nothing."""
        shelf = self.shelf(store)
        handed_over = self._handed_over.items()
        # Much later than due: settled meanwhile, by another way.
        self._handed_over = {one: rest for one, rest in handed_over if rest[0] > now - 2 * ASK_AGAIN_S}
        resting = {one for one, (due, _) in self._handed_over.items() if due > now}
        most = min(self._most, MOST_HANDED_OVER - len(resting))
        rows: tuple[Row, ...] = ()
        if most > 0:
            rows = shelf.waiting(most=most, most_bytes=MOST_BYTES, without=self._suspects.ids | resting)
        if rows or now < self._suspects_from:
            return rows
        while (suspect := self._suspects.due(now)) is not None:
            row = shelf.get(suspect)
            if row is not None and row.state == "waiting":
                return (row,)
            self._suspects.clear(suspect)
        return ()

    def shelf(self, store: Store) -> Outbox | Relayed:
        """Return where this route's envelopes wait."""
        return store.relayed if self.relaying else store.outbox

    def next_due(self) -> float | None:
        """Return when something that rests now may be offered again."""
        suspects = [max(due, self._suspects_from) for due in self._suspects.dues]
        return min([*(due for due, _ in self._handed_over.values()), *suspects], default=None)

    def learn(
        self,
        rows: Sequence[Row],
        result: Settlement,
        wait_s: float | None,
        started: float,
        ended: float,
    ) -> tuple[tuple[bytes, str], ...]:
        """Set when this courier may go again, and with what; return the envelopes to hold, with why.

        wait_s: what the peer asked for. started, ended: of the visit.
        """
        was_suspect = len(rows) == 1 and rows[0].name in self._suspects.ids
        hold = self._judge(rows, result, ended)
        if result.trouble is None:
            self._failures = 0
            self.not_before = ended
        elif was_suspect and isinstance(result.trouble, _MAY_BE_AN_ENVELOPE):
            # The suspects rest, all the longer where none of them passes; whatever else there is may go.
            self._suspects_failed += 1
            self._suspects_from = ended + self._delay(result.trouble)(self._suspects_failed)
            self.not_before = ended
        elif len(rows) > 1 and isinstance(result.trouble, _MAY_BE_AN_ENVELOPE):
            # Half as many next time: at most eight of these in a row, so the peer is not hammered.
            self.not_before = ended + quick_delay(1, self._chance())
        else:
            self._fail(result, started, ended)
        if wait_s is not None:
            self.not_before = ended + asked_delay(wait_s, self._chance())
        return hold

    def _judge(self, rows: Sequence[Row], result: Settlement, now: float) -> tuple[tuple[bytes, str], ...]:
        self._settled += len(result.settled)
        if result.settled:
            self._suspects_from, self._suspects_failed = 0.0, 0
        for one in result.settled:
            self._suspects.clear(one)
            self._handed_over.pop(one, None)
        for one in result.handed_over:
            self._suspects.clear(one)
            _, rested = self._handed_over.get(one, (0.0, ASK_AGAIN_FIRST_S / 2))
            rest = min(ASK_AGAIN_S, 2 * rested)
            self._handed_over[one] = now + rest, rest
        if result.settled or result.handed_over:
            self._most = min(MOST_ROWS, self._most * 2)
        hold = [(one, code) for one, code in result.refused if self._suspects.refused(one, now)]
        blamed: tuple[bytes, ...] = ()
        doubtful = isinstance(result.trouble, _MAY_BE_AN_ENVELOPE)
        if result.trouble is None or (doubtful and len(rows) == 1):
            blamed = result.unanswered
        elif doubtful:
            self._most = max(1, len(rows) // 2)
        for one in blamed:
            if self._suspects.failed(one, now, self._settled, self._delay(result.trouble)):
                hold.append((one, _word(result.trouble)))
        if not self.courier.to_central:
            return ()
        for one, _ in hold:
            self._suspects.clear(one)
        return tuple(hold)

    def _fail(self, result: Settlement, started: float, ended: float) -> None:
        quick = isinstance(result.trouble, _QUICK)
        if quick != self._quick:
            self._quick, self._failures = quick, 0
        self._failures += 1
        if result.time_learned and self._failures == 1:
            self.not_before = ended
        else:
            # A quick delay counts from the start of the visit: waiting for a connection is waiting, too.
            self.not_before = (started if quick else ended) + self._delay(result.trouble)(self._failures)

    def _delay(self, trouble: Problem | None) -> Callable[[int], float]:
        return partial(quick_delay if isinstance(trouble, _QUICK) else slow_delay, chance=self._chance())


def _word(trouble: Problem | None) -> str:
    if isinstance(trouble, CentralRefused):
        return str(trouble.facts["reason"])
    return "unanswered" if trouble is None else trouble.code

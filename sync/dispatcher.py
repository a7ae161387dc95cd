"""The loop that offers envelopes to couriers and settles what comes back.

It alone changes the state of an envelope, and only on a verdict signed by the central about exactly these
bytes. Everything else that a peer says decides no more than when and with whom to try again, or that a person
must look.
"""

from collections.abc import Callable, Sequence

from kiosk.clock import Clock
from kiosk.courier import Courier, Parcel
from kiosk.store import Outbox, Relayed, Store
from sync.loop import StoreLoop
from sync.route import Route
from sync.settlement import settle

# An envelope recorded by the desk is found within this time even if nobody calls `wake`.
IDLE_S = 1.0
TOPIC = "outbox"


class Dispatcher(StoreLoop):
    """Offers what waits to each courier that may go. problem: why the store could not be used, or None."""

    def __init__(
        self,
        open_store: Callable[[], Store],
        couriers: Sequence[Courier],
        clock: Clock,
        notify: Callable[[str], None],
        *,
        relaying: Sequence[Courier] = (),
    ) -> None:
        """Take couriers by preference; notify gets the topic "outbox", on the dispatcher's thread.

        relaying: those of them that also carry what this station keeps for others.
        """
        super().__init__()
        self._open_store = open_store
        self._clock = clock
        self._notify = notify
        self._routes = [Route(courier, self._chance) for courier in couriers]
        self._routes += [Route(courier, self._chance, relaying=True) for courier in relaying]
        self._store: Store | None = None

    def close(self) -> None:
        """Close the store; `run` does it by itself."""
        if self._store is not None:
            self._store.close()
            self._store = None

    def step(self) -> float:
        """Let each courier that may go make one visit; return the seconds until there is something to do.

        Raises a StoreProblem with nothing settled, NotEnrolled.
        """
        if self._store is None:
            self._store = self._open_store()
        store = self._store
        delay = min([IDLE_S, *(self._visit(store, route) for route in self._routes)])
        self.problem = None
        return delay

    def _visit(self, store: Store, route: Route) -> float:
        started = self._clock.monotonic()
        if started < route.not_before:
            return route.not_before - started
        rows = route.choose(store, started)
        if not rows:
            due = route.next_due()
            return IDLE_S if due is None else max(0.0, due - started)
        exchange = route.courier.exchange([Parcel(row.name, row.raw) for row in rows])
        result = settle(
            store, route.shelf(store), rows, exchange, courier=route.courier.name, clock=self._clock
        )
        ended = self._clock.monotonic()
        held = self._hold(
            store, route.shelf(store), route.learn(rows, result, exchange.wait_s, started, ended)
        )
        if result.changed or held:
            self._notify(TOPIC)
        return max(0.0, route.not_before - ended)

    def _hold(self, store: Store, shelf: Outbox | Relayed, given_up: Sequence[tuple[bytes, str]]) -> bool:
        if not given_up:
            return False
        with store.transaction():
            for name, code in given_up:
                if shelf.hold(name, code):
                    store.journal.append(self._clock.now_ms(), "held", name, code)
        return True

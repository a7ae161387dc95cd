from collections.abc import Callable, Sequence
from pathlib import Path
from unittest.mock import patch

import pytest

from kiosk.courier import Exchange, Parcel
from kiosk.store import Store, db, open_store
from sync import dispatcher as dispatcher_module
from sync.dispatcher import Dispatcher
from tests.fakes.fake_central import FakeCentral, FakeCourier
from tests.fakes.fake_clock import FakeClock
from tests.fakes.stations import Keys, enrolled


class Bench:
    """A station's store, its dispatcher on a fake courier, and a fake central whose key it knows."""

    def __init__(self, folder: Path) -> None:
        self.clock = FakeClock()
        self.keys = Keys()
        self.central = FakeCentral(self.keys.central)
        self.store: Store = open_store(folder, durable=False)
        self.identity = enrolled(self.store, self.keys)
        self.plan: Callable[[Sequence[Parcel]], Exchange] = lambda parcels: Exchange(
            acknowledgements=(self.central.receive(parcels),)
        )
        self.courier = FakeCourier(self._follow_plan)
        self.topics: list[str] = []
        self.dispatcher = self.dispatch_with(self.courier)
        self._folder = folder
        self._count = 0

    def dispatch_with(self, *couriers: FakeCourier) -> Dispatcher:
        return Dispatcher(
            lambda: open_store(self._folder, durable=False), couriers, self.clock, self.topics.append
        )

    def _follow_plan(self, parcels: Sequence[Parcel]) -> Exchange:
        return self.plan(parcels)

    def record(self, raw: bytes | None = None) -> bytes:
        self._count += 1
        envelope_id = self._count.to_bytes(16, "big")
        self.store.outbox.append(
            envelope_id, "service", self.clock.now_ms(), lambda n: raw or b"sealed %d" % n
        )
        return envelope_id

    def record_many(self, raws: Sequence[bytes | None]) -> list[bytes]:
        with self.store.transaction():
            return [self.record(raw) for raw in raws]

    def step(self) -> float:
        return self.dispatcher.step()

    def run_for(self, seconds: float) -> None:
        """Let the loop go on as long as it would in this time.

        Looking for new envelopes every second is left out of long times, where none appear.
        """
        until = self.clock.seconds + seconds
        at_once = 0
        with patch.object(dispatcher_module, "IDLE_S", max(1.0, seconds / 100)):
            while at_once < 300:
                delay = self.dispatcher.step()
                at_once = at_once + 1 if delay < 0.05 else 0
                if self.clock.seconds + delay > until:
                    self.clock.advance(max(0.0, until - self.clock.seconds))
                    return
                self.clock.advance(max(delay, 0.001))
        raise AssertionError("the dispatcher is busy for nothing")

    def state(self, envelope_id: bytes) -> str:
        row = self.store.outbox.get(envelope_id)
        assert row is not None
        return row.state

    def states(self) -> list[str]:
        return [row.state for row in self.store.outbox.every()]

    def close(self) -> None:
        self.dispatcher.close()
        self.store.close()


@pytest.fixture(autouse=True)
def swifter(monkeypatch):
    """What locks and wipes memory takes two thirds of the time here; tests/store has it on."""
    monkeypatch.setattr(db, "MEMORY_SECURITY", "OFF")


@pytest.fixture
def bench(tmp_path):
    made = Bench(tmp_path / "data")
    yield made
    made.close()

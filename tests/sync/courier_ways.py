"""Each courier on its real line to a central, with a hand on the line: what the contract suite runs over.

A new courier adds its own way to WAYS. `answer` is what its peer truly answers; `bend` may lose, change or
replace it. `pass_on` lets the peer forward what it keeps, where it does not ask the central at once.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.courier import Courier, Exchange, Parcel
from kiosk.store import Store, open_store
from kiosk.wire.cbor import decode
from kiosk.wire.envelope import parse_envelope
from sync.couriers import KINDS
from sync.dispatcher import Dispatcher
from sync.hub import intake
from tests.fakes.fake_central import FakeCentral, FakeCourier
from tests.fakes.fake_clock import FakeClock
from tests.fakes.neighbours import Neighbour, Neighbourhood
from tests.fakes.scripted_server import Reply, Request, serving

Bend = Callable[[Request, Callable[[], Reply]], Reply]


@dataclass
class Way:
    """One station, one courier, its line, a central. address: of the line's far end, "host:port"."""

    town: Neighbourhood
    station: Neighbour
    store: Store
    central: FakeCentral
    clock: FakeClock
    dispatcher: Dispatcher
    courier: Courier
    bend: Bend = field(default=lambda request, answer: answer())
    pass_on: Callable[[], None] = lambda: None

    def record(self, **other: object) -> bytes:
        name, raw = self.station.envelope(self.town.keys, now_ms=self.clock.now_ms(), **other)
        return self.record_raw(name, raw)

    def record_raw(self, name: bytes, raw: bytes) -> bytes:
        self.store.outbox.append(name, "service", self.clock.now_ms(), lambda _: raw)
        return name

    def go_on(self, seconds: float = 200) -> None:
        """Let the station, and whoever forwards for it, work for a while."""
        until = self.clock.seconds + seconds
        while self.clock.seconds < until:
            delay = self.dispatcher.step()
            self.pass_on()
            self.clock.advance(max(delay, 0.5))

    def states(self) -> dict[bytes, str]:
        return {row.id: row.state for row in self.store.outbox.every()}

    def exactly_once(self) -> bool:
        """Tell whether the central has what was recorded, byte for byte, each once, and nothing else."""
        recorded = {row.id: row.raw for row in self.store.outbox.every()}
        return self.central.kept == recorded and self.central.new_rows == len(recorded)


def parcels_of(raws: Sequence[bytes]) -> list[Parcel]:
    return [Parcel(parse_envelope(raw).id, raw) for raw in raws]


@contextmanager
def https(folder: Path) -> Iterator[Way]:
    def answer(request: Request) -> Reply:
        signed = way.central.receive(parcels_of(decode(request.body)))
        return Reply(value={"acknowledgement": signed, "refused": []})

    with serving(lambda request: way.bend(request, lambda: answer(request)), answers_get=True) as server:
        url = f"http://127.0.0.1:{server.server_address[1]}"
        way = _way(folder, lambda store, clock: KINDS["https"](url, store.identity, clock))
        yield from _closing(way)


@contextmanager
def hub(folder: Path) -> Iterator[Way]:
    town = Neighbourhood()
    kiosk, next_door = town.join(), town.join("counter")
    hub_folder = folder / "hub"
    hub_store = town.store(hub_folder, next_door)
    made: list[intake.HubIntake] = []

    def answer(request: Request) -> Reply:
        reply = made[0].answer(
            intake.Request(request.method, request.path, request.headers, lambda: request.body)
        )
        headers = {} if reply.wait_s is None else {"Retry-After": str(reply.wait_s)}
        return Reply(status=reply.status, body=reply.body, headers=headers)

    with serving(lambda request: way.bend(request, lambda: answer(request)), answers_get=True) as server:
        address = f"127.0.0.1:{server.server_address[1]}"
        way = _way(
            folder,
            lambda store, clock: KINDS["hub"](lambda: (address,), lambda: store.member, clock),
            town,
            kiosk,
        )
        made.append(
            intake.HubIntake(
                lambda: open_store(hub_folder, durable=False), way.clock, lambda: None, lambda: 1 << 40
            )
        )
        line = FakeCourier(lambda parcels: _received(way.central, parcels))
        forward = Dispatcher(
            lambda: open_store(hub_folder, durable=False), [], way.clock, lambda _: None, relaying=[line]
        )
        way.pass_on = lambda: (forward.step(), None)[1]
        try:
            yield from _closing(way)
        finally:
            forward.close()
            hub_store.close()


WAYS = {"https": https, "hub": hub}


def _received(central: FakeCentral, parcels: Sequence[Parcel]) -> Exchange:
    return Exchange(acknowledgements=(central.receive(parcels_of([one.raw for one in parcels])),))


def _way(
    folder: Path,
    make: Callable[[Store, FakeClock], Courier],
    town: Neighbourhood | None = None,
    station: Neighbour | None = None,
) -> Way:
    town = town or Neighbourhood()
    station = station or town.join()
    clock, own = FakeClock(), folder / "own"
    store = town.store(own, station)
    # The courier reads who it is on the dispatcher's thread, which is this one.
    courier = make(store, clock)
    dispatcher = Dispatcher(lambda: open_store(own, durable=False), [courier], clock, lambda _: None)
    return Way(town, station, store, FakeCentral(town.keys.central), clock, dispatcher, courier)


def _closing(way: Way) -> Iterator[Way]:
    try:
        yield way
    finally:
        way.dispatcher.close()
        way.store.close()

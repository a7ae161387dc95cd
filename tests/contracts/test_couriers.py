"""What every courier keeps to, whatever it carries envelopes with. A new word in KINDS is tried by itself.

The dispatcher's tests rest on these promises and on nothing else about couriers.
"""

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from kiosk.courier import Courier, Exchange, Parcel
from kiosk.errors import Problem
from kiosk.store import Member
from kiosk.wire.cbor import decode
from kiosk.wire.keys import OpeningKey, SigningKey
from sync.couriers import KINDS
from tests.fakes.fake_central import FakeCentral
from tests.fakes.fake_clock import FakeClock
from tests.fakes.scripted_server import Reply, Request, closed_port, serving, url_of
from tests.fakes.stations import Keys, identity_of

KEYS = Keys()
IDENTITY = identity_of(KEYS, SigningKey.generate(), OpeningKey.generate())


@dataclass
class Peer:
    """The other end of one courier. arrived: the envelopes of each visit. mood: what it answers with."""

    central: FakeCentral = field(default_factory=lambda: FakeCentral(KEYS.central))
    arrived: list[list[bytes]] = field(default_factory=list)
    brought: list[bytes] = field(default_factory=list)
    mood: str = "honest"

    def answer(self, request: Request) -> Reply:
        raws = decode(request.body)
        self.arrived.append(raws)
        if self.mood == "garbage":
            return Reply(body=b"\xff\x00garbage")
        if self.mood == "silence":
            return Reply(raw=b"")
        self.brought.append(self.central.receive([Parcel(raw[:16], raw) for raw in raws]))
        return Reply(value={"acknowledgement": self.brought[-1], "refused": []})


@contextmanager
def https() -> Iterator[tuple[Courier, Peer]]:
    peer = Peer()
    with serving(peer.answer) as server:
        yield KINDS["https"](url_of(server), IDENTITY, FakeClock()), peer


@contextmanager
def https_to_nobody() -> Iterator[Courier]:
    yield KINDS["https"](f"http://127.0.0.1:{closed_port()}", IDENTITY, FakeClock())


MEMBER = Member(
    IDENTITY.station, IDENTITY.agency, IDENTITY.signing, IDENTITY.central_keys, IDENTITY.roster, None
)


@dataclass
class HubPeer(Peer):
    """A hub that has the central's word at once."""

    def answer(self, request: Request) -> Reply:
        if request.method == "GET" and self.mood == "honest":
            return Reply(value={"acknowledgements": [], "kept": None})
        if request.method == "GET":
            return Reply(body=b"\xff\x00garbage") if self.mood == "garbage" else Reply(raw=b"")
        raws = decode(request.body)
        self.arrived.append(raws)
        self.brought.append(self.central.receive([Parcel(raw[:16], raw) for raw in raws]))
        return Reply(status=202, value={"acknowledgements": [self.brought[-1]], "kept": None})


@contextmanager
def hub() -> Iterator[tuple[Courier, Peer]]:
    peer = HubPeer()
    with serving(peer.answer, answers_get=True) as server:
        address = url_of(server).removeprefix("http://")
        yield KINDS["hub"](lambda: (address,), lambda: MEMBER, FakeClock()), peer


@contextmanager
def hub_nowhere() -> Iterator[Courier]:
    yield KINDS["hub"](lambda: (f"127.0.0.1:{closed_port()}",), lambda: MEMBER, FakeClock())


# For each word in KINDS: a courier with its peer, and a courier whose peer is away.
BENCHES: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
    "https": (https, https_to_nobody),
    "hub": (hub, hub_nowhere),
}


@pytest.fixture(params=sorted(KINDS))
def kind(request) -> str:
    return request.param


@pytest.fixture
def bench(kind):
    with BENCHES[kind][0]() as made:
        yield made


def parcels(count: int, size: int = 100) -> list[Parcel]:
    ids = [n.to_bytes(16, "big") for n in range(1, count + 1)]
    return [Parcel(one, one + bytes(size)) for one in ids]


def test_every_courier_has_its_bench(kind):
    assert set(BENCHES) == set(KINDS)


def test_it_is_called_by_its_word(kind, bench):
    courier, _ = bench
    assert courier.name == kind
    assert list(inspect.signature(courier.exchange).parameters) == ["parcels"]


@pytest.mark.parametrize(("count", "size"), [(1, 100), (250, 100), (7, 100_000), (1, 600_000)])
def test_the_bytes_arrive_as_they_are_each_once_and_in_order(bench, count, size):
    courier, peer = bench
    offered = parcels(count, size)
    courier.exchange(offered)
    assert [raw for visit in peer.arrived for raw in visit] == [parcel.raw for parcel in offered]


def test_what_the_central_signed_is_brought_back_untouched(bench):
    courier, peer = bench
    found = courier.exchange(parcels(3))
    assert found == Exchange(acknowledgements=tuple(peer.brought))
    assert peer.brought


def test_nothing_to_carry_is_nothing_to_say(bench):
    courier, _ = bench
    assert courier.exchange([]) == Exchange()


def test_it_remembers_nothing_of_what_it_carried(bench):
    courier, peer = bench
    courier.exchange(parcels(2))
    courier.exchange(parcels(2))
    assert len(peer.arrived) == 2
    assert peer.arrived[0] == peer.arrived[1]


@pytest.mark.parametrize("mood", ["garbage", "silence"])
def test_trouble_is_a_value_and_promises_nothing(bench, mood):
    courier, peer = bench
    peer.mood = mood
    found = courier.exchange(parcels(2))
    assert isinstance(found.trouble, Problem)
    assert (found.handed_over, found.acknowledgements, found.refused) == ((), (), ())


def test_a_peer_that_is_away_is_trouble(kind):
    with BENCHES[kind][1]() as courier:
        found = courier.exchange(parcels(2))
    assert isinstance(found.trouble, Problem)
    assert found == Exchange(trouble=found.trouble)


def test_it_works_again_after_trouble(bench):
    courier, peer = bench
    for mood in ("silence", "garbage", "honest"):
        peer.mood = mood
        found = courier.exchange(parcels(1))
    assert found.trouble is None and found.acknowledgements


def test_what_it_carries_shows_in_no_repr(bench):
    courier, _ = bench
    secret = Parcel(bytes(16), bytes(16) + b"SEALEDBYTES")
    found = courier.exchange([secret])
    assert "SEALEDBYTES" not in repr(secret) + repr(found) + repr(courier)

"""What every courier keeps to, whatever it carries envelopes with. A new word in KINDS is tried by itself.

The dispatcher's tests rest on these promises and on nothing else about couriers.
"""

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from kiosk.courier import Courier, Exchange, Parcel
from kiosk.errors import Problem
from kiosk.stick import open_stick, prepare_stick
from kiosk.store import Member
from kiosk.wire.cbor import decode
from kiosk.wire.keys import OpeningKey, SigningKey
from kiosk.wire.stick import make_marker
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

    def go_on(self) -> None:
        """Take to the central what is not asked for at once."""

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


class StickPeer(Peer):
    """A stick, and whoever carries it to the central and back."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.central, self.brought = folder, FakeCentral(KEYS.central), []
        self.marker = make_marker(IDENTITY.agency, bytes(16), 1, IDENTITY.signing)
        prepare_stick(folder, self.marker)

    @property
    def arrived(self) -> list[list[bytes]]:
        with open_stick(self.folder, lambda _: None) as stick:
            return [list(stick.read(name)) for name in stick.batches(IDENTITY.station)]

    @property
    def mood(self) -> str:
        raise AttributeError("only set")

    @mood.setter
    def mood(self, mood: str) -> None:
        away = self.folder / "away"
        if away.exists():
            away.rename(self.folder / "RELAIS")
        (self.folder / "RELAIS" / "stick.cbor").write_bytes(b"\xff" if mood == "garbage" else self.marker)
        if mood == "silence":
            (self.folder / "RELAIS").rename(away)

    def go_on(self) -> None:
        with open_stick(self.folder, lambda _: None) as stick:
            for name in stick.batches(IDENTITY.station):
                signed = self.central.receive([Parcel(raw[:16], raw) for raw in stick.read(name)])
                self.brought.append(signed)
                stick.answer(name, [signed])


@contextmanager
def usb() -> Iterator[tuple[Courier, Peer]]:
    with TemporaryDirectory() as folder:
        yield KINDS["usb"](Path(folder), IDENTITY), StickPeer(Path(folder))


@contextmanager
def usb_pulled_out() -> Iterator[Courier]:
    with TemporaryDirectory() as folder:
        yield KINDS["usb"](Path(folder) / "none", IDENTITY)


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
    "usb": (usb, usb_pulled_out),
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
    """At once, or at a later visit."""
    courier, peer = bench
    found = courier.exchange(parcels(3))
    peer.go_on()
    if not found.acknowledgements:
        found = courier.exchange(parcels(3))
    assert found.acknowledgements == tuple(peer.brought)
    assert (found.refused, found.trouble) == ((), None)
    assert peer.brought


def test_nothing_to_carry_is_nothing_to_say(bench):
    courier, _ = bench
    assert courier.exchange([]) == Exchange()


def test_it_says_the_same_again_of_what_it_carried(bench):
    courier, peer = bench
    first = courier.exchange(parcels(2))
    assert courier.exchange(parcels(2)) == first
    # A line carries it again; on a stick it lies already.
    assert all(visit == peer.arrived[0] for visit in peer.arrived)


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
    assert found.trouble is None and (found.acknowledgements or found.handed_over)


def test_what_it_carries_shows_in_no_repr(bench):
    courier, _ = bench
    secret = Parcel(bytes(16), bytes(16) + b"SEALEDBYTES")
    found = courier.exchange([secret])
    assert "SEALEDBYTES" not in repr(secret) + repr(found) + repr(courier)

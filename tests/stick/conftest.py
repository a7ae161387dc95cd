"""Two stations of one agency, a prepared stick, a fake central."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from kiosk.courier import Exchange, Parcel
from kiosk.errors import CentralUnreachable
from kiosk.stick import prepare_stick
from kiosk.store import Identity, Store, db, open_store
from kiosk.wire.compact import Content
from kiosk.wire.envelope import Address, make_envelope, new_id, parse_envelope
from kiosk.wire.followup import new_code
from kiosk.wire.keys import OpeningKey, SigningKey
from kiosk.wire.stick import make_marker
from sync.stick_visit import StickVisit, Visit
from tests.fakes.fake_central import FakeCentral, FakeCourier
from tests.fakes.fake_clock import FakeClock
from tests.fakes.stations import Keys, roster_of

AGENCY = 7


@dataclass
class Post:
    """One station of the agency."""

    store: Store
    clock: FakeClock
    number: int
    keys: Keys

    @property
    def identity(self) -> Identity:
        return self.store.identity

    def record(self) -> bytes:
        """Commit one request; return its id."""
        envelope_id = new_id(self.clock.now_ms())
        self.store.outbox.append(
            envelope_id, "service", self.clock.now_ms(), lambda n: self.seal(envelope_id, n)
        )
        return envelope_id

    def seal(self, envelope_id: bytes, sequence: int, *, agency: int = AGENCY) -> bytes:
        content = Content(
            kind=0, service="service", form=bytes(8), language="fr", created=1, offset=None, assistance=0,
            token=bytes(16), code=new_code(), birth_year=None, answers={},
        )  # fmt: skip
        return make_envelope(
            content, Address(agency, self.number, envelope_id, sequence),
            recipient=self.keys.recipient.public, signer=self.identity.signing,
        )  # fmt: skip

    def visit(self, stick: Path, *, export=True, bring=True, forward=None, held=False) -> Visit:
        return StickVisit(self.store, stick, self.clock, forward).make(export=export, bring=bring, held=held)

    def states(self) -> list[str]:
        return [row.state for row in self.store.outbox.every()]


@dataclass
class Town:
    """Borne 3 without a network, guichet 4 with one."""

    kiosk: Post
    counter: Post
    keys: Keys
    central: FakeCentral
    stick: Path

    @property
    def https(self) -> FakeCourier:
        def named(parcels: Sequence[Parcel]) -> list[Parcel]:
            # A parcel of somebody else's is called by its digest.
            return [Parcel(parse_envelope(parcel.raw).id, parcel.raw) for parcel in parcels]

        return FakeCourier(lambda parcels: Exchange(acknowledgements=(self.central.receive(named(parcels)),)))

    @property
    def nobody(self) -> FakeCourier:
        return FakeCourier(lambda parcels: Exchange(trouble=CentralUnreachable(address="central")))

    @property
    def files(self) -> list[str]:
        top = self.stick / "RELAIS"
        return sorted(str(path.relative_to(top)) for path in top.rglob("*") if path.is_file())


Answer = Callable[[Sequence[Parcel]], Exchange]


@pytest.fixture(autouse=True)
def swifter(monkeypatch):
    monkeypatch.setattr(db, "MEMORY_SECURITY", "OFF")


def enrol(folder: Path, keys: Keys, number: int, secrets: dict[int, tuple[SigningKey, OpeningKey]]) -> Store:
    store = open_store(folder, durable=False)
    secrets[number] = store.enrolment.keys()
    return store


@pytest.fixture
def town(tmp_path):
    keys, clock = Keys(), FakeClock()
    secrets: dict[int, tuple[SigningKey, OpeningKey]] = {}
    stores = {n: enrol(tmp_path / str(n), keys, n, secrets) for n in (3, 4)}
    neighbour = [4, "counter", "Guichet 4", secrets[4][0].public.raw, secrets[4][1].public.raw]
    roster = roster_of(
        keys, secrets[3][0], agency=AGENCY, sealing=secrets[3][1].public, neighbours=(neighbour,)
    )
    for number, store in stores.items():
        signing, opening = secrets[number]
        store.enrolment.record(
            Identity(
                station=number,
                agency=AGENCY,
                name=f"Poste {number}",
                signing=signing,
                opening=opening,
                central_keys=(keys.central.public,),
                sealing=keys.sealing.public,
                hosted=True,
                publisher=keys.publisher.public,
                roster=roster,
                recipient=keys.recipient.public,
                followup=None,
                offset_ms=None,
            )
        )
    stick = tmp_path / "stick"
    stick.mkdir()
    prepare_stick(stick, make_marker(AGENCY, bytes(16), 1, secrets[4][0]))
    posts = [Post(stores[n], clock, n, keys) for n in (3, 4)]
    yield Town(*posts, keys, FakeCentral(keys.central), stick)
    for store in stores.values():
        store.close()


def forged(identity: Identity) -> Identity:
    """The same station with another key: whoever has no right to its name."""
    return replace(identity, signing=SigningKey.generate())

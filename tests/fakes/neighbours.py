"""Stations of one agency that know each other by the signed roster, and real envelopes of theirs."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from kiosk.store import Store, open_store
from kiosk.wire.compact import Content, Kind
from kiosk.wire.envelope import Address, make_envelope, new_id
from kiosk.wire.keys import OpeningKey, SigningKey
from kiosk.wire.statement import ROSTER, sign_statement
from tests.fakes.stations import Keys, identity_of

AGENCY = 7
TEXT = "REPONSE-CANARI"


@dataclass
class Neighbour:
    """A station: its number, role and keys."""

    number: int
    role: str = "kiosk"
    signing: SigningKey = field(default_factory=SigningKey.generate)
    opening: OpeningKey = field(default_factory=OpeningKey.generate)
    made: int = 0

    def envelope(
        self, keys: Keys, *, now_ms: int = 1_790_000_000_000, **other: object
    ) -> tuple[bytes, bytes]:
        """Return the id and the bytes of a new envelope; agency, station, id may be others."""
        self.made += 1
        address = Address(AGENCY, self.number, new_id(now_ms), self.made)
        address = replace(address, **other)
        return address.id, make_envelope(
            _content(now_ms), address, recipient=keys.recipient.public, signer=self.signing
        )


@dataclass
class Neighbourhood:
    """The agency: what the central says of it."""

    keys: Keys = field(default_factory=Keys)
    stations: list[Neighbour] = field(default_factory=list)

    def join(self, role: str = "kiosk") -> Neighbour:
        """Enrol one more; rosters made before do not have it."""
        self.stations.append(Neighbour(len(self.stations) + 3, role))
        return self.stations[-1]

    def roster(self, issued: int = 1, without: tuple[int, ...] = ()) -> bytes:
        listed = [
            [one.number, one.role, f"Poste {one.number}", one.signing.public.raw, one.opening.public.raw]
            for one in self.stations
            if one.number not in without
        ]
        value = {
            "agency": AGENCY,
            "name": "Mairie de Saint-Aubin",
            "recipient": self.keys.recipient.public.raw,
            "hosted": True,
            "stations": listed,
            "issued": issued,
            "endorsement": None,
        }
        return sign_statement(ROSTER, value, self.keys.central)

    def store(self, folder: Path, station: Neighbour, roster: bytes | None = None) -> Store:
        """Return the store of a station, enrolled."""
        store = open_store(folder, durable=False)
        store.enrolment.keys()
        identity = identity_of(self.keys, station.signing, station.opening, role=station.role)
        store._connection.change(
            "UPDATE enrolment SET signing = ?, opening = ?",
            [station.signing.to_bytes(), station.opening.to_bytes()],
        )
        store.enrolment.record(replace(identity, station=station.number, roster=roster or self.roster()))
        return store


def _content(now_ms: int) -> Content:
    return Content(
        kind=Kind.SUBMISSION, service="rendez-vous-identite", form=b"formform", language="fr",
        created=now_ms, offset=None, assistance=0, token=bytes(16), code=482913507264, birth_year=1953,
        answers={0: TEXT},
    )  # fmt: skip

"""Who this station is: its keys, made before it first speaks to a central, and what the central answered."""

from dataclasses import dataclass, field

from kiosk.errors import NotEnrolled
from kiosk.store.db import Connection
from kiosk.wire.cbor import decode, encode
from kiosk.wire.cose import parse1
from kiosk.wire.keys import OpeningKey, SealKey, SigningKey, VerifyKey

_SLOT = 1


@dataclass(frozen=True)
class Identity:
    """An enrolled station.

    name: the station's own. signing, opening: its secrets. sealing: the central's own key, None only on a
    station enrolled before it was told. hosted: whether the central holds the recipient's key. recipient: the
    agency's, from the signed roster. followup: "https://name" of the follow-up pages or None. offset_ms: the
    central's signed time minus this clock, or None when never known.
    """

    station: int
    agency: int
    name: str
    signing: SigningKey = field(repr=False)
    opening: OpeningKey = field(repr=False)
    central_keys: tuple[VerifyKey, ...]
    sealing: SealKey | None
    hosted: bool
    publisher: VerifyKey
    roster: bytes = field(repr=False)
    recipient: SealKey
    followup: str | None
    offset_ms: int | None

    @property
    def lookup(self) -> SealKey | None:
        """Where tokens and codes are also sealed to; nowhere where the central can open the request."""
        return None if self.hosted else self.sealing

    @property
    def keys_by_id(self) -> dict[bytes, VerifyKey]:
        """The central's keys as the readers of signed bytes want them."""
        return {key.key_id: key for key in self.central_keys}


@dataclass(frozen=True)
class Member:
    """A station as its neighbours see it: what a hub needs, which opens nothing (docs/adr/0096)."""

    station: int
    agency: int
    signing: SigningKey = field(repr=False)
    central_keys: tuple[VerifyKey, ...]
    roster: bytes = field(repr=False)
    offset_ms: int | None

    @property
    def keys_by_id(self) -> dict[bytes, VerifyKey]:
        """The central's keys as the readers of signed bytes want them."""
        return {key.key_id: key for key in self.central_keys}


class Enrolment:
    """The one row about this station."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keys(self) -> tuple[SigningKey, OpeningKey]:
        """Return the station's keys; make and commit them the first time.

        They are kept before any call, so that a lost answer can be asked for again with the same key.
        """
        with self._connection.transaction():
            found = self._connection.rows("SELECT signing, opening FROM enrolment WHERE slot = ?", [_SLOT])
            if found:
                return SigningKey.from_bytes(found[0]["signing"]), OpeningKey.from_bytes(found[0]["opening"])
            signing, opening = SigningKey.generate(), OpeningKey.generate()
            self._connection.insert(
                "enrolment", {"slot": _SLOT, "signing": signing.to_bytes(), "opening": opening.to_bytes()}
            )
            return signing, opening

    def is_done(self) -> bool:
        """Tell whether a central has accepted this station."""
        return bool(self._connection.rows("SELECT 1 FROM enrolment WHERE station IS NOT NULL"))

    def record(self, identity: Identity) -> None:
        """Keep what the central answered; the keys stay those of `keys`."""
        self._connection.change(
            "UPDATE enrolment SET station = ?, agency = ?, name = ?, central_keys = ?, sealing = ?,"
            " hosted = ?, publisher = ?, roster = ?, recipient = ?, followup = ?, offset_ms = ?"
            " WHERE slot = ?",
            [
                identity.station,
                identity.agency,
                identity.name,
                encode([key.raw for key in identity.central_keys]),
                None if identity.sealing is None else identity.sealing.raw,
                int(identity.hosted),
                identity.publisher.raw,
                identity.roster,
                identity.recipient.raw,
                identity.followup,
                identity.offset_ms,
                _SLOT,
            ],
        )

    def refresh(
        self, *, roster: bytes, recipient: SealKey, hosted: bool, sealing: SealKey, followup: str | None
    ) -> None:
        """Keep what a verified roster now says of the agency; the caller has checked that it is no older."""
        self._connection.change(
            "UPDATE enrolment SET roster = ?, recipient = ?, hosted = ?, sealing = ?, followup = ?"
            " WHERE slot = ? AND station IS NOT NULL",
            [roster, recipient.raw, int(hosted), sealing.raw, followup, _SLOT],
        )

    def roster_issued(self) -> int | None:
        """Return when the kept roster was issued (ms, central's clock), or None before enrolment.

        Its signature was verified before it was kept.
        """
        found = self._connection.rows("SELECT roster FROM enrolment WHERE station IS NOT NULL")
        return int(decode(parse1(found[0]["roster"]).payload)["issued"]) if found else None

    def set_offset(self, offset_ms: int) -> None:
        """Keep the central's signed time minus this clock, in milliseconds."""
        self._connection.change("UPDATE enrolment SET offset_ms = ? WHERE slot = ?", [offset_ms, _SLOT])

    def identity(self) -> Identity:
        """Return who this station is; raise NotEnrolled."""
        found = self._connection.rows("SELECT * FROM enrolment WHERE station IS NOT NULL")
        if not found:
            raise NotEnrolled
        row = found[0]
        return Identity(
            station=row["station"],
            agency=row["agency"],
            name=row["name"],
            signing=SigningKey.from_bytes(row["signing"]),
            opening=OpeningKey.from_bytes(row["opening"]),
            central_keys=tuple(VerifyKey(raw) for raw in decode(row["central_keys"])),
            sealing=None if row["sealing"] is None else SealKey(row["sealing"]),
            hosted=bool(row["hosted"]),
            publisher=VerifyKey(row["publisher"]),
            roster=row["roster"],
            recipient=SealKey(row["recipient"]),
            followup=row["followup"],
            offset_ms=row["offset_ms"],
        )

    def member(self) -> Member:
        """Return who this station is to its neighbours; raise NotEnrolled."""
        found = self._connection.rows(
            "SELECT station, agency, signing, central_keys, roster, offset_ms FROM enrolment"
            " WHERE station IS NOT NULL"
        )
        if not found:
            raise NotEnrolled
        row = found[0]
        return Member(
            station=row["station"],
            agency=row["agency"],
            signing=SigningKey.from_bytes(row["signing"]),
            central_keys=tuple(VerifyKey(raw) for raw in decode(row["central_keys"])),
            roster=row["roster"],
            offset_ms=row["offset_ms"],
        )

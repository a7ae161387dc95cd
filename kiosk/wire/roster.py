"""The stations of an agency and the key of its own services, signed by the central, endorsed by a counter."""

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.errors import Malformed
from kiosk.wire.keys import SealKey, VerifyKey
from kiosk.wire.statement import RECIPIENT, ROSTER, read_statement

COUNTER = "counter"


@dataclass(frozen=True)
class RosterStation:
    """A station of the agency. signing: what it signs with; sealing: what a secret for it is sealed to."""

    number: int
    role: str
    name: str
    signing: VerifyKey
    sealing: SealKey


@dataclass(frozen=True)
class Roster:
    """An agency. hosted: the central opens what is sealed to `recipient`. issued: ms, central's clock."""

    agency: int
    name: str
    recipient: SealKey
    hosted: bool
    stations: tuple[RosterStation, ...]
    issued: int


def read_roster(raw: bytes, keys: Mapping[bytes, VerifyKey]) -> Roster:
    """Return the roster that one of the central's keys signed, by key id; raise Malformed or BadSignature.

    A recipient key that is not hosted counts only with the signature of a counter of this very roster: the
    key was made on a counter, and its name must not change because somebody wrote into a database.
    """
    value = read_statement(ROSTER, raw, keys)
    roster = Roster(
        agency=value["agency"],
        name=value["name"],
        recipient=SealKey(value["recipient"]),
        hosted=value["hosted"],
        stations=tuple(
            RosterStation(number, role, name, VerifyKey(signing), SealKey(sealing))
            for number, role, name, signing, sealing in value["stations"]
        ),
        issued=value["issued"],
    )
    if roster.hosted != (value["endorsement"] is None):
        raise Malformed(detail="endorsement")
    if not roster.hosted:
        _check_endorsement(value["endorsement"], roster)
    return roster


def _check_endorsement(raw: bytes, roster: Roster) -> None:
    """Return when a counter of the roster signed its recipient key; raise Malformed or BadSignature."""
    counters = {one.signing.key_id: one.signing for one in roster.stations if one.role == COUNTER}
    agency, recipient, _ = read_statement(RECIPIENT, raw, counters)
    if (agency, recipient) != (roster.agency, roster.recipient.raw):
        raise Malformed(detail="endorsement")

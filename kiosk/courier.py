"""What carries envelopes, and what it may say about it.

A courier never writes state: it reports what it handed over and which signed acknowledgements it brings.
The dispatcher verifies and settles.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from kiosk.errors import Problem


@dataclass(frozen=True)
class Exchange:
    """The result of one visit.

    handed_over: ids that the peer says it keeps (not proof of anything).
    acknowledgements: signed bytes, unverified.
    refused: (id, code) that the peer turned away, unsigned: hold them for a person, do not repeat for ever.
    trouble: what stopped the visit, or None.
    wait_s: how long the peer asked to be left alone (Retry-After), or None.
    peer_time: the central's signed time statement, unverified, when it refused our clock.
    """

    handed_over: tuple[bytes, ...] = ()
    acknowledgements: tuple[bytes, ...] = ()
    refused: tuple[tuple[bytes, str], ...] = ()
    trouble: Problem | None = None
    wait_s: float | None = None
    peer_time: bytes | None = None


@dataclass(frozen=True)
class Parcel:
    """An envelope as couriers see it: a name and sealed bytes."""

    id: bytes
    raw: bytes = field(repr=False)


class Courier(Protocol):
    """Carries sealed bytes; stateless.

    to_central: whether its peer is the central itself. What anybody else turns away is never held: a hub or
    a stick may delay an envelope, and must not be able to stop it on its other ways.
    """

    name: str
    to_central: bool

    def exchange(self, parcels: Sequence[Parcel]) -> Exchange:
        """Offer parcels to the peer and return what came of it; never raises for an expected failure."""
        ...

"""A stick that an agent carries: envelopes go onto it, the central's signed words come back on it."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from kiosk.courier import Exchange, Parcel
from kiosk.errors import StickForeign, StickProblem, WireProblem
from kiosk.stick import Stick, open_stick
from kiosk.store import Identity
from kiosk.wire.roster import read_roster
from kiosk.wire.stick import BatchName, batches, check_marker


class UsbCourier:
    """Puts envelopes on the prepared stick mounted at a folder, each once, and brings the answers to them.

    While the stick is in, it remembers what the names on it stand for: they hold the digests of their files.
    """

    name = "usb"
    to_central = False

    def __init__(self, folder: Path, identity: Identity) -> None:
        self._folder = folder
        self._identity = identity
        self._contents: dict[BatchName, frozenset[bytes]] = {}

    def exchange(self, parcels: Sequence[Parcel]) -> Exchange:
        """Return once the parcels are durably on the stick, with every answer to this station on it."""
        handed_over: list[bytes] = []
        acknowledgements: list[bytes] = []
        try:
            with open_stick(self._folder, self.check) as stick:
                acknowledgements += self._answers(stick)
                for written in self._write(stick, parcels):
                    handed_over += written
        except StickProblem as trouble:
            return Exchange(tuple(handed_over), tuple(acknowledgements), trouble=trouble)
        return Exchange(tuple(handed_over), tuple(acknowledgements))

    def check(self, marker: bytes) -> None:
        """Refuse a stick that no station of this agency prepared; raise StickForeign or StickUnprepared."""
        try:
            roster = read_roster(self._identity.roster, self._identity.keys_by_id)
        except WireProblem:
            # Of a version that is not read any more: the next round of changes mends it.
            raise StickForeign(path=str(self._folder)) from None
        check_marker(marker, roster, str(self._folder))

    def _write(self, stick: Stick, parcels: Sequence[Parcel]) -> Iterator[list[bytes]]:
        ids = {_digest(parcel.raw): parcel.id for parcel in parcels}
        there = self._there(stick)
        yield [one for digest, one in ids.items() if digest in there]
        wanting = [parcel.raw for parcel in parcels if _digest(parcel.raw) not in there]
        for batch in batches(wanting):
            name = stick.write(self._identity.station, batch)
            self._contents[name] = frozenset(map(_digest, batch))
            yield [ids[_digest(raw)] for raw in batch]

    def _there(self, stick: Stick) -> frozenset[bytes]:
        """Return the digests of this station's envelopes that lie whole on the stick."""
        names = stick.batches(self._identity.station)
        for name in names:
            if name not in self._contents:
                read = stick.read(name)
                self._contents[name] = frozenset(map(_digest, read) if isinstance(read, tuple) else ())
        return frozenset().union(*(self._contents[name] for name in names))

    def _answers(self, stick: Stick) -> Iterator[bytes]:
        for name in stick.batches(self._identity.station):
            answers = stick.answers(name)
            if isinstance(answers, tuple):
                yield from answers


def _digest(raw: bytes) -> bytes:
    return hashlib.sha256(raw).digest()

"""The other end without a network: keeps what it is given, answers with signed verdicts."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kiosk.courier import Exchange, Parcel
from kiosk.wire.acknowledgement import Verdict, make_acknowledgement
from kiosk.wire.keys import SigningKey


@dataclass
class FakeCentral:
    """Accepts each id once; `rejects` gives a code for bytes that are to be rejected, signed."""

    key: SigningKey = field(default_factory=SigningKey.generate)
    rejects: Callable[[bytes], str | None] = lambda _: None
    kept: dict[bytes, bytes] = field(default_factory=dict)
    new_rows: int = 0

    def receive(self, parcels: Sequence[Parcel]) -> bytes:
        return make_acknowledgement([self._verdict(parcel) for parcel in parcels], self.key)

    def _verdict(self, parcel: Parcel) -> Verdict:
        code = self.rejects(parcel.raw)
        if code is None and parcel.id not in self.kept:
            self.kept[parcel.id] = parcel.raw
            self.new_rows += 1
        return Verdict(parcel.id, hashlib.sha256(parcel.raw).digest(), code)


@dataclass
class FakeCourier:
    """Says what `plan` makes of the parcels; keeps what it was offered."""

    plan: Callable[[Sequence[Parcel]], Exchange]
    name: str = "https"
    to_central: bool = True
    visits: list[tuple[bytes, ...]] = field(default_factory=list)

    def exchange(self, parcels: Sequence[Parcel]) -> Exchange:
        self.visits.append(tuple(parcel.id for parcel in parcels))
        return self.plan(parcels)

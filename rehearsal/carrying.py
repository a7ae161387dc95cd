"""The child of the proof that a stick may be pulled out: puts envelopes on it, and says each that is there.

`python -m rehearsal.carrying STICK BATCHES FLAVOUR`, where FLAVOUR is a way to be right (`durable`) or wrong.
All in it comes out the same every time, so that whoever opens the stick afterwards knows what was meant.
"""

import hashlib
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import kiosk.stick
from kiosk.courier import Parcel
from kiosk.stick import open_stick, prepare_stick
from kiosk.store import Identity
from kiosk.wire.keys import OpeningKey, SigningKey
from kiosk.wire.statement import ROSTER, sign_statement
from kiosk.wire.stick import BatchName, make_marker
from rehearsal.cuts import CONFIRMED
from sync.couriers.usb import UsbCourier

EACH = 3
STATION = 3
AGENCY = 7
# Larger than a few sectors, so that a file can be torn.
SIZE = 700


def identity() -> Identity:
    """Return the station that carries."""
    station, central = (SigningKey.from_bytes(bytes([number]) * 32) for number in (1, 2))
    opening = OpeningKey.from_bytes(bytes([3]) * 32)
    roster = {
        "agency": AGENCY,
        "name": "Mairie de Saint-Aubin",
        "recipient": opening.public.raw,
        "hosted": True,
        "stations": [[STATION, "kiosk", "Borne 1", station.public.raw, opening.public.raw]],
        "issued": 1,
        "endorsement": None,
    }
    return Identity(
        station=STATION,
        agency=AGENCY,
        name="Borne 1",
        signing=station,
        opening=opening,
        central_keys=(central.public,),
        sealing=opening.public,
        hosted=True,
        publisher=central.public,
        roster=sign_statement(ROSTER, roster, central),
        recipient=opening.public,
        followup=None,
        offset_ms=None,
    )


def parcels(batches: int) -> list[Parcel]:
    """Return what that many batches hold; couriers do not look into it."""
    names = [number.to_bytes(16, "big") for number in range(1, batches * EACH + 1)]
    return [Parcel(name, hashlib.shake_256(name).digest(SIZE)) for name in names]


def answer(name: BatchName) -> bytes:
    """Return what stands for the central's word about a batch."""
    return hashlib.shake_256(name.file.encode()).digest(SIZE)


def carry(folder: Path, batches: int) -> None:
    """Prepare the stick, fill it batch by batch, answer each second one, discard the last."""
    prepare_stick(folder, make_marker(AGENCY, bytes(16), 1, identity().signing))
    courier, all_of_them = UsbCourier(folder, identity()), parcels(batches)
    for number in range(batches):
        offered = all_of_them[: (number + 1) * EACH]
        kept = set(courier.exchange(offered).handed_over)
        new = [one for one in offered[-EACH:] if one.id in kept]
        last = number == batches - 1
        if not last:
            _say({one.id.hex(): one.raw for one in new})
        with open_stick(folder, lambda _: None) as stick:
            name = stick.batches(STATION)[-1]
            if number % 2 or last:
                stick.answer(name, [answer(name)])
            if last:
                stick.discard(name)
            elif number % 2:
                _say({name.digest: answer(name)})


def _say(there: Mapping[str, bytes]) -> None:
    lines = [
        CONFIRMED + f"{name} {hashlib.sha256(raw).hexdigest()}\n".encode() for name, raw in there.items()
    ]
    os.write(1, b"".join(lines))


def _in_place(data: bytes, name: str, folder: int) -> None:
    handle = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644, dir_fd=folder)
    with os.fdopen(handle, "wb") as file:
        # As a copy of some size goes: in several calls.
        for at in range(0, len(data), 1024):
            file.write(data[at : at + 1024])
            file.flush()
        os.fsync(file.fileno())
    os.fsync(folder)


def _no_sync(_handle: int) -> None:
    """Leave it to the system."""


# What each wrong way does instead: (where, what).
FLAVOURS: Mapping[str, Sequence[tuple[object, str, Callable[..., None]]]] = {
    "durable": (),
    "not-durable": ((os, "fsync", _no_sync),),
    "in-place": ((kiosk.stick, "put_durably", _in_place),),
}


if __name__ == "__main__":
    for where, what, instead in FLAVOURS[sys.argv[3]]:
        setattr(where, what, instead)
    carry(Path(sys.argv[1]), int(sys.argv[2]))

"""How much goes into one request to a central or a hub."""

from collections.abc import Iterator, Sequence

from kiosk.courier import Parcel

MOST_PARCELS = 200
# The station API says 512 KiB; the rest is for the heads that CBOR puts before each envelope.
MOST_BYTES = 512 * 1024 - 2048


def batches(parcels: Sequence[Parcel]) -> Iterator[Sequence[Parcel]]:
    """Yield the parcels in order, in batches within both bounds; one that is too large goes alone."""
    batch: list[Parcel] = []
    size = 0
    for parcel in parcels:
        if batch and (len(batch) == MOST_PARCELS or size + len(parcel.raw) > MOST_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(parcel)
        size += len(parcel.raw)
    if batch:
        yield batch

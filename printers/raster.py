"""A bitmap as ESC/POS: bands of at most 256 rows, blank paper as feed.

python-escpos sends whole images: at 576 dots its "graphics" declares 3,594 bytes and sends 69,130, and its
raster sends every blank row. So the bytes are made here, from its constants.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from escpos.constants import ESC, GS, HW_INIT, S_RASTER_N

from printers.profiles import Profile

BAND_ROWS = 256
FEED_MOST = 255
# Answered only when everything before it is through: sent after the cut, it tells that the paper came out.
TELL_WHEN_THROUGH = bytes(GS + b"r\x01")


@dataclass(frozen=True)
class Bitmap:
    """One bit a dot, 1 is black. rows: each row padded to whole bytes, most significant bit first."""

    width: int
    height: int
    rows: bytes = field(repr=False)

    @property
    def stride(self) -> int:
        """Return the bytes of one row."""
        return (self.width + 7) // 8

    def row(self, y: int) -> bytes:
        """Return one row."""
        return self.rows[y * self.stride : (y + 1) * self.stride]


def bands(bitmap: Bitmap, profile: Profile, *, confirm: bool) -> Iterator[bytes]:
    """Yield the whole job in pieces: start, bands and feeds, cut, and the question whether it is through.

    confirm: ask. A printer that does not know the question might print it.
    """
    yield _start(profile)
    rows = [bitmap.row(y).rstrip(b"\0") for y in range(bitmap.height)]
    for blank, group in groupby(rows, key=lambda row: not row):
        run = list(group)
        if blank:
            yield from _feeds(len(run))
        else:
            yield from (_band(run[at : at + BAND_ROWS]) for at in range(0, len(run), BAND_ROWS))
    yield profile.cut
    if confirm:
        yield TELL_WHEN_THROUGH


def _start(profile: Profile) -> bytes:
    # A feed counts in "motion units", 1/360 inch on some models: GS P makes a unit one dot.
    return bytes(HW_INIT + GS + b"P" + bytes([profile.dpi, profile.dpi]))


def _feeds(rows: int) -> Iterator[bytes]:
    while rows > 0:
        part = min(rows, FEED_MOST)
        yield bytes(ESC + b"J" + bytes([part]))
        rows -= part


def _band(rows: list[bytes]) -> bytes:
    width = max(len(row) for row in rows)
    head = bytes(S_RASTER_N) + width.to_bytes(2, "little") + len(rows).to_bytes(2, "little")
    return head + b"".join(row.ljust(width, b"\0") for row in rows)

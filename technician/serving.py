"""What a station must have to serve: looked at before its desk opens, in milliseconds.

Database, packs and agency sheet are not looked at here: the desk opens them right after, and raises what is
wrong. Network, printer and sound never keep a station from serving (docs/adr/0074).
"""

import os
from array import array
from pathlib import Path
from typing import Final

from kiosk.config import Config
from kiosk.errors import DiskFull, FontsMissing

FONTS: Final = Path(__file__).resolve().parent.parent / "assets" / "fonts"
FACES: Final = (
    "RelaisSans-Medium.ttf",
    "RelaisSans-SemiBold.ttf",
    "RelaisSans-Bold.ttf",
    "RelaisSans-ExtraBold.ttf",
)
# Below this a request may be refused in the middle; a sealed one takes some kilobytes, its journal less.
LEAST_BYTES: Final = 64 << 20
# OpenType, table "head": all 32-bit words of a whole font add up to this.
WHOLE_FONT: Final = 0xB1B0AFBA


def check_serving(config: Config) -> None:
    """Raise DiskFull or FontsMissing, which keep this station from serving."""
    left = room(config.data)
    if left < LEAST_BYTES:
        raise DiskFull(path=str(config.data), megabytes=left >> 20)
    damaged = damaged_font()
    if damaged is not None:
        raise FontsMissing(path=str(damaged))


def room(folder: Path) -> int:
    """Return the bytes left for us on the disk of a folder, which need not exist yet."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    disk = os.statvfs(there)
    return disk.f_bavail * disk.f_frsize


def damaged_font(folder: Path | None = None) -> Path | None:
    """Return the first font of the interface that is absent or not whole, or None."""
    for name in FACES:
        path = (folder or FONTS) / name
        try:
            words = array("I", path.read_bytes())
        except (OSError, ValueError):
            return path
        words.byteswap()
        if sum(words) & 0xFFFFFFFF != WHOLE_FONT:
            return path
    return None

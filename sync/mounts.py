"""Which media are mounted below some folders, as the kernel lists them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

TABLE = Path("/proc/self/mountinfo")
_ESCAPE = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True)
class Mount:
    """A medium. number: the kernel's own for this mount; another stick at the same path has another one."""

    number: int
    path: Path


def mounted(folders: Sequence[Path], table: Path = TABLE) -> tuple[Mount, ...]:
    """Return what is mounted below the folders, each path once; nothing on it is looked at.

    Of an automount and what it mounted, the automount counts: it stays while the stick is in.
    """
    found: dict[Path, Mount] = {}
    for line in table.read_text("utf-8", "surrogateescape").splitlines():
        number, _, _, _, point, *_ = line.split(" ")
        path = Path(_ESCAPE.sub(lambda escaped: chr(int(escaped[1], 8)), point))
        if any(folder in path.parents for folder in folders):
            found.setdefault(path, Mount(int(number), path))
    return tuple(found.values())

"""A screen without a display: Xvfb, whose picture is a file that anybody may look at.

One looks at the pixels and at nothing else: the same way for every program, and none is asked to tell.
"""

import mmap
import os
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

LOOK_EVERY_S = 0.002
ROWS_APART = 8
HEADER_WORDS = 25
BYTES_A_PIXEL = 4
COLOUR_BYTES = 12


class NeverShown(Exception):
    """What was waited for never came on the screen."""


class Screen:
    """One Xvfb of `size` pixels. Use as a context; `environment` makes a program show itself there."""

    def __init__(self, size: tuple[int, int] = (1280, 800)) -> None:
        self.size = size

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="screen-")
        read, write = os.pipe()
        width, height = self.size
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp",
             "-fbdir", self._folder.name, "-noreset"],
            pass_fds=(write,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(write)
        with os.fdopen(read) as told:
            number = told.readline().strip()
        if not number:
            raise NeverShown("Xvfb did not start")
        self.environment = {**os.environ, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
        self.environment.pop("WAYLAND_DISPLAY", None)
        with (Path(self._folder.name) / "Xvfb_screen0").open("rb") as file:
            self._picture = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        words = struct.unpack(f">{HEADER_WORDS}I", self._picture[: HEADER_WORDS * 4])
        # XWD: length of the header, then 12 bytes for each colour of the map, then the pixels.
        self._pixels, self._row = words[0] + words[19] * COLOUR_BYTES, words[12]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, bug: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._picture.close()
        self._server.terminate()
        self._server.wait()
        self._folder.cleanup()

    def share(self, colour: str) -> float:
        """Return which part of the screen has exactly this colour (#rrggbb), from every eighth row."""
        rows = range(0, self.size[1], ROWS_APART)
        red, green, blue = bytes.fromhex(colour.removeprefix("#"))
        wanted = bytes((blue, green, red))
        length = self.size[0] * BYTES_A_PIXEL
        starts = (self._pixels + row * self._row for row in rows)
        found = sum(self._picture[start : start + length].count(wanted) for start in starts)
        return found / (len(rows) * self.size[0])

    def wait(self, shares: Mapping[str, float], seconds: float = 60.0) -> float:
        """Wait until each colour has at least its share; return that moment (time.monotonic).

        Raises NeverShown.
        """
        until = time.monotonic() + seconds
        while True:
            now = time.monotonic()
            if all(self.share(colour) >= least for colour, least in shares.items()):
                return now
            if now > until:
                seen = {colour: round(self.share(colour), 3) for colour in shares}
                raise NeverShown(f"waited {seconds:.0f} s for {dict(shares)}; the screen has {seen}")
            time.sleep(LOOK_EVERY_S)

    def wait_without(self, colours: Iterable[str], seconds: float = 60.0) -> None:
        """Wait until none of these colours is left of the program before. Raises NeverShown."""
        until = time.monotonic() + seconds
        while left := [colour for colour in colours if self.share(colour) > 0]:
            if time.monotonic() > until:
                raise NeverShown(f"{left} stayed on the screen")
            time.sleep(LOOK_EVERY_S)

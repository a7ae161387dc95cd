"""ESC/POS read as a printer reads it: real-time commands at once, the rest in order, when it can print.

Understood: ESC @, GS P, GS v 0, ESC J, ESC d, GS V, GS r, GS ( H, DLE EOT, DLE DC4 8. Anything else raises
UnknownCommand: a byte that a printer would print as text is a mistake of ours.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from printers.raster import Bitmap

ALWAYS_SET = 0x12
OFFLINE, COVER_OPEN, PAPER_END_STOP, ROLL_END, ROLL_END_ASKED = 0x08, 0x04, 0x20, 0x60, 0x0C
CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
CLEARED = b"\x37\x25\x00"
# Vertical motion units of an inch before GS P: finer than a dot, as on the models of the most used maker.
FINE_UNITS = 360
# Fixed length of each command, its two first bytes included; 0: see `_length`.
LENGTHS = {
    b"\x1b@": 2,
    b"\x1bJ": 3,
    b"\x1bd": 3,
    b"\x1dP": 4,
    b"\x1dr": 3,
    b"\x1dV": 0,
    b"\x1dv": 0,
    b"\x1d(": 0,
}
LINES_AN_INCH = 6


class UnknownCommand(Exception):
    """Bytes that no command of ours begins with."""


class Say(Protocol):
    """Sends an answer. through: this one was asked in order, after what came before it."""

    def __call__(self, answer: bytes, /, *, through: bool) -> None:
        """Send."""


@dataclass(frozen=True)
class Sheet:
    """What came out at one cut, and the bytes that made it."""

    bitmap: Bitmap
    raw: bytes = field(repr=False)


class Interpreter:
    """Keeps its state from one connection to the next, a half command included, as printers do."""

    def __init__(
        self,
        dots: int,
        dpi: int,
        held: Callable[[], tuple[bool, bool]],
        say: Say,
        keep: Callable[[Sheet], None],
    ) -> None:
        """Take the width of the paper; held: (paper out, cover open), asked before each command."""
        self.on_row: Callable[[int], None] = lambda _rows: None
        self._stride = (dots + 7) // 8
        self._dots = dots
        self._dpi = dpi
        self._held = held
        self._say = say
        self._keep = keep
        self._pending = b""
        self._queue: deque[bytes] = deque()
        self._units = FINE_UNITS
        self._rows = bytearray()
        self._feed_to_knife = 0
        self._raw = bytearray()

    def feed(self, data: bytes, *, lose: bool = False) -> None:
        """Take bytes as they arrive. lose: only real-time commands have an effect."""
        self._pending += data
        while self._pending and (length := self._length(self._pending)):
            command, self._pending = self._pending[:length], self._pending[length:]
            if command[:1] == b"\x10":
                self._at_once(command)
            elif not lose:
                self._queue.append(command)
        self.go_on()
        self._heed_inside_data(len(data), lose=lose)

    def go_on(self) -> None:
        """Do what waits, as far as paper and cover allow."""
        while self._queue and not any(self._held()):
            self._do(self._queue.popleft())

    def _length(self, data: bytes) -> int:
        """Return the length of the whole command that `data` begins with, 0 while it is incomplete."""
        if data[:1] == b"\x10":
            length = {b"\x10\x04": 3, b"\x10\x14": len(CLEAR)}.get(data[:2], 2 if len(data) < 2 else 1)
        elif data[:1] in (b"\x00", b"\x0a"):
            length = 1
        elif len(data) < 2:
            return 0
        elif data[:2] not in LENGTHS:
            raise UnknownCommand(data[:8].hex(" "))
        else:
            length = LENGTHS[data[:2]] or self._own_length(data)
        return length if len(data) >= length else 0

    @staticmethod
    def _own_length(data: bytes) -> int:
        if data[:2] == b"\x1dV":
            return 4 if data[2:3] in (b"\x41", b"\x42") else 3
        if data[:2] == b"\x1d(":
            return 5 + int.from_bytes(data[3:5], "little") if len(data) >= 5 else len(data) + 1
        if len(data) < 8:
            return len(data) + 1
        return 8 + int.from_bytes(data[4:6], "little") * int.from_bytes(data[6:8], "little")

    def _heed_inside_data(self, arrived: int, *, lose: bool) -> None:
        """Heed real-time commands in the middle of picture data: printers do, and keep them as data too."""
        at = self._pending.find(CLEAR, max(0, len(self._pending) - arrived - len(CLEAR) + 1))
        if at >= 0:
            after, self._pending = self._pending[at + len(CLEAR) :], b""
            self._at_once(CLEAR)
            self.feed(after, lose=lose)
            return
        fresh = self._pending[-(arrived + 2) :]
        for at in range(len(fresh) - 2):
            if fresh[at : at + 2] == b"\x10\x04" and 1 <= fresh[at + 2] <= 4:
                self._at_once(fresh[at : at + 3])

    def _at_once(self, command: bytes) -> None:
        if command == CLEAR:
            self._queue.clear()
            self._rows.clear()
            self._raw.clear()
            self._say(CLEARED, through=False)
        elif command[:2] == b"\x10\x04":
            self._say(bytes([self._state(command[2])]), through=False)

    def _state(self, which: int) -> int:
        paper_out, cover_open = self._held()
        state = ALWAYS_SET
        if which == 1 and (paper_out or cover_open):
            state |= OFFLINE
        if which == 2:
            state |= (COVER_OPEN if cover_open else 0) | (PAPER_END_STOP if paper_out else 0)
        if which == 4 and paper_out:
            state |= ROLL_END
        return state

    def _do(self, command: bytes) -> None:
        self._raw += command
        match command[:2]:
            case b"\x1b@":
                # A job begins: the question after the last cut belongs to the job before.
                self._raw = bytearray(command)
                self._units = FINE_UNITS
            case b"\x1dP":
                self._units = command[3] or FINE_UNITS
            case b"\x1dv":
                self._print_band(command)
            case b"\x1bJ":
                self._blank(command[2] * self._dpi // self._units)
            case b"\x1bd":
                self._feed_to_knife += command[2] * self._dpi // LINES_AN_INCH
            case b"\x1dV":
                self._cut()
            case b"\x1dr":
                self._say(bytes([ROLL_END_ASKED if self._held()[0] else 0]), through=True)
            case b"\x1d(" if command[2:3] == b"H":
                self._say(b"\x37\x22" + command[7:11] + b"\0", through=True)
            case _:
                pass

    def _print_band(self, command: bytes) -> None:
        self._blank(0)
        width, rows = int.from_bytes(command[4:6], "little"), int.from_bytes(command[6:8], "little")
        for y in range(rows):
            row = command[8 + y * width : 8 + (y + 1) * width]
            self._rows += row[: self._stride].ljust(self._stride, b"\0")
        self.on_row(len(self._rows) // self._stride)

    def _blank(self, rows: int) -> None:
        self._rows += bytes(self._stride * (self._feed_to_knife + rows))
        self._feed_to_knife = 0

    def _cut(self) -> None:
        # What was fed to bring the last row past the knife stands at the top of the next sheet: not drawn.
        self._feed_to_knife = 0
        bitmap = Bitmap(self._dots, len(self._rows) // self._stride, bytes(self._rows))
        raw = bytes(self._raw)
        self._rows.clear()
        self._raw.clear()
        self._keep(Sheet(bitmap, raw))


def decode(raw: bytes, dots: int, dpi: int = 203) -> list[Bitmap]:
    """Return the picture of each sheet that these bytes make on a printer in order. Raises UnknownCommand."""
    sheets: list[Sheet] = []

    def nobody(_answer: bytes, *, through: bool) -> None:
        """Answer nobody."""

    Interpreter(dots, dpi, lambda: (False, False), nobody, sheets.append).feed(raw)
    return [sheet.bitmap for sheet in sheets]

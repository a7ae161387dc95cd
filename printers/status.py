"""What a printer answers: its state in real time, and that everything before a question is through."""

import time
from collections import deque

from escpos.constants import RT_STATUS

from kiosk.device import CoverOpen, Offline, PaperOut, PrinterStatus, Ready, Silent
from printers.transports import Transport

CAUSE, ROLL = 2, 4
COVER_OPEN, PAPER_END_STOP, ERROR = 0x04, 0x20, 0x40
ROLL_END, ROLL_LOW = 0x60, 0x0C
# Four bits of a real-time state are fixed; none of the other answers has them so.
STATE_MASK, STATE_FIXED = 0x93, 0x12
THROUGH, THROUGH_PAPER_END = (0x00, 0x03, 0x0C, 0x0F), 0x0C
LONG_ANSWER, LONG_END = 0x37, 0x00
# DLE DC4 8: drop what the printer still holds, a half band included. Models without it ignore the bytes.
CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"


class Conversation:
    """Sorts what comes back over one connection.

    through: the answer to the question after the cut, or None so far. A state that nobody asked for is
    possible: three bytes of a picture may look like the question.
    """

    def __init__(self, transport: Transport) -> None:
        self.through: int | None = None
        self._transport = transport
        self._states: deque[int] = deque()
        self._in_long = False

    def status(self, seconds: float) -> PrinterStatus:
        """Ask for the state; silence is not "ready". Raises TransportTrouble when the printer hung up."""
        cause = self._ask(CAUSE, seconds)
        roll = None if cause is None else self._ask(ROLL, seconds)
        if cause is None or roll is None:
            return Silent()
        if cause & COVER_OPEN:
            return CoverOpen()
        if cause & PAPER_END_STOP or roll & ROLL_END:
            return PaperOut()
        if cause & ERROR:
            return Offline("error")
        return Ready(low_paper=bool(roll & ROLL_LOW))

    def listen(self, seconds: float) -> None:
        """Take what comes within this time; return at once when it is through."""
        end = time.monotonic() + seconds
        while self.through is None and (left := end - time.monotonic()) > 0:
            self._sort(self._transport.read(64, left))

    def clear(self) -> None:
        """Make the printer forget what it holds."""
        self._transport.send(CLEAR)

    def _ask(self, which: int, seconds: float) -> int | None:
        self._states.clear()
        self._transport.send(bytes(RT_STATUS) + bytes([which]))
        end = time.monotonic() + seconds
        while not self._states and (left := end - time.monotonic()) > 0:
            self._sort(self._transport.read(64, left))
        return self._states.popleft() if self._states else None

    def _sort(self, data: bytes) -> None:
        for byte in data:
            if self._in_long:
                self._in_long = byte != LONG_END
            elif byte == LONG_ANSWER:
                self._in_long = True
            elif byte & STATE_MASK == STATE_FIXED:
                self._states.append(byte)
            elif byte in THROUGH:
                self.through = byte

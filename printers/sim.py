"""A virtual ESC/POS printer on TCP: answers as printers do, fails as printers do, and keeps each receipt.

The demo and the rehearsals print on it. What it understands stands in `printers/interpreter.py`.
"""

import select
import signal
import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, TracebackType

from PIL import Image

from printers.interpreter import Interpreter, Sheet

LOOK_S = 0.02
CHUNK = 4096


@dataclass
class Faults:
    """What is wrong with the printer; may be changed while it runs.

    paper_out, cover_open: it holds what it got until this is put right. paper_ends_at: the paper ends after
    so many rows of the next sheet. silent: says nothing and prints nothing. blind: prints and says nothing.
    mute: answers about its state, never whether it is through. swallow: answers about its state, and loses
    everything else. stall_at, reset_at: after so many bytes of a connection, takes no more, or hangs up.
    late_reply: seconds before it says that it is through.
    """

    paper_out: bool = False
    cover_open: bool = False
    paper_ends_at: int | None = None
    silent: bool = False
    blind: bool = False
    mute: bool = False
    swallow: bool = False
    stall_at: int | None = None
    reset_at: int | None = None
    late_reply: float = 0.0


class VirtualPrinter:
    """Serves one connection at a time on loopback, from a thread of its own.

    Each cut saves receipt-NN.png (the sheet) and receipt-NN.bin (its bytes) in the folder.
    """

    def __init__(
        self, folder: Path, port: int = 0, faults: Faults | None = None, *, dots: int = 576, dpi: int = 203
    ) -> None:
        self.faults = faults or Faults()
        self.sheets: list[Sheet] = []
        self._folder = folder
        self._folder.mkdir(parents=True, exist_ok=True)
        self._due: list[tuple[float, bytes]] = []
        self._interpreter = Interpreter(dots, dpi, self._held, self._say, self._keep)
        self._interpreter.on_row = self._row_printed
        self._connection: socket.socket | None = None
        self.taken = 0
        self._stopping = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", port))
        self.port = int(self._listener.getsockname()[1])
        self._thread = threading.Thread(target=self._serve, name="virtual printer")

    def __enter__(self) -> "VirtualPrinter":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        while not self._stopping.is_set():
            if select.select([self._listener], [], [], LOOK_S)[0]:
                self._connection, _ = self._listener.accept()
                self.taken = 0
                with self._connection:
                    self._converse(self._connection)
                self._connection = None
                self._due.clear()
            else:
                self._interpreter.go_on()

    def _converse(self, connection: socket.socket) -> None:
        while not self._stopping.is_set():
            self._answer_what_is_due()
            self._interpreter.go_on()
            stalled = self.faults.stall_at is not None and self.taken >= self.faults.stall_at
            if stalled or not select.select([connection], [], [], LOOK_S)[0]:
                if stalled:
                    self._stopping.wait(LOOK_S)
                continue
            try:
                data = connection.recv(self._appetite())
            except OSError:
                return
            if not data or not self._take(connection, data):
                return

    def _appetite(self) -> int:
        limits = [limit - self.taken for limit in (self.faults.stall_at, self.faults.reset_at) if limit]
        return max(1, min([CHUNK, *limits]))

    def _take(self, connection: socket.socket, data: bytes) -> bool:
        """Return whether the connection goes on."""
        self.taken += len(data)
        if self.faults.silent:
            return True
        self._interpreter.feed(data, lose=self.faults.swallow)
        if self.faults.reset_at is not None and self.taken >= self.faults.reset_at:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return False
        return True

    def _held(self) -> tuple[bool, bool]:
        return self.faults.paper_out, self.faults.cover_open

    def _row_printed(self, rows: int) -> None:
        if self.faults.paper_ends_at is not None and rows >= self.faults.paper_ends_at:
            self.faults.paper_ends_at = None
            self.faults.paper_out = True

    def _say(self, answer: bytes, *, through: bool) -> None:
        """Send a status at once, and that it is through when it is time for it."""
        if self.faults.blind or self.faults.silent or (through and self.faults.mute):
            return
        self._due.append((time.monotonic() + (self.faults.late_reply if through else 0.0), answer))
        self._answer_what_is_due()

    def _answer_what_is_due(self) -> None:
        now = time.monotonic()
        due = [answer for at, answer in self._due if at <= now]
        self._due = [(at, answer) for at, answer in self._due if at > now]
        # Who asked may have hung up: its answer is lost, as with a real printer.
        with suppress(OSError):
            if self._connection is not None and due:
                self._connection.sendall(b"".join(due))

    def _keep(self, sheet: Sheet) -> None:
        self.sheets.append(sheet)
        stem = self._folder / f"receipt-{len(self.sheets):02}"
        stem.with_suffix(".bin").write_bytes(sheet.raw)
        flipped = bytes(byte ^ 0xFF for byte in sheet.bitmap.rows)
        size = (sheet.bitmap.width, sheet.bitmap.height)
        # Last: who waits for the picture finds the bytes too.
        part = stem.with_suffix(".part")
        Image.frombytes("1", size, flipped).save(part, "PNG")
        part.replace(stem.with_suffix(".png"))


def run_sim(port: int, folder: Path, say: Callable[[str], None] = print) -> None:
    """Print until SIGTERM or SIGINT; `say` gets "printer ready 127.0.0.1:PORT" once it listens."""
    ended = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        ended.set()

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, end)
    with VirtualPrinter(folder, port) as printer:
        say(f"printer ready 127.0.0.1:{printer.port}")
        ended.wait()

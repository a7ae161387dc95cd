"""A printer that the system shows as a device file, such as /dev/usb/lp0."""

import os
import select
import stat
import time
from pathlib import Path

from printers.transports.transport import TransportTrouble

STALL_S = 10.0


class FileTransport:
    """Writes to a character device or a named pipe, without ever blocking for good.

    An ordinary file is refused: a receipt must not stay on a disk, in clear.
    """

    def __init__(self, path: Path, *, stall_s: float = STALL_S) -> None:
        self._path = path
        self._stall_s = stall_s
        self._file = -1
        self._readable = True

    def open(self) -> None:
        """Open the device; raise TransportTrouble "offline", or "not_a_device" for an ordinary file."""
        self.close()
        try:
            # Asked before opening too: opening may already change a file, or wait.
            mode = self._path.stat().st_mode
            if not (stat.S_ISCHR(mode) or stat.S_ISFIFO(mode)):
                raise TransportTrouble("not_a_device")
            self._readable = stat.S_ISCHR(mode)
            access = os.O_RDWR if self._readable else os.O_WRONLY
            self._file = os.open(self._path, access | os.O_NONBLOCK | os.O_NOCTTY)
        except OSError as error:
            raise TransportTrouble("offline") from error

    def send(self, data: bytes) -> None:
        """Write all; raise TransportTrouble "stalled" or "offline"."""
        sent = 0
        while sent < len(data):
            try:
                if not select.select([], [self._number()], [], self._stall_s)[1]:
                    raise TransportTrouble("stalled", sent)
                sent += os.write(self._file, data[sent:])
            except BlockingIOError:
                # A device may promise room for one byte and have none for a block.
                time.sleep(0.01)
            except OSError as error:
                raise TransportTrouble("offline", sent) from error

    def read(self, most: int, seconds: float) -> bytes:
        """Return what came; b"" for silence, and after the time for a device that never answers."""
        if not self._readable:
            self._number()
            time.sleep(seconds)
            return b""
        try:
            if not select.select([self._number()], [], [], seconds)[0]:
                return b""
            data = os.read(self._file, most)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise TransportTrouble("offline") from error
        if not data:
            # usblp answers "nothing" at once instead of waiting.
            time.sleep(seconds)
        return data

    def close(self) -> None:
        """Close the device."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _number(self) -> int:
        if self._file < 0:
            raise TransportTrouble("offline")
        return self._file

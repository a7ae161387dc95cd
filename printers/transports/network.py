"""A printer that listens on TCP, mostly on port 9100."""

import socket
import struct
from contextlib import suppress

from printers.transports.transport import TransportTrouble

OPEN_S = 3.0
# How long a printer may take no byte at all: it feeds, cuts, or waits for paper with a full buffer.
STALL_S = 10.0
# How long to take, at the end, what the printer still says: unread answers would make the hang-up a reset,
# and a reset may cost the end of a paper. Many printers never hang up themselves.
LINGER_S = 1.0


class NetworkTransport:
    """Sends over one TCP connection."""

    def __init__(self, host: str, port: int, *, open_s: float = OPEN_S, stall_s: float = STALL_S) -> None:
        self._address = (host, port)
        self._open_s = open_s
        self._stall_s = stall_s
        self._socket: socket.socket | None = None
        self._broken = False

    def open(self) -> None:
        """Connect; raise TransportTrouble("offline")."""
        self.close()
        try:
            self._socket = socket.create_connection(self._address, self._open_s)
        except OSError as error:
            raise TransportTrouble("offline") from error
        self._broken = False

    def send(self, data: bytes) -> None:
        """Send all; raise TransportTrouble "stalled" or "offline"."""
        connection = self._connection()
        connection.settimeout(self._stall_s)
        sent = 0
        while sent < len(data):
            # Not sendall: its time limit is for the whole, and it does not tell how much left.
            try:
                sent += connection.send(data[sent:])
            except TimeoutError as error:
                self._broken = True
                raise TransportTrouble("stalled", sent) from error
            except OSError as error:
                self._broken = True
                raise TransportTrouble("offline", sent) from error

    def read(self, most: int, seconds: float) -> bytes:
        """Return what came, b"" for silence; raise TransportTrouble("offline") when the printer hung up."""
        connection = self._connection()
        connection.settimeout(max(seconds, 0.001))
        try:
            data = connection.recv(most)
        except TimeoutError:
            return b""
        except OSError as error:
            self._broken = True
            raise TransportTrouble("offline") from error
        if not data:
            self._broken = True
            raise TransportTrouble("offline")
        return data

    def close(self) -> None:
        """Hang up: when all went well, so that the printer still gets everything; else at once."""
        connection, self._socket = self._socket, None
        if connection is None:
            return
        with connection, suppress(OSError):
            if self._broken:
                # A reset: bytes that still wait here must not print for whoever comes next.
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            else:
                connection.shutdown(socket.SHUT_WR)
                connection.settimeout(LINGER_S)
                while connection.recv(64):
                    pass

    def _connection(self) -> socket.socket:
        if self._socket is None:
            raise TransportTrouble("offline")
        return self._socket

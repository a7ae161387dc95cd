"""The hub's HTTP server: few connections, small requests, little time for each.

Anybody on the local network can reach it. So a connection carries one request, has 20 seconds in all however
it drips, and a place only while there is one; a body is read only for a station of the roster.
"""

import socket
import threading
from collections import Counter
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from kiosk.clock import Clock
from sync.hub.intake import BUSY_S, MOST_BODY, HubIntake, Refused, Reply, Request

MOST_CONNECTIONS = 32
MOST_OF_ONE = 8
TOTAL_S = 20.0
SILENCE_S = 10.0
POLL_S = 0.5
_NO_PLACE = f"HTTP/1.1 503 Busy\r\nRetry-After: {BUSY_S}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class HubServer(ThreadingHTTPServer):
    """Hands requests to the intake, each on a thread of its own."""

    daemon_threads = True
    request_queue_size = 32

    def __init__(self, address: tuple[str, int], intake: HubIntake, clock: Clock) -> None:
        """Listen at once; raises OSError where the port is taken."""
        self.intake = intake
        self._clock = clock
        self._open: dict[socket.socket, tuple[float, str]] = {}
        self._lock = threading.Lock()
        super().__init__(address, _Handler)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def verify_request(self, request: Any, client_address: Any) -> bool:
        """Give a connection a place, or turn it away at once."""
        host = str(client_address[0])
        with self._lock:
            places = Counter(host for _, host in self._open.values())
            if len(self._open) < MOST_CONNECTIONS and places[host] < MOST_OF_ONE:
                self._open[request] = (self._clock.monotonic() + TOTAL_S, host)
                return True
        with suppress(OSError):
            request.setblocking(False)
            request.sendall(_NO_PLACE.encode())
        return False

    def service_actions(self) -> None:
        """End the connections whose time is up; called between polls."""
        now = self._clock.monotonic()
        with self._lock:
            late = [one for one, (until, _) in self._open.items() if until < now]
        for one in late:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def shutdown_request(self, request: Any) -> None:
        """End a connection and free its place."""
        with self._lock:
            self._open.pop(request, None)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that hang up; print what is a bug and go on, people are served here too."""
        import sys

        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = SILENCE_S
    server: HubServer
    _is_read = True

    def do_GET(self) -> None:
        self._serve("GET")

    def do_POST(self) -> None:
        self._serve("POST")

    def _serve(self, method: str) -> None:
        self.close_connection = True
        self._is_read = method == "GET"
        headers = dict(self.headers.items())
        self._send(self.server.intake.answer(Request(method, self.path, headers, self._body)))

    def _body(self) -> bytes:
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not (length.isascii() and length.isdigit()):
            raise Refused(411, "no_length")
        if len(length) > 9 or int(length) > MOST_BODY:
            raise Refused(413, "too_large")
        body = self.rfile.read(int(length))
        if len(body) != int(length):
            raise ConnectionAbortedError
        self._is_read = True
        return body

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", "application/cbor")
        self.send_header("Content-Length", str(len(reply.body)))
        self.send_header("Connection", "close")
        if reply.wait_s is not None:
            self.send_header("Retry-After", str(reply.wait_s))
        if reply.etag is not None:
            self.send_header("ETag", reply.etag)
        self.end_headers()
        self.wfile.write(reply.body)
        if not self._is_read:
            self._let_them_finish()

    def _let_them_finish(self) -> None:
        """Take in and forget a body that nobody wanted: closed at once, its sender would not see why."""
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_WR)
        left = 2 * MOST_BODY
        while left > 0 and (piece := self.rfile.read1(65536)):
            left -= len(piece)

    def version_string(self) -> str:
        """Say what it is and not which version of what."""
        return "relais"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's signature
        """Keep no access log: who asked when is nobody's business."""

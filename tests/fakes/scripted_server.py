"""A real HTTP server on loopback that answers as a test wants, down to the bytes."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from kiosk.wire.cbor import encode


@dataclass
class Request:
    """What arrived. headers: names as sent."""

    path: str
    headers: dict[str, str]
    body: bytes
    method: str = "POST"


@dataclass
class Reply:
    """What goes back. value: sent as CBOR; body: sent as it is. raw: instead of everything else.

    cut: close after so many bytes of the body. drip_s: seconds between single bytes of the body.
    """

    status: int = 200
    value: object = None
    body: bytes | None = None
    media_type: str = "application/cbor"
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    cut: int | None = None
    drip_s: float | None = None


class ScriptedServer(ThreadingHTTPServer):
    """Answers with `script(request)`; keeps the requests."""

    daemon_threads = True

    def __init__(self, port: int, script: Callable[[Request], Reply], *, answers_get: bool = False) -> None:
        self.script = script
        self.answers_get = answers_get
        self.requests: list[Request] = []
        self.closing = threading.Event()
        self._open: list[socket.socket] = []
        super().__init__(("127.0.0.1", port), _Handler)

    def process_request(self, request: socket.socket, client_address: object) -> None:
        self._open.append(request)
        super().process_request(request, client_address)

    def hang_up(self) -> None:
        """End the connections that clients keep alive, as a process that ends does."""
        self.closing.set()
        for connection in self._open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that hang up."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ScriptedServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        request = Request(self.path, dict(self.headers.items()), body)
        self.server.requests.append(request)
        self._send(self.server.script(request))

    def do_GET(self) -> None:
        request = Request(self.path, dict(self.headers.items()), b"", "GET")
        self.server.requests.append(request)
        self._send(self.server.script(request) if self.server.answers_get else Reply(body=b"", status=404))

    def _send(self, reply: Reply) -> None:
        if reply.raw is not None:
            self.wfile.write(reply.raw)
            self.close_connection = True
            return
        body = encode(reply.value) if reply.body is None else reply.body
        self.send_response(reply.status)
        for name, value in {
            "Content-Type": reply.media_type,
            "Content-Length": str(len(body)),
            **reply.headers,
        }.items():
            self.send_header(name, value)
        self.end_headers()
        if reply.cut is not None:
            body, self.close_connection = body[: reply.cut], True
        if reply.drip_s is None:
            self.wfile.write(body)
        else:
            for at in range(len(body)):
                self.wfile.write(body[at : at + 1])
                if self.server.closing.wait(reply.drip_s):
                    return

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@contextmanager
def serving(
    script: Callable[[Request], Reply],
    *,
    port: int = 0,
    certificate: Path | None = None,
    answers_get: bool = False,
) -> Iterator[ScriptedServer]:
    """Serve until the block ends. certificate: PEM with key, for TLS. answers_get: else GET finds nothing."""
    server = ScriptedServer(port, script, answers_get=answers_get)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.hang_up()
        server.server_close()
        thread.join()


def url_of(server: ScriptedServer, scheme: str = "http", host: str = "127.0.0.1") -> str:
    return f"{scheme}://{host}:{server.server_address[1]}"


@contextmanager
def deaf_port() -> Iterator[int]:
    """A port that takes connections and never says anything."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])

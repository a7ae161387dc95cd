"""Serves the central in this process and stops cleanly on SIGTERM or Ctrl-C."""

import asyncio
import signal
import socket

from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.net import SocketHolder
from granian.server.embed import Server

from central.errors import CannotRun

ADDRESS = "127.0.0.1"
BACKLOG = 1024
HEADERS_MS = 10_000
# Longer than any request takes, shorter than those wait who stop us.
LAST_REQUESTS_S = 5


def serve(port: int) -> None:
    """Serve until told to stop; print « central ready URL » once it answers. port 0 takes a free one.

    One process, so that nothing is left behind when it ends. It listens on loopback only: a proxy with a
    certificate stands in front of a central that is reached from elsewhere. Raises CannotRun.
    """
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((ADDRESS, port))
        listening.listen(BACKLOG)
    except OSError as fault:
        listening.close()
        raise CannotRun(
            f"Le port {port} est déjà pris sur cette machine, ou interdit. "
            "Arrêtez l’autre programme, ou choisissez « --port »."
        ) from fault
    from central.cases.filing import Filing

    filing = Filing()
    filing.start()
    try:
        asyncio.run(_serve(listening))
    finally:
        filing.stop()


class _OwnSocket(Server):
    """granian on a socket that nobody shares.

    Its own sets SO_REUSEPORT: two centrals would take one port without a word, and answer in turns.
    """

    def __init__(self, app: object, listening: socket.socket) -> None:
        self._listening = listening
        super().__init__(
            app,
            address=ADDRESS,
            port=listening.getsockname()[1],
            interface=Interfaces.ASGINL,
            http1_settings=HTTP1Settings(header_read_timeout=HEADERS_MS),
            # log_access stays off: paths of follow-up pages hold the client's secret token.
            log_enabled=False,
            websockets=False,
        )
        self.workers_kill_timeout = LAST_REQUESTS_S

    def _init_shared_socket(self) -> None:
        # granian closes the number that it is given.
        self._sfd = self._listening.detach()
        self._shd = SocketHolder(self._sfd, False, BACKLOG)
        self._ssp = None


async def _serve(listening: socket.socket) -> None:
    from central.asgi import application

    port = listening.getsockname()[1]
    server = _OwnSocket(application, listening)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, server.stop)
    serving = asyncio.create_task(server.serve())
    answered = asyncio.create_task(_answer(port))
    await asyncio.wait({serving, answered}, return_when=asyncio.FIRST_COMPLETED)
    if answered.done() and answered.result():
        print(f"central ready http://{ADDRESS}:{port}", flush=True)
    answered.cancel()
    try:
        await serving
    except TimeoutError:
        # Calls that were still arriving are cut off: nothing was acknowledged to them.
        return


async def _answer(port: int) -> bytes:
    """Return the first bytes of an answer of our own: the socket takes calls before anybody answers them."""
    reader, writer = await asyncio.open_connection(ADDRESS, port)
    try:
        writer.write(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        return await reader.read(1)
    finally:
        writer.close()

"""Serves the central in this process and stops cleanly on SIGTERM or Ctrl-C."""

import asyncio
import signal
import socket
import sys

from granian.constants import Interfaces
from granian.server.embed import Server

ADDRESS = "127.0.0.1"
READY_PAUSE_S = 0.02


def serve(port: int) -> None:
    """Serve until told to stop; print « central ready URL » once it accepts. port 0 takes a free one.

    One process, so that nothing is left behind when it ends. It listens on loopback only: a proxy with a
    certificate stands in front of a central that is reached from elsewhere.
    """
    asyncio.run(_serve(port or _free_port()))


async def _serve(port: int) -> None:
    from central.asgi import application

    # log_access stays off: paths of follow-up pages hold the client's secret token.
    server = Server(
        application,
        address=ADDRESS,
        port=port,
        interface=Interfaces.ASGINL,
        log_enabled=False,
        websockets=False,
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, server.stop)
    serving = asyncio.create_task(server.serve())
    while not serving.done() and not _accepts(port):
        await asyncio.sleep(READY_PAUSE_S)
    print(f"central ready http://{ADDRESS}:{port}", flush=True)
    try:
        await serving
    finally:
        sys.stdout.flush()


def _accepts(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((ADDRESS, port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((ADDRESS, 0))
        return int(probe.getsockname()[1])

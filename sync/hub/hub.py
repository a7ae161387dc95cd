"""The hub as a loop: listens, says where it is, and goes on by itself when a port or a network comes back."""

import threading
from collections.abc import Callable

from kiosk.clock import Clock
from kiosk.store import Store
from sync.hub.intake import HubIntake
from sync.hub.server import POLL_S, HubServer
from sync.mdns import Announcement

# Between looks at what may have changed: the addresses of this machine, a port that was taken.
LOOK_S = 5.0


class Hub:
    """Serves the neighbours of one station until it is stopped."""

    def __init__(
        self,
        port: int,
        open_store: Callable[[], Store],
        clock: Clock,
        *,
        forward: Callable[[], None],
        room: Callable[[], int],
        tell: Callable[[int | None], None] = lambda _: None,
    ) -> None:
        """Take the port to listen on, 0 for any. forward: called when there is something new to forward.

        room: bytes left on the disk.

        tell: given the port each time it begins to listen, and None when the port is taken.
        """
        self._port = port
        self._open_store = open_store
        self._clock = clock
        self._intake = HubIntake(open_store, clock, forward, room)
        self._tell = tell
        self._stopping = threading.Event()

    def run(self) -> None:
        """Serve until `stop`."""
        with self._open_store() as store:
            member = store.member
        announcement = Announcement(member.station, member.agency)
        try:
            while not self._stopping.is_set():
                self._serve(announcement)
        finally:
            announcement.close()

    def wake(self) -> None:
        """Nothing waits here: it answers when it is asked."""

    def stop(self) -> None:
        """End `run`; from any thread."""
        self._stopping.set()

    def _serve(self, announcement: Announcement) -> None:
        try:
            server = HubServer(("", self._port), self._intake, self._clock)
        except OSError:
            self._tell(None)
            self._stopping.wait(LOOK_S)
            return
        with server:
            self._tell(server.port)
            thread = threading.Thread(
                target=server.serve_forever, kwargs={"poll_interval": POLL_S}, name="hub-server"
            )
            thread.start()
            try:
                while not self._stopping.is_set():
                    announcement.refresh(server.port)
                    self._stopping.wait(LOOK_S)
            finally:
                server.shutdown()
                thread.join()

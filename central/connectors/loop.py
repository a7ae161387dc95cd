"""`python -m central connect`: a thread for each connector, so that none waits for another's trouble."""

import signal
import threading
from dataclasses import dataclass, field

from django.conf import settings
from django.db import OperationalError, connection

from central.connectors.alarms import tell_bug
from central.connectors.drain import Drain
from central.connectors.models import Connector
from central.durable import held
from central.errors import CannotRun
from kiosk.clock import SystemClock

LOCK = "connect.lock"
LOOK_S = 2.0
# A sending that is cut off is sent again: the other side knows it.
END_S = 5.0


def connect() -> None:
    """Deliver until told to stop; print « central connecting » once it works. Raises CannotRun."""
    stopping = threading.Event()
    threading.excepthook = lambda bug: tell_bug(bug.exc_type, bug.exc_traceback)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    try:
        with held(settings.DATA / LOCK):
            print("central connecting", flush=True)
            Workers(stopping).run()
    except BlockingIOError as fault:
        raise CannotRun("Un autre « connect » travaille déjà sur ce central.") from fault


@dataclass
class Workers:
    """A thread for each connector; those added while it runs get theirs too."""

    stopping: threading.Event
    threads: dict[int, threading.Thread] = field(default_factory=dict)

    def run(self) -> None:
        """Work until `stopping` is set."""
        while not self.stopping.wait(self._look()):
            pass
        for thread in self.threads.values():
            thread.join(END_S)

    def _look(self) -> float:
        try:
            known = list(Connector.objects.filter(active=True).values_list("pk", flat=True))
        except OperationalError:
            # The database is busy or its disk full: it passes.
            return LOOK_S
        for pk in known:
            if pk not in self.threads or not self.threads[pk].is_alive():
                # A daemon: an answer that never comes must not keep the process.
                self.threads[pk] = threading.Thread(target=self._work, args=[pk], daemon=True)
                self.threads[pk].start()
        return LOOK_S

    def _work(self, pk: int) -> None:
        drain = Drain(pk, SystemClock())
        try:
            while not self.stopping.wait(self._step(drain)):
                pass
        finally:
            connection.close()

    def _step(self, drain: Drain) -> float:
        try:
            return drain.step()
        except OperationalError:
            return LOOK_S

"""The loop that takes papers from the spool to the printer.

Printing exactly once cannot be had. A job that sent one byte is never sent again by itself: it ends confirmed
(the printer answered after the cut), or unknown, and the client is asked. One of which nothing left waits for
paper as long as its client is there; the desk ends it when they leave.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import assert_never

from kiosk.clock import Clock, SystemClock
from kiosk.config import PrinterConfig
from kiosk.device import CoverOpen, Offline, PaperOut, PrinterClass, PrinterStatus, Ready, Silent
from kiosk.errors import StoreProblem
from kiosk.receipt import Receipt
from kiosk.recovery import RecoverySheet
from kiosk.store import Job, Store
from kiosk.store.spool import State
from printers.profiles import Profile, load_profile
from printers.raster import bands
from printers.render import render
from printers.status import THROUGH_PAPER_END, Conversation
from printers.transports import KINDS, Transport, TransportTrouble

TOPIC = "spool"
MakePaper = Callable[[Store, Job], Receipt | RecoverySheet]
# States in which a printer keeps what it got, and prints it when they are over.
Held = PaperOut | CoverOpen
# A job that the desk queued is found within this time even if nobody calls `wake`.
IDLE_S = 1.0


@dataclass(frozen=True)
class Patience:
    """Seconds. answer: for a state. confirm: without any sign that it is through, of a printer that tells;
    watch: how long the paper of one that does not is watched for trouble. look: between two looks.
    retry: between two tries while nothing was sent.
    """

    answer: float = 1.0
    confirm: float = 15.0
    watch: float = 4.0
    look: float = 0.5
    retry: float = 1.0


class Printer:
    """Runs on a thread of its own, with a store of its own; one connection a job.

    problem: why the last step could not use the store, or None; nothing prints twice for that.
    """

    def __init__(
        self,
        open_store: Callable[[], Store],
        make_transport: Callable[[], Transport],
        printer_class: PrinterClass,
        profile: Profile,
        *,
        make_paper: MakePaper,
        notify: Callable[[str], None],
        clock: Clock,
        patience: Patience = Patience(),
    ) -> None:
        """Take a transport for each job; notify gets the topic "spool", on the printer's thread."""
        self.problem: StoreProblem | None = None
        self._open_store = open_store
        self._make_transport = make_transport
        self._class = printer_class
        self._profile = profile
        self._make_paper = make_paper
        self._notify = notify
        self._clock = clock
        self._patience = patience
        self._store: Store | None = None
        # A job of which bytes left, until its end is written: the disk may refuse, the end stays due.
        self._owed: tuple[Job, str] | None = None
        # Whether the printer may hold a part of an earlier job, and whether it was asked since: nobody knows
        # what came before this process.
        self._unsure, self._looked = True, False
        self._woken = threading.Event()
        self._stopping = threading.Event()

    def run(self) -> None:
        """Work until `stop`; raise what is a bug."""
        try:
            while not self._stopping.is_set():
                try:
                    delay = self.step()
                    self.problem = None
                except StoreProblem as problem:
                    self._close_store()
                    self.problem, delay = problem, self._patience.retry
                self._woken.wait(delay)
                self._woken.clear()
        finally:
            self._close_store()

    def wake(self) -> None:
        """Look at the spool now; from any thread."""
        self._woken.set()

    def stop(self) -> None:
        """End `run`, at the latest when the printer has taken or refused the band under way."""
        self._stopping.set()
        self._woken.set()

    def step(self) -> float:
        """Carry the oldest queued job to its end, or wait with it; return the seconds until the next step.

        Raises a StoreProblem; a job of which bytes had left then ends unknown at the next step.
        """
        if self._store is None:
            self._store = self._open_store()
        store = self._store
        if self._owed is not None:
            self._finish(store, self._owed[0], "unknown", self._owed[1])
        job = store.spool.next()
        if job is None:
            if self._class != "blind" and not self._looked:
                self._look_once()
            return IDLE_S
        with self._connected() as transport:
            talk = Conversation(transport)
            trouble = trouble_of(self._preflight(transport, talk))
            if trouble is None:
                self._carry_out(store, job, transport, talk)
                return 0.0
            if trouble != job.trouble and store.spool.mark(job.id, "queued", trouble):
                self._notify(TOPIC)
            return self._patience.retry

    @contextmanager
    def _connected(self) -> Iterator[Transport]:
        transport = self._make_transport()
        try:
            yield transport
        finally:
            transport.close()

    def _preflight(self, transport: Transport, talk: Conversation) -> PrinterStatus:
        try:
            transport.open()
            if self._unsure:
                talk.clear()
            status = Ready() if self._class == "blind" else talk.status(self._patience.answer)
        except TransportTrouble as trouble:
            return Offline(trouble.code)
        if not isinstance(status, Silent):
            self._unsure, self._looked = False, True
        return status

    def _carry_out(self, store: Store, job: Job, transport: Transport, talk: Conversation) -> None:
        """Send a job; what ends it is written before this returns, or owed."""
        bitmap = render(self._make_paper(store, job), self._profile.dots)
        if not store.spool.mark(job.id, "sending"):
            return
        self._notify(TOPIC)
        sent = 0
        # From here on a byte may be out, whatever happens to this process or its disk.
        self._owed = (job, "unconfirmed")
        try:
            for piece in bands(bitmap, self._profile, confirm=self._class == "confirms"):
                transport.send(piece)
                sent += len(piece)
        except TransportTrouble as trouble:
            self._doubt()
            self._finish(store, job, "unknown" if sent + trouble.sent else "failed", trouble.code)
            return
        if store.spool.mark(job.id, "sent"):
            self._notify(TOPIC)
        if self._class == "blind":
            self._finish(store, job, "unknown", "unconfirmed")
        else:
            self._finish(store, job, *self._wait(store, job, talk))

    def _wait(self, store: Store, job: Job, talk: Conversation) -> tuple[State, str | None]:
        """Return how a job that was sent ended. A printer without paper holds it: wait, never send again."""
        limit = self._patience.confirm if self._class == "confirms" else self._patience.watch
        since, trouble, shown = time.monotonic(), None, None
        try:
            while time.monotonic() - since < limit:
                talk.listen(self._patience.look)
                if talk.through is not None:
                    # Clones without a paper stop print on without paper, and say so only here.
                    return (
                        ("unknown", "paper_out") if talk.through & THROUGH_PAPER_END else ("confirmed", None)
                    )
                status = talk.status(self._patience.answer)
                trouble = trouble_of(status)
                held = trouble if isinstance(status, Held) else None
                if held is not None:
                    since = time.monotonic()
                # A client who left while it printed well still finds the paper; a held one is taken back.
                if self._stopping.is_set() or not store.spool.mark(job.id, "sent", held):
                    self._take_back(talk, status)
                    break
                if held != shown:
                    self._notify(TOPIC)
                shown = held
        except TransportTrouble as hung_up:
            self._doubt()
            return "unknown", hung_up.code
        return "unknown", trouble or "unconfirmed"

    def _take_back(self, talk: Conversation, status: PrinterStatus) -> None:
        """Make a printer forget what it holds: with new paper it would print for a stranger."""
        if isinstance(status, Held):
            self._doubt()
            talk.clear()

    def _look_once(self) -> None:
        """Take back what an earlier job left in the printer; one that only prints on is left alone."""
        with self._connected() as transport, suppress(TransportTrouble):
            # Not there now: looked at again at the next step.
            transport.open()
            talk = Conversation(transport)
            status = talk.status(self._patience.answer)
            self._take_back(talk, status)
            self._looked = not isinstance(status, Silent)

    def _doubt(self) -> None:
        self._unsure, self._looked = True, False

    def _finish(self, store: Store, job: Job, state: State, trouble: str | None) -> None:
        with store.transaction():
            ended = store.spool.mark(job.id, state, trouble)
            if ended and job.about == "recovery" and state == "confirmed":
                store.agency_key.note_sheet(self._clock.now_ms())
        self._owed = None
        self._notify(TOPIC)

    def _close_store(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None


def make_printer(
    config: PrinterConfig,
    open_store: Callable[[], Store],
    make_paper: MakePaper,
    notify: Callable[[str], None],
) -> Printer:
    """Build the printer of a station. Raises ConfigBadValue for a profile that does not fit."""
    kind = KINDS[config.transport]
    profile = load_profile(config.profile, config.dots)
    return Printer(
        open_store,
        lambda: kind(config),
        config.printer_class,
        profile,
        make_paper=make_paper,
        notify=notify,
        clock=SystemClock(),
    )


def trouble_of(status: PrinterStatus) -> str | None:
    """Return the word for what stands in the way, None for nothing."""
    match status:
        case Ready():
            return None
        case PaperOut():
            return "paper_out"
        case CoverOpen():
            return "cover_open"
        case Offline():
            return "offline"
        case Silent():
            return "silent"
        case _:
            assert_never(status)

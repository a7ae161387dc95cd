"""The loop that notices a prepared stick and lets it visit, on a thread of its own (docs/adr/0098).

A stick that is slow, or that was pulled out and keeps the kernel waiting, must not hold up the network.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kiosk.clock import Clock
from kiosk.courier import Courier
from kiosk.device import NoStick, StickDone, StickFailed, StickStatus, StickWorking
from kiosk.errors import StickProblem, StickUnprepared, StoreProblem
from kiosk.store import Store
from kiosk.wire.stick import FOLDER
from sync.loop import StoreLoop
from sync.mounts import Mount, mounted
from sync.stick_visit import StickVisit, Visit

TOPIC = "stick"
LOOK_S = 1.0
# Requests that are made while it stays in: copied too, and not so often that it can never be taken out.
AGAIN_S = 60.0
# What went wrong is still to be read after the stick was taken out.
FAILURE_STAYS_S = 30.0


@dataclass
class _Known:
    """A stick that has visited. visited: when (monotonic seconds); after: the newest envelope on it."""

    visited: float
    after: int
    ours: bool


class Sticks(StoreLoop):
    """Visits each stick that is plugged in, and again while it stays and something new waits."""

    def __init__(
        self,
        open_store: Callable[[], Store],
        make_forward: Callable[[Store], Courier],
        folders: Sequence[Path],
        clock: Clock,
        tell: Callable[[StickStatus], None],
    ) -> None:
        """folders: where the system mounts sticks. tell: given each new status, on this loop's thread."""
        super().__init__()
        self._open_store = open_store
        self._make_forward = make_forward
        self._folders = folders
        self._clock = clock
        self._tell = tell
        self._store: Store | None = None
        self._known: dict[Mount, _Known] = {}
        self._status: StickStatus = NoStick()
        self._failed_at = 0.0

    def close(self) -> None:
        """Close the store; `run` does it by itself."""
        if self._store is not None:
            self._store.close()
            self._store = None

    def step(self) -> float:
        """Let one stick visit, if one is due; return the seconds until the next look. Raises StoreProblem."""
        there = mounted(self._folders)
        self._known = {mount: known for mount, known in self._known.items() if mount in there}
        due = next((mount for mount in there if self._is_due(mount)), None)
        if due is not None:
            self._visit(due)
        elif not self._known and not self._failure_stays():
            self._say(NoStick())
        self.problem = None
        return LOOK_S

    def _is_due(self, mount: Mount) -> bool:
        known = self._known.get(mount)
        if known is None:
            return True
        if not known.ours or self._clock.monotonic() < known.visited + AGAIN_S:
            return False
        return bool(self._opened().outbox.open_after(known.after, most=1, most_bytes=1, held=False))

    def _visit(self, mount: Mount) -> None:
        store = self._opened()
        if not isinstance(self._status, StickDone) and _may_be_ours(mount.path):
            self._say(StickWorking())
        visit = StickVisit(store, mount.path, self._clock, self._make_forward(store))
        try:
            found = visit.make(export=True, bring=True)
        except StoreProblem as problem:
            # The stick holds what was said; the visit is made again when the store can be used.
            self._say(StickFailed(problem))
            raise
        ours = not isinstance(found.trouble, StickUnprepared)
        self._known[mount] = _Known(self._clock.monotonic(), visit.newest, ours)
        self._say(_status(found) if ours else NoStick())

    def _opened(self) -> Store:
        if self._store is None:
            self._store = self._open_store()
        return self._store

    def _failure_stays(self) -> bool:
        failed = isinstance(self._status, StickFailed)
        return failed and self._clock.monotonic() < self._failed_at + FAILURE_STAYS_S

    def _say(self, status: StickStatus) -> None:
        if status == self._status:
            return
        self._status = status
        self._failed_at = self._clock.monotonic()
        self._tell(status)


def _may_be_ours(path: Path) -> bool:
    """Tell whether it is worth asking to leave the stick in; what it really is, the visit finds out."""
    with suppress(OSError):
        return (path / FOLDER).is_dir()
    return False


def _status(visit: Visit) -> StickStatus:
    """Say of a visit what a person at the screen may know; only what is safe may be taken out."""
    if isinstance(visit.trouble, StickProblem):
        return StickFailed(visit.trouble)
    return StickDone(visit.carried, visit.settled, visit.delivered, visit.left)

"""The one crossing between the Qt thread and the desk.

The desk lives on a thread of its own: it opens the store there and does all that may wait. A call crosses in
one direction, its result in the other, and nothing else is shared.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from threading import Thread
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from kiosk.errors import Problem


class Desk(Protocol):
    """What works on the other side, until it is closed there: an Intake, a Counter, a Finder."""

    def close(self) -> None:
        """Close what it opened."""


T = TypeVar("T")
D = TypeVar("D", bound=Desk)


class Bridge(QObject, Generic[D]):
    """Runs calls on the desk thread and brings their results back to the thread that made the bridge."""

    topic = Signal(str)
    _crossed = Signal(object)

    def __init__(self, make_desk: Callable[[], D], name: str = "desk") -> None:
        super().__init__()
        self._make_desk = make_desk
        self._errands: SimpleQueue[Callable[[D], None] | None] = SimpleQueue()
        self._thread = Thread(target=self._work, name=name, daemon=True)
        self._crossed.connect(self._arrive)
        self.pending = 0

    def open(self, failed: Callable[[Problem], None]) -> None:
        """Start the desk. `failed` is called when it cannot open at all."""
        self._failed_to_open = failed
        self._thread.start()

    def ask(
        self, call: Callable[[D], T], then: Callable[[T], None], failed: Callable[[Problem], None]
    ) -> None:
        """Run `call` on the desk thread, then `then` or `failed` on this one."""
        self.pending += 1
        self._errands.put(partial(self._run, call, then, failed))

    def notify(self, topic: str) -> None:
        """Say from any thread that a topic changed; carries no data."""
        self.topic.emit(topic)

    def close(self) -> None:
        """Let the desk finish what was asked, and end its thread."""
        if self._thread.is_alive():
            self._errands.put(None)
            self._thread.join()

    def _work(self) -> None:
        try:
            desk = self._make_desk()
        except Problem as problem:
            self._crossed.emit(partial(self._failed_to_open, problem))
            return
        except Exception as bug:  # noqa: BLE001 - raised again on the Qt thread
            self._crossed.emit(partial(_crash, bug))
            return
        while (errand := self._errands.get()) is not None:
            errand(desk)
        desk.close()

    def _run(
        self,
        call: Callable[[D], Any],
        then: Callable[[Any], None],
        failed: Callable[[Problem], None],
        desk: D,
    ) -> None:
        try:
            delivery = partial(then, call(desk))
        except Problem as problem:
            delivery = partial(failed, problem)
        except Exception as bug:  # noqa: BLE001 - raised again on the Qt thread
            # A bug belongs to the supervisor, which watches the Qt thread: it is raised again over there.
            delivery = partial(_crash, bug)
        self._crossed.emit(partial(self._deliver, delivery))

    def _deliver(self, delivery: Callable[[], None]) -> None:
        self.pending -= 1
        delivery()

    @Slot(object)
    def _arrive(self, delivery: Callable[[], None]) -> None:
        delivery()


def _crash(bug: Exception) -> None:
    raise bug

"""What may be said, on a page where nobody is served, of a stick that is plugged in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QObject, Slot

from kiosk.device import NoStick, StickDone, StickFailed, StickStatus, StickWorking
from ui.bridge import Bridge, Desk
from ui.viewmodels.home import HomeViewModel

if TYPE_CHECKING:
    from kiosk.errors import Problem
    from kiosk.texts import Texts

TOPIC = "stick"
D = TypeVar("D", bound=Desk)


class StickNews(QObject, Generic[D]):
    """Asks the desk when a stick came, changed or went, and tells the first page in words."""

    def __init__(
        self,
        bridge: Bridge[D],
        look: Callable[[D], StickStatus],
        home: HomeViewModel,
        texts: Callable[[], Texts],
    ) -> None:
        """look: asks the desk. texts: of the language of the moment."""
        super().__init__()
        self._bridge = bridge
        self._look = look
        self._home = home
        self._texts = texts
        self._status: StickStatus = NoStick()
        bridge.topic.connect(self._hear)

    @Slot()
    def reword(self) -> None:
        """Say the same in the language that has just been chosen."""
        self._take(self._status)

    def _hear(self, topic: str) -> None:
        if topic == TOPIC:
            self._bridge.ask(self._look, self._take, self._lost)

    def _take(self, status: StickStatus) -> None:
        self._status = status
        self._home.tell_stick(*in_words(status, self._texts()))

    def _lost(self, _: Problem) -> None:
        """The desk says it itself when it cannot go on."""


def in_words(status: StickStatus, texts: Texts) -> tuple[str, str, str]:
    """Return the mood of the message, what happened ("" for nothing) and what to do."""
    match status:
        case NoStick():
            return "info", "", ""
        case StickWorking():
            return "warn", texts("stick.working"), texts("stick.stay")
        case StickFailed(problem):
            return "err", *texts.problem(problem)
        case StickDone():
            counts = {
                "stick.copied": status.carried,
                "stick.answered": status.settled,
                "stick.delivered": status.delivered,
                "stick.left": status.left,
            }
            said = [texts(key, count=count) for key, count in counts.items() if count]
            return "info", " ".join(said) or texts("stick.nothing"), texts("stick.remove")

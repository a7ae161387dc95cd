"""Taking one instance of a repeat away, from the page where the answers are checked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QObject, Signal, Slot

if TYPE_CHECKING:
    from kiosk.session import Session


class Removal(QObject):
    """Which instance is meant, between the touch that asks for it and the one that confirms it."""

    asked = Signal()

    def __init__(
        self, open_window: Callable[[str], None], move: Callable[[Callable[[Session], None]], None]
    ) -> None:
        """open_window: shows a window of the kiosk by name. move: does something with the session."""
        super().__init__()
        self._open = open_window
        self._move = move
        self._index = -1
        self._words = ""

    @Slot(int, str)
    def ask(self, index: int, words: str) -> None:
        """Ask whether to remove the instance of this row, which these words name."""
        self._index, self._words = index, words
        self.asked.emit()
        self._open("removal")

    @Slot()
    def confirm(self) -> None:
        """Remove it: the person said yes."""
        from kiosk.forms.model import from_number

        index = from_number(self._index)
        self.wipe()
        self._move(lambda session: session.remove(index))

    def wipe(self) -> None:
        """Forget the words: they may name somebody."""
        self._index, self._words = -1, ""
        self.asked.emit()

    words = Property(str, lambda self: self._words, notify=asked)

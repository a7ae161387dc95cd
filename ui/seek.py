"""The first letters of an answer, and the answers that they leave."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Property, QObject, Signal, Slot

from ui.properties import names_property

MOST = 40


class Seek(QObject):
    """What is sought among the answers of one question; without letters, all of them are found."""

    changed = Signal()
    turned = Signal()

    _found: list[str]

    def __init__(self) -> None:
        super().__init__()
        self.wipe()

    def show(self, names: Sequence[str], labels: Sequence[str], *, offered: bool, first: bool) -> None:
        """Take the answers of a question. first: the page begins with the letters."""
        self._names, self._labels = list(names), list(labels)
        self._offered, self._typing = offered, offered and first
        self._sought = ""
        self._look()

    def wipe(self) -> None:
        """Forget the question and the letters."""
        self.show((), (), offered=False, first=False)

    @Slot(str)
    def write(self, character: str) -> None:
        """Add what a key writes, if there is room."""
        if len(self._sought) < MOST:
            self._sought += character
            self._look()

    @Slot(str)
    def rewrite(self, text: str) -> None:
        """Take a line typed on a real keyboard."""
        self._sought = text[:MOST]
        self._look()

    @Slot()
    def erase(self) -> None:
        """Take back the last character."""
        self._sought = self._sought[:-1]
        self._look()

    @Slot()
    def begin(self) -> None:
        """Turn to the letters."""
        self._turn(typing=True)

    @Slot()
    def show_found(self) -> None:
        """Turn to the answers that were found."""
        self._turn(typing=False)

    @Slot()
    def show_all(self) -> None:
        """Forget the letters, and turn to all the answers."""
        self._sought = ""
        self._look()
        self._turn(typing=False)

    def is_typing(self) -> bool:
        """Tell whether the letters are shown, and not the answers."""
        return self._typing

    def _look(self) -> None:
        self._found = self._names
        if self._sought:
            # Not with the first page, which is shown before the forms are loaded.
            from ui.seeking import seek

            self._found = [self._names[place] for place in seek(self._labels, self._sought)]
        self.changed.emit()

    def _turn(self, *, typing: bool) -> None:
        self._typing = typing
        self.changed.emit()
        self.turned.emit()

    offered = Property(bool, lambda self: self._offered, notify=changed)
    typing = Property(bool, is_typing, notify=changed)
    sought = Property(str, lambda self: self._sought, notify=changed)
    found = names_property(lambda self: self._found, changed)

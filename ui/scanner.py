"""A scanner types like a keyboard: its keys are gathered here, before anything on the page takes them."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent

# Slow scanners pause less; a person with a keypad types nothing but Enter and arrows on these pages.
PAUSE_MS = 500
LONGEST = 3000
ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
KEYS = (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)


class Scanner(QObject):
    """Hands over a line that was typed while somebody `listens`; Enter alone stays a key of the page."""

    def __init__(self, listens: Callable[[], bool], scanned: Callable[[str], None]) -> None:
        super().__init__()
        self._listens = listens
        self._scanned = scanned
        self._typed = ""
        self._pause = QTimer(self, interval=PAUSE_MS, singleShot=True)
        # What was begun and not ended is somebody's secret, too.
        self._pause.timeout.connect(self._forget)

    def eventFilter(self, _: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Keep letters, digits and signs from the page, and the Enter that ends them."""
        if not isinstance(event, QKeyEvent) or event.type() not in KEYS:
            return False
        if not self._listens():
            self._forget()
            return False
        # What offers a key to the shortcuts comes first, and only what follows is the key.
        pressed = event.type() == QEvent.Type.KeyPress
        if event.key() in ENTERS:
            return self._end() if pressed else bool(self._typed)
        if not event.text().strip() or not event.text().isprintable():
            return False
        if pressed:
            self._typed = (self._typed + event.text())[:LONGEST]
            self._pause.start()
        return pressed

    def _end(self) -> bool:
        typed = self._typed
        self._forget()
        if typed:
            self._scanned(typed)
        return bool(typed)

    def _forget(self) -> None:
        self._typed = ""
        self._pause.stop()

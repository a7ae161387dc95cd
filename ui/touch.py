"""Which touches count: a trembling hand touches twice and means once."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot


class TouchGuard(QObject):
    """Counts two touches on the same target within `window_s` seconds as one.

    What a second touch would meet on a page that has just turned is the business of the shield in Main.qml.
    """

    def __init__(self, monotonic: Callable[[], float], window_s: float) -> None:
        super().__init__()
        self._monotonic = monotonic
        self._window_s = window_s
        self._last: tuple[str, float] = ("", 0.0)

    @Slot(str, result=bool)
    def admit(self, name: str) -> bool:
        """Tell whether this touch counts, and remember it if so."""
        now = self._monotonic()
        last, then = self._last
        if name == last and now - then < self._window_s:
            return False
        self._last = (name, now)
        return True

"""Which touches count: a trembling hand touches twice and means once."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot


class TouchGuard(QObject):
    """Counts two touches on the same target, or on the same place of a new page, within the window as one.

    The place matters as much as the name: after a page turned, the second touch of a tremor would land on whatever
    has just appeared there. `near` is in pixels, `window_s` in seconds.
    """

    def __init__(self, monotonic: Callable[[], float], window_s: float, near: float) -> None:
        super().__init__()
        self._monotonic = monotonic
        self._window_s = window_s
        self._near = near
        self._last: tuple[float, str, float, float] | None = None

    @Slot(str, float, float, result=bool)
    def admit(self, name: str, x: float, y: float) -> bool:
        """Tell whether this touch counts, and remember it if so."""
        now = self._monotonic()
        if self._last is not None:
            then, last_name, last_x, last_y = self._last
            near = abs(x - last_x) <= self._near and abs(y - last_y) <= self._near
            if now - then < self._window_s and (name == last_name or near):
                return False
        self._last = (now, name, x, y)
        return True

    def forget(self) -> None:
        """Forget the last touch, for the next person."""
        self._last = None

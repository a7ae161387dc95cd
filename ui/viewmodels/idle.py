"""Nobody touches the screen any more: ask, count down, wipe."""

from PySide6.QtCore import Property, QObject, QTimer, Signal


class IdleViewModel(QObject):
    """Asks after `warn_s` without a touch, leaves `countdown_s` to answer; `expired` when nobody did."""

    changed = Signal()
    asked = Signal()
    expired = Signal()

    def __init__(self, warn_s: int, countdown_s: int) -> None:
        super().__init__()
        self._countdown_s = countdown_s
        self._left = 0
        self._watching = False
        self._quiet = QTimer(self, interval=warn_s * 1000, singleShot=True)
        self._second = QTimer(self, interval=1000)
        self._quiet.timeout.connect(self.ask)
        self._second.timeout.connect(self.tick)

    def watch(self, watching: bool) -> None:
        """Start or stop watching: an empty welcome screen may stay as long as it likes."""
        self._watching = watching
        self._close()
        if watching:
            self._quiet.start()
        else:
            self._quiet.stop()

    def is_counting(self) -> bool:
        """Tell whether the seconds run."""
        return self._left > 0

    def touched(self) -> None:
        """Somebody is there."""
        if not self._watching:
            return
        if self._left:
            self._left = self._countdown_s
            self.changed.emit()
        else:
            self._quiet.start()

    def stay(self) -> None:
        """The person wants to go on."""
        self.watch(self._watching)

    def ask(self) -> None:
        """Ask whether somebody is still there."""
        self._left = self._countdown_s
        self._second.start()
        self.changed.emit()
        self.asked.emit()

    def tick(self) -> None:
        """Count one second."""
        self._left -= 1
        self.changed.emit()
        if self._left <= 0:
            self.watch(False)
            self.expired.emit()

    def _close(self) -> None:
        self._second.stop()
        self._left = 0
        self.changed.emit()

    left = Property(int, lambda self: self._left, notify=changed)
    countdown = Property(int, lambda self: self._countdown_s, constant=True)

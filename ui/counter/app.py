"""The counter's window: its desk, its way to the central, its course."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from kiosk.texts import Texts, load_texts
from ui.bridge import Bridge
from ui.comfort import Comfort
from ui.counter.course import CounterCourse
from ui.look import LEAST_COUNTER, Look
from ui.stick_news import StickNews
from ui.window import ASSETS, KEYS, QML, MakeVoice, StationWindow, application

if TYPE_CHECKING:
    from kiosk.desk.counter import Counter
    from kiosk.desk.finder import Finder

# No finger types this fast; a scanner does, and ends with Enter.
BURST_S, BURST_KEYS = 0.035, 6
ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Burst(QObject):
    """Tells, before an Enter is taken, whether the keys before it came from a scanner."""

    def __init__(self, tell: Callable[[bool], None]) -> None:
        super().__init__()
        self._tell = tell
        self._count = 0
        self._last = 0.0

    def eventFilter(self, _: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Count the keys that follow one another too fast for fingers."""
        if isinstance(event, QKeyEvent) and event.type() in KEYS and not event.isAutoRepeat():
            if event.key() in ENTERS:
                self._tell(self._count >= BURST_KEYS)
            elif event.text():
                self._key(time.monotonic(), first=event.type() == QEvent.Type.ShortcutOverride)
        return False

    def _key(self, now: float, *, first: bool) -> None:
        # A key that no shortcut takes arrives twice; what offers it to the shortcuts comes first.
        if first:
            self._count = self._count + 1 if now - self._last < BURST_S else 1
            self._last = now


class CounterWindow(StationWindow):
    """One window of the counter. Make it on the thread of the application; `open` shows it."""

    def __init__(
        self,
        make_counter: Callable[[], "Counter"],
        make_finder: Callable[[], "Finder"],
        look: Look,
        make_voice: MakeVoice | None = None,
    ) -> None:
        application()
        self._bridge: Bridge[Counter] = Bridge(make_counter)
        self._finder: Bridge[Finder] = Bridge(make_finder, "finder")
        self._agent = load_texts(ASSETS / "i18n", "fr", "agent")
        comfort = Comfort(ASSETS / "i18n", look)
        self.course = CounterCourse(self._bridge, self._finder, comfort, self._agent)
        home = self.course.home
        self._stick = StickNews(
            self._bridge, lambda counter: counter.intake.stick(), home, lambda: self._agent
        )
        page = QML / "Relais" / "counter" / "CounterMain.qml"
        least = (LEAST_COUNTER, LEAST_COUNTER)
        super().__init__(page, self.course, comfort, look, least=least, make_voice=make_voice)
        self._burst = Burst(self._hurry)
        self.window.installEventFilter(self._burst)

    def open(self) -> None:
        """Show the window; the desk opens when it has been seen."""
        self._open()

    def notify(self, topic: str) -> None:
        """Say from any thread that a topic changed."""
        self._bridge.notify(topic)

    def settled(self) -> bool:
        """Tell whether nothing is under way at the desk or with the central."""
        return self._bridge.pending == 0 and self._finder.pending == 0

    def texts(self) -> dict[str, Texts]:
        """Return the agent's French, and what is said to the client in the client's language."""
        return {"s": self._agent, "client": self.comfort.texts}

    def _open_desk(self) -> None:
        self.course.open_desk()
        self.course.turned.connect(self._hush)

    def _end(self) -> None:
        self._bridge.close()
        self._finder.close()
        self.window.removeEventFilter(self._burst)

    def _alive(self) -> None:
        self.course.touched()

    def _hurry(self, hasty: bool) -> None:
        self._singleton("Touch").setProperty("hasty", hasty)

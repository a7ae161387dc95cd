"""The kiosk's window: builds the engine, hands the parts to QML, opens and closes."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, cast

# QtQuick first: without it the root object comes back as a bare QWindow.
from PySide6.QtQuick import QQuickWindow, QSGRendererInterface  # isort: skip
from PySide6.QtCore import QEvent, QObject, Qt, QUrl, Slot
from PySide6.QtGui import QFontDatabase, QGuiApplication, QKeyEvent
from PySide6.QtQml import QQmlApplicationEngine
from shiboken6 import delete

from kiosk.errors import Problem
from ui.bridge import Bridge
from ui.comfort import Comfort
from ui.course import Course
from ui.look import Look, load_json, unit, unit_that_fits
from ui.pictograms import Pictograms
from ui.touch import TouchGuard

if TYPE_CHECKING:
    from kiosk.catalogue.agency import AgencySheet
    from kiosk.desk.intake import Intake
    from ui.viewmodels.voice import VoiceViewModel

ROOT = Path(__file__).resolve().parent.parent
ASSETS = ROOT / "assets"
QML = Path(__file__).resolve().parent / "qml"
BUG_EXIT = 70
MakeVoice = Callable[[str], "VoiceViewModel"]
SIGNS_OF_LIFE = frozenset(
    {QEvent.Type.TouchBegin, QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress, QEvent.Type.Wheel}
)


def application() -> QGuiApplication:
    """Return the one application of this process.

    The software renderer is chosen outright: kiosks have weak graphics, it is faster there than a GPU driver
    emulated on the processor, and screens then look the same everywhere.
    """
    existing = QGuiApplication.instance()
    if isinstance(existing, QGuiApplication):
        return existing
    QQuickWindow.setGraphicsApi(QSGRendererInterface.GraphicsApi.Software)
    app = QGuiApplication(sys.argv[:1])
    for font in sorted((ASSETS / "fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(font))
    return app


class Watcher(QObject):
    """Sees every touch, click and key of the window pass, and lets them pass."""

    def __init__(self, alive: Callable[[], None], keypad: Callable[[bool], None]) -> None:
        super().__init__()
        self._alive = alive
        self._keypad = keypad

    def eventFilter(self, _: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Tell that somebody is there."""
        # A key that something lies on is not a person.
        if event.type() in SIGNS_OF_LIFE and not (isinstance(event, QKeyEvent) and event.isAutoRepeat()):
            self._alive()
            self._keypad(event.type() == QEvent.Type.KeyPress)
        return False


class FirstFrame(QObject):
    """Calls back once, when a window has shown its first picture."""

    def __init__(self, window: QQuickWindow, seen: Callable[[], None]) -> None:
        super().__init__()
        self._window = window
        self._seen: Callable[[], None] | None = seen

    @Slot()
    def swapped(self) -> None:
        """Take a picture shown; only the first one counts."""
        if self._seen is not None:
            self._window.frameSwapped.disconnect(self.swapped)
            seen, self._seen = self._seen, None
            seen()


class Kiosk:
    """One window of the kiosk. Make it on the thread of the application; `open` shows it."""

    def __init__(
        self, make_intake: Callable[[], "Intake"], look: Look, make_voice: MakeVoice | None = None
    ) -> None:
        self._app = application()
        self._bridge = Bridge(make_intake)
        self.comfort = Comfort(ASSETS / "i18n", look)
        self.course = Course(self._bridge, self.comfort, (look.idle_warn_s, look.idle_countdown_s))
        self._pictograms = Pictograms(ASSETS / "icons")
        screen = self._app.primaryScreen()
        shown = look.size or (screen.size().width(), screen.size().height())
        # A window of the demo has no millimetres of its own: 96 dpi, unless somebody measured the screen.
        reported = 0.0 if look.size else screen.physicalSize().width()
        self._unit = unit_that_fits(unit(screen.size().width(), look.width_mm, reported), shown)
        self._guard = TouchGuard(time.monotonic, look.guard_ms / 1000)
        self._engine = QQmlApplicationEngine()
        self._engine.addImportPath(str(QML))
        self._tokens = self._engine.toScriptValue(load_json(ASSETS / "tokens.json"))
        self._furnish(look, shown)
        self._dress()
        self.comfort.changed.connect(self._dress)
        self._engine.setInitialProperties({"course": self.course})
        self._engine.load(QUrl.fromLocalFile(str(QML / "Relais" / "screens" / "Main.qml")))
        self.window = cast(QQuickWindow, self._engine.rootObjects()[0])
        self._watcher = Watcher(self.course.idle.touched, self._keypad)
        self.window.installEventFilter(self._watcher)
        self._first = FirstFrame(self.window, self._settle_in)
        self._look = look
        self._make_voice = make_voice
        self.voice: VoiceViewModel | None = None

    def open(self, agency: "AgencySheet | None" = None) -> None:
        """Show the window; what takes longer than a glance begins when the first page has been seen.

        agency: whom to call for help, on that first page already.
        """
        self.course.begin(agency)
        # Queued: the frame that says so is not held up by what follows it.
        self.window.frameSwapped.connect(self._first.swapped, Qt.ConnectionType.QueuedConnection)
        self._show()

    def open_out_of_service(self, problem: Problem) -> None:
        """Show the window with nothing but a Problem."""
        self.course.fail(problem)
        self._show()

    def notify(self, topic: str) -> None:
        """Say from any thread that a topic changed."""
        self._bridge.notify(topic)

    def settled(self) -> bool:
        """Tell whether nothing is under way at the desk."""
        return self._bridge.pending == 0

    def close(self) -> None:
        """Close the window, silence the voice and end the desk's thread."""
        if self.voice is not None:
            self._singleton("Voice").setProperty("source", None)
            self.voice.close()
        self._bridge.close()
        self.window.removeEventFilter(self._watcher)
        self.window.close()
        # Its values go before it does.
        del self._tokens
        # At once, not when Python gets to it: the page must not outlive what it shows.
        delete(self._engine)

    def _settle_in(self) -> None:
        self.course.open_desk()
        if self._make_voice is not None:
            self.voice = self._make_voice(self.comfort.language)
            self.comfort.changed.connect(self._change_voice)
            # A new page or window ends what was being said of the old one.
            self.course.turned.connect(self.voice.stop)
            self.course.windowed.connect(self.voice.stop)
            self._singleton("Voice").setProperty("source", self.voice)

    def _change_voice(self) -> None:
        if self.voice is not None:
            self.voice.set_language(self.comfort.language)

    def _show(self) -> None:
        if self._look.size:
            self.window.resize(*self._look.size)
            self.window.show()
        else:
            # Without a window manager, as on many kiosks, nobody else gives a full-screen window its size.
            self.window.setGeometry(self._app.primaryScreen().geometry())
            self.window.showFullScreen()

    def _furnish(self, look: Look, size: tuple[int, int]) -> None:
        """Hand QML what stays as long as the window."""
        parts: dict[str, dict[str, object]] = {
            "Theme": {"tokens": self._tokens, "motion": look.motion},
            "Sizes": {
                "tokens": self._tokens,
                "unit": self._unit,
                "screenWidth": size[0],
                "screenHeight": size[1],
            },
            "Touch": {"guard": self._guard, "guardMs": look.guard_ms},
            "Glyphs": {"source": self._pictograms},
        }
        self._set(parts)

    def _dress(self) -> None:
        """Hand QML what a person may change; the texts first, a page cannot do without them."""
        comfort = self.comfort
        keyboard = load_json(ASSETS / "keyboards" / f"{comfort.language}.json")
        self._set(
            {
                "Tr": {
                    "s": self._engine.toScriptValue(comfort.texts.all()),
                    "keyboard": self._engine.toScriptValue(keyboard),
                },
                "Theme": {"theme": comfort.theme, "rtl": comfort.rtl},
                "Sizes": {"step": comfort.step},
            }
        )

    def _set(self, parts: dict[str, dict[str, object]]) -> None:
        for name, values in parts.items():
            for key, value in values.items():
                self._singleton(name).setProperty(key, value)

    def _keypad(self, used: bool) -> None:
        self._singleton("Touch").setProperty("keypad", used)

    def _singleton(self, name: str) -> QObject:
        return cast(QObject, self._engine.singletonInstance("Relais.Theme", name))


def run_until_closed() -> int:
    """Run until the window is closed; a bug ends the run with exit code 70, and a supervisor starts again."""
    app = application()

    def crash(kind: type[BaseException], bug: BaseException, trace: TracebackType | None) -> None:
        sys.__excepthook__(kind, bug, trace)
        app.exit(BUG_EXIT)

    # An exception inside a slot would otherwise be printed and passed over.
    previous, sys.excepthook = sys.excepthook, crash
    try:
        return app.exec()
    finally:
        sys.excepthook = previous


def run_out_of_service(problem: Problem, size: tuple[int, int] | None) -> int:
    """Show a Problem that keeps the kiosk from opening at all, until the window is closed."""
    kiosk = Kiosk(_no_desk, Look(size=size))
    kiosk.open_out_of_service(problem)
    try:
        return run_until_closed()
    finally:
        kiosk.close()


def _no_desk() -> "Intake":
    raise RuntimeError("a kiosk out of service never opens its desk")

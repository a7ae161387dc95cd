"""One window of a station, a kiosk's or a counter's: builds the engine, hands the parts to QML, closes."""

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

from kiosk.texts import Texts
from ui.comfort import Comfort
from ui.look import Look, load_json, unit, unit_that_fits
from ui.pictograms import Pictograms
from ui.touch import TouchGuard

if TYPE_CHECKING:
    from ui.viewmodels.voice import VoiceViewModel

ROOT = Path(__file__).resolve().parent.parent
ASSETS = ROOT / "assets"
QML = Path(__file__).resolve().parent / "qml"
BUG_EXIT = 70
MakeVoice = Callable[[str], "VoiceViewModel"]
SIGNS_OF_LIFE = frozenset(
    {
        QEvent.Type.TouchBegin,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.KeyPress,
        # A key that the page takes for a shortcut never arrives as one that was pressed.
        QEvent.Type.ShortcutOverride,
        QEvent.Type.Wheel,
    }
)
KEYS = (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)


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
            self._keypad(event.type() in KEYS)
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


class StationWindow:
    """The engine, the page and the voice of one window; what they show is the course's."""

    def __init__(
        self,
        page: Path,
        course: QObject,
        comfort: Comfort,
        look: Look,
        *,
        least: tuple[tuple[int, int], tuple[int, int]],
        make_voice: MakeVoice | None,
    ) -> None:
        """page: the window's QML file. least: what its screens need, landscape and upright, in 1/96 inch."""
        self._app = application()
        self.comfort = comfort
        self._look = look
        self._make_voice = make_voice
        self.voice: VoiceViewModel | None = None
        self._pictograms = Pictograms(ASSETS / "icons")
        screen = self._app.primaryScreen()
        shown = look.size or (screen.size().width(), screen.size().height())
        # A window of the demo has no millimetres of its own: 96 dpi, unless somebody measured the screen.
        reported = 0.0 if look.size else screen.physicalSize().width()
        self._unit = unit_that_fits(unit(screen.size().width(), look.width_mm, reported), shown, least)
        self._guard = TouchGuard(time.monotonic, look.guard_ms / 1000)
        self._engine = QQmlApplicationEngine()
        self._engine.addImportPath(str(QML))
        self._tokens = self._engine.toScriptValue(load_json(ASSETS / "tokens.json"))
        self._furnish(shown)
        self._dress()
        comfort.changed.connect(self._dress)
        self._engine.setInitialProperties({"course": course})
        self._engine.load(QUrl.fromLocalFile(str(page)))
        self.window = cast(QQuickWindow, self._engine.rootObjects()[0])
        self._watcher = Watcher(self._alive, self._keypad)
        self.window.installEventFilter(self._watcher)
        self._first = FirstFrame(self.window, self._settle_in)

    def close(self) -> None:
        """Close the window and silence the voice."""
        if self.voice is not None:
            self._singleton("Voice").setProperty("source", None)
            self.voice.close()
        self._end()
        self.window.removeEventFilter(self._watcher)
        self.window.close()
        # Its values go before it does.
        del self._tokens
        # At once, not when Python gets to it: the page must not outlive what it shows.
        delete(self._engine)

    def texts(self) -> dict[str, Texts]:
        """Return the texts of the singleton Tr, by property; their languages may change with the comfort."""
        return {"s": self.comfort.texts}

    def _open_desk(self) -> None:
        """Begin what takes longer than a glance; the first page has been seen."""
        raise NotImplementedError

    def _end(self) -> None:
        """End what works behind the window."""
        raise NotImplementedError

    def _alive(self) -> None:
        """Take a sign of somebody at the screen."""
        raise NotImplementedError

    def _open(self) -> None:
        """Show the window; what takes longer than a glance begins when the first page has been seen."""
        # Queued: the frame that says so is not held up by what follows it.
        self.window.frameSwapped.connect(self._first.swapped, Qt.ConnectionType.QueuedConnection)
        self._show()

    def _settle_in(self) -> None:
        self._open_desk()
        if self._make_voice is not None:
            self.voice = self._make_voice(self.comfort.language)
            self.comfort.changed.connect(self._change_voice)
            self._singleton("Voice").setProperty("source", self.voice)

    def _hush(self) -> None:
        """End what is being said, of a page that is gone."""
        if self.voice is not None:
            self.voice.stop()

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

    def _furnish(self, size: tuple[int, int]) -> None:
        """Hand QML what stays as long as the window."""
        parts: dict[str, dict[str, object]] = {
            "Theme": {"tokens": self._tokens, "motion": self._look.motion},
            "Sizes": {
                "tokens": self._tokens,
                "unit": self._unit,
                "screenWidth": size[0],
                "screenHeight": size[1],
            },
            "Touch": {"guard": self._guard, "guardMs": self._look.guard_ms},
            "Glyphs": {"source": self._pictograms},
        }
        self._set(parts)

    def _dress(self) -> None:
        """Hand QML what a person may change; the texts first, a page cannot do without them."""
        words = {name: self._engine.toScriptValue(texts.all()) for name, texts in self.texts().items()}
        self._set({"Tr": {**words}, "Theme": {"theme": self.comfort.theme}})

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

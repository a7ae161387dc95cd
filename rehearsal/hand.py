"""Eyes and one finger: sees what the window shows, touches what is visible, knows nothing else of the kiosk.

Items are found by walking the visual tree: QObject.findChild returns nothing for what a Repeater made.
"""

import time
from base64 import b64decode
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, QUrl
from PySide6.QtQuick import QQuickItem, QQuickWindow
from PySide6.QtTest import QTest

# A finger comes back to a place after this long; sooner, the kiosk rightly takes it for a tremor.
TREMOR_S = 0.45
NEAR_PX = 200
# How long a person waits before thinking that the kiosk is broken.
PATIENCE_S = 20.0
REACH_S = 5.0


class NotSeen(Exception):
    """The automaton did not see what a person would look for."""


class Hand:
    """Touches one window."""

    def __init__(self, window: QQuickWindow) -> None:
        self.window = window
        self._finger = QTest.createTouchDevice()
        self._last: tuple[str, float, QPointF] | None = None

    def items(self) -> Iterator[QQuickItem]:
        """Yield every visible named item, those painted last first."""
        yield from (item for item in _painted(self.window.contentItem()) if item.objectName())

    def find(self, name: str) -> QQuickItem | None:
        """Return the visible item of that name, or None."""
        return next((item for item in self.items() if item.objectName() == name), None)

    def sees(self, name: str) -> bool:
        """Tell whether a visible item has that name."""
        return self.find(name) is not None

    def names(self, prefix: str = "") -> list[str]:
        """Return the names of the visible items that start so."""
        return [item.objectName() for item in self.items() if item.objectName().startswith(prefix)]

    def screen(self) -> str:
        """Return the name of the screen shown, as « screen:review »; empty when there is none yet."""
        return next(iter(self.names("screen:")), "")

    def read(self, name: str) -> str:
        """Return the text that a visible item shows. Raises NotSeen."""
        return str(self._seen(name).property("text"))

    def picture(self, name: str) -> bytes:
        """Return the very file that a visible picture shows. Raises NotSeen."""
        source: QUrl = self._seen(name).property("source")
        return b64decode(source.toString().partition(";base64,")[2])

    def has(self, name: str, what: str) -> bool:
        """Tell whether a visible item has a property that says yes."""
        item = self.find(name)
        return item is not None and bool(item.property(what))

    def texts(self, within: str = "") -> list[str]:
        """Return every text that the window shows, or a visible item of it. Raises NotSeen."""
        whole = self._seen(within) if within else self.window.contentItem()
        shown = (item.property("text") for item in _painted(whole))
        return [text for text in shown if isinstance(text, str) and text]

    def touch(self, name: str) -> None:
        """Press and release a finger in the middle of a visible target. Raises NotSeen when it is covered."""
        point = self._reach(name)
        self._rest(name, point)
        spot = QPoint(round(point.x()), round(point.y()))
        self._press(spot)
        self._release(spot)
        # Counted from when the kiosk has seen it: on a busy machine that is later than when we began.
        if not name.startswith("key:"):
            self._last = (name, time.monotonic(), point)

    def wait(self, seen: Callable[[], bool], what: str, seconds: float = PATIENCE_S) -> None:
        """Look until something is seen. Raises NotSeen, naming what the screen shows instead."""
        until = time.monotonic() + seconds
        while not seen():
            if time.monotonic() > until:
                raise NotSeen(f"waited {seconds:.0f} s for {what}; on screen: {self.names()}")
            self.pause(10)

    def pause(self, milliseconds: int) -> None:
        """Do nothing for a while; the kiosk goes on."""
        QTest.qWait(milliseconds)

    def _press(self, spot: QPoint) -> None:
        QTest.touchEvent(self.window, self._finger).press(0, spot, self.window).commit()
        self.pause(1)

    def _release(self, spot: QPoint) -> None:
        QTest.touchEvent(self.window, self._finger).release(0, spot, self.window).commit()
        self.pause(1)

    def photograph(self, path: Path) -> None:
        """Write what the window shows as a PNG, once its pictures have arrived."""
        self.wait(
            lambda: not any(_is_loading(item) for item in _painted(self.window.contentItem())), "pictures"
        )
        if not self.window.grabWindow().save(str(path)):
            raise OSError(f"cannot write {path}")

    def _seen(self, name: str) -> QQuickItem:
        item = self.find(name)
        if item is None:
            raise NotSeen(f"{name} is not visible; on screen: {self.names()}")
        return item

    def _rest(self, name: str, point: QPointF) -> None:
        """Let the time of a tremor pass before touching the same target, or the same place of a new page."""
        if name.startswith("key:"):
            return
        if self._last is not None:
            last, then, where = self._last
            rest = then + TREMOR_S - time.monotonic()
            if rest > 0 and (name == last or (point - where).manhattanLength() < NEAR_PX):
                self.pause(int(rest * 1000) + 1)

    def _reach(self, name: str) -> QPointF:
        """Return the middle of a visible target once nothing covers it: a page may still be turning."""
        until = time.monotonic() + REACH_S
        while True:
            item = self._seen(name)
            point = item.mapToScene(QPointF(item.width() / 2, item.height() / 2))
            above = self._top(point)
            if _is_within(above, item):
                return point
            if time.monotonic() > until:
                raise NotSeen(f"{name} is covered by {_describe(above)}; on screen: {self.names()}")
            self.pause(10)

    def _top(self, point: QPointF) -> QQuickItem | None:
        drawn = QQuickItem.Flag.ItemHasContents
        everything = _painted(self.window.contentItem())
        return next((item for item in everything if item.flags() & drawn and _covers(item, point)), None)


def _painted(item: QQuickItem) -> Iterator[QQuickItem]:
    """Yield the visible items of a tree, those painted last first (Qt paints by z, then by order)."""
    if not item.isVisible() or item.opacity() == 0:
        return
    children = sorted(item.childItems(), key=lambda child: child.z())
    for child in reversed(children):
        yield from _painted(child)
    if item.width() > 0 and item.height() > 0:
        yield item


def _is_loading(item: QQuickItem) -> bool:
    # Image.status has no Python type; progress reaches 1 when a source is loaded.
    if not item.metaObject().className().startswith("QQuickImage"):
        return False
    return not item.property("source").isEmpty() and item.property("progress") < 1


def _covers(item: QQuickItem, point: QPointF) -> bool:
    return item.contains(item.mapFromScene(point))


def _describe(item: QQuickItem | None) -> str:
    chain: list[str] = []
    while item is not None:
        chain.append(item.objectName() or item.metaObject().className().split("_QML")[0])
        item = item.parentItem()
    return " in ".join(chain) or "nothing"


def _is_within(item: QQuickItem | None, target: QQuickItem) -> bool:
    while item is not None:
        if item is target:
            return True
        item = item.parentItem()
    return False

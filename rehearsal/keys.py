"""Ten fingers on the keyboard of one window: its eyes are those of a hand, which here touches nothing."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from rehearsal.hand import Hand, NotSeen

ALONE = Qt.KeyboardModifier.NoModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
# Between two keys of somebody who types well. A scanner is many times faster, and a counter tells them apart.
TYPING_MS = 75
SCANNING_MS = 2
# Keys between two things on a page; more than any page has, so whoever needs them goes round in a circle.
MOST_TABS = 80


class Keys:
    """Works a window by keyboard only, with `hand` to see it. pressed: how many keys so far."""

    def __init__(self, hand: Hand) -> None:
        self.hand = hand
        self.pressed = 0

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = ALONE) -> None:
        """Press and release a key that writes nothing, or a digit."""
        self.hand.pause(TYPING_MS)
        self._strike(key, modifier)

    def digit(self, number: int, modifier: Qt.KeyboardModifier = ALONE) -> None:
        """Press the key of a digit, 0 to 9."""
        self.press(Qt.Key(Qt.Key.Key_0 + number), modifier)

    def type(self, text: str) -> None:
        """Type a text wherever the focus is, one key for each character."""
        self._write(text, TYPING_MS)

    def scan(self, text: str) -> None:
        """Write what is on a paper as a scanner does: at once, with Enter at its end."""
        self._write(text, SCANNING_MS)
        self._strike(Qt.Key.Key_Return, ALONE)

    def reach(self, name: str) -> None:
        """Press Tab until something visible has the focus. Raises NotSeen when Tab never comes there."""
        self.hand.wait(lambda: self.hand.sees(name), name)
        passed: list[str] = []
        for _ in range(MOST_TABS):
            if name in self.focused():
                return
            passed += self.focused()[:1]
            self.press(Qt.Key.Key_Tab)
        raise NotSeen(f"Tab never reaches {name}; it passes {list(dict.fromkeys(passed))}")

    def use(self, name: str) -> None:
        """Reach something and press the space bar on it."""
        self.reach(name)
        self.press(Qt.Key.Key_Space)

    def enter(self) -> None:
        """Press Enter: the main action of the page."""
        self.press(Qt.Key.Key_Return)

    def write(self, name: str, text: str) -> None:
        """Reach an empty field and type into it."""
        self.reach(name)
        self.type(text)

    def focused(self) -> list[str]:
        """Return the names of what has the focus, the innermost first."""
        return [item.objectName() for item in _outwards(self.hand.window.activeFocusItem())]

    def _write(self, text: str, pace_ms: int) -> None:
        for character in text:
            self.hand.pause(pace_ms)
            known = character.isascii() and character.upper().isprintable()
            key = Qt.Key(ord(character.upper())) if known else Qt.Key.Key_unknown
            modifier = SHIFT if character.isupper() else ALONE
            QTest.sendKeyEvent(QTest.KeyAction.Click, self.hand.window, key, character, modifier)
            self._count()

    def _strike(self, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
        QTest.keyClick(self.hand.window, key, modifier)
        self._count()

    def _count(self) -> None:
        self.pressed += 1
        self.hand.pause(1)


def _outwards(item: QQuickItem | None) -> Iterator[QQuickItem]:
    while item is not None:
        if item.objectName():
            yield item
        item = item.parentItem()

"""A voice without sound: what a screen asked it to say, and the block it is said to be at."""

from typing import Any

from PySide6.QtCore import Property, QObject, QRectF, Signal, Slot

from ui.voice.words import Setting, boxes


class FakeVoice(QObject):
    """Speaks as long as nobody stops it; `at` sets the block and the word of the moment."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, list[dict[str, Any]]]] = []
        self._speaking = ""
        self._block, self._word = "", (0, 0)

    @Slot(str, "QVariantList")
    def read(self, who: str, blocks: list[dict[str, Any]]) -> None:
        self.asked.append((who, blocks))
        self._speaking = who
        self.changed.emit()

    @Slot()
    def stop(self) -> None:
        self._speaking, self._block, self._word = "", "", (0, 0)
        self.changed.emit()

    def at(self, block: str, start: int, length: int) -> None:
        self._block, self._word = block, (start, length)
        self.changed.emit()

    @Slot(str, int, int, "QVariantMap", result="QVariantList")
    def boxes(self, text: str, start: int, length: int, setting: dict[str, Any]) -> list[QRectF]:
        return boxes(text, start, length, Setting(**setting))

    available = Property(bool, lambda self: True, notify=changed)
    trouble = Property(str, lambda self: "", notify=changed)
    speaking = Property(str, lambda self: self._speaking, notify=changed)
    block = Property(str, lambda self: self._block, notify=changed)
    wordStart = Property(int, lambda self: self._word[0], notify=changed)  # noqa: N815 - QML's name
    wordLength = Property(int, lambda self: self._word[1], notify=changed)  # noqa: N815 - QML's name

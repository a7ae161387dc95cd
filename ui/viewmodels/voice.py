"""The voice, as the screens see it: what is being said, and the way to ask for it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import Property, QObject, QRectF, QTimer, Signal, Slot

from ui.voice.output import Output
from ui.voice.player import DeviceOutput
from ui.voice.speaker import Now, Speaker, block_of
from ui.voice.synthesis import Synthesis
from ui.voice.words import Setting, boxes


class VoiceViewModel(QObject):
    """Reads blocks aloud. folder: the clips of this station; output: None for the sound device.

    Made and closed on the thread of the application, after the first picture: its threads and its process
    start with the event loop. `saying` tells the words of a block as its sound begins.
    """

    changed = Signal()
    saying = Signal(str)
    _now = Signal(object)
    _begun = Signal(str)
    _troubled = Signal(str)
    _bug = Signal(object)

    def __init__(
        self, folder: Path, output: Output | None, language: str, synthesis: Synthesis | None = None
    ) -> None:
        super().__init__()
        self._language = language
        self._shown = Now(0)
        self._trouble = ""
        self._turn = 0
        self._now.connect(self._hear)
        self._begun.connect(self.saying)
        self._troubled.connect(self._note)
        self._bug.connect(self._crash)
        self._folder = folder
        self._output = output
        self._synthesis = synthesis
        self._speaker: Speaker | None = None
        self._closed = False
        QTimer.singleShot(0, self._begin)

    available = Property(bool, lambda self: self._trouble == "", notify=changed)
    trouble = Property(str, lambda self: self._trouble, notify=changed)
    speaking = Property(str, lambda self: self._shown.who, notify=changed)
    block = Property(str, lambda self: self._shown.block, notify=changed)
    wordStart = Property(int, lambda self: self._shown.start, notify=changed)  # noqa: N815 - QML's name
    wordLength = Property(int, lambda self: self._shown.length, notify=changed)  # noqa: N815 - QML's name

    def open(self) -> Speaker:
        """Start what speaks, once."""
        if self._speaker is None:
            self._speaker = Speaker(
                self._folder,
                self._output or DeviceOutput(),
                _Crossing(self),
                self._synthesis or Synthesis(),
            )
        return self._speaker

    @Slot(str, "QVariantList")
    def read(self, who: str, blocks: list[Mapping[str, object]]) -> None:
        """Say these blocks at once, instead of what is being said."""
        said = [block_of(each) for each in blocks]
        self._turn = self.open().read(who, self._language, said)
        # Shown as speaking from the touch on: the sound follows within some milliseconds, if it can.
        self._show(Now(self._turn, "" if self._trouble else who))

    @Slot()
    def stop(self) -> None:
        """Be silent at once."""
        if self._speaker is not None:
            self._turn = self._speaker.stop()
        self._show(Now(self._turn))

    @Slot(str)
    def set_language(self, language: str) -> None:
        """Speak another language from now on; what is being said in the old one stops."""
        if language != self._language:
            self._language = language
            self.stop()

    @Slot(str, int, int, "QVariantMap", result="QVariantList")
    def boxes(self, text: str, start: int, length: int, setting: dict[str, Any]) -> list[QRectF]:
        """Return where some characters of a Text are drawn, in its own coordinates, one rectangle a line."""
        return boxes(text, start, length, Setting(**setting))

    def close(self) -> None:
        """Be silent; end the threads and the synthesis process."""
        self._closed = True
        if self._speaker is not None:
            self._speaker.close()

    @Slot()
    def _begin(self) -> None:
        if not self._closed:
            self.open()

    def _show(self, now: Now) -> None:
        self._shown = now
        self.changed.emit()

    @Slot(object)
    def _hear(self, now: Now) -> None:
        # News of a reading that was replaced meanwhile are late.
        if now.turn >= self._turn:
            self._turn = now.turn
            self._show(now)

    @Slot(str)
    def _note(self, trouble: str) -> None:
        self._trouble = trouble
        if trouble:
            self._shown = Now(self._turn)
        self.changed.emit()

    @Slot(object)
    def _crash(self, bug: Exception) -> None:
        raise bug


class _Crossing:
    """Takes the speaker's news from its thread to the screen's: emitting is the crossing."""

    def __init__(self, model: VoiceViewModel) -> None:
        self._model = model

    def now(self, now: Now) -> None:
        self._model._now.emit(now)

    def saying(self, words: str) -> None:
        self._model._begun.emit(words)

    def trouble(self, code: str) -> None:
        self._model._troubled.emit(code)

    def bug(self, bug: Exception) -> None:
        self._model._bug.emit(bug)

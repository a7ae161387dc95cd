"""The sound device: one QAudioSink, used again and again, in a thread of its own.

Its calls can take 100 ms under load, so they never run on the screen's thread. A QMediaPlayer was rejected:
it starts later, and plays to the end without a sound card and without an error.
"""

import time
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QLoggingCategory,
    QObject,
    Qt,
    QThread,
    QTimer,
    Signal,
    Slot,
)

from ui.voice.engine import Clip

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QAudioSink, QMediaDevices

TICK_MS: Final = 15
# The sink is idle when it has handed over its last samples; what it still holds is heard within this time.
DRAIN_S: Final = 0.25
# What PulseAudio offers when there is no sound card.
NOTHING: Final = b"auto_null"


class _Deck(QObject):
    """What lives on the sound thread; it publishes (turn, microseconds heard)."""

    def __init__(self) -> None:
        super().__init__()
        self.available = True
        self.published = (0, 0)
        self._turn = 0
        self._duration_us = 0
        self._idle_since: float | None = None
        self._rate_hz = 0
        self._sink: QAudioSink | None = None
        self._devices: QMediaDevices | None = None

    @Slot()
    def open(self) -> None:
        """Look for a device; imports what only sound needs, away from the first frame."""
        # It looks for PipeWire first, finds PulseAudio, and says so each time.
        QLoggingCategory.setFilterRules("qt.multimedia.*=false")
        from PySide6.QtMultimedia import QMediaDevices

        self._buffer = QBuffer(self)
        self._timer = QTimer(self, interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._devices = QMediaDevices(self)
        self._devices.audioOutputsChanged.connect(self._look)
        self._look()

    @Slot(int, object)
    def play(self, turn: int, clip: Clip) -> None:
        """Play a clip from its beginning."""
        self._silence()
        self._turn, self._duration_us = turn, clip.duration_us
        sink = self._sink_for(clip.rate_hz)
        if sink is None:
            return
        self._buffer.setData(QByteArray(clip.pcm))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        sink.start(self._buffer)
        self._timer.start()

    @Slot()
    def halt(self) -> None:
        """Be silent."""
        if self._devices is not None:
            self._silence()

    @Slot()
    def close(self) -> None:
        """Let the device go, on the thread that took it."""
        self.halt()
        self._drop_sink()
        self._devices = None

    def _silence(self) -> None:
        self._timer.stop()
        if self._sink is not None:
            self._sink.reset()
        self._buffer.close()
        # It may have been an answer.
        self._buffer.setData(QByteArray())
        self._idle_since = None

    def _sink_for(self, rate_hz: int) -> "QAudioSink | None":
        from PySide6.QtMultimedia import QAudioFormat, QAudioSink, QMediaDevices

        if not self.available:
            return None
        if self._sink is None or rate_hz != self._rate_hz:
            self._drop_sink()
            shape = QAudioFormat()
            shape.setSampleRate(rate_hz)
            shape.setChannelCount(1)
            shape.setSampleFormat(QAudioFormat.SampleFormat.Int16)
            self._sink = QAudioSink(QMediaDevices.defaultAudioOutput(), shape, self)
            self._rate_hz = rate_hz
        return self._sink

    def _drop_sink(self) -> None:
        if self._sink is not None:
            self._sink.stop()
            self._sink.deleteLater()
            self._sink = None

    @Slot()
    def _tick(self) -> None:
        from PySide6.QtMultimedia import QtAudio

        if self._sink is None:
            return
        # Asked, not heard from stateChanged: PySide cannot hand its argument to a slot of another thread.
        state = self._sink.state()
        if state == QtAudio.State.IdleState and self._idle_since is None:
            self._idle_since = time.monotonic()
        elif state == QtAudio.State.StoppedState:
            # Whoever follows the clip sees that it stands still, and says so.
            self._timer.stop()
        heard = min(self._sink.processedUSecs(), self._duration_us)
        if self._idle_since is not None and time.monotonic() - self._idle_since > DRAIN_S:
            heard = self._duration_us
        self.published = (self._turn, heard)
        if heard == self._duration_us:
            self._timer.stop()

    @Slot()
    def _look(self) -> None:
        from PySide6.QtMultimedia import QMediaDevices

        device = QMediaDevices.defaultAudioOutput()
        self.available = not device.isNull() and bytes(device.id().data()) != NOTHING
        # The sink belongs to the device that was there before.
        self._silence()
        self._drop_sink()


class DeviceOutput(QObject):
    """Plays clips on this machine's default sound device."""

    _play = Signal(int, object)
    _halt = Signal()
    _close = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._turn = 0
        self._thread = QThread()
        self._thread.setObjectName("sound")
        self._deck = _Deck()
        self._deck.moveToThread(self._thread)
        self._thread.started.connect(self._deck.open)
        self._play.connect(self._deck.play)
        self._halt.connect(self._deck.halt)
        self._close.connect(self._deck.close, Qt.ConnectionType.BlockingQueuedConnection)
        self._thread.start(QThread.Priority.HighPriority)

    def available(self) -> bool:
        """Tell whether there is a device; True until it is known."""
        return self._deck.available

    def start(self, clip: Clip) -> None:
        """Play a clip from its beginning."""
        self._turn += 1
        self._play.emit(self._turn, clip)

    def stop(self) -> None:
        """Be silent."""
        self._turn += 1
        self._halt.emit()

    def position_us(self) -> int:
        """Return how much of the clip started last was heard."""
        turn, heard = self._deck.published
        return heard if turn == self._turn else 0

    def close(self) -> None:
        """Let the device go and end the thread."""
        self._close.emit()
        self._thread.quit()
        self._thread.wait()

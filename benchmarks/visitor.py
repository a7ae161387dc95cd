"""A visitor with a stop-watch, in the kiosk's own process: `python -m benchmarks.visitor STATION.TOML`.

It makes the same request a few times, by touch. Lines on stdout: « QUESTION » on the first page of questions,
with the voice speaking where there is one, then it waits for a line on stdin; at the end one line of JSON.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtQuick import QQuickWindow

from kiosk.config import load_config
from main import start_kiosk
from rehearsal.driver import Driver, make_request
from rehearsal.ear import Ear
from rehearsal.hand import Hand
from rehearsal.journey import DELIVERY_S, first_service
from rehearsal.words import Reader
from ui.voice.player import DeviceOutput

TICK_MS = 2
# A press paints within this time or paints nothing.
FRAME_S = 0.25
SPEECH_MS = 1000


@dataclass
class Times:
    """Seconds from a press, and from a release that turned the page, to the next frame; the longest block.

    touches: how many presses there were; those that painted nothing are not in `taps`.
    """

    touches: int = 0
    taps: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    blocked: float = 0.0


class Watch(QObject):
    """Hears of frames, of pages that turn, and of the event loop; knows when a finger moved."""

    def __init__(self, window: QQuickWindow) -> None:
        super().__init__()
        self.times = Times()
        self.pressed = 0.0
        self._released = 0.0
        self._turned = False
        self._inside = 0.0
        self._entered = 0.0
        self._last_tick = 0.0
        window.frameSwapped.connect(self._frame, Qt.ConnectionType.DirectConnection)
        window.property("course").turned.connect(self._turn)
        self._ticks = QTimer(self, interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._ticks.timeout.connect(self._tick)
        self._ticks.start()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Let the clock of the event loop run: it stands still while the automaton looks around.

        Both share a thread. A gap between two ticks on that clock is the kiosk's own doing.
        """
        outer, self._entered = self._entered, self._entered or time.perf_counter()
        try:
            yield
        finally:
            if not outer:
                self._inside, self._entered = self._clock(), 0.0

    def press(self) -> None:
        """Note that a finger came down."""
        self.times.touches += 1
        self.pressed = time.perf_counter()

    def release(self) -> None:
        """Note that it went up: what turns now turns because of it."""
        self.pressed, self._released, self._turned = 0.0, time.perf_counter(), False

    def _clock(self) -> float:
        return self._inside + (time.perf_counter() - self._entered if self._entered else 0.0)

    def _turn(self) -> None:
        self._turned = self._released > 0

    def _frame(self) -> None:
        now = time.perf_counter()
        if self.pressed:
            self.times.taps.append(now - self.pressed)
            self.pressed = 0.0
        if self._turned:
            self.times.pages.append(now - self._released)
            self._released, self._turned = 0.0, False

    def _tick(self) -> None:
        now = self._clock()
        if self._last_tick:
            self.times.blocked = max(self.times.blocked, now - self._last_tick - TICK_MS / 1000)
        self._last_tick = now


class TimedHand(Hand):
    """A finger that stays down until the kiosk has painted what it did."""

    def __init__(self, window: QQuickWindow) -> None:
        super().__init__(window)
        self.watch = Watch(window)

    def pause(self, milliseconds: int) -> None:
        """Do nothing for a while; the kiosk goes on."""
        with self.watch.running():
            super().pause(milliseconds)

    def _press(self, spot: QPoint) -> None:
        watch = self.watch
        with watch.running():
            watch.press()
            until = watch.pressed + FRAME_S
            super()._press(spot)
            while watch.pressed and time.perf_counter() < until:
                self.pause(1)

    def _release(self, spot: QPoint) -> None:
        with self.watch.running():
            self.watch.release()
            super()._release(spot)


def visit(station: Path, requests: int) -> Times:
    """Make that many requests at the kiosk of this station, one after the other."""
    config = load_config(station)
    request = make_request(first_service(config), None, "fr")
    running = start_kiosk(config, None, motion=True, output=Ear(pace=1.0))
    # Nothing is heard through it, but a kiosk with a sound card has it open: it is in the memory measured.
    device = DeviceOutput()
    try:
        hand = TimedHand(running.window)
        hand.wait(lambda: hand.sees("start"), "the welcome screen")
        words, reader = Reader(hand), _Reader(hand)
        for _ in range(requests):
            driver = Driver(hand, request, reader.see)
            driver.reach_review()
            driver.confirm()
            hand.wait(lambda: words.strongest_word() == "reçue", "« reçue »", DELIVERY_S)
            driver.finish()
        return hand.watch.times
    finally:
        device.close()
        running.close()


class _Reader:
    """Has the first question read aloud, and waits there once until its memory was measured."""

    def __init__(self, hand: TimedHand) -> None:
        self._hand = hand
        self._waited = False

    def see(self, screen: str) -> None:
        if self._waited or not screen.startswith("screen:question:"):
            return
        self._waited = True
        if self._hand.sees("listen"):
            self._hand.touch("listen")
            self._hand.pause(SPEECH_MS)
        print("QUESTION", flush=True)
        sys.stdin.readline()


def main() -> None:
    """Visit, and print the times as one line of JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.visitor", description=__doc__)
    parser.add_argument("station", type=Path)
    parser.add_argument("--requests", type=int, default=1)
    options = parser.parse_args()
    print(json.dumps(asdict(visit(options.station, options.requests))))


if __name__ == "__main__":
    main()

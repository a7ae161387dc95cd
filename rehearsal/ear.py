"""Hears what the kiosk says: an output for its voice that listens, faster than real time.

The clips are the real ones, made by the real synthesis process. They stay in memory: an answer read aloud is
a client's. Only whether there was sound is kept of them.
"""

import time
from dataclasses import dataclass

from ui.voice.engine import Clip
from ui.voice.soundness import LEAST_RMS, loudness

PACE = 40.0


@dataclass(frozen=True)
class Heard:
    """One clip that was played: how long it lasts, and how loud it is (root mean square, of 32767)."""

    duration_us: int
    rms: float

    @property
    def silent(self) -> bool:
        """Tell whether nobody would have heard anything."""
        return self.rms <= LEAST_RMS


class Ear:
    """Plays to nobody, at `pace` times the speed of speech; each call comes from the voice's thread."""

    def __init__(self, pace: float = PACE) -> None:
        self.heard: list[Heard] = []
        self._pace = pace
        self._duration_us = 0
        self._since: float | None = None

    def available(self) -> bool:
        """Tell that there is somebody to hear."""
        return True

    def start(self, clip: Clip) -> None:
        """Listen to a clip from its beginning, instead of the one before."""
        self.heard.append(Heard(clip.duration_us, loudness(clip)))
        self._duration_us, self._since = clip.duration_us, time.monotonic()

    def stop(self) -> None:
        """Stop listening."""
        self._since = None

    def position_us(self) -> int:
        """Return how much of the last clip was heard, in microseconds."""
        if self._since is None:
            return 0
        return min(self._duration_us, int((time.monotonic() - self._since) * self._pace * 1e6))

    def close(self) -> None:
        """Forget the clip."""
        self._since = None

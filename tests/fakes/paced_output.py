"""A listener that hears clips without a device, at a chosen pace."""

import time

from ui.voice.engine import Clip


class PacedOutput:
    """Hears every clip, `speed` times as fast as a person; held, it stays where it is."""

    def __init__(self, speed: float = 20.0, present: bool = True) -> None:
        self.speed = speed
        self.present = present
        self.held: int | None = None
        self.clips: list[Clip] = []
        self.stops = 0
        self.closed = False
        self._since: float | None = None

    def available(self) -> bool:
        return self.present

    def start(self, clip: Clip) -> None:
        self.clips.append(clip)
        self._since = time.monotonic()

    def stop(self) -> None:
        self.stops += 1
        self._since = None

    def position_us(self) -> int:
        if self._since is None:
            return 0
        if self.held is not None:
            return self.held
        heard = int((time.monotonic() - self._since) * 1e6 * self.speed)
        return min(heard, self.clips[-1].duration_us)

    def close(self) -> None:
        self.closed = True

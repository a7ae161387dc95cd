"""Where clips are heard: a device, or a listener of the rehearsal."""

from typing import Protocol

from ui.voice.engine import Clip


class Output(Protocol):
    """Plays one clip at a time. Every call returns at once, from any thread, and never waits for a device."""

    def available(self) -> bool:
        """Tell whether there is anything to hear with; True as long as nobody knows."""

    def start(self, clip: Clip) -> None:
        """Play a clip from its beginning, instead of the one before."""

    def stop(self) -> None:
        """Be silent."""

    def position_us(self) -> int:
        """Return how much of the last clip was heard, in microseconds; at its end, its duration_us."""

    def close(self) -> None:
        """Let the device go."""

"""The recordings of a pack: a label that somebody read aloud is heard in their voice."""

import sys
import wave
from array import array
from pathlib import Path

from ui.voice.engine import Clip


def recorded(path: str) -> Clip | None:
    """Return a WAV file of 16-bit samples as a clip of one channel, None when it cannot be read.

    It has no marks: nobody knows when each of its words is heard, so the whole text is lit.
    """
    try:
        with Path(path).open("rb") as file, wave.open(file) as sound:
            if sound.getsampwidth() != 2:
                return None
            channels, rate_hz = sound.getnchannels(), sound.getframerate()
            samples = array("h", sound.readframes(sound.getnframes()))
    except (OSError, EOFError, ValueError, wave.Error):
        return None
    if sys.byteorder == "big":
        samples.byteswap()
    if channels > 1:
        sides = zip(*(samples[side::channels] for side in range(channels)), strict=False)
        samples = array("h", (sum(both) // channels for both in sides))
    return Clip(samples.tobytes(), rate_hz, ())

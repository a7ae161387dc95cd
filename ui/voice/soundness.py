"""Whether a clip really is speech: an engine can be silent, clipped or cut short without saying so."""

import math
from array import array
from itertools import pairwise
from operator import mul

from ui.voice.engine import Clip
from ui.voice.espeak import tokens

LEAST_RMS = 500.0
FULL = 32767
# A few samples at full scale are a loud consonant; more is a wave cut flat.
MOST_FULL = 8
LEAST_COVERED = 0.95
# Seconds a character at 150 words a minute; Arabic writes no short vowels.
SHORTEST, LONGEST = 0.03, 0.2
AT_RATE = 150
# Below this many letters the time of one sound says more about the breath than about the voice.
LEAST_LETTERS = 12


def loudness(clip: Clip) -> float:
    """Return the root mean square of the samples."""
    # Every seventh sample: as true, and the first word comes sooner.
    samples = array("h", clip.pcm)[::7]
    return math.sqrt(sum(map(mul, samples, samples)) / len(samples)) if samples else 0.0


def faults(clip: Clip, said: str, rate: int) -> list[str]:
    """Return what is wrong with a clip of `said` at `rate` words a minute: nothing for a sound one.

    Possible: "silent", "clipped", "times", "covered", "length".
    """
    words = tokens(said)
    if not words:
        return []
    found = []
    if loudness(clip) <= LEAST_RMS:
        found.append("silent")
    samples = array("h", clip.pcm)
    if samples.count(FULL) + samples.count(-FULL) + samples.count(-FULL - 1) > MOST_FULL:
        found.append("clipped")
    times = [sample for _, _, sample in clip.marks]
    if any(later <= earlier for earlier, later in pairwise(times)) or any(
        not 0 <= time < clip.samples for time in times
    ):
        found.append("times")
    if len({mark[:2] for mark in clip.marks}) < LEAST_COVERED * len(words):
        found.append("covered")
    # Digits are a word each: only letters tell how long a text should take.
    letters = sum(1 for sign in said if sign.isalpha())
    if letters >= LEAST_LETTERS and letters > 0.8 * sum(1 for sign in said if sign.isalnum()):
        per_sign = clip.duration_us / 1e6 / len(said) * rate / AT_RATE
        if not SHORTEST <= per_sign <= LONGEST:
            found.append("length")
    return found

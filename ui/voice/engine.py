"""What turns words into sound, and the sound itself. No Qt here: the synthesis process imports it."""

from dataclasses import dataclass, field
from typing import Literal, Protocol

SAMPLE_BYTES = 2
Kind = Literal["text", "code", "phone"]
# (first character, number of characters, first sample)
Mark = tuple[int, int, int]


class NoVoice(Exception):
    """Nothing can be said: reason is "no_engine", "no_voice", "unsound" or "stopped".

    It carries no words: they may be a client's.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Clip:
    """A piece of speech: 16-bit mono samples in the machine's order, and where each word begins."""

    pcm: bytes = field(repr=False)
    rate_hz: int
    marks: tuple[Mark, ...] = field(repr=False)

    @property
    def samples(self) -> int:
        """Return how many samples there are."""
        return len(self.pcm) // SAMPLE_BYTES

    @property
    def duration_us(self) -> int:
        """Return how long it lasts, in microseconds."""
        return self.samples * 1_000_000 // self.rate_hz

    def word_at(self, position_us: int) -> tuple[int, int]:
        """Return (first character, number of characters) of the word heard then; (0, 0) before the first."""
        sample = position_us * self.rate_hz // 1_000_000
        heard = (0, 0)
        for start, length, first in self.marks:
            if first > sample:
                break
            heard = (start, length)
        return heard


@dataclass(frozen=True)
class Request:
    """What an engine is asked to say: plain words, a language's voice, words a minute."""

    said: str = field(repr=False)
    language: str
    rate: int


class Engine(Protocol):
    """Makes clips, one at a time; its marks are positions in `said`."""

    @property
    def name(self) -> str:
        """Name and version: part of the key of every clip."""

    def speak(self, request: Request) -> Clip:
        """Return the whole clip. Raises NoVoice."""

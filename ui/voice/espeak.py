"""libespeak-ng by ctypes, in the synchronous mode that hands the samples back.

pyttsx3 drives the same library, but through a file and a player of its own, and without times. One engine a
process: the library keeps its state in globals.
"""

import ctypes
from array import array
from ctypes import (
    CFUNCTYPE,
    POINTER,
    Structure,
    Union,
    byref,
    c_char,
    c_char_p,
    c_int,
    c_short,
    c_uint,
    c_void_p,
)
from typing import Any, Final

from ui.voice.engine import SAMPLE_BYTES, Clip, Mark, NoVoice, Request

LIBRARY = "libespeak-ng.so.1"
SYNCHRONOUS, DO_NOT_EXIT = 2, 1 << 15
RATE, PITCH, RANGE = 1, 3, 4
CHARACTERS, UTF8, END_PAUSE = 1, 1, 0x1000
WORD, END_OF_EVENTS = 1, 0
# Identifiers that the library finds by name; "fr-fr" and its like are not found, and are read in English.
VOICES: Final = {"fr": b"roa/fr", "en": b"gmw/en", "ar": b"sem/ar", "es": b"roa/es"}
USUAL_PITCH, USUAL_RANGE = 50, 50
MOST_SWALLOWED: Final = 2
# What separates words; each is one character, so that positions do not move.
SPACES: Final = str.maketrans(dict.fromkeys("\u00a0\u202f\n\t", " "))


class _Id(Union):
    _fields_ = (("number", c_int), ("name", c_char_p), ("string", c_char * 8))


class _Event(Structure):
    _fields_ = (
        ("type", c_int),
        ("unique_identifier", c_uint),
        ("text_position", c_int),
        ("length", c_int),
        ("audio_position", c_int),
        ("sample", c_int),
        ("user_data", c_void_p),
        ("id", _Id),
    )


_Callback = CFUNCTYPE(c_int, POINTER(c_short), c_int, POINTER(_Event))


class Espeak:
    """The library, ready to speak. Raises NoVoice("no_engine") where it is missing."""

    def __init__(self) -> None:
        try:
            self._library: Any = ctypes.CDLL(LIBRARY)
        except OSError as missing:
            raise NoVoice("no_engine") from missing
        self._library.espeak_Info.restype = c_char_p
        self._rate_hz = int(self._library.espeak_Initialize(SYNCHRONOUS, 0, None, DO_NOT_EXIT))
        if self._rate_hz <= 0:
            raise NoVoice("no_engine")
        self._pcm = bytearray()
        self._words: list[tuple[int, int]] = []
        # Kept: the library holds only an address.
        self._callback = _Callback(self._hear)
        self._library.espeak_SetSynthCallback(self._callback)
        version: bytes = self._library.espeak_Info(byref(c_char_p()))
        self.name = f"espeak-ng {version.decode().split()[0]}"

    def speak(self, request: Request) -> Clip:
        """Return the clip, untrimmed. Raises NoVoice("no_voice") for a language without a voice."""
        voice = VOICES.get(request.language)
        # A voice that is not found leaves the last one speaking: French words with English sounds.
        if voice is None or self._library.espeak_SetVoiceByName(voice) != 0:
            raise NoVoice("no_voice")
        for parameter, value in ((RATE, request.rate), (PITCH, USUAL_PITCH), (RANGE, USUAL_RANGE)):
            self._library.espeak_SetParameter(parameter, value, 0)
        self._pcm.clear()
        self._words.clear()
        text = request.said.encode()
        buffer = ctypes.create_string_buffer(text)
        if self._library.espeak_Synth(buffer, len(text) + 1, 0, CHARACTERS, 0, UTF8 | END_PAUSE, None, None):
            raise NoVoice("no_engine")
        clip = Clip(bytes(self._pcm), self._rate_hz, self._marks(request.said))
        self._pcm.clear()
        return clip

    def _marks(self, said: str) -> tuple[Mark, ...]:
        return with_swallowed(said, by_token(said, self._words), len(self._pcm) // SAMPLE_BYTES)

    def _hear(self, samples: Any, count: int, events: Any) -> int:
        if samples and count:
            self._pcm += ctypes.string_at(samples, count * 2)
        index = 0
        while events[index].type != END_OF_EVENTS:
            event = events[index]
            if event.type == WORD:
                self._words.append((event.text_position - 1, event.sample))
            index += 1
        return 0


def tokens(text: str) -> list[tuple[int, int]]:
    """Return (start, length) of what stands between spaces and has a letter or a digit."""
    found: list[tuple[int, int]] = []
    start = 0
    for part in text.translate(SPACES).split(" "):
        if any(sign.isalnum() for sign in part):
            found.append((start, len(part)))
        start += len(part) + 1
    return found


def by_token(text: str, words: list[tuple[int, int]]) -> tuple[Mark, ...]:
    """Return one mark a token, from the engine's words: it splits at hyphens, elisions and in numbers.

    words: (character, sample). A token begins with the first word inside it; samples strictly increase.
    """
    marks: list[Mark] = []
    remaining = iter(tokens(text))
    token = next(remaining, None)
    for position, sample in words:
        while token is not None and position >= sum(token):
            token = next(remaining, None)
        if token is None:
            break
        if position < token[0] or (marks and (marks[-1][0] == token[0] or sample <= marks[-1][2])):
            continue
        marks.append((*token, sample))
    return tuple(marks)


def with_swallowed(text: str, marks: tuple[Mark, ...], samples: int) -> tuple[Mark, ...]:
    """Return the marks with those of tokens that the engine says in one breath with the one before.

    English does so ("does not", "in the", "have been"), and tells one word. They share its time by length.
    More than two in a row were not swallowed but lost, and stay without a time.
    """
    known = {mark[0]: mark for mark in marks}
    ends = [sample for *_, sample in marks[1:]] + [samples]
    after = {mark[0]: end for mark, end in zip(marks, ends, strict=True)}
    full: list[Mark] = []
    breath: list[tuple[int, int]] = []
    for token in [*tokens(text), None]:
        if token is not None and token[0] not in known:
            breath.append(token)
            continue
        if full and 0 < len(breath) <= MOST_SWALLOWED:
            start, length, first = full[-1]
            share = (after[start] - first) / (length + sum(each[1] for each in breath))
            spoken = length
            for each in breath:
                full.append((*each, first + int(share * spoken)))
                spoken += each[1]
        breath = []
        if token is not None:
            full.append(known[token[0]])
    return tuple(full)


def trimmed(clip: Clip, threshold: int = 160, lead_s: float = 0.006, tail_s: float = 0.18) -> Clip:
    """Return the clip without the silence at its ends, its marks moved; a short tail stays.

    The tail is the breath between two blocks, and what a device may cut off when it is stopped at its end.
    """
    samples = array("h", clip.pcm)
    step = clip.rate_hz // 200
    loud = [
        start
        for start in range(0, len(samples), step)
        if max(samples[start : start + step]) > threshold or min(samples[start : start + step]) < -threshold
    ]
    if not loud:
        return Clip(b"", clip.rate_hz, ())
    first = max(0, loud[0] - int(lead_s * clip.rate_hz))
    kept = samples[first : loud[-1] + step]
    kept.extend(array("h", bytes(2 * int(tail_s * clip.rate_hz))))
    marks: list[Mark] = []
    for start, length, sample in clip.marks:
        moved = max(0, sample - first)
        if not marks or moved > marks[-1][2]:
            marks.append((start, length, moved))
    return Clip(kept.tobytes(), clip.rate_hz, tuple(marks))

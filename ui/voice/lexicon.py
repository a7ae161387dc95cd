"""What is written, and what is said for it.

What is spoken is what is written (DESIGN.md §8), except where an engine would read a sign wrongly: a code
digit by digit, in groups, slowly, twice; a phone number in pairs; a time of day in hours. Every piece said
remembers the characters it stands for, so that the highlight stays on what is written.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal

from ui.voice.engine import Clip, Kind, Mark, Request
from ui.voice.espeak import SPACES, tokens

# Part of every clip's key: raise it when what is said for the same words changes.
VERSION: Final = 1
CODE: Final = re.compile(r"(?<!\d)(?<!\d[ \u00a0])\d{3}(?:[ \u00a0]\d{3}){3}(?![ \u00a0]?\d)")
PHONE: Final = re.compile(r"\b0\d(?:[ \u00a0]\d\d){4}\b")
TIME: Final = re.compile(r"\b(\d{1,2})[ \u00a0]h(?:[ \u00a0](\d\d))?\b")
HOURS: Final = {"fr": "heures", "en": "hours", "ar": "ساعة", "es": "horas"}
# Words a minute. Easy French is the same voice, slower; a code can be written down while it is said.
RATES: Final = {"fr": 150, "fr-x-falc": 120, "en": 150, "ar": 135, "es": 150}
USUAL_RATE: Final = 150
SLOWLY: Final = 100
# Languages in which a phone number is read as pairs; in the others digit by digit, pair after pair.
IN_PAIRS: Final = frozenset({"fr", "es"})
# Signs that only lay out a text; each is one character, so that positions do not move.
PLAIN: Final = SPACES | str.maketrans(dict.fromkeys("«»“”", " ")) | str.maketrans("\u2011", "-")

Piece = tuple[str, int, int]


@dataclass(frozen=True)
class Script:
    """What an engine has to say for a text, and which characters of the text each piece stands for."""

    request: Request
    pieces: tuple[Piece, ...] = field(repr=False)

    def written(self, clip: Clip) -> Clip:
        """Return the clip with its marks moved from what is said to what is written."""
        starts: list[int] = []
        position = 0
        for said, _, _ in self.pieces:
            starts.append(position)
            position += len(said) + 1
        marks: list[Mark] = []
        for start, _, sample in clip.marks:
            _, first, length = self.pieces[bisect_right(starts, start) - 1]
            # One piece may be several tokens: its first one lights the whole of it.
            if length and (not marks or marks[-1][:2] != (first, length)):
                marks.append((first, length, sample))
        return Clip(clip.pcm, clip.rate_hz, tuple(marks))


def voice_of(language: str) -> str:
    """Return the language whose voice speaks this one: easy French is spoken by the French voice."""
    return language.partition("-")[0]


def script(words: str, language: str, kind: Kind = "text") -> Script:
    """Return what to say for a text as it is written."""
    voice = voice_of(language)
    if kind == "text":
        pieces, rate = _read(words, voice), RATES.get(language, USUAL_RATE)
    elif kind == "phone":
        pieces, rate = _ended(_number(words, voice)), SLOWLY
    else:
        once = _ended(_digits(words))
        pieces, rate = once + once, SLOWLY
    return Script(Request(" ".join(said for said, _, _ in pieces), voice, rate), tuple(pieces))


def same_text(words: str) -> str:
    """Return a text without what only changes how it is shown, composed (NFC): the text of a clip's key."""
    return unicodedata.normalize("NFC", words).replace("\u00a0", " ").replace("\u2011", "-")


def _read(words: str, voice: str) -> list[Piece]:
    """Read running text; a number with a meaning inside it is read by its own rule."""
    plain = words.translate(PLAIN)
    pieces: list[Piece] = []
    done = 0
    for match, rule in sorted(_special(words), key=lambda each: each[0].start()):
        _append(pieces, plain, done, match.start())
        number, start = match.group(), match.start()
        if rule == "time":
            minutes = f" {match[2]}" if match[2] else ""
            pieces.append((f"{match[1]} {HOURS.get(voice, 'h')}{minutes}", start, len(number)))
        else:
            inner = _digits(number) if rule == "code" else _number(number, voice)
            pieces += [(said, start + first, length) for said, first, length in inner]
        done = match.end()
    _append(pieces, plain, done, len(plain))
    return pieces


def _append(pieces: list[Piece], plain: str, start: int, end: int) -> None:
    """Add plain[start:end] by token, each with the bare punctuation that follows it: a pause is in it."""
    found = [(start + first, length) for first, length in tokens(plain[start:end])]
    before = plain[start : found[0][0] if found else end].replace(" ", "")
    if pieces and before:
        said, first, length = pieces.pop()
        pieces.append((said + before, first, length))
    for index, (first, length) in enumerate(found):
        upto = found[index + 1][0] if index + 1 < len(found) else end
        pieces.append((plain[first:upto].replace(" ", ""), first, length))


def _special(words: str) -> Iterable[tuple[re.Match[str], Literal["code", "phone", "time"]]]:
    yield from ((match, "code") for match in CODE.finditer(words))
    yield from ((match, "phone") for match in PHONE.finditer(words))
    yield from ((match, "time") for match in TIME.finditer(words))


def _digits(written: str) -> list[Piece]:
    """Say every sign alone, with a comma after each group but the last."""
    return _paused(
        (" ".join(written[first : first + length]), first, length) for first, length in _parts(written)
    )


def _number(written: str, voice: str) -> list[Piece]:
    """Say a phone number pair by pair, a leading zero by itself."""
    said: list[Piece] = []
    for first, length in _parts(written):
        pair = written[first : first + length]
        alone = pair.startswith("0") or not pair.isdigit() or voice not in IN_PAIRS
        said.append((" ".join(pair) if alone else pair, first, length))
    return _paused(said)


def _parts(written: str) -> list[tuple[int, int]]:
    return tokens(written.translate(PLAIN))


def _paused(pieces: Iterable[Piece]) -> list[Piece]:
    every = list(pieces)
    return [(f"{said},", first, length) for said, first, length in every[:-1]] + every[-1:]


def _ended(pieces: list[Piece]) -> list[Piece]:
    return pieces[:-1] + [(f"{said}.", first, length) for said, first, length in pieces[-1:]]

"""Makes a text that matches a regular expression, for answers that a form's constraint describes."""

import random
import re

# re's own parser: a second one would disagree with the engine that judges the answer.
from re import _constants as codes
from re import _parser as parser
from typing import Any

# Letters that the kiosk's keyboard shows at once, then the rest of what it can type.
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -'.@ÉÈÀÇ"
MOST_REPEATS = 12


def sample(pattern: str, chance: random.Random) -> str | None:
    """Return a text that the whole pattern matches, None when none was found."""
    try:
        parsed = parser.parse(pattern)
    except (re.error, RecursionError):
        return None
    text = "".join(_part(code, argument, chance) for code, argument in parsed)
    return text if re.fullmatch(pattern, text) else None


def _part(code: Any, argument: Any, chance: random.Random) -> str:
    match code:
        case codes.LITERAL:
            return chr(argument)
        case codes.ANY:
            return chance.choice(ALPHABET[:36])
        case codes.NOT_LITERAL:
            return next(char for char in ALPHABET if char != chr(argument))
        case codes.IN:
            return _one_of(argument, chance)
        case codes.MAX_REPEAT | codes.MIN_REPEAT:
            least, most, inner = argument
            count = least if least else min(int(most), 1)
            count = max(count, min(int(most), count, MOST_REPEATS))
            return "".join(_part(*part, chance) for _ in range(count) for part in inner)
        case codes.SUBPATTERN:
            return "".join(_part(*part, chance) for part in argument[3])
        case codes.BRANCH:
            return "".join(_part(*part, chance) for part in argument[1][0])
    # Anchors and look-arounds add nothing; fullmatch has the last word on whether they hold.
    return ""


def _one_of(members: list[tuple[Any, Any]], chance: random.Random) -> str:
    source = "[" + "".join(_member(code, argument) for code, argument in members) + "]"
    fitting = [char for char in ALPHABET if re.fullmatch(source, char)]
    if fitting:
        return chance.choice(fitting)
    for code, argument in members:
        if code in (codes.LITERAL, codes.RANGE):
            return chr(argument if code is codes.LITERAL else argument[0])
    return ""


def _member(code: Any, argument: Any) -> str:
    match code:
        case codes.NEGATE:
            return "^"
        case codes.LITERAL:
            return re.escape(chr(argument))
        case codes.RANGE:
            return f"{re.escape(chr(argument[0]))}-{re.escape(chr(argument[1]))}"
    classes = {codes.CATEGORY_DIGIT: r"\d", codes.CATEGORY_WORD: r"\w", codes.CATEGORY_SPACE: r"\s"}
    others = {
        codes.CATEGORY_NOT_DIGIT: r"\D",
        codes.CATEGORY_NOT_WORD: r"\W",
        codes.CATEGORY_NOT_SPACE: r"\S",
    }
    return {**classes, **others}[argument]

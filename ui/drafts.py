"""What the keys have written so far, and the value it stands for.

A draft is the plain run of characters that were touched: « 04031958 » for a date, « 1430 » for a time.
"""

from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal

from kiosk.forms.choices import ChoiceView
from kiosk.forms.kinds import TAKEN
from kiosk.forms.model import Kind, Value

NUMBERS = "numbers"
# From content to discontent, as an author writes the three choices; their own pictograms win.
FACES = ("smiley", "smiley-meh", "smiley-sad")
# The field grows line by line and the keys give way; past this the keys would get too small (15 mm).
MAX_TEXT = 80
MAX_DIGITS = 18
DATE_LENGTH, TIME_LENGTH = 8, 4


def way_of_asking(kind: Kind, appearance: str, *, camera: bool = False) -> str:
    """Return the name of the question type that the screen shows; camera: whether pictures can be taken."""
    if kind in TAKEN and not camera:
        return f"no_{kind.value}"
    if kind is Kind.TEXT and NUMBERS in appearance:
        return "digits"
    return "decimal" if kind is Kind.RANGE else kind.value


def asks_by_faces(kind: Kind, appearance: str, choices: int) -> bool:
    """Tell whether a question is answered by touching one of three faces."""
    return kind is Kind.SELECT_ONE and "faces" in appearance.split() and choices == len(FACES)


def cards_of(choices: Sequence[ChoiceView], faces: bool) -> list[dict[str, str]]:
    """Return the cards of a question's choices; those that stand for faces have one in any case."""
    drawn = FACES if faces else ("",) * len(choices)
    return [
        {"name": choice.name, "label": choice.label, "icon": choice.icon or face}
        for choice, face in zip(choices, drawn, strict=True)
    ]


def room_left(way: str, draft: str, character: str) -> bool:
    """Tell whether one more character may be written."""
    match way:
        case "text":
            return len(draft) < MAX_TEXT
        case "date":
            return character.isdecimal() and len(draft) < DATE_LENGTH
        case "time":
            return character.isdecimal() and len(draft) < TIME_LENGTH
        case "decimal":
            fits = character.isdecimal() or (character == "." and draft != "" and "." not in draft)
            return fits and len(draft) < MAX_DIGITS
        case _:
            return character.isdecimal() and len(draft) < MAX_DIGITS


def draft_value(way: str, draft: str) -> str | None:
    """Return what the session takes: text as it stands, dates as ISO, times as HH:MM, None when empty.

    An unfinished date or time goes through as it is: the session refuses it and says why.
    """
    text = draft.strip()
    if not text:
        return None
    if way == "date" and len(text) == DATE_LENGTH:
        return f"{text[4:]}-{text[2:4]}-{text[:2]}"
    if way == "time" and len(text) == TIME_LENGTH:
        return f"{text[:2]}:{text[2:]}"
    return text


def draft_of(value: Value | None) -> str:
    """Return the draft that an answer came from, for a person who comes back to it."""
    match value:
        case date():
            return value.strftime("%d%m%Y")
        case time():
            return value.strftime("%H%M")
        case Decimal():
            return f"{value.normalize():f}"
        case None | bool() | tuple():
            return ""
        case _:
            return str(value)


def chosen_of(kind: Kind, value: Value | None) -> list[str]:
    """Return the names of the cards that stand for a value."""
    if kind in (Kind.SELECT_ONE, Kind.ANOTHER) and isinstance(value, str):
        return [value]
    if kind in (Kind.SELECT_MULTIPLE, Kind.RANK) and isinstance(value, tuple):
        return list(value)
    return ["yes"] if kind is Kind.ACKNOWLEDGE and value is True else []

"""What the keys have written so far, and the value it stands for.

A draft is the plain run of characters that were touched: « 04031958 » for a date, « 1430 » for a time, both
in a row for a moment.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from kiosk.forms.kinds import MAX_CODE, TAKEN
from kiosk.forms.labels import Media
from kiosk.forms.model import Kind, Value
from kiosk.session import QuestionPage
from ui.picture import picture_uri

NUMBERS = "numbers"
# From content to discontent, as an author writes the three choices; their own pictograms win.
FACES = ("smiley", "smiley-meh", "smiley-sad")
# The field grows line by line and the keys give way; past this the keys would get too small (15 mm).
MAX_TEXT = 80
MAX_DIGITS = 18
DATE_LENGTH, TIME_LENGTH = 8, 4
# Ways of asking whose draft has so many digits when it is whole.
DIGITS_IN = {"date": DATE_LENGTH, "time": TIME_LENGTH, "dateTime": DATE_LENGTH + TIME_LENGTH}


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


def cards_of(page: QuestionPage, faces: bool) -> list[dict[str, str]]:
    """Return the cards of a question's choices; those that stand for faces have one in any case."""
    choices = page.view.choices
    drawn = FACES if faces else ("",) * len(choices)
    return [
        {
            "name": choice.name, "label": choice.label, "icon": choice.icon or face,
            **files_of(choice.media, page.files),
        }
        for choice, face in zip(choices, drawn, strict=True)
    ]  # fmt: skip


def files_of(media: Media, files: Mapping[str, Path]) -> dict[str, str]:
    """Return the picture of a label as a URL and its recording as a path, each "" where there is none."""
    image, audio = files.get(media.image), files.get(media.audio)
    return {"image": image.resolve().as_uri() if image else "", "audio": str(audio) if audio else ""}


def facts_of(page: QuestionPage) -> dict[str, object]:
    """Return what a page says beside its words: what an answer must be, where it stands, its pictures."""
    view = page.view
    step, steps = page.step
    return {
        "required": view.required,
        "negative": view.bounds is not None and min(view.bounds.start, view.bounds.end) < 0,
        **files_of(view.media, page.files),
        "step": step,
        "steps": steps,
        "returning": page.returning,
        "taken": bool(page.picture),
        "picture": picture_uri(page.picture),
    }


def room_left(way: str, draft: str, character: str) -> bool:
    """Tell whether one more character may be written."""
    match way:
        case "text":
            return len(draft) < MAX_TEXT
        case "barcode":
            # One more than there may be: what a reader writes beyond is refused in words, not cut in silence.
            return len(draft) <= MAX_CODE
        case "date" | "time" | "dateTime":
            return character.isdecimal() and len(draft) < DIGITS_IN[way]
        case "decimal" | "integer" if character == "-":
            return draft == ""
        case "decimal":
            fits = character.isdecimal() or (character == "." and draft.strip("-") and "." not in draft)
            return bool(fits) and len(draft) < MAX_DIGITS
        case _:
            return character.isdecimal() and len(draft) < MAX_DIGITS


def draft_value(way: str, draft: str) -> str | None:
    """Return what the session takes: text as it stands, dates as ISO, times as HH:MM, None when empty.

    A moment has no zone: it is what the clocks of the place show. An unfinished date or time goes through as
    it is: the session refuses it and says why.
    """
    text = draft.strip()
    if not text:
        return None
    if len(text) != DIGITS_IN.get(way):
        return text
    day = f"{text[4:8]}-{text[2:4]}-{text[:2]}"
    clock = text[-TIME_LENGTH:]
    hour = f"{clock[:2]}:{clock[2:]}"
    return {"date": day, "time": hour, "dateTime": f"{day}T{hour}:00.000"}[way]


def draft_of(kind: Kind, value: Value | None) -> str:
    """Return the draft that an answer came from, for a person who comes back to it."""
    if kind is Kind.DATETIME and isinstance(value, str):
        return datetime.fromisoformat(value).strftime("%d%m%Y%H%M")
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

"""What a question may be, and its values: checked, written into the instance, put on the wire.

Three forms of one value: typed (Value, between screen and session), the text in the XForms instance that
expressions see, and Plain on the wire.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from enum import Enum

from kiosk.wire.compact import Plain

Value = str | int | Decimal | date | time | bool | tuple[str, ...]

MAX_TEXT = 1000
# What a person can still compare with the paper by eye; a longer code is refused whole, never cut.
MAX_CODE = 80
# 18 digits stay inside the 64-bit integers of every central.
MAX_NUMBER = 10**18
MAX_DECIMALS = 9
INTEGER = re.compile(r"[+-]?\d{1,19}")
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
ISO_TIME = re.compile(r"\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:\d{2})?")
ZONE = re.compile(r"(?:Z|[+-]\d{2}:\d{2})$")
ISO_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:Z|[+-]\d{2}:\d{2})?")
DECIMAL = re.compile(r"[+-]?(?:\d{1,19}(?:\.\d*)?|\.\d+)")
ATTACHMENT = re.compile(r"[\w-][\w. -]{0,99}")
CHOSEN = "OK"
AT_A_GLANCE = 7


class Kind(Enum):
    """What a question asks for."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "time"
    DATETIME = "dateTime"
    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    NOTE = "note"
    ACKNOWLEDGE = "acknowledge"
    CALCULATE = "calculate"
    RANGE = "range"
    RANK = "rank"
    BARCODE = "barcode"
    IMAGE = "image"
    FILE = "file"
    DRAWING = "drawing"
    RECORDING = "recording"
    ANOTHER = "another"


CHOOSES = (Kind.SELECT_ONE, Kind.SELECT_MULTIPLE, Kind.RANK, Kind.ANOTHER)
# What the screens of a station can ask. The engine runs the others too; a form that asks them is refused.
SHOWN = frozenset(Kind) - {Kind.DRAWING, Kind.RECORDING}
# Answered with bytes, which stand beside the answers.
TAKEN = frozenset({Kind.IMAGE, Kind.FILE})
# The answers to « ajouter une autre personne ? »
YES, NO, REMOVE = "yes", "no", "remove"
# What a person knows them by who cannot read their words.
ANOTHER_ICONS = {YES: "plus-circle", NO: "check-circle", REMOVE: "trash"}


@dataclass(frozen=True)
class Bounds:
    """Where a range begins and ends, and its step, all as numbers."""

    start: Decimal
    end: Decimal
    step: Decimal

    def values(self) -> tuple[Decimal, ...]:
        """Return its numbers where they are few enough to be read at a glance, else its two ends."""
        if self.step and abs(self.end - self.start) / self.step < AT_A_GLANCE:
            count = int(abs(self.end - self.start) / self.step) + 1
            way = self.step if self.end > self.start else -self.step
            return tuple(self.start + number * way for number in range(count))
        return (self.start, self.end)

    def holds(self, value: Decimal | int) -> bool:
        """Tell whether a number is one of the range; it may run downwards."""
        low, high = sorted((self.start, self.end))
        return low <= value <= high and (not self.step or (value - self.start) % self.step == 0)


@dataclass(frozen=True)
class Refusal:
    """Why an answer is not accepted: the key of a text, and the form's own words where it has some."""

    key: str
    # The form's words may quote an answer.
    message: str = field(default="", repr=False)


def check(kind: Kind, value: object, choices: Sequence[str]) -> Value | Refusal | None:
    """Return the value typed for its kind, None when empty, or the refusal (keys form.number, form.date, …).

    Keypads give text: numbers, dates (ISO) and times (HH:MM) are accepted as text too.
    """
    if value is None or value in ("", ()):
        return None
    if kind in TYPED:
        return TYPED[kind](value)
    match kind:
        case Kind.SELECT_ONE | Kind.ANOTHER:
            return value if isinstance(value, str) and value in choices else Refusal("form.choice")
        case Kind.SELECT_MULTIPLE:
            return _several(value, choices)
        case Kind.RANK:
            return _ranked(value, choices)
        case _:
            return Refusal("form.choice")


def _text(value: object) -> Value | Refusal | None:
    if not isinstance(value, str):
        return Refusal("form.characters")
    text = unicodedata.normalize("NFC", value)
    # Cc are control characters, Cs lone surrogates, Cn what Unicode has not given out: XML refuses the first
    # two and no keyboard of ours writes any. Line ends are the exception, for long texts.
    if any(unicodedata.category(char) in ("Cc", "Cs", "Cn") and char != "\n" for char in text):
        return Refusal("form.characters")
    if len(text) > MAX_TEXT:
        return Refusal("form.too_long")
    return text if text.strip() else None


def _code(value: object) -> Value | Refusal | None:
    """Take what stands under a bar code, without the spaces that readers and papers add at its ends."""
    text = _text(value)
    if isinstance(text, str):
        return Refusal("form.too_long") if len(text.strip()) > MAX_CODE else text.strip()
    return text


def _integer(value: object) -> Value | Refusal:
    if isinstance(value, str) and INTEGER.fullmatch(value.strip()) and value.strip().isascii():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= MAX_NUMBER:
        return Refusal("form.number")
    return value


def _decimal(value: object) -> Value | Refusal:
    if isinstance(value, str):
        text = value.strip().replace(",", ".")
        value = Decimal(text) if DECIMAL.fullmatch(text) and text.isascii() else None
    if isinstance(value, int) and not isinstance(value, bool):
        value = Decimal(value)
    if not isinstance(value, Decimal) or not value.is_finite() or abs(value) >= MAX_NUMBER:
        return Refusal("form.number")
    try:
        return value if value == round(value, MAX_DECIMALS) else Refusal("form.number")
    except InvalidOperation:
        return Refusal("form.number")


def _date(value: object) -> Value | Refusal:
    if isinstance(value, str) and ISO_DATE.fullmatch(value.strip()):
        try:
            value = date.fromisoformat(value.strip())
        except ValueError:
            return Refusal("form.date")
    # A datetime is a date for Python, but carries an hour that no question asked for.
    return value if type(value) is date else Refusal("form.date")


def _time(value: object) -> Value | Refusal:
    if isinstance(value, str) and ISO_TIME.fullmatch(value.strip()):
        try:
            value = time.fromisoformat(value.strip())
        except ValueError:
            return Refusal("form.time")
    if not isinstance(value, time):
        return Refusal("form.time")
    return value.replace(second=0, microsecond=0)


def _moment(value: object) -> Value | Refusal:
    """Take a moment as ISO text, with its zone where it has one."""
    if isinstance(value, str) and ISO_MOMENT.fullmatch(value):
        try:
            datetime.fromisoformat(value)
        except ValueError:
            return Refusal("form.date")
        return value
    return Refusal("form.date")


def _several(value: object, choices: Sequence[str]) -> Value | Refusal | None:
    if isinstance(value, str) or not isinstance(value, Sequence):
        return Refusal("form.choice")
    names = tuple(value)
    if len(set(names)) != len(names) or any(name not in choices for name in names):
        return Refusal("form.choice")
    # In the order of the form, so that the same answers are the same bytes.
    return tuple(name for name in choices if name in names) or None


def _ranked(value: object, choices: Sequence[str]) -> Value | Refusal:
    """Take an order of all the choices: with some left out, nobody could say where they stand."""
    if isinstance(value, str) or not isinstance(value, Sequence):
        return Refusal("form.choice")
    names = tuple(value)
    return names if sorted(names) == sorted(choices) else Refusal("form.rank")


def _attachment(value: object) -> Value | Refusal:
    """Take the name of an attachment, which is kept elsewhere."""
    known = isinstance(value, str) and ATTACHMENT.fullmatch(value)
    return str(value) if known else Refusal("form.characters")


def _acknowledged(value: object) -> Value | Refusal | None:
    if value == CHOSEN:
        return True
    if not isinstance(value, bool):
        return Refusal("form.choice")
    return value or None


TYPED: dict[Kind, Callable[[object], Value | Refusal | None]] = {
    Kind.TEXT: _text,
    Kind.CALCULATE: _text,
    Kind.BARCODE: _code,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.RANGE: _decimal,
    Kind.DATE: _date,
    Kind.TIME: _time,
    Kind.DATETIME: _moment,
    Kind.ACKNOWLEDGE: _acknowledged,
    Kind.IMAGE: _attachment,
    Kind.FILE: _attachment,
    Kind.DRAWING: _attachment,
    Kind.RECORDING: _attachment,
}


def to_text(value: Value | None) -> str:
    """Return the text that the XForms instance holds for a value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return CHOSEN if value else ""
    if isinstance(value, tuple):
        return " ".join(value)
    if isinstance(value, time):
        return value.isoformat("milliseconds").replace("+00:00", "Z")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()


def from_text(kind: Kind, text: str, choices: Sequence[str]) -> Value | None:
    """Return the typed value of an instance's text; what does not fit its kind counts as no answer."""
    raw: object = text
    if kind is Kind.SELECT_MULTIPLE:
        raw = tuple(dict.fromkeys(name for name in text.split() if name in choices))
    elif kind is Kind.RANK:
        raw = tuple(text.split())
    elif kind is Kind.DATE:
        raw = text.partition("T")[0]
    elif kind is Kind.TIME:
        raw = text[:5] + "".join(ZONE.findall(text))
    value = check(kind, raw, choices)
    return None if isinstance(value, Refusal) else value


def to_plain(value: Value) -> Plain:
    """Return what travels: decimals, dates and times as text."""
    if isinstance(value, bool | int):
        return value
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat("minutes") if isinstance(value, time) else to_text(value)


def from_plain(plain: object) -> object:
    """Return what `check` takes, from what travelled."""
    return tuple(plain) if isinstance(plain, list) else plain

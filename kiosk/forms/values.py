"""The values of expressions and their conversions (XPath 1.0 section 4, with the dates of OpenRosa).

A date is a number of days since 1970-01-01 wherever a number is wanted; plain XPath would say NaN, and
`/data/a <= today()` would be false for ever.
"""

import math
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal

from babel.core import Locale, UnknownLocaleError

from kiosk.forms.nodes import Node

Value = str | float | bool | date | Sequence[Node]

NUMBER = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
DATE_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def parse_date(text: str, zone: tzinfo) -> date | None:
    """Return the date, or the moment in `zone`, that an ISO text names; None for any other text."""
    text = text.strip()
    try:
        if short := DATE.fullmatch(text):
            return date(int(short[1]), int(short[2]), int(short[3]))
        if DATE_TIME.fullmatch(text):
            moment = datetime.fromisoformat(text)
            return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)
    except (ValueError, OverflowError):
        return None
    return None


def days(value: date, zone: tzinfo) -> float:
    """Return days since the epoch.

    A plain date counts with the zone's winter offset all the year, so that two dates are always a whole
    number of days apart; the true offset would make 30 March minus 29 March 23 hours in France.
    """
    if isinstance(value, datetime):
        return (value - EPOCH) / DAY
    winter = datetime(value.year, value.month, value.day, tzinfo=zone)
    offset = (winter.utcoffset() or timedelta()) - (winter.dst() or timedelta())
    return (value - EPOCH.date()) / DAY - offset / DAY


def from_days(number: float, zone: tzinfo) -> date | None:
    """Return the date of a number of days, as a moment when it is not midnight; None outside the calendar."""
    try:
        moment = (EPOCH + timedelta(days=number)).astimezone(zone)
        rounded = moment - (moment.dst() or timedelta()) + timedelta(milliseconds=1)
    except (OverflowError, ValueError):
        return None
    if rounded.time().replace(microsecond=0) == time():
        return rounded.date()
    return moment


def find_locale(language: str) -> Locale | None:
    """Return the customs of a language by its code, None when nobody has described them."""
    try:
        # What stands after -x- is a private word: fr-x-falc, easy French, has the customs of French.
        return Locale.parse(language.partition("-x-")[0], sep="-")
    except (UnknownLocaleError, ValueError):
        return None


def to_string(value: Value) -> str:
    """Convert as string() does."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float | int):
        return number_text(float(value))
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds")
    if isinstance(value, date):
        return value.isoformat()
    return value[0].value() if value else ""


def number_text(number: float) -> str:
    """Write a number as XPath does: no exponent, no trailing zero, NaN and Infinity in words."""
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == int(number):
        return str(int(number))
    text = repr(number)
    return f"{number:.20f}".rstrip("0") if "e" in text else text


def to_number(value: Value, zone: tzinfo) -> float:
    """Convert as number() does; a text that is a date is its number of days."""
    if isinstance(value, bool | float | int):
        return float(value)
    if isinstance(value, date):
        return days(value, zone)
    text = to_string(value).strip()
    if NUMBER.fullmatch(text):
        return float(text)
    parsed = parse_date(text, zone)
    return math.nan if parsed is None else days(parsed, zone)


def to_boolean(value: Value) -> bool:
    """Convert as boolean() does."""
    if isinstance(value, bool):
        return value
    if isinstance(value, float | int):
        return not (value == 0 or math.isnan(value))
    if isinstance(value, date):
        return True
    return len(value) > 0


def is_nodes(value: Value) -> bool:
    """Tell a node-set from the other values."""
    return not isinstance(value, str | bool | float | int | date)


def cast_to(kind: str, text: str) -> str:
    """Return a text as a node of an XForms type keeps it: integers are cut, dates lose their hour."""
    if kind in ("int", "integer") and text:
        try:
            return str(int(Decimal(text.strip())))
        except (ArithmeticError, ValueError):
            return ""
    return text.partition("T")[0] if kind == "date" else text

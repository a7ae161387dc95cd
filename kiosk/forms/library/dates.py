"""Dates and times of day."""

import math
import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from babel.core import Locale
from babel.dates import format_datetime

from kiosk.forms.syntax import BadExpression
from kiosk.forms.values import DAY, Value, days, find_locale, from_days, parse_date, to_number, to_string
from kiosk.forms.xpath import Context, Function

PART = re.compile(r"%(.)", re.DOTALL)
TIME = re.compile(
    r"([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,6})\d*)?)?(?:(Z)|([+-])([01]\d|2[0-3])(?::?([0-5]\d))?)?"
)


def _worded(pattern: str) -> Callable[[datetime, Locale], str]:
    return lambda moment, locale: format_datetime(moment, pattern, locale=locale)


PARTS: dict[str, Callable[[datetime, Locale], str]] = {
    "Y": lambda moment, _: f"{moment.year:04}",
    "y": lambda moment, _: f"{moment.year % 100:02}",
    "m": lambda moment, _: f"{moment.month:02}",
    "n": lambda moment, _: str(moment.month),
    "d": lambda moment, _: f"{moment.day:02}",
    "e": lambda moment, _: str(moment.day),
    "H": lambda moment, _: f"{moment.hour:02}",
    "h": lambda moment, _: str(moment.hour),
    "M": lambda moment, _: f"{moment.minute:02}",
    "S": lambda moment, _: f"{moment.second:02}",
    "3": lambda moment, _: f"{moment.microsecond // 1000:03}",
    "a": _worded("EEE"),
    "A": _worded("EEEE"),
    "b": _worded("MMM"),
    "B": _worded("MMMM"),
}


def _date(context: Context, value: Value) -> Value:
    if isinstance(value, date):
        return value
    zone = context.scope.zone
    if isinstance(value, float | int) and not isinstance(value, bool):
        return from_days(value, zone) or math.nan
    text = to_string(value)
    if not text:
        return ""
    return parse_date(text, zone) or from_days(to_number(text, zone), zone) or math.nan


def _known_parts(pattern: str) -> str:
    for match in PART.finditer(pattern):
        if match[1] not in PARTS:
            raise BadExpression(f"format-date : %{match[1]} ne fait pas partie du profil")
    return pattern


def _format_date(context: Context, value: Value, pattern: Value) -> str:
    moment = _date(context, value)
    written = _known_parts(to_string(pattern))
    if not isinstance(moment, date):
        return ""
    at = moment if isinstance(moment, datetime) else datetime.combine(moment, time())
    locale = find_locale(context.scope.language) or Locale("en")
    return PART.sub(lambda match: PARTS[match[1]](at, locale), written)


def _decimal_date_time(context: Context, value: Value) -> float:
    found = _date(context, value)
    return days(found, context.scope.zone) if isinstance(found, date) else math.nan


def _decimal_time(context: Context, value: Value) -> float:
    match = TIME.fullmatch(to_string(value).strip())
    if match is None:
        return math.nan
    hours, minutes, seconds, fraction, utc, sign, zone_hours, zone_minutes = match.groups()
    since = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds or 0))
    since += timedelta(microseconds=int((fraction or "0").ljust(6, "0")))
    if utc or sign:
        offset = timedelta(hours=int(zone_hours or 0), minutes=int(zone_minutes or 0))
        # Today's offset: a time given at this screen comes back as it was given, in summer too.
        since += (context.scope.moment().utcoffset() or timedelta()) - (-offset if sign == "-" else offset)
    return (since % DAY) / DAY


DATES: dict[str, Function] = {
    "today": Function(lambda context: context.scope.today(), 0, 0),
    "now": Function(lambda context: context.scope.moment(), 0, 0),
    "date": Function(_date, 1, 1),
    "date-time": Function(_date, 1, 1),
    "decimal-date-time": Function(_decimal_date_time, 1, 1),
    "decimal-time": Function(_decimal_time, 1, 1),
    "format-date": Function(_format_date, 2, 2, written={1: _known_parts}),
    "format-date-time": Function(_format_date, 2, 2, written={1: _known_parts}),
}

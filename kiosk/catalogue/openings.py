"""When the agency is closed, and when an agent is there: the two small notations of its sheet."""

import re
from dataclasses import dataclass
from datetime import date, time

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
CLOSED_EXPECTED = "« 25/12 Noël » ou « 03/08/2026-14/08/2026 Congés d’été »"
PRESENT_EXPECTED = "« lundi 09:00-12:00 »"
_DAY = r"(\d{1,2})/(\d{1,2})(?:/(\d{4}))?"
_CLOSED = re.compile(rf"{_DAY}(?:\s*-\s*{_DAY})?\s+(\S.*)")
_PRESENT = re.compile(r"(\w+)\s+(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")
# What « 29/02 » is checked against.
_LEAP = 2028


@dataclass(frozen=True)
class Closed:
    """Days on which the agency is closed, and its own words for why."""

    first: date
    last: date
    words: str


@dataclass(frozen=True)
class Closure:
    """Closed days as the sheet gives them: (day, month), every year where year is None."""

    first: tuple[int, int]
    last: tuple[int, int]
    years: tuple[int, int] | None
    words: str

    def upcoming(self, today: date) -> Closed | None:
        """Return the closed days that are now or come next, None when they are over."""
        over = self.last < self.first
        years = [(year, year + over) for year in range(today.year - 1, today.year + 2)]
        for first_year, last_year in years if self.years is None else [self.years]:
            try:
                first, last = _date(self.first, first_year), _date(self.last, last_year)
            except ValueError:
                continue  # 29 February in another year
            if last >= today:
                return Closed(first, last, self.words)
        return None


@dataclass(frozen=True)
class Presence:
    """An agent is there every week on this day (0 is Monday), from and until."""

    weekday: int
    start: time
    end: time


def read_closure(text: str) -> Closure:
    """Read « 25/12 Noël » or « 03/08/2026-14/08/2026 Congés ». Raises ValueError."""
    found = _CLOSED.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    day, month, year, last_day, last_month, last_year, words = found.groups()
    first = (int(month), int(day))
    last = (int(last_month), int(last_day)) if last_day else first
    if last_day is None:
        last_year = year
    if (year is None) != (last_year is None):
        raise ValueError(text)
    years = None if year is None else (int(year), int(last_year))
    start, end = _date(first, years[0] if years else _LEAP), _date(last, years[1] if years else _LEAP)
    if years and end < start:
        raise ValueError(text)
    return Closure(first, last, years, words.strip())


def read_presence(text: str) -> Presence:
    """Read « lundi 09:00-12:00 ». Raises ValueError."""
    found = _PRESENT.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    weekday = WEEKDAYS.index(found[1].lower())
    start, end = time(int(found[2]), int(found[3])), time(int(found[4]), int(found[5]))
    if end <= start:
        raise ValueError(text)
    return Presence(weekday, start, end)


def _date(month_and_day: tuple[int, int], year: int) -> date:
    return date(year, *month_and_day)

"""Every text that a station shows, says or prints, from one gettext catalogue a language.

The standard library reads compiled catalogues fast; Babel, which compiles them, takes 200 ms to import. So a
catalogue is compiled when it is absent or older than its source, and Babel is not imported otherwise.
"""

import gettext
from collections.abc import Mapping
from datetime import date, time
from pathlib import Path
from uuid import uuid4

from kiosk.errors import Fact, Problem

DOMAIN = "relais"
MONTHS_KEY = "date.month.{}"


class Texts:
    """The texts of one language, by key."""

    def __init__(self, language: str, entries: Mapping[str, str]) -> None:
        self.language = language
        self._entries = dict(entries)

    def __call__(self, key: str, /, **facts: Fact) -> str:
        """Return the text with its facts filled in. Raises KeyError for an unknown key or a missing fact."""
        entry = self._entries[key]
        return entry.format(**facts) if "{" in entry else entry

    def all(self) -> dict[str, str]:
        """Return every text by key, with the braces of its facts still in it."""
        return dict(self._entries)

    def problem(self, problem: Problem) -> tuple[str, str]:
        """Return (what happened, what to do)."""
        key = f"problem.{problem.code}"
        return self(f"{key}.what", **problem.facts), self(f"{key}.do", **problem.facts)

    def date(self, day: date) -> str:
        """Return a date in words, as « 12 décembre 2026 »."""
        ordinal = self("date.first") if day.day == 1 else day.day
        return self("date.format", day=ordinal, month=self(MONTHS_KEY.format(day.month)), year=day.year)

    def time(self, moment: time) -> str:
        """Return a time of day, as « 14 h 40 »."""
        return self("time.format", hour=moment.hour, minute=f"{moment.minute:02}")


def load_texts(folder: Path, language: str, domain: str = DOMAIN) -> Texts:
    """Read folder/<language>/relais.po and, for another domain, its catalogue beside it too.

    What only agents ("agent") or technicians ("technician") read stands apart, in French. Raises
    FileNotFoundError: a language without texts is a bug.
    """
    entries = _entries(folder / language / f"{DOMAIN}.po")
    if domain != DOMAIN:
        entries |= _entries(folder / language / f"{domain}.po")
    return Texts(language, entries)


def _entries(source: Path) -> dict[str, str]:
    compiled = source.with_suffix(".mo")
    if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
        _compile(source, compiled)
    with compiled.open("rb") as file:
        catalogue: Mapping[object, str] = vars(gettext.GNUTranslations(file))["_catalog"]
    return {key: text for key, text in catalogue.items() if isinstance(key, str) and key}


def _compile(source: Path, compiled: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        catalogue = read_po(file, abort_invalid=True)
    # A name of its own: on a first start two threads, or two stations, may compile the same one.
    aside = compiled.with_name(f"{compiled.name}.{uuid4().hex}")
    with aside.open("wb") as file:
        write_mo(file, catalogue)
    aside.replace(compiled)

"""An XLSForm as its author sees it: sheets, rows and cells, under the names of XLSForm's columns.

Columns have several spellings (https://xlsform.org, and pyxform's older ones); rules know one each.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kiosk.errors import Fact
from kiosk.forms.labels import language_code
from kiosk.forms.lint.finding import Finding, column_letter

SPELLINGS = {
    "calculate": "calculation",
    "caption": "label",
    "command": "type",
    "constraining_message": "constraint_message",
    "jr:constraintmsg": "constraint_message",
    "jr:requiredmsg": "required_message",
    "jr:count": "repeat_count",
    "count": "repeat_count",
    "list": "list_name",
    "read_only": "readonly",
    "relevance": "relevant",
    "requiredmsg": "required_message",
    "tag": "name",
    "value": "name",
}
HOLDERS = ("bind", "control", "body", "instance", "media")
# What is said to a person, and may stand in several languages.
WORDS = ("label", "hint", "constraint_message", "required_message")
TRANSLATED = (*WORDS, "guidance_hint", "image", "big-image", "audio", "video")
SHEETS = ("survey", "choices", "settings")
Grid = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Column:
    """One column: `base` is its name in XLSForm, `language` the words after it, `header` all as written."""

    base: str
    language: str
    header: str
    letter: str


@dataclass(frozen=True)
class Cell:
    """One cell, also an empty one; `letter` is "" where the sheet has no such column."""

    sheet: str
    row: int
    column: Column
    text: str

    def finding(self, code: str, proposed: str | None = None, /, **facts: Fact) -> Finding:
        """Return something to say of this cell."""
        where = self.column
        return Finding(
            code, "", self.sheet, self.row, where.header, where.letter, {"text": self.text, **facts}, proposed
        )


@dataclass(frozen=True)
class Row:
    """One row of a table; `number` as the spreadsheet counts, from 1; `places`: of the columns, by base."""

    sheet: str
    number: int
    columns: Sequence[Column]
    texts: Sequence[str]
    places: Mapping[str, Sequence[int]]

    def cell(self, base: str, language: str | None = None) -> Cell:
        """Return the first cell of a column (of a language); one without a letter when there is none."""
        for place in self.places.get(base, ()):
            if language in (None, self.columns[place].language):
                return Cell(self.sheet, self.number, self.columns[place], self.texts[place])
        return Cell(self.sheet, self.number, Column(base, language or "", base, ""), "")

    def text(self, base: str) -> str:
        """Return the first text under a column, "" without any."""
        return next((self.texts[place] for place in self.places.get(base, ()) if self.texts[place]), "")

    def said(self, base: str) -> tuple[Cell, ...]:
        """Return the cells of a column in every language."""
        return tuple(
            Cell(self.sheet, self.number, self.columns[place], self.texts[place])
            for place in self.places.get(base, ())
        )


@dataclass(frozen=True)
class Table:
    """One sheet: its header in row 1, and the rows that hold something."""

    sheet: str
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()

    def has(self, base: str) -> bool:
        """Tell whether there is such a column, in any language."""
        return any(column.base == base for column in self.columns)

    def header(self, base: str) -> Cell:
        """Return the header cell of a column, or of the place where it should be."""
        found = next((column for column in self.columns if column.base == base), None)
        return Cell(self.sheet, 1, found or Column(base, "", base, ""), base if found else "")


@dataclass(frozen=True)
class Tables:
    """The sheets of one XLSForm; `others` are the names of the sheets that XLSForm does not read."""

    survey: Table
    choices: Table
    settings: Table
    others: Mapping[str, bool] = field(default_factory=dict)

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the languages of the columns as they are written, "" for none, the default first."""
        found = [
            column.language
            for table in (self.survey, self.choices)
            for column in table.columns
            if column.base in TRANSLATED
        ]
        return tuple(sorted(dict.fromkeys(found), key=lambda name: name != self.default_language))

    @property
    def default_language(self) -> str:
        """Return what the settings name as the first language, "" without."""
        return self.settings.rows[0].text("default_language") if self.settings.rows else ""


def code_of(language: str) -> str:
    """Return the code of a column's language; a column without one is taken for French."""
    return language_code(language) if language else "fr"


def read_tables(sheets: Mapping[str, Grid]) -> Tables:
    """Return the tables of a workbook from the texts of its cells, by sheet and row."""
    known = {name.strip().lower(): grid for name, grid in sheets.items()}
    survey, choices, settings = (_table(name, known.pop(name, ())) for name in SHEETS)
    return Tables(survey, choices, settings, {name: len(grid) > 1 for name, grid in known.items()})


def _table(sheet: str, grid: Grid) -> Table:
    if not grid:
        return Table(sheet)
    columns = tuple(_column(text, number) for number, text in enumerate(grid[0], start=1))
    places: dict[str, list[int]] = {}
    for place, column in enumerate(columns):
        places.setdefault(column.base, []).append(place)
    rows = []
    for number, cells in enumerate(grid[1:], start=2):
        texts = [*cells, *([""] * len(columns))][: len(columns)]
        row = Row(sheet, number, columns, texts, places)
        # pyxform passes over rows that say so, whatever they hold.
        if any(texts) and row.text("disabled").lower() not in ("yes", "true", "true()"):
            rows.append(row)
    return Table(sheet, columns, tuple(rows))


def _column(header: str, number: int) -> Column:
    parts = [part.strip() for part in re.split("::" if "::" in header else r"(?<!jr):", header)]
    words = [part.lower().replace(" ", "_") for part in parts]
    at = 1 if len(parts) > 1 and words[0] in HOLDERS else 0
    base = SPELLINGS.get(words[at], words[at])
    language = "::".join(parts[at + 1 :]) if base in TRANSLATED else ""
    return Column(base, language, header, column_letter(number))

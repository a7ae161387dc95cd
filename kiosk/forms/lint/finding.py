"""One thing that an author has to know of their form, and where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from kiosk.errors import Fact

Severity = Literal["error", "warning"]

# A form with an error is not built. The texts are `lint.<code>.what` and `.fix` in technician.po.
CODES: dict[str, Severity] = {
    # the files
    "workbook": "error",
    "workbook.old": "error",
    "file.large": "error",
    "pack": "error",
    "pack.form": "error",
    "pack.language": "error",
    "pack.text": "error",
    "pack.unlisted": "warning",
    # the sheets
    "sheet.missing": "error",
    "sheet.unsupported": "error",
    "column.missing": "error",
    "column.unknown": "warning",
    "type.missing": "error",
    "type.unknown": "error",
    "type.unsupported": "error",
    "type.metadata": "warning",
    "appearance.unknown": "warning",
    "appearance.unsupported": "error",
    "name.missing": "error",
    "name.bad": "error",
    "name.twice": "error",
    "group.open": "error",
    "group.closed": "error",
    "repeat.nested": "error",
    # lists of choices
    "list.missing": "error",
    "list.unknown": "error",
    "list.unused": "warning",
    "choice.name": "error",
    "choice.twice": "error",
    "choice.spaces": "error",
    "choices.many": "warning",
    "faces.three": "error",
    "icon.missing": "warning",
    "icon.column": "warning",
    "icon.unknown": "error",
    # media of labels
    "media.missing": "error",
    "media.refused": "error",
    "media.film": "warning",
    # expressions
    "quotes": "error",
    "operator": "error",
    "function": "error",
    "parentheses": "error",
    "syntax": "error",
    "arguments": "error",
    "function.unsupported": "error",
    "question": "error",
    "bare": "error",
    "yes": "error",
    "choice.compared": "error",
    "choice.several": "warning",
    "self": "error",
    "cycle": "error",
    "kind": "error",
    # what people read
    "label.missing": "error",
    "translation": "error",
    "translation.column": "error",
    "language.default": "error",
    "sentence.easy": "warning",
    "sentence.long": "warning",
    "label.large": "warning",
    # what only the whole form tells
    "form": "error",
}
Facts = Mapping[str, Fact]


@dataclass(frozen=True)
class Finding:
    """`code` names the kind of fault, `facts` fill its text, the place is a cell where there is one.

    row: from 1, 0 without one. column: its header as written, or a key of pack.toml. letter: the column's.
    proposed: what to write in the cell instead, "" to empty it, None where only the author can know.
    """

    code: str
    file: str = ""
    sheet: str = ""
    row: int = 0
    column: str = ""
    letter: str = ""
    facts: Facts = field(default_factory=dict)
    proposed: str | None = None

    @property
    def severity(self) -> Severity:
        """Return whether the form can be built in spite of it."""
        return CODES[self.code]

    @property
    def cell(self) -> str:
        """Return the address as a spreadsheet gives it, `survey!D14`, "" without one."""
        return f"{self.sheet}!{self.letter}{self.row}" if self.letter and self.row else ""

    @property
    def place(self) -> tuple[str, int, int, str]:
        """Return what findings are sorted by: the survey first, then from top to bottom and left to right."""
        order = {"survey": "0", "choices": "1", "settings": "2"}.get(self.sheet, f"3{self.sheet}")
        return (order, self.row, column_number(self.letter), self.code)


def column_letter(number: int) -> str:
    """Return the letter of a column, from 1: A, B, …, Z, AA."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Return the number of a column from its letter, 0 for none."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number

"""The questions, groups and lists of an XLSForm, as far as its sheets can be read."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from kiosk.forms.lint.tables import Row, Tables

SELECTS = {
    "select_one": "select_one",
    "select one": "select_one",
    "select one from": "select_one",
    "add select one prompt using": "select_one",
    "select1": "select_one",
    "select_multiple": "select_multiple",
    "select multiple": "select_multiple",
    "select all that apply": "select_multiple",
    "select all that apply from": "select_multiple",
    "add select multiple prompt using": "select_multiple",
    "rank": "rank",
}
SELECT = re.compile(rf"({'|'.join(sorted(SELECTS, key=len, reverse=True))})\s+(.+?)(\s+or[_ ]other)?", re.I)
BLOCK = re.compile(r"(begin|end)[_ ](group|repeat|lgroup|looped group)", re.I)
OTHER = "other"
# From a repeat, the answers of a question are the choices of another one.
REFERENCE = re.compile(r"\$\{\s*([^}]*?)\s*\}")


@dataclass(frozen=True)
class Item:
    """One row of the survey sheet that is a question or opens a group.

    kind: the type without its list, as XLSForm spells it today. inside: names of the groups around it.
    """

    row: Row
    name: str
    kind: str
    list_name: str
    other: bool
    inside: tuple[str, ...]

    @property
    def groups(self) -> bool:
        """Tell a group or a repeat from a question."""
        return self.kind in ("group", "repeat")


@dataclass(frozen=True)
class Outline:
    """The items in the order of the sheet, the rows of blocks left open or closed twice, the lists."""

    tables: Tables
    items: tuple[Item, ...]
    unclosed: tuple[Row, ...]
    unopened: tuple[Row, ...]
    lists: Mapping[str, tuple[Row, ...]]
    # Here because each rule looks names up for each reference of a long form.
    by_name: Mapping[str, Item]

    def choices_of(self, item: Item) -> frozenset[str]:
        """Return the names that may be chosen, none where they are not in the sheet."""
        names = frozenset(row.text("name") for row in self.lists.get(item.list_name, ()))
        return names | {OTHER} if item.other and names else names


def outline(tables: Tables) -> Outline:
    """Read the structure of a form; what cannot be read is left to the rules to tell."""
    items: list[Item] = []
    opened: list[tuple[str, str, Row]] = []
    unopened: list[Row] = []
    for row in tables.survey.rows:
        word = " ".join(row.text("type").split())
        block = BLOCK.fullmatch(word)
        if block and block[1].lower() == "end":
            if opened:
                opened.pop()
            else:
                unopened.append(row)
            continue
        inside = tuple(name for name, _, _ in opened)
        kind, list_name, other = _kind(word)
        if word:
            items.append(Item(row, row.text("name"), kind, list_name, other, inside))
        if block:
            opened.append((row.text("name"), kind, row))
    lists: dict[str, list[Row]] = {}
    for row in tables.choices.rows:
        lists.setdefault(row.text("list_name"), []).append(row)
    by_name: dict[str, Item] = {}
    for item in items:
        by_name.setdefault(item.name, item)
    return Outline(
        tables,
        tuple(items),
        tuple(row for _, _, row in opened),
        tuple(unopened),
        {name: tuple(rows) for name, rows in lists.items() if name},
        by_name,
    )


def _kind(word: str) -> tuple[str, str, bool]:
    block = BLOCK.fullmatch(word)
    if block:
        return "group" if block[2].lower() == "group" else "repeat", "", False
    select = SELECT.fullmatch(word)
    if select:
        return SELECTS[select[1].lower()], select[2], bool(select[3])
    return word, "", False


def around(form: Outline, item: Item) -> Iterator[Item]:
    """Yield the groups around an item, the nearest last."""
    for name in item.inside:
        if name in form.by_name:
            yield form.by_name[name]


def nearest(word: str, known: Iterator[str] | list[str]) -> str | None:
    """Return the known word that somebody most likely meant, None when none is close."""
    by_lower = {each.lower(): each for each in known if each}
    found = get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else None

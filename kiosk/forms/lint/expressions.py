"""The rules over every expression of the survey sheet, read from its own cell."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kiosk.forms.expression import Expression, find_calls
from kiosk.forms.faults import faults as run_time_faults
from kiosk.forms.functions import FUNCTIONS, OUT_OF_PROFILE
from kiosk.forms.lint.finding import Finding
from kiosk.forms.lint.mend import Fault, mend
from kiosk.forms.lint.outline import Item, Outline
from kiosk.forms.lint.references import (
    FILTER,
    Said,
    apply,
    bare_names,
    masked,
    odd_choices,
    own_answer,
    unknown_questions,
)
from kiosk.forms.lint.tables import Cell
from kiosk.forms.syntax import BadExpression, Tree, parse

COLUMNS = ("relevant", "required", "readonly", "constraint", "calculation", FILTER, "repeat_count")
# pyxform turns these words into true() and false().
WORDS = frozenset(("yes", "Yes", "YES", "true", "True", "TRUE", "no", "No", "NO", "false", "False", "FALSE"))
YES_OR_NO = ("required", "readonly")
SAID_YES = {"oui": "yes", "non": "no", "vrai": "yes", "faux": "no", "x": "yes", "1": "yes", "0": "no"}
# Columns that decide on the question itself: its own answer is not there yet.
BEFORE_THE_ANSWER = ("relevant", "calculation", FILTER)
# pyxform computes a default that holds a call or a reference; any other one is a plain value.
COMPUTED = re.compile(r"\$\{|[a-z][\w:-]*\(")


@dataclass(frozen=True)
class Read:
    """One expression: where it stands, the text set right as far as known, and its tree where it has one."""

    item: Item
    column: str
    cell: Cell
    text: str
    tree: Tree | None
    faults: tuple[Fault, ...]

    def findings(self) -> Iterator[Finding]:
        """Yield what is wrong; every correction in the cell is proposed at once."""
        better = self.text if self.tree is not None and self.text != self.cell.text else None
        pointless = any(fault.code == "self" and fault.facts["alone"] for fault in self.faults)
        for fault in self.faults:
            mended = fault.mended or fault.code == "self"
            proposed = "" if pointless and mended else better if fault.mended else None
            yield self.cell.finding(fault.code, proposed, **fault.facts)


def read_expressions(form: Outline) -> tuple[Read, ...]:
    """Read every expression of the survey sheet, each with all of its faults."""
    return tuple(
        _read(item, column, cell, form)
        for item in form.items
        for column in (*COLUMNS, "default")
        if (cell := item.row.cell(column)).text and not _plain(column, cell.text)
    )


def _plain(column: str, text: str) -> bool:
    """Tell a cell that holds a value or a word instead of an expression."""
    return (column in YES_OR_NO and text in WORDS) or (column == "default" and not COMPUTED.search(text))


def _read(item: Item, column: str, cell: Cell, form: Outline) -> Read:
    if column in YES_OR_NO and cell.text.lower() in SAID_YES:
        right = SAID_YES[cell.text.lower()]
        fault = Fault("yes", True, {"name": cell.text})
        return Read(item, column, cell, right, parse("true()"), (fault,))
    faults, text = mend(cell.text)
    rules: tuple[Callable[[str], Iterator[Said]], ...] = (
        lambda words: unknown_questions(words, form),
        lambda words: bare_names(words, column, form),
        lambda words: odd_choices(words, item, form),
    )
    for rule in rules:
        try:
            said = list(rule(text))
        except BadExpression:
            # Told once, by the parser below.
            said = []
        faults += [each.fault for each in said]
        text = apply(text, said)
    try:
        tree: Tree | None = parse(masked(text))
    except BadExpression as fault:
        faults.append(Fault("syntax", False, {"detail": fault.detail, "at": max(0, fault.at) + 1}))
        tree = None
    faults += _depends_on_itself(text, column, item)
    if tree is not None:
        faults += _meaning(tree, text, form)
    return Read(item, column, cell, text, tree, tuple(_each_once(faults)))


def _depends_on_itself(text: str, column: str, item: Item) -> Iterator[Fault]:
    if column not in BEFORE_THE_ANSWER:
        return
    found: list[Said] = list(own_answer(text, column, item))
    for said in found:
        others = [name for name in re.findall(r"\$\{\s*([^}]*?)\s*\}", text) if name != item.name]
        yield Fault("self", False, {**said.fault.facts, "alone": int(not others and column != "calculation")})


def _meaning(tree: Tree, text: str, form: Outline) -> Iterator[Fault]:
    """Yield what a readable expression may not ask for."""
    runs = True
    for call in find_calls(tree):
        function = FUNCTIONS.get(call.name)
        count = len(call.arguments)
        runs = runs and (function is not None or call.name in OUT_OF_PROFILE)
        if call.name in OUT_OF_PROFILE:
            yield Fault("function.unsupported", False, {"name": f"{call.name}()"})
        elif function and (count < function.least or (function.most is not None and count > function.most)):
            wanted = _wanted(function.least, function.most)
            runs = False
            yield Fault("arguments", False, {"name": call.name, "count": count, "wanted": wanted})
    for found in run_time_faults(Expression(masked(text)), form.lists) if runs else ():
        yield Fault("kind", False, {"detail": found.detail})


def _wanted(least: int, most: int | None) -> str:
    if most is None:
        return f"{least} ou plus"
    return str(least) if least == most else f"{least} à {most}"


def _each_once(faults: list[Fault]) -> Iterator[Fault]:
    seen: list[Fault] = []
    for fault in faults:
        if fault not in seen:
            seen.append(fault)
            yield fault


def expression_findings(reads: tuple[Read, ...]) -> Iterator[Finding]:
    """Yield everything that is wrong inside one cell."""
    for read in reads:
        yield from read.findings()

"""What an expression says of the questions: who is meant, what it is compared with.

`${name}` is read as one name of the same length, so that places in the tree are places in the author's cell.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.forms.functions import FUNCTIONS
from kiosk.forms.lint.mend import Fault
from kiosk.forms.lint.outline import REFERENCE, Item, Outline, nearest
from kiosk.forms.syntax import BadExpression, Token, tokens

# Letters for the parser, and none that a form would use in a name.
MARK = "ǂǂ"
LAST_SAVED = "last-saved#"
# In choice_filter a bare name is a column of the choices sheet.
FILTER = "choice_filter"
EQUALS = ("=", "!=")
SHOWN = 6
# What other languages call no value.
NOTHING = ("null", "none", "nil", "vide")
# What older forms compare an empty answer with.
NO_ANSWER = ("", "NaN")


@dataclass(frozen=True)
class Change:
    """One correction: these characters of the cell become that text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Said:
    """What was found, with the correction where there is one."""

    fault: Fault
    change: Change | None = None


def masked(text: str) -> str:
    """Return the expression with each reference as a plain name; every character keeps its place."""
    return REFERENCE.sub(lambda found: f"{MARK}{found[1]}".ljust(len(found[0])), text)


def referred(text: str) -> tuple[str, ...]:
    """Return the names of the questions that a text cites."""
    return tuple(dict.fromkeys(found[1] for found in REFERENCE.finditer(text)))


def named(token: Token) -> str:
    """Return the question that a token of a masked expression stands for, "" for any other token."""
    return token.text.removeprefix(MARK) if token.kind == "name" and token.text.startswith(MARK) else ""


def apply(text: str, said: list[Said]) -> str:
    """Return the expression with every correction, from the end so that places stay right."""
    changes = {item.change for item in said if item.change is not None}
    for change in sorted(changes, key=lambda each: each.start, reverse=True):
        text = text[: change.start] + change.text + text[change.end :]
    return text


def unknown_questions(text: str, form: Outline) -> Iterator[Said]:
    """Find references to questions that do not exist."""
    for found in REFERENCE.finditer(text):
        name = found[1]
        if name.startswith(LAST_SAVED):
            yield Said(Fault("function.unsupported", False, {"name": LAST_SAVED}))
        elif name not in form.by_name:
            meant = nearest(name, [*form.by_name])
            change = Change(found.start(), found.end(), f"${{{meant}}}") if meant else None
            facts = {"name": name, "nearest": f"${{{meant}}}" if meant else ""}
            yield Said(Fault("question", meant is not None, {**facts}), change)


def bare_names(text: str, column: str, form: Outline) -> Iterator[Said]:
    """Find plain words: a question without its ${}, a choice without quotes, a function without ()."""
    words, depth = tokens(masked(text)), 0
    for at, word in enumerate(words):
        depth += {"[": 1, "]": -1}.get(word.text, 0) if word.kind == "operator" else 0
        before = words[at - 1].text if at else ""
        after = words[at + 1].text if word.kind != "end" else ""
        in_path = before in ("/", "//", "@", "::") or after in ("(", "::", "/", "//")
        if word.kind != "name" or in_path or depth or word.text == "*" or named(word):
            continue
        if column == FILTER and form.tables.choices.has(word.text.lower()):
            continue
        meant = _meant(words, at, column, form)
        change = Change(word.at, word.at + len(word.text), meant) if meant else None
        yield Said(Fault("bare", meant is not None, {"name": word.text, "nearest": meant or ""}), change)


def _meant(words: list[Token], at: int, column: str, form: Outline) -> str | None:
    """Return what a plain word most likely stands for."""
    name = words[at].text
    if column == FILTER:
        return nearest(name, [each.base for each in form.tables.choices.columns])
    other = _compared(words, at)
    asked = form.by_name.get(other)
    if asked is not None and name in form.choices_of(asked):
        return f"'{name}'"
    if name in form.by_name:
        return f"${{{name}}}"
    if name in FUNCTIONS and FUNCTIONS[name].least == 0:
        return f"{name}()"
    if other and other != name:
        # What a question is compared with is a value.
        return f"'{name}'"
    if name.lower() in NOTHING:
        return "''"
    close = nearest(name, [*form.by_name])
    return f"${{{close}}}" if close else None


def _compared(words: list[Token], at: int) -> str:
    """Return the question that the word at a place is compared with, "" without one."""
    if at >= 2 and words[at - 1].text in EQUALS:
        return named(words[at - 2])
    if at + 2 < len(words) and words[at + 1].text in EQUALS:
        return named(words[at + 2])
    return ""


@dataclass(frozen=True)
class Comparison:
    """A question and the value that it is compared with; `start` and `end` span the whole comparison."""

    name: str
    value: Token
    start: int
    end: int
    equals: str = ""

    @property
    def text(self) -> str:
        """Return the value without its quotes."""
        return self.value.text[1:-1] if self.value.kind == "string" else self.value.text


def comparisons(text: str, own: str) -> Iterator[Comparison]:
    """Find `${q} = 'x'`, `'x' = ${q}` and `selected(${q}, 'x')`; `.` stands for the question `own`."""
    words = tokens(masked(text))
    for at in range(len(words) - 2):
        first, middle, last = words[at : at + 3]
        if middle.text in EQUALS and middle.kind == "operator":
            for question, value in ((first, last), (last, first)):
                compared = _asked(question, own) and value.kind in ("string", "number")
                if compared and _alone(words, at, at + 2):
                    end = last.at + len(last.text)
                    yield Comparison(_asked(question, own), value, first.at, end, middle.text)
        elif first.text == "selected" and middle.text == "(" and at + 5 < len(words):
            value, comma = words[at + 4], words[at + 3].text
            if _asked(last, own) and comma == "," and value.kind == "string" and words[at + 5].text == ")":
                end = words[at + 5].at + 1
                yield Comparison(_asked(last, own), value, first.at, end)


def _alone(words: list[Token], first: int, last: int) -> bool:
    """Tell whether nothing binds closer to the operands than their comparison does."""
    closer = ("+", "-", "*", "div", "mod", "/", "//", "[", "]", "@", "|")
    before = words[first - 1].text if first else ""
    return before not in closer and words[last + 1].text not in closer


def _asked(word: Token, own: str) -> str:
    return own if word.text == "." and word.kind == "operator" else named(word)


def odd_choices(text: str, own: Item, form: Outline) -> Iterator[Said]:
    """Find comparisons with choices that do not exist, and with one of several answers."""
    for found in comparisons(text, own.name):
        asked = form.by_name.get(found.name)
        if asked is None or not form.choices_of(asked) or found.text in NO_ANSWER:
            continue
        names, cell = form.choices_of(asked), asked.name
        value = found.value
        if found.text not in names and not (asked.kind != "select_one" and " " in found.text):
            meant = nearest(found.text, sorted(names))
            change = Change(value.at, value.at + len(value.text), f"'{meant}'") if meant else None
            known = ", ".join(sorted(names)[:SHOWN]) + (", …" if len(names) > SHOWN else "")
            facts = {"value": found.text, "name": cell, "nearest": meant or "", "known": known}
            yield Said(Fault("choice.compared", meant is not None, {**facts}), change)
        elif asked.kind == "select_multiple" and found.equals and found.value.kind == "string":
            if " " in found.text:
                continue
            right = (
                f"selected({text[found.start : found.end].partition(found.equals)[0].strip()}, {value.text})"
            )
            if found.value.at == found.start:
                continue
            right = f"not({right})" if found.equals == "!=" else right
            facts = {"value": found.text, "name": cell}
            yield Said(Fault("choice.several", True, {**facts}), Change(found.start, found.end, right))


def own_answer(text: str, column: str, own: Item) -> Iterator[Said]:
    """Find a condition or a calculation that needs its own result first."""
    try:
        words = tokens(masked(text))
    except BadExpression:
        return
    depth = 0
    for at, word in enumerate(words):
        depth += {"[": 1, "]": -1}.get(word.text, 0) if word.kind == "operator" else 0
        dot = word.kind == "operator" and word.text == "." and not depth
        alone = dot and words[at + 1].text != "/"
        if alone or (named(word) == own.name and own.name):
            yield Said(Fault("self", False, {"name": own.name, "column": column}))
            return

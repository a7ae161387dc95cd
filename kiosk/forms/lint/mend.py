"""What people write in an expression out of habit, and the expression that they meant.

Spreadsheets make quotes round, and their formulas write `==`, `<>`, `;` and SI(): each has one answer here.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from kiosk.errors import Fact
from kiosk.forms.functions import FUNCTIONS, OUT_OF_PROFILE
from kiosk.forms.lint.outline import nearest
from kiosk.forms.syntax import AXES, NODE_TYPES, WORD_OPERATORS

# Texts between straight quotes and references to questions are the author's own: nothing is mended inside.
KEPT = re.compile(r"""("[^"]*"|'[^']*'|\$\{[^}]*\})""")
CURLY = {"“": "”", "‘": "’", "«": "»", "„": "“"}
CURLIES = frozenset("“”„‟‘’‚‛«»‹›")
PAIR = re.compile(r"[“„‟]([^”“]*)[”“]|[‘‚‛’]([^’‘]*)[’‘]|[«‹]\s*([^»›]*?)\s*[»›]")
OPERATORS = (
    (re.compile("==+"), "="),
    (re.compile("<>|≠|=!"), "!="),
    (re.compile("≤|=<"), "<="),
    (re.compile("≥|=>"), ">="),
    (re.compile("&&"), " and "),
    (re.compile(r"\|\|"), " or "),
    (re.compile(r"(?<=[\s)'\"\]\d}])(?:AND|And|ET|Et|et)(?=[\s('\"$.])"), "and"),
    (re.compile(r"(?<=[\s)'\"\]\d}])(?:OR|Or|OU|Ou|ou)(?=[\s('\"$.])"), "or"),
    (re.compile(r"\s*;\s*"), ", "),
    (re.compile("×"), "*"),
    (re.compile("÷"), " div "),
    (re.compile("−|–"), "-"),
)
CALL = re.compile(r"(?<![\w.:$-])([^\W\d][\w.-]*(?::[^\W\d][\w.-]*)?)\s*\(")
# The names of spreadsheets, in English and in French.
MEANT = {
    "aujourdhui": "today", "concatenate": "concat", "concatener": "concat", "concaténer": "concat",
    "contient": "contains", "empty": "not", "ent": "int", "et": "boolean", "len": "string-length",
    "length": "string-length", "maintenant": "now", "mid": "substr", "nbcar": "string-length", "non": "not",
    "power": "pow", "puissance": "pow", "si": "if", "somme": "sum", "stxt": "substr", "arrondi": "round",
}  # fmt: skip
# What stands between their parentheses is a condition: a missing parenthesis may be anywhere.
HOLDS_CONDITIONS = ("if", "not", "boolean", "coalesce", "once", "checklist", "string", "number")


@dataclass(frozen=True)
class Fault:
    """What is wrong in one expression; `mended`: whether the text beside it sets it right."""

    code: str
    mended: bool
    facts: dict[str, Fact] = field(default_factory=dict)


def mend(source: str) -> tuple[list[Fault], str]:
    """Return what is wrong with an expression at first sight, and the expression set right where known."""
    faults: list[Fault] = []
    text = source
    for step in (_quotes, _operators, _functions, _parentheses):
        found, text = step(text)
        faults += found
    return faults, text


def _outside(text: str, change: Callable[[str], str]) -> str:
    """Change what stands outside texts and references."""
    return "".join(part if at % 2 else change(part) for at, part in enumerate(KEPT.split(text)))


def _quotes(text: str) -> tuple[list[Fault], str]:
    bare = "".join(KEPT.split(text)[::2])
    if not CURLIES.intersection(bare):
        return [], text
    sign = next(char for char in bare if char in CURLIES)

    def straight(match: re.Match[str]) -> str:
        inner = next(group for group in match.groups() if group is not None).strip("\u00a0\u202f ")
        return f'"{inner}"' if "'" in inner else f"'{inner}'"

    # Round quotes hold what follows them, so they go before texts between straight ones are looked for.
    mended = PAIR.sub(straight, text) if text.count("'") % 2 == 0 else text
    for char in CURLIES:
        mended = _outside(mended, lambda part, char=char: part.replace(char, "'"))  # type: ignore[misc]
    return [Fault("quotes", True, {"sign": sign})], mended


def _operators(text: str) -> tuple[list[Fault], str]:
    faults: dict[str, Fault] = {}

    def change(part: str) -> str:
        for pattern, right in OPERATORS:

            def note(match: re.Match[str], right: str = right) -> str:
                wrong = match[0].strip()
                faults.setdefault(wrong, Fault("operator", True, {"wrong": wrong, "right": right.strip()}))
                return right

            part = pattern.sub(note, part)
        return re.sub("  +", " ", part)

    mended = _outside(text, change)
    return list(faults.values()), mended if faults else text


def _functions(text: str) -> tuple[list[Fault], str]:
    faults: list[Fault] = []

    def change(match: re.Match[str]) -> str:
        name = match[1]
        known = name in FUNCTIONS or name in OUT_OF_PROFILE
        if known or name in (*NODE_TYPES, *WORD_OPERATORS) or name in AXES:
            return match[0]
        meant = MEANT.get(name.lower()) or nearest(name, [*FUNCTIONS])
        faults.append(Fault("function", meant is not None, {"name": name, "nearest": meant or ""}))
        return match[0].replace(name, meant, 1) if meant else match[0]

    mended = _outside(text, lambda part: CALL.sub(change, part))
    return faults, mended


def _signs(text: str) -> Iterator[tuple[int, str]]:
    """Yield the parentheses outside texts with their places."""
    at = 0
    for number, part in enumerate(KEPT.split(text)):
        if number % 2 == 0:
            yield from ((at + place, char) for place, char in enumerate(part) if char in "()")
        at += len(part)


def _parentheses(text: str) -> tuple[list[Fault], str]:
    opened: list[int] = []
    extra: list[int] = []
    for at, char in _signs(text):
        if char == "(":
            opened.append(at)
        elif opened:
            opened.pop()
        else:
            extra.append(at)
    if not opened and not extra:
        return [], text
    facts: dict[str, Fact] = {"opened": text.count("("), "closed": text.count(")")}
    for at in reversed(extra):
        text = text[:at] + text[at + 1 :]
    for at in reversed(opened):
        end = _end_of_call(text, at)
        rest = text[end:].lstrip()
        text = f"{text[:end].rstrip()}){' ' if rest and rest[0] not in ',)' else ''}{rest}"
    return [Fault("parentheses", True, facts)], text.strip()


def _end_of_call(text: str, opened: int) -> int:
    """Return where a call that was never closed most likely ends: before a condition, or at the end."""
    name = re.search(r"([\w.:-]+)\s*$", text[:opened])
    if name is None or name[1] in HOLDS_CONDITIONS or name[1] in WORD_OPERATORS:
        return len(text)
    depth, at = 0, opened + 1
    for number, part in enumerate(KEPT.split(text[opened + 1 :])):
        if number % 2 == 0:
            for found in re.finditer(
                r"[()]|(?<=[\s)])(?:and|or)(?=[\s(])|\s(?:!=|<=|>=|=|<|>)\s", f"{part} "
            ):
                if depth == 0 and found[0] not in "()":
                    return at + found.start()
                depth += {"(": 1, ")": -1}.get(found[0], 0)
        at += len(part)
    return len(text)

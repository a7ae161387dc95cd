"""What the linter accepts never stops in front of a client: random expressions, random answers."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.errors import FormBroken
from kiosk.forms.functions import FUNCTIONS
from kiosk.forms.kinds import Kind
from kiosk.forms.load import load_form
from kiosk.forms.model import Form
from kiosk.forms.session import FormSession
from tests.forms.building import compiled
from tests.forms.lint.sheets import Sheets, found_in

QUESTIONS = ("texte", "entier", "nombre", "jour", "heure", "choix", "plusieurs", "calcul")
SURVEY = [
    ["type", "name", "label", "relevant", "constraint", "calculation", "required"],
    ["text", "texte", "T", "", "", "", ""],
    ["integer", "entier", "E", "", "", "", ""],
    ["decimal", "nombre", "N", "", "", "", ""],
    ["date", "jour", "J", "", "", "", ""],
    ["time", "heure", "H", "", "", "", ""],
    ["select_one l", "choix", "C", "", "", "", ""],
    ["select_multiple l", "plusieurs", "P", "", "", "", ""],
    ["calculate", "calcul", "", "", "", "1 + 1", ""],
]
CHOICES = [["list_name", "name", "label", "icon"], ["l", "a", "A", "sun"], ["l", "b", "B", "sun"]]
COLUMNS = {"relevant": 3, "constraint": 4, "calculation": 5, "required": 6}
PLAIN = st.sampled_from([
    "1", "0", "2.5", "-3", "999999999999999999", "'a'", "''", "'b c'", "'2020-02-29'", "'NaN'", "'1e9'", ".",
    "..", "'['", "'%Y'", "'%Q'", "'(.)\\1'", "'[a-z]+'", "'l'", "'/data/choix'", "current()", "../choix",
    "/data/*", "instance('l')/root/item", "instance('m')/root", "/data/texte[1]",
])  # fmt: skip
ASKED = st.sampled_from([f"${{{name}}}" for name in QUESTIONS])
OPERATORS = st.sampled_from(["+", "-", "*", " div ", " mod ", "=", "!=", "<", ">=", " and ", " or ", "|"])


def calls(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """A call of any function of the profile, mostly with as many arguments as it takes."""
    name = st.sampled_from(sorted(FUNCTIONS))
    return name.flatmap(
        lambda name: st.lists(
            inner,
            min_size=FUNCTIONS[name].least,
            max_size=FUNCTIONS[name].most or FUNCTIONS[name].least + 2,
        ).map(lambda arguments: f"{name}({', '.join(arguments)})")
    )


INNER = st.recursive(
    PLAIN | ASKED | ASKED,
    lambda inner: st.one_of(
        calls(inner),
        st.tuples(inner, OPERATORS, inner).map(lambda parts: f"({''.join(parts)})"),
        st.tuples(inner, inner).map(lambda parts: f"{parts[0]}[{parts[1]}]"),
        inner.map(lambda part: f"-{part}"),
    ),
    max_leaves=5,
)
EXPRESSIONS = calls(INNER) | INNER
TEXTS = st.one_of(
    st.sampled_from(
        ["", "9" * 400, "-1", "0", "NaN", "Infinity", "1e308", "a b", "2024-02-30", "0001-01-01", "("]
    ),
    st.text(max_size=6),
)
ANSWERS = {
    Kind.TEXT: TEXTS,
    Kind.INTEGER: st.integers(-(10**18) + 1, 10**18 - 1),
    Kind.DECIMAL: st.decimals(-(10**9), 10**9, places=3),
    Kind.DATE: st.dates(date(1, 1, 1), date(9999, 12, 31)),
    Kind.TIME: st.times(),
    Kind.SELECT_ONE: st.sampled_from(["a", "b"]),
    Kind.SELECT_MULTIPLE: st.lists(st.sampled_from(["a", "b"]), unique=True).map(tuple),
}


def sheets_with(column: str, expression: str) -> Sheets:
    """The form with an expression on one more question, where only its own answer can wait for it."""
    row = ["calculate" if column == "calculation" else "text", "essai", "", "", "", "", ""]
    row[2] = "" if column == "calculation" else "Essai"
    row[COLUMNS[column]] = expression
    return {"survey": [*SURVEY, row], "choices": CHOICES}


@lru_cache
def compiled_with_mark(column: str) -> str:
    """The form as pyxform writes it, with a mark where the expression goes: it takes most of the time."""
    lines = []
    for name, rows in sheets_with(column, "'MARK'").items():
        lines += [f"| {name} |", *(f"| | {' | '.join(row)} |" for row in rows)]
    return compiled("\n".join(lines)).decode()


def form_with(column: str, expression: str) -> Form:
    """The form, compiled and loaded. Raises FormBroken."""
    placed = re.sub(r"\$\{(\w+)\}", r" /data/\1 ", expression)
    xml = compiled_with_mark(column).replace("\"'MARK'\"", quoteattr(placed))
    assert "MARK" not in xml
    return load_form(xml.encode(), path="fuzz")


def accepted(column: str, expression: str) -> Form | None:
    """The form when nothing is wrong with it, None when it is refused before anybody meets it."""
    if any(finding.severity == "error" for finding in found_in(sheets_with(column, expression))):
        return None
    try:
        return form_with(column, expression)
    except FormBroken:
        # A path that leads back to the question itself is only known when the form is loaded.
        return None


def fill(form: Form, answers: Sequence[tuple[int, object]]) -> None:
    session = FormSession(
        form, "fr", lambda: date(2026, 11, 22), lambda: datetime(2026, 11, 22, 9, tzinfo=UTC)
    )
    for index in form.asked:
        session.view(index)
    for place, value in answers:
        session.answer(form.asked[place], value)
        session.troubled()
    session.answers()
    session.speak("en")


# Each answer is for the question of its place; the last one is the question under test.
FILLED = st.lists(
    st.one_of(
        *(st.tuples(st.just(place), ANSWERS[kind]) for place, kind in enumerate(ANSWERS)),
        st.tuples(st.just(-1), TEXTS),
    ),
    max_size=5,
)
SEEN: Counter[bool] = Counter()


@settings(
    max_examples=300, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
@given(st.sampled_from(sorted(COLUMNS)), EXPRESSIONS, FILLED)
def test_what_is_accepted_never_stops(
    column: str, expression: str, answers: Sequence[tuple[int, object]]
) -> None:
    form = accepted(column, expression)
    SEEN[form is not None] += 1
    if form is not None:
        fill(form, answers)


def test_enough_was_accepted() -> None:
    """A linter that refuses everything would never be wrong."""
    if not SEEN:
        pytest.skip("the fuzzer has not run")
    assert SEEN[True] > 60


@pytest.mark.parametrize("expression", ["regex(${texte}, ${texte})", "format-date(${jour}, ${texte})"])
def test_the_fuzzer_would_see_a_fault(expression: str) -> None:
    """What the linter refuses does stop in front of somebody."""
    assert accepted("constraint", expression) is None
    with pytest.raises(FormBroken):
        fill(form_with("relevant", expression), [(0, "%Q("), (3, date(2026, 1, 1))])

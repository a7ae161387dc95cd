"""What has no fault cannot fail when it runs, and what can fail has one."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.forms.expression import Expression
from kiosk.forms.faults import faults
from kiosk.forms.functions import FUNCTIONS
from kiosk.forms.nodes import Node
from kiosk.forms.syntax import BadExpression
from tests.forms.building import scope_of, tree

FORM = """<data id="x"><a>%s</a><b>%s</b><empty/><when>2026-03-29</when>
<item><n>1</n></item><item><n>-2.5</n></item><item><n>x</n></item></data>"""
TOWNS = "<root><item><name>aubin</name><dep>14</dep></item></root>"


@pytest.mark.parametrize(
    ("source", "detail", "at"),
    [
        ("count('x')", "chemin", 0),
        ("1 + sum(a + 1)", "chemin", 4),
        ("'x'[1]", "devant [", -1),
        ("today()/x", "devant /", -1),
        ("a | 'b'", "après |", -1),
        ("if(a, b, 'c')/d", "devant /", -1),
        ("position(string(..))", "chemin", 0),
        ("indexed-repeat(item/n, 'item', 1)", "chemin", 0),
        ("randomize(1 + 1)", "chemin", 0),
        ("if(false(), count('x'), 1)", "chemin", 12),
        ("a[count('x') > 1]", "chemin", 2),
        ("regex(a, '[')", "motif illisible", 0),
        ("a = 1 and regex(a, b)", "entre guillemets", 10),
        ("regex(a, if(b, 'x', '('))", "motif illisible", 0),
        ("format-date(a, '%Q')", "%Q", 0),
        ("format-date(a, concat('%', b))", "entre guillemets", 0),
        ("digest(a, 'SHA-3')", "SHA-3", 0),
        ("digest(a, 'MD5', 'octal')", "octal", 0),
        ("instance('villes')/root/item", "liste inconnue villes", 0),
        ("instance(a)/root/item", "entre guillemets", 0),
    ],
)
def test_a_fault_is_named_with_its_place(source: str, detail: str, at: int) -> None:
    found = faults(Expression(source), {"towns"})
    assert [(fault.at, detail in fault.detail) for fault in found] == [(at, True)]


@pytest.mark.parametrize(
    "source",
    [
        "count(a | item/n) + sum(//n)",
        "instance('towns')/root/item[dep = current()/../a]/name",
        "(a | b)[1]",
        "if(a, item, b)/n",
        "count(randomize(instance('towns')/root/item))",
        "indexed-repeat(item/n, item, 2)",
        "regex(a, if(b = 1, '[0-9]+', '[a-z]+'))",
        "format-date(today(), '%d/%m/%Y')",
        "position(..)",
        "geofence(a, b)/x",
    ],
)
def test_what_is_sound_has_none(source: str) -> None:
    assert faults(Expression(source), {"towns"}) == []


TEXTS = st.sampled_from(
    ["", "x", "a b", "0", "-1", "2.5", "1e308", "1e999", "NaN", "%", "%d", "%Q", "[", "[a-z]+"]
)
MORE = st.sampled_from(
    ["2026-02-30", "2026-11-22", "0001-01-01", "9999-12-31T23:59:59Z", "25:61", "é\u00a0ñ"]
)
NUMBERS = st.sampled_from(["0", "1", "2", "0.5", "-1", "1e308", "1e400", "400", "(1 div 0)", "(0 div 0)"])
NAMES = ["a", "b", ".", "..", "/data/item/n", "item", "item[2]/n", "//n", "@id", "/", "empty", "when", "*"]
ATOMS = st.one_of(
    TEXTS.map(repr),
    MORE.map(repr),
    NUMBERS,
    st.sampled_from(NAMES),
    st.sampled_from(NAMES),
    st.just("today()"),
)
NOW = datetime(2026, 3, 29, 2, 30, tzinfo=ZoneInfo("Europe/Paris"))


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operators = st.sampled_from(
        ["or", "and", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod", "|"]
    )
    joined = st.tuples(inner, operators, inner).map(" ".join)
    calls = st.tuples(st.sampled_from(sorted(FUNCTIONS)), st.lists(inner, max_size=4)).map(
        lambda call: f"{call[0]}({', '.join(call[1])})"
    )
    chosen = st.tuples(inner, inner).map(lambda pair: f"({pair[0]})[{pair[1]}]")
    return st.one_of(joined, calls, calls, calls, chosen, inner.map(lambda text: f"-({text})"))


EXPRESSIONS = st.recursive(ATOMS, _larger, max_leaves=8)


def _value(expression: Expression, first: str, second: str) -> object:
    root = tree(FORM % (first, second))
    scope = scope_of(root, NOW, towns=TOWNS)
    node: Node = Expression("/data/a").nodes(root, scope)[0]
    expression.string(node, scope)
    expression.boolean(node, scope)
    return expression.value(node, scope)


@settings(max_examples=400, deadline=None)
@given(EXPRESSIONS, st.one_of(TEXTS, MORE), st.one_of(TEXTS, MORE))
def test_only_what_has_a_fault_can_fail(source: str, first: str, second: str) -> None:
    """Whatever the answers are; and nothing but BadExpression is ever raised."""
    try:
        expression = Expression(source)
    except BadExpression:
        return
    try:
        _value(expression, first, second)
    except BadExpression:
        assert faults(expression, {"towns"})


@settings(max_examples=150, deadline=None)
@given(st.text("()[]'\"/@*|.,:$&é01aifor and-", max_size=40))
def test_any_text_is_read_or_refused(source: str) -> None:
    try:
        expression = Expression(source)
        _value(expression, "1", "2")
    except BadExpression:
        pass


def test_a_check_that_misses_a_fault_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The property is able to fail: without its check, a wrong pattern raises and has no fault."""
    monkeypatch.setitem(FUNCTIONS, "regex", replace(FUNCTIONS["regex"], written={}))
    expression = Expression("regex(a, '[')")
    assert faults(expression, {"towns"}) == []
    with pytest.raises(BadExpression):
        _value(expression, "x", "y")

import math
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.forms.expression import Expression
from kiosk.forms.syntax import BadExpression
from kiosk.forms.values import days, from_days, number_text, to_number
from kiosk.forms.xpath import Scope
from tests.forms.building import scope_of, tree

DATA = """<data>
<age>42</age><empty/><born>1980-05-14</born><name>  Anne  Marie </name><days>mon tue</days>
<item><n>1</n></item><item><n>2</n></item><item><n>x</n></item>
<a id="7">one<b>two</b></a>
</data>"""
TOWNS = """<root>
<item><name>aubin</name><dep>14</dep></item><item><name>brest</name><dep>29</dep></item>
<item><name>caen</name><dep>14</dep></item></root>"""
PARIS = ZoneInfo("Europe/Paris")


def value(source: str, at: str = "/data", now: datetime | None = None) -> object:
    root = tree(DATA)
    scope = scope_of(root, now, towns=TOWNS)
    node = Expression(at).nodes(root, scope)[0]
    found = Expression(source).value(node, scope)
    return [n.value() for n in found] if isinstance(found, list) else found


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1 + 2 * 3", 7.0),
        ("-age div 0", -math.inf),
        ("5 mod -3", 2.0),
        ("-5 mod 3", -2.0),
        ("'3.0' = '3'", False),
        ("3.0 = '3'", True),
        ("number('3.0') = number('3')", True),
        ("age > 41 and age < 43", True),
        ("empty = ''", True),
        ("empty > 0", False),
        ("empty <= 0", False),
        ("item/n = 2", True),
        ("item/n != 2", True),
        ("not(item/n = 9)", True),
        ("missing = ''", False),
        ("missing != ''", False),
        ("boolean(missing)", False),
        ("boolean('false')", True),
        ("count(item)", 3.0),
        ("sum(item[position() < 3]/n)", 3.0),
        ("item[last()]/n", ["x"]),
        ("item[2]/n", ["2"]),
        ("item[n > 1]/n", ["2"]),
        ("a", ["onetwo"]),
        ("a/@id + 1", 8.0),
        ("a/text()", ["one"]),
        ("(item | age)[1]", ["42"]),
        ("..", ["\n42"]),
        ("item[1]/following-sibling::item/n", ["2", "x"]),
        ("item[3]/preceding-sibling::item[1]/n", ["2"]),
        ("//n", ["1", "2", "x"]),
        ("age/ancestor::data/born", ["1980-05-14"]),
        ("instance('towns')/root/item[dep = 14]/name", ["aubin", "caen"]),
        ("count(instance('towns')/root/item[dep = /data/age])", 0.0),
        ("if(age > 18, 'grown', 1 div nothing)", "grown"),
        ("if(false(), count('not nodes'), 'lazy')", "lazy"),
        ("true() or count('not nodes')", True),
        ("coalesce(empty, number('no'), 'third')", "third"),
        ("coalesce(empty, '')", ""),
        ("selected(days, 'tue')", True),
        ("selected(days, 'tu')", False),
        ("count-selected(days)", 2.0),
        ("selected-at(days, 1)", "tue"),
        ("selected-at(days, 9)", ""),
        ("normalize-space(name)", "Anne Marie"),
        ("concat('a', age, item/n)", "a4212x"),
        ("join('-', item/n, 'z')", "1-2-x-z"),
        ("substr('abcdef', 2, 4)", "cd"),
        ("substr('abcdef', -2)", "ef"),
        ("substring('12345', 2, 3)", "234"),
        ("substring('12345', 1.5, 2.6)", "234"),
        ("substring-before('a-b', '-')", "a"),
        ("substring-after('a-b', '-')", "b"),
        ("translate('bar', 'abc', 'AB')", "BAr"),
        ("contains('abc', 'b') and starts-with('abc', 'a') and ends-with('abc', 'c')", True),
        ("regex('0612345678', '0[1-9][0-9]{8}')", True),
        ("regex('06123456789', '0[1-9][0-9]{8}')", False),
        ("round(2.5)", 3.0),
        ("round(-2.5)", -3.0),
        ("round(1.005, 1)", 1.0),
        ("int('7.9')", 7.0),
        ("int(-7.9)", -7.0),
        ("floor(-1.5) + ceiling(1.5)", 0.0),
        ("min(3, item[1]/n) + max(3, 8)", 9.0),
        ("max(3, 'x')", math.nan),
        ("string-length(number('x'))", 3.0),
        ("boolean-from-string('true')", True),
        ("format-date(born, '%d/%m/%Y')", "14/05/1980"),
        ("format-date(born, '%e %B')", "14 May"),
        ("checklist(1, 2, age > 3, age > 99)", True),
        ("position(item[2])", 2.0),
        ("string(1 div 3 * 3)", "1"),
        ("string(0.1 + 0.2)", "0.30000000000000004"),
        ("string(1 div 0)", "Infinity"),
    ],
)
def test_value(source: str, expected: object) -> None:
    found = value(source)
    if source == "..":
        assert str(found).startswith("['\\n42")
    elif isinstance(expected, float) and math.isnan(expected):
        assert isinstance(found, float)
        assert math.isnan(found)
    else:
        assert found == expected
        assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (". < today()", True),
        (". > today()", False),
        (". = '1980-05-14'", True),
        (". = date('1980-05-14')", True),
        ("date(.) != date('1980-05-15')", True),
        ("'2026-11-22' = today()", True),
        ("'2026-11-21' < today() and today() < '2026-11-23'", True),
        (". < today() - 365 * 18", True),
        ("today() - . > 16000", True),
        ("int((today() - .) div 365.25)", 46.0),
        ("date(today() + 1) = '2026-11-23'", True),
        ("string(today())", "2026-11-22"),
        ("string(date('1980-05-14' + 1))", "1980-05-15"),
        ("now() > today()", True),
        ("date('nonsense') < today()", False),
        ("date('2026-02-30') = date('2026-03-02')", False),
        ("date('') = ''", True),
        ("string(now())", "2026-11-22T09:30:00.000+01:00"),
    ],
)
def test_dates_compare_and_count_as_days(source: str, expected: object) -> None:
    assert value(source, "/data/born", datetime(2026, 11, 22, 9, 30, tzinfo=PARIS)) == expected


def test_once_keeps_what_is_there() -> None:
    assert value("once('new')", "/data/empty") == "new"
    root = tree(DATA)
    scope = scope_of(root)
    node = Expression("/data/age").nodes(root, scope)[0]
    assert Expression("once('new')").string(node, scope) == "42"


def test_inside_a_predicate_paths_lead_to_the_form_and_current_to_the_question() -> None:
    """libxml2 would take `/` and `current()` for the other document: the choices would be empty."""
    root = tree("<data><dep>14</dep><town/></data>")
    scope = scope_of(root, towns=TOWNS)
    town = Expression("/data/town").nodes(root, scope)[0]
    for dep in ("/data/dep", "current()/../dep"):
        source = f"instance('towns')/root/item[dep = {dep}]/name"
        assert [node.value() for node in Expression(source).nodes(town, scope)] == ["aubin", "caen"]


def test_what_is_not_relevant_is_absent() -> None:
    root = tree("<data><a>1</a><group><b>2</b></group></data>")
    scope = scope_of(root)
    data = Expression("/data").nodes(root, scope)[0]
    list(data.elements())[1].hidden = True
    assert Expression("count(*)").value(data, scope) == 1.0
    assert Expression("/data/group/b = 2").value(data, scope) is False
    assert Expression("sum(//b)").value(data, scope) == 0.0
    assert Expression("string(.)").string(data, scope) == "1"


@pytest.mark.parametrize(
    "source",
    ["count('x')", "instance('nowhere')", "regex('a', '(')", "'a' | 'b'", "format-date(today(), '%Q')"],
)
def test_what_cannot_be_computed_is_refused(source: str) -> None:
    with pytest.raises(BadExpression):
        value(source)


@pytest.mark.parametrize("source", ["nofunction(1)", "if(1, 2)", "today(1)", "concat(x, typo())"])
def test_a_wrong_call_is_refused_when_read(source: str) -> None:
    with pytest.raises(BadExpression):
        Expression(source)


def test_a_function_out_of_the_profile_is_named() -> None:
    assert Expression("pulldata('x', 'a', 'b', area(c))").unsupported == ("area", "pulldata")


def test_nan_shows_as_nothing() -> None:
    root = tree(DATA)
    assert Expression("number('x') + 1").string(root, scope_of(root)) == ""


DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))


@given(DAYS, DAYS, st.sampled_from(["Europe/Paris", "America/Phoenix", "Asia/Kathmandu", "UTC"]))
def test_dates_are_whole_days_apart_in_every_zone(first: date, second: date, zone: str) -> None:
    """With the true offset, 30 March minus 29 March 2026 would be 23 hours in Paris."""
    # Zones changed their winter offset in the past century: both dates are taken from one half-century.
    first, second = first.replace(year=1980 + first.year % 60), second.replace(year=1980 + second.year % 60)
    gap = days(second, ZoneInfo(zone)) - days(first, ZoneInfo(zone))
    if zone != "Asia/Kathmandu":
        assert abs(gap - (second - first).days) < 1e-6
    assert from_days(days(first, ZoneInfo(zone)), ZoneInfo(zone)) == first


@given(DAYS, DAYS, st.sampled_from(["<", "<=", "=", "!=", ">", ">="]))
def test_dates_are_ordered_as_in_the_calendar(first: date, second: date, operator: str) -> None:
    root = tree(f"<data><a>{first}</a><b>{second}</b></data>")
    scope = scope_of(root, datetime(2026, 11, 22, tzinfo=PARIS))
    # Two texts are equal as texts, so one side is made a date.
    found = Expression(f"date(/data/a) {operator} /data/b").value(root, scope)
    truth = {
        "<": first < second,
        "<=": first <= second,
        "=": first == second,
        "!=": first != second,
        ">": first > second,
        ">=": first >= second,
    }
    assert found is truth[operator]


@given(st.floats(allow_nan=False, allow_infinity=False, width=32).filter(lambda x: x == 0 or abs(x) > 1e-12))
def test_numbers_survive_being_written(number: float) -> None:
    text = number_text(number)
    assert "e" not in text
    assert math.isclose(to_number(text, UTC), number, rel_tol=1e-6)


@given(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6))
def test_arithmetic_is_that_of_numbers(a: int, b: int) -> None:
    root = tree(f"<data><a>{a}</a><b>{b}</b></data>")
    scope = scope_of(root)
    data = Expression("/data").nodes(root, scope)[0]
    assert Expression("a + b").value(data, scope) == a + b
    assert Expression("a * b - a").value(data, scope) == a * b - a
    assert Expression("a < b").value(data, scope) is (a < b)
    if b:
        assert Expression("a mod b").value(data, scope) == math.fmod(a, b)


def test_a_moment_out_of_the_calendar_is_no_date() -> None:
    assert from_days(1e12, UTC) is None
    assert from_days(0.5, UTC) == datetime(1970, 1, 1, tzinfo=UTC) + timedelta(hours=12)


LETTERS = "<data>" + "".join(f"<letter>{letter}</letter>" for letter in "ABCDEF") + "</data>"


def shuffled(source: str, scope: Scope) -> str:
    nodes = Expression(source).nodes(scope.document, scope)
    return "".join(node.value() for node in nodes)


@pytest.mark.parametrize(
    ("seed", "order"), [("42", "AFCBDE"), ("-42", "EDAFBC"), ("int(1)", "BFEACD"), ("11111111", "ACDBFE")]
)
def test_a_seed_shuffles_as_in_other_engines(seed: str, order: str) -> None:
    """The orders are those of Enketo's own tests, which its recorded cases leave out."""
    assert shuffled(f"randomize(/data/letter, {seed})", scope_of(tree(LETTERS))) == order


def test_without_a_seed_the_order_is_the_sittings_own() -> None:
    """Choices are drawn again after each answer and must not move under the finger."""
    root = tree(LETTERS)
    scope = scope_of(root)
    assert len({shuffled("randomize(/data/letter)", scope) for _ in range(5)}) == 1
    assert len({shuffled("randomize(/data/letter)", scope_of(root)) for _ in range(40)}) > 1
    assert sorted(shuffled("randomize(/data/letter, 'words')", scope)) == list("ABCDEF")


def test_texts_of_the_form_and_labels_of_choices_come_from_the_sitting() -> None:
    scope = scope_of(tree(DATA))
    scope.itext = {"hello": "Bonjour"}.__getitem__
    scope.choice_name = lambda name, path: f"{path}={name}"
    assert Expression("jr:itext('hello')").string(scope.document, scope) == "Bonjour"
    assert (
        Expression("jr:choice-name(/data/age, ' /data/age ')").string(scope.document, scope) == "/data/age=42"
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("indexed-repeat(/data/item/n, /data/item, 2)", ["2"]),
        ("indexed-repeat(/data/item/n, /data/item, 9)", []),
        ("indexed-repeat(/data/item/n, /data/item, 'x')", []),
        ("selected(empty, '')", True),
        ("selected(days, '')", False),
        ("weighted-checklist(3, 5, age, 4, empty, 9)", True),
        ("pow(0, -1)", math.inf),
        ("pow(-10, 309)", -math.inf),
        ("exp(1000)", math.inf),
        ("log(0)", -math.inf),
        ("sqrt(-1)", math.nan),
        ("round(5, 400)", 5.0),
        ("round(1 div 0, 2)", math.inf),
        ("substr('abc', 1 div 0)", ""),
        ("substr('abc', -1 div 0, 2)", "ab"),
        ("string-length(uuid(1e12))", 1000.0),
        ("base64-decode('é')", ""),
        ("decimal-time('06:00')", 0.25),
        ("1 div2 = 0.5and1", True),
        ("1.5e1", 15.0),
        ("normalize-space(' a\u00a0 b ')", "a\u00a0 b"),
    ],
)
def test_functions_answer_whatever_they_are_given(source: str, expected: object) -> None:
    found = value(source)
    if isinstance(expected, float) and math.isnan(expected):
        assert isinstance(found, float)
        assert math.isnan(found)
    else:
        assert found == expected


def test_a_time_given_here_comes_back_as_it_was_given_in_summer_too() -> None:
    summer = datetime(2026, 7, 14, 9, tzinfo=PARIS)
    assert value("decimal-time('06:00:00.000+02:00')", now=summer) == 0.25


def test_a_long_chain_of_conditions_is_run_and_an_endless_one_refused() -> None:
    assert value(" or ".join(["age = 1"] * 190 + ["age = 42"])) is True
    assert value("1" + " + 1" * 400) == 401.0
    with pytest.raises(BadExpression, match="opérateurs"):
        Expression("1" + " + 1" * 401)

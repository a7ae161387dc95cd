from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.forms.kinds import Kind, Refusal, Value, check, from_plain, from_text, to_plain, to_text

CHOICES = ("a", "b", "c")


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("nothing", [None, "", ()])
def test_nothing_is_no_answer(kind: Kind, nothing: object) -> None:
    assert check(kind, nothing, CHOICES) is None


@pytest.mark.parametrize("bad", ["a\x00b", "a\x1bb", "\ud800", "tab\there", "a\x7f", 12, b"x"])
def test_signs_that_no_keyboard_writes_are_refused(bad: object) -> None:
    assert check(Kind.TEXT, bad, ()) == Refusal("form.characters")


def test_text_is_bounded_and_normalised() -> None:
    assert check(Kind.TEXT, "x" * 1000, ()) == "x" * 1000
    assert check(Kind.TEXT, "x" * 1001, ()) == Refusal("form.too_long")
    assert check(Kind.TEXT, "E\u0301LISE", ()) == "ÉLISE"
    assert check(Kind.TEXT, "   ", ()) is None


@pytest.mark.parametrize(
    ("kind", "given_value", "expected"),
    [
        (Kind.INTEGER, "12", 12),
        (Kind.INTEGER, -3, -3),
        (Kind.INTEGER, "007", 7),
        (Kind.DECIMAL, "3,5", Decimal("3.5")),
        (Kind.DECIMAL, "3.50", Decimal("3.5")),
        (Kind.DECIMAL, 4, Decimal(4)),
        (Kind.DATE, "2026-02-28", date(2026, 2, 28)),
        (Kind.TIME, "09:05", time(9, 5)),
        (Kind.TIME, time(9, 5, 44), time(9, 5)),
        (Kind.SELECT_ONE, "b", "b"),
        (Kind.SELECT_MULTIPLE, ("c", "a"), ("a", "c")),
        (Kind.SELECT_MULTIPLE, ["b"], ("b",)),
        (Kind.ACKNOWLEDGE, True, True),
        (Kind.ACKNOWLEDGE, False, None),
    ],
)
def test_an_answer_gets_the_type_of_its_kind(kind: Kind, given_value: object, expected: Value | None) -> None:
    assert check(kind, given_value, CHOICES) == expected


@pytest.mark.parametrize(
    ("kind", "bad", "key"),
    [
        (Kind.INTEGER, "1.5", "form.number"),
        (Kind.INTEGER, True, "form.number"),
        (Kind.INTEGER, 10**18, "form.number"),
        (Kind.INTEGER, "٣", "form.number"),
        (Kind.INTEGER, "1_000", "form.number"),
        (Kind.DECIMAL, "1e9", "form.number"),
        (Kind.DECIMAL, Decimal("NaN"), "form.number"),
        (Kind.DECIMAL, Decimal("Infinity"), "form.number"),
        (Kind.DECIMAL, "0.1234567891", "form.number"),
        (Kind.DATE, "2026-02-30", "form.date"),
        (Kind.DATE, datetime(2026, 1, 1), "form.date"),
        (Kind.DATE, 5, "form.date"),
        (Kind.DATE, "20260228", "form.date"),
        (Kind.DATE, "2026-W01-1", "form.date"),
        (Kind.TIME, "22", "form.time"),
        (Kind.TIME, "2205", "form.time"),
        (Kind.TIME, "24:00", "form.time"),
        (Kind.SELECT_ONE, "z", "form.choice"),
        (Kind.SELECT_ONE, ("a",), "form.choice"),
        (Kind.SELECT_MULTIPLE, ("a", "z"), "form.choice"),
        (Kind.SELECT_MULTIPLE, ("a", "a"), "form.choice"),
        (Kind.SELECT_MULTIPLE, "a", "form.choice"),
        (Kind.ACKNOWLEDGE, "yes", "form.choice"),
        (Kind.NOTE, "x", "form.choice"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_reason(kind: Kind, bad: object, key: str) -> None:
    assert check(kind, bad, CHOICES) == Refusal(key)


TYPED = st.one_of(
    st.tuples(
        st.just(Kind.TEXT), st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=60)
    ),
    st.tuples(st.just(Kind.INTEGER), st.integers(-(10**18) + 1, 10**18 - 1)),
    st.tuples(st.just(Kind.DECIMAL), st.decimals(-(10**15), 10**15, allow_nan=False, places=5)),
    st.tuples(st.just(Kind.DATE), st.dates()),
    st.tuples(st.just(Kind.TIME), st.times().map(lambda t: t.replace(second=0, microsecond=0))),
    st.tuples(st.just(Kind.SELECT_ONE), st.sampled_from(CHOICES)),
    st.tuples(st.just(Kind.SELECT_MULTIPLE), st.lists(st.sampled_from(CHOICES), unique=True).map(tuple)),
    st.tuples(st.just(Kind.ACKNOWLEDGE), st.just(True)),
)


@given(TYPED)
def test_a_value_survives_the_instance_and_the_wire(typed: tuple[Kind, object]) -> None:
    kind, raw = typed
    value = check(kind, raw, CHOICES)
    assert not isinstance(value, Refusal)
    if value is None:
        return
    trimmed = value.strip() if kind is Kind.TEXT and isinstance(value, str) else value
    assert from_text(kind, to_text(value), CHOICES) == trimmed
    assert check(kind, from_plain(to_plain(value)), CHOICES) == trimmed or kind is Kind.TEXT
    assert type(to_plain(value)) in (str, int, bool, list)


@given(st.sampled_from(list(Kind)), st.text(max_size=30))
def test_any_text_in_an_instance_is_a_value_or_none(kind: Kind, text: str) -> None:
    value = from_text(kind, text, CHOICES)
    assert not isinstance(value, Refusal)

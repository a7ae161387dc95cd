import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.forms.syntax import BadExpression, Binary, Call, Literal, Negate, Path, Step, parse


def test_operators_bind_as_xpath_says() -> None:
    # 1 or 2 and 3 = 4 < 5 + 6 * - 7
    assert parse("1 or 2 and 3 = 4 < 5 + 6 * -7") == Binary(
        "or",
        Literal(1.0),
        Binary(
            "and",
            Literal(2.0),
            Binary(
                "=",
                Literal(3.0),
                Binary(
                    "<",
                    Literal(4.0),
                    Binary("+", Literal(5.0), Binary("*", Literal(6.0), Negate(Literal(7.0)))),
                ),
            ),
        ),
    )


def test_equal_operators_group_from_the_left() -> None:
    assert parse("7 - 2 - 1") == Binary("-", Binary("-", Literal(7.0), Literal(2.0)), Literal(1.0))


def test_words_and_stars_are_names_where_an_operand_is_expected() -> None:
    assert parse("div div mod") == Binary(
        "div", Path(None, False, (Step("child", "div"),)), Path(None, False, (Step("child", "mod"),))
    )
    assert parse("* * *") == Binary(
        "*", Path(None, False, (Step("child", "*"),)), Path(None, False, (Step("child", "*"),))
    )
    assert parse("and and and").operator == "and"  # type: ignore[union-attr]


def test_paths_are_read_with_axes_and_predicates() -> None:
    path = parse("/data/item[name = current()/../town]/@id")
    assert isinstance(path, Path)
    assert path.absolute
    assert [step.test for step in path.steps] == ["data", "item", "id"]
    assert path.steps[-1].axis == "attribute"
    assert isinstance(path.steps[1].predicates[0], Binary)


def test_a_function_may_start_a_path() -> None:
    path = parse("instance('towns')/root/item[1]")
    assert isinstance(path, Path)
    assert path.start == Call("instance", (Literal("towns"),), 0)


@pytest.mark.parametrize(
    ("source", "at"),
    [
        ("(1 + 2", 6),
        ("1 + 2)", 5),
        ("${a} == 1", 0),
        ("a == 1", 3),
        ("a = “oui”", 4),
        ("a = 'oui", 4),
        ("1 +", 3),
        ("if(a, b", 7),
        ("sideways::a", 0),
        ("a[", 2),
        ("$x", 0),
        ("", 0),
        ("a b", 2),
    ],
)
def test_mistakes_are_refused_with_their_place(source: str, at: int) -> None:
    with pytest.raises(BadExpression) as caught:
        parse(source)
    assert caught.value.at == at
    assert caught.value.detail


@pytest.mark.parametrize(
    "source", ["(" * 5000 + "1" + ")" * 5000, "-" * 5000 + "1", "a[" * 5000 + "1" + "]" * 5000]
)
def test_a_bottomless_expression_is_refused_and_does_not_exhaust_the_stack(source: str) -> None:
    with pytest.raises(BadExpression):
        parse(source)


@given(st.text(alphabet="ab1. '\"()[]/@*+-=<>!|,:$and or div", max_size=40))
def test_any_text_is_parsed_or_refused(source: str) -> None:
    try:
        parse(source)
    except BadExpression as fault:
        assert -1 <= fault.at <= len(source)

"""Every question at the four text sizes: whole, reachable, and as many answers a page as designed."""

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from pyxform.xls2xform import convert

from kiosk.forms.load import load_form
from kiosk.forms.model import Form
from tests.fakes.fake_intake import FakeIntake
from tests.ui.conftest import FORM, SIZES, Open, Visitor, service
from tests.ui.measures import box, look


def begin(visitor: Visitor) -> None:
    """Come to the first question without touching."""
    visitor.wait(lambda: bool(visitor.kiosk.course.home.shown), "what the desk offers")
    visitor.kiosk.course.choose("service-1")
    visitor.wait(lambda: visitor.screen().startswith("screen:question"), "the first question")


def refuse(visitor: Visitor) -> bool:
    """Give an answer that is not accepted, where there is one."""
    question = visitor.kiosk.course.question
    way, required = question.shown["way"], question.shown["required"]
    for character in {"integer": "999", "text": "ABCDEF", "date": "99", "dateTime": "99"}.get(way, ""):
        question.write(character)
    if not required:
        return False
    visitor.kiosk.course.proceed()
    visitor.settle()
    return bool(question.refusal)


def fill(visitor: Visitor) -> None:
    """Answer the question shown, whatever it is."""
    question = visitor.kiosk.course.question
    way, choices = question.shown["way"], question.shown["choices"]
    while question.draft:
        question.erase()
    if choices:
        question.pick(choices[0]["name"])
    elif way == "acknowledge":
        question.pick("yes")
    for character in {
        "integer": "42",
        "decimal": "1.5",
        "text": "AB",
        "date": "04031958",
        "time": "1430",
        "dateTime": "040319581430",
        "barcode": "3017620422003",
        "digits": "0199887766",
    }.get(way, ""):
        question.write(character)


def look_at_pages(visitor: Visitor, at: str) -> list[str]:
    found = look(visitor, at)
    while visitor.sees("page-down"):
        visitor.touch("page-down")
        found += look(visitor, f"{at}, next page")
    return found


def look_at_questions(visitor: Visitor) -> list[str]:
    """Every question of the form, empty, refused and answered."""
    found = []
    while visitor.screen() != "screen:review":
        screen = visitor.screen()
        found += look_at_pages(visitor, screen)
        if refuse(visitor):
            found += look(visitor, f"{screen} refused")
        fill(visitor)
        visitor.pause(1)
        found += look(visitor, f"{screen} answered")
        visitor.kiosk.course.proceed()
        visitor.wait(lambda before=screen: visitor.screen() not in ("", before), f"the page after {screen}")
    return found


# Of the largest letters all, of the usual ones what is not also seen elsewhere; the rest by test-long.
EACH_TIME = {*product(SIZES, (4,), ("every_way", "long_words")), *product(SIZES, (1,), ("every_way",))}


@pytest.mark.parametrize(
    ("size", "step", "name"),
    [
        pytest.param(*ways, marks=[] if ways in EACH_TIME else [pytest.mark.long])
        for ways in product(SIZES, (1, 2, 3, 4), ("every_way", "long_words"))
    ],
)
def test_every_question_fits_at_every_text_size(open_kiosk: Open, size: str, step: int, name: str) -> None:
    asking = replace(
        service(), form=load_form(convert(FORM.with_name(f"{name}.md")).xform.encode(), path=name)
    )
    visitor = open_kiosk(FakeIntake((asking,)), size=SIZES[size], step=step)
    begin(visitor)
    assert look_at_questions(visitor) == []


# The answers of the mock-ups.
ANSWERS = [
    "Je vis seul ou seule",
    "Je vis en couple",
    "Je vis avec mes enfants",
    "Je vis chez un proche",
    "Je ne sais pas",
]
HEAD = """
| survey | | | | | |
| | type | name | label | bind::icon | required |
| | select_one a | vie | Avec qui vivez-vous aujourd’hui ? | house-line | yes |
| choices | | | | | |
| | list_name | name | label | icon | |
"""


def mock_up(tmp_path: Path, answers: list[str]) -> Form:
    rows = "".join(f"| | a | c{place} | {answer} | user | |\n" for place, answer in enumerate(answers))
    path = tmp_path / "mock_up.md"
    path.write_text(HEAD + rows, "utf-8")
    return load_form(convert(path).xform.encode(), path="mock-up")


# DESIGN.md §6, Pager. One row more is shown where that saves turning a page.
@pytest.mark.parametrize(
    ("size", "step", "expected"),
    [
        *(("low", step, count) for step, count in zip((1, 2, 3, 4), (5, 5, 3, 2), strict=True)),
        *(("upright", step, count) for step, count in zip((1, 2, 3, 4), (5, 5, 3, 3), strict=True)),
    ],
)
def test_answers_a_page(open_kiosk: Open, tmp_path: Path, size: str, step: int, expected: int) -> None:
    asking = replace(service(), form=mock_up(tmp_path, ANSWERS))
    visitor = open_kiosk(FakeIntake((asking,)), size=SIZES[size], step=step)
    begin(visitor)
    assert len(visitor.names("choice:")) == expected
    assert look(visitor, "vie") == []


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("step", [1, 4])
def test_every_answer_is_met_by_turning_pages(
    open_kiosk: Open, tmp_path: Path, size: tuple[int, int], step: int
) -> None:
    answers = [*ANSWERS, "Je vis avec plusieurs personnes de ma famille et avec leurs enfants", *ANSWERS[:3]]
    asking = replace(service(), form=mock_up(tmp_path, answers))
    visitor = open_kiosk(FakeIntake((asking,)), size=size, step=step)
    begin(visitor)
    pages = [visitor.names("choice:")]
    while visitor.sees("page-down"):
        visitor.touch("page-down")
        pages.append(visitor.names("choice:"))
        assert look(visitor, f"page {len(pages)}") == []
    assert {name for page in pages for name in page} == {f"choice:c{place}" for place in range(9)}
    for expected in reversed(pages[:-1]):
        visitor.touch("page-up")
        assert set(visitor.names("choice:")) & set(expected)
    assert "choice:c0" in visitor.names("choice:")
    assert not visitor.sees("page-up")


@pytest.mark.parametrize(
    ("size", "step"),
    [
        *(("low", 4), ("wide", 1), ("upright", 4)),
        *(pytest.param(*ways, marks=pytest.mark.long) for ways in (("low", 1), ("wide", 4), ("upright", 1))),
    ],
)
def test_the_questions_fit_in_arabic(open_kiosk: Open, size: str, step: int) -> None:
    visitor = open_kiosk(size=SIZES[size], step=step, language="ar", theme="contraste")
    begin(visitor)
    back, forth = visitor.find("back"), visitor.find("continue")
    assert back is not None and forth is not None
    assert box(back).left() > box(forth).left()
    assert look_at_questions(visitor) == []

"""One answer among many at the counter: letters find it, Enter chooses it; a moment and a code are typed."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pyxform.xls2xform import convert

from kiosk.forms.load import load_form
from tests.ui.conftest import FORM, service
from tests.ui.counter.conftest import SIZES, Open, Page
from tests.ui.counter.measures import look
from ui.viewmodels.question import QuestionViewModel


def opened(open_page: Open, name: str, **how: object) -> Page:
    form = load_form(convert(FORM.with_name(f"{name}.md")).xform.encode(), path=name)
    return open_page(replace(service(), form=form), **how)


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_letters_find_and_enter_chooses(open_page: Open, size: tuple[int, int]) -> None:
    page = opened(open_page, "long_lists", size=size)
    question: QuestionViewModel = page.course.question
    assert len(page.names("choice:")) > 20 and look(page, "all") == []
    # The keyboard is on the answers: a letter goes to the line all the same.
    page.keys.type("lim")
    assert page.names("choice:") == ["choice:v2"] and look(page, "lim") == []
    page.keys.enter()
    assert question.chosen == ["v2"] and page.course.name == "screen:question:ville"
    page.keys.press(Qt.Key.Key_Escape)
    assert len(page.names("choice:")) > 20
    page.keys.type("l")
    page.keys.enter()
    # Several are left: digits choose among them, and Enter goes on.
    page.keys.digit(2)
    assert question.chosen == ["v1"]
    page.keys.enter()
    assert page.course.name == "screen:question:pays"


def test_a_code_and_a_moment_are_typed(open_page: Open) -> None:
    page = opened(open_page, "further_ways")
    page.course.lines = 0
    page.course.begin()
    page.keys.type("A-12b")
    assert (page.course.question.draft, page.read("field:answer")) == ("A-12b", "A-12b")
    page.keys.enter()
    page.keys.type("04/03/1958 14h30")
    assert page.read("field:answer") == "04 03 1958 14 30"
    page.keys.enter()
    page.keys.type("-2,5")
    page.keys.enter()
    assert page.course.name == "screen:review" and page.says("4 mars 1958, 14 h 30")

"""A repeat, a range and an order on the real screen: the pages ask in the screen's own words."""

from dataclasses import replace

import pytest
from pyxform.xls2xform import convert

from kiosk.forms.kinds import NO, YES
from kiosk.forms.load import load_form
from kiosk.texts import Texts
from rehearsal.driver import Driver, make_request
from tests.fakes.fake_intake import FakeIntake
from tests.forms.building import form_of
from tests.session.test_repeats import FORM
from tests.ui.conftest import FORM as ANY
from tests.ui.conftest import SIZES, Open, Visitor, service
from tests.ui.measures import look
from tests.ui.test_text_sizes import begin


def test_a_household_is_filled_in_by_touch(open_kiosk: Open, texts: Texts) -> None:
    household = replace(service(), form=form_of(FORM))
    visitor = open_kiosk(FakeIntake((household,)))
    words = ("hint.another", "another.yes", "another.no", "another.remove")
    seen: set[str] = set()

    def witness(screen: str) -> None:
        if screen == "screen:question:people+":
            seen.update(key for key in words if visitor.says(texts(key)))

    driver = Driver(visitor, make_request(household, None, "fr"), witness)
    driver.reach_review()
    session = visitor.intake.sessions[0]
    assert {(1, 0), (1, 1), (2, 0), (2, 1)} <= set(session.content_answers())
    assert session.content_answers()[4] == ["a", "b"]
    assert seen == set(words)
    row = next(row for row in visitor.kiosk.course.review.shown["rows"] if row["name"] == "first[2]")
    visitor.kiosk.course.change(row["index"])
    visitor.at("screen:question:first[2]")


def with_three(open_kiosk: Open, **how: object) -> Visitor:
    """A household of three, in the review."""
    form = load_form(convert(ANY.with_name("household.md")).xform.encode(), path="household")
    visitor = open_kiosk(FakeIntake((replace(service(), form=form),)), **how)
    begin(visitor)
    question = visitor.kiosk.course.question
    for first, age, more in (("JO", "40", YES), ("MIA", "9", YES), ("LOU", "3", NO)):
        for answer in (first, age, more):
            question.pick(answer) if answer in (YES, NO) else question.rewrite(answer)
            page = visitor.screen()
            visitor.kiosk.course.proceed()
            visitor.wait(lambda page=page: visitor.screen() not in ("", page), f"the page after {page}")
    visitor.at("screen:review")
    return visitor


def test_one_of_several_is_taken_away_after_a_question(open_kiosk: Open, texts: Texts) -> None:
    visitor = with_three(open_kiosk, size=SIZES["upright"])
    while not visitor.sees("remove:age[2]"):
        visitor.touch("page-down")
    visitor.touch("remove:age[2]")
    visitor.wait(lambda: visitor.sees("window:removal"), "the question")
    assert visitor.says(texts("removal.title", what="Personne 2, MIA"))
    assert look(visitor, "removal") == []
    visitor.touch("removal-no")
    assert visitor.screen() == "screen:review" and not visitor.sees("window:removal")
    visitor.touch("remove:age[2]")
    visitor.touch("removal-yes")
    visitor.wait(
        lambda: not visitor.says("MIA") and visitor.screen() == "screen:review", "the review without"
    )
    rows = {row["name"]: row["shown"] for row in visitor.kiosk.course.review.shown["rows"]}
    assert rows == {
        "prenom[1]": "JO", "age[1]": "40", "prenom[2]": "LOU", "age[2]": "3", "gens+": "2",
    }  # fmt: skip
    assert visitor.kiosk.course.removal.words == ""


@pytest.mark.parametrize(
    ("size", "step", "language"),
    [
        ("low", 4, "fr"),
        *(
            pytest.param(size, step, language, marks=pytest.mark.long)
            for size in SIZES for step in (1, 3, 4) for language in ("fr", "ar")
        ),
    ],
)  # fmt: skip
def test_what_takes_away_fits(open_kiosk: Open, size: str, step: int, language: str) -> None:
    visitor = with_three(open_kiosk, size=SIZES[size], step=step, language=language)
    found, seen = look(visitor, "review"), visitor.names("remove:")
    while visitor.sees("page-down"):
        visitor.touch("page-down")
        found += look(visitor, "review, next page")
        seen += visitor.names("remove:")
    assert found == [] and set(seen) == {f"remove:age[{number}]" for number in (1, 2, 3)}
    visitor.kiosk.course.removal.ask(0, "Personne 1, JO")
    visitor.pause(20)
    assert look(visitor, "removal") == []

"""A repeat, a range and an order on the real screen: the pages ask in the screen's own words."""

from dataclasses import replace

from kiosk.texts import Texts
from rehearsal.driver import Driver, make_request
from tests.fakes.fake_intake import FakeIntake
from tests.forms.building import form_of
from tests.session.test_repeats import FORM
from tests.ui.conftest import Open, service


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

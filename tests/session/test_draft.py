"""A sitting laid aside and resumed is the same sitting: same page, same answers, same road ahead."""

from dataclasses import replace
from datetime import date

import pytest

from kiosk.catalogue.pack import Service
from kiosk.session import Asking, Confirmed, QuestionPage, Reviewing, ReviewPage, Session
from kiosk.wire.cbor import decode, encode
from tests.forms.building import TODAY, form_of
from tests.session.test_session import GOOD, fill, index, place_name


def resumed(left: Session, *, today: date = TODAY) -> Session:
    """Take up what was laid aside, after it has been through the store."""
    answers, place = left.draft()
    return Session.resumed(left.service, left.language, lambda: today, decode(encode(answers)), place)


@pytest.mark.parametrize("stop", range(len(GOOD) + 1))
def test_it_goes_on_from_every_page_to_the_same_answers(session: Session, stop: int) -> None:
    for _ in range(stop):
        session.answer(GOOD[place_name(session)])  # type: ignore[arg-type]
        session.forward()
    again = resumed(session)
    assert again.place == session.place
    assert again.page() == session.page()
    assert again.draft() == session.draft()
    fill(session)
    assert fill(again) == list(GOOD)[stop:]
    assert again.place == Reviewing()
    assert again.content_answers() == session.content_answers()
    assert again.page() == session.page()


def test_an_answer_given_and_not_yet_left_is_kept(session: Session) -> None:
    session.answer("carte")
    page = resumed(session).page()
    assert isinstance(page, QuestionPage) and page.view.value == "carte"


def test_a_refused_answer_is_not_kept(session: Session) -> None:
    fill(session)
    session.change(index(session, "telephone"))
    assert session.answer("06123") is not None
    page = resumed(session).page()
    assert isinstance(page, QuestionPage) and page.view.value == GOOD["telephone"]


def test_one_that_went_back_finds_its_later_answers_again(session: Session) -> None:
    fill(session)
    while place_name(session) != "pour_qui":
        session.back()
    again = resumed(session)
    assert place_name(again) == "pour_qui"
    for _ in range(len(GOOD) - 1):
        assert again.forward() is None
    assert again.place == Reviewing() and again.content_answers() == session.draft()[0]


def test_the_language_may_have_changed_on_the_way(service: Service) -> None:
    left = Session(service, "fr", lambda: TODAY)
    left.speak("es")
    assert resumed(left).language == "es"


OPTIONAL = """
| survey |
| | type | name | label | required | relevant |
| | text | first | Un | yes | |
| | text | extra | Deux | | ${first} = 'oui' |
| | text | last | Trois | | |
"""


def sitting(service: Service, rows: str) -> Session:
    return Session(replace(service, form=form_of(rows)), "fr", lambda: TODAY)


def test_what_was_left_empty_is_not_asked_again(service: Service) -> None:
    left = sitting(service, OPTIONAL)
    left.answer("oui")
    for _ in range(3):
        left.forward()
    assert left.place == Reviewing()
    again = resumed(left)
    assert again.place == Reviewing()
    again.change(0)
    again.forward()
    assert again.place == Reviewing()


def test_what_was_never_shown_is_still_shown(service: Service) -> None:
    left = sitting(service, OPTIONAL)
    left.answer("non")
    left.forward()
    left.forward()
    again = resumed(left)
    again.change(0)
    again.answer("oui")
    again.forward()
    assert place_name(again) == "extra"


DAY_RULE = """
| survey |
| | type | name | label | required | constraint |
| | date | day | Jour | yes | . >= today() |
| | text | name | Nom | yes | |
"""


def test_what_does_not_hold_the_next_day_is_asked_again(service: Service) -> None:
    left = sitting(service, DAY_RULE)
    left.answer(TODAY)
    left.forward()
    left.answer("MARTIN")
    left.forward()
    assert left.place == Reviewing()
    again = resumed(left, today=date.fromordinal(TODAY.toordinal() + 1))
    assert again.place == Asking(0)
    again.answer(date.fromordinal(TODAY.toordinal() + 2))
    assert again.forward() is None
    assert isinstance(again.page(), ReviewPage)
    assert again.content_answers()[1] == "MARTIN"


def test_there_is_no_draft_after_the_confirmation(session: Session) -> None:
    fill(session)
    session.confirm()
    assert session.place == Confirmed()
    with pytest.raises(RuntimeError):
        session.draft()
    session.wipe()
    with pytest.raises(RuntimeError):
        session.draft()

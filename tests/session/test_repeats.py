"""A repeat page by page: another person, one too many, one by mistake, and the way back from the review."""

import pytest

from benchmarks.forms import fill, service_of
from kiosk.forms.kinds import NO, REMOVE, YES, Kind, Refusal, Value
from kiosk.forms.model import Form
from kiosk.forms.reading import read_answers
from kiosk.session import Asking, QuestionPage, Reviewing, ReviewPage, Session
from kiosk.wire.cbor import decode, encode
from rehearsal.answers import automatic_answers, typed_answers
from rehearsal.driver import make_request
from tests.forms.building import TODAY, form_of

FORM = """
| survey |
| | type | name | label | parameters |
| | text | street | Street | |
| | begin_repeat | people | Somebody at home | |
| | text | first | First name | |
| | integer | age | Age | |
| | end_repeat | | | |
| | range | ease | How easy? | start=1 end=5 step=2 |
| | rank order | wish | What first? | |
| choices |
| | list_name | name | label |
| | order | a | Apple |
| | order | b | Bread |
"""


@pytest.fixture(scope="module")
def form() -> Form:
    return form_of(FORM)


@pytest.fixture
def session(form: Form) -> Session:
    return Session(service_of(form), "fr", lambda: TODAY)


def name(session: Session) -> str:
    page = session.page()
    return page.view.name if isinstance(page, QuestionPage) else "review"


def walk(session: Session, *values: Value | None) -> str:
    """Answer page by page, and return the name of the page it leads to."""
    for value in values:
        assert session.answer(value) is None
        assert session.forward() is None
    return name(session)


def test_yes_leads_through_another_person_and_asks_again(session: Session) -> None:
    assert walk(session, "Rue A", "Jo", 40) == "people+"
    assert session.forward() == Refusal("form.required_choice")
    assert walk(session, YES) == "first[2]"
    assert walk(session, "Mia", 9) == "people+"
    assert walk(session, NO) == "ease"
    page = session.page()
    assert isinstance(page, QuestionPage) and page.view.hint == "1 · 3 · 5"
    assert session.answer(4) == Refusal("form.range")
    assert session.answer(7) == Refusal("form.range")
    assert walk(session, 3) == "wish"
    assert session.answer(("b",)) == Refusal("form.rank")
    assert walk(session, ("b", "a")) == "review"
    page = session.page()
    assert isinstance(page, ReviewPage)
    assert [(row.name, row.shown) for row in page.rows] == [
        ("street", "Rue A"),
        ("first[1]", "Jo"),
        ("age[1]", "40"),
        ("first[2]", "Mia"),
        ("age[2]", "9"),
        ("people+", "2"),
        ("ease", "3"),
        ("wish", "Bread, Apple"),
    ]
    answers = session.content_answers()
    assert answers == {0: "Rue A", (1, 0): "Jo", (2, 0): 40, (1, 1): "Mia", (2, 1): 9, 3: "3", 4: ["b", "a"]}
    assert len(read_answers(session.service.form, answers, "fr")) == len(answers)


def test_back_from_one_added_by_mistake_takes_it_away(session: Session) -> None:
    walk(session, "Rue A", "Jo", 40, YES)
    assert name(session) == "first[2]"
    assert session.back() and name(session) == "people+"
    page = session.page()
    assert isinstance(page, QuestionPage) and page.view.value is None
    assert walk(session, NO) == "ease"
    assert session.back() and session.back() and name(session) == "age[1]"


def test_one_that_was_begun_stays_when_the_person_goes_back(session: Session) -> None:
    walk(session, "Rue A", "Jo", 40, YES, "Mia")
    assert session.back() and name(session) == "first[2]"
    assert session.back() and name(session) == "age[1]"
    assert walk(session, 40) == "first[2]"


def test_the_last_one_can_be_removed_and_added_from_the_review(session: Session) -> None:
    walk(session, "Rue A", "Jo", 40, YES, "Mia", 9, NO, 1, ("a", "b"))
    people = session.service.form.named("people+").index
    session.change(people)
    assert walk(session, REMOVE) == "people+"
    page = session.page()
    assert isinstance(page, QuestionPage) and [choice.name for choice in page.view.choices] == [YES, NO]
    assert walk(session, NO) == "review"
    assert (1, 1) not in session.content_answers()
    session.change(people)
    assert walk(session, YES) == "first[2]"
    assert walk(session, "Lou", 3) == "people+"
    assert walk(session, NO) == "review"
    assert session.content_answers()[1, 1] == "Lou"


@pytest.mark.parametrize("stop", range(10))
def test_a_draft_is_taken_up_where_it_was_left(session: Session, stop: int) -> None:
    values = ("Rue A", "Jo", 40, YES, "Mia", 9, NO, 3, ("a", "b"))
    walk(session, *values[:stop])
    answers, place = session.draft()
    again = Session.resumed(session.service, "fr", lambda: TODAY, decode(encode(answers)), place)
    assert again.place == session.place
    assert walk(again, *values[stop:]) == "review"
    walk(session, *values[stop:])
    assert again.content_answers() == session.content_answers()


def test_an_automaton_goes_through_by_itself(form: Form, session: Session) -> None:
    fill(session, typed_answers(form, "fr", TODAY), [])
    assert session.place == Reviewing()
    planned = automatic_answers(form, "fr", TODAY)
    assert {"first[1]", "first[2]", "wish", "ease"} <= set(planned)
    request = make_request(session.service, planned, "fr")
    again, said = Session(session.service, "fr", lambda: TODAY), set[str]()

    def give(question: object, value: object) -> object:
        given = tuple(value) if isinstance(value, list) else value
        assert again.answer(given) is None  # type: ignore[arg-type]
        return value

    while isinstance(again.place, Asking):
        page = again.page()
        assert isinstance(page, QuestionPage)
        said |= set(request.answer(f"screen:question:{page.view.name}", said, give))  # type: ignore[arg-type]
        assert again.forward() is None
    assert said == set(planned)
    assert again.content_answers() == session.content_answers()
    assert page.view.kind is not Kind.ANOTHER


def review(session: Session) -> ReviewPage:
    page = session.page()
    assert isinstance(page, ReviewPage)
    return page


def test_any_instance_goes_from_the_review_and_the_rest_move_up(session: Session) -> None:
    walk(session, "Rue A", "Jo", 40, YES, "Mia", 9, YES, "Lou", 3, NO, 3, ("b", "a"))
    removable = {row.name: row.removes for row in review(session).rows if row.removes}
    assert removable == {
        "age[1]": "Somebody at home 1, Jo", "age[2]": "Somebody at home 2, Mia",
        "age[3]": "Somebody at home 3, Lou",
    }  # fmt: skip
    (middle,) = (row.index for row in review(session).rows if row.name == "age[2]")
    session.remove(middle)
    # Nobody is asked again whether to add somebody, or anything that was answered.
    assert name(session) == "review"
    rows = [(row.name, row.shown) for row in review(session).rows]
    assert rows[1:6] == [
        ("first[1]", "Jo"), ("age[1]", "40"), ("first[2]", "Lou"), ("age[2]", "3"), ("people+", "2"),
    ]  # fmt: skip
    assert session.content_answers()[(1, 1)] == "Lou" and (1, 2) not in session.content_answers()
    # What a draft keeps is numbered anew as well.
    answers, place = session.draft()
    again = Session.resumed(session.service, "fr", lambda: TODAY, answers, place)
    assert name(again) == "review" and [(row.name, row.shown) for row in review(again).rows] == rows


def test_the_instances_that_a_form_begins_with_stay(session: Session) -> None:
    walk(session, "Rue A", "Jo", 40, NO, 3, ("b", "a"))
    assert not any(row.removes for row in review(session).rows)
    with pytest.raises(RuntimeError):
        session.remove((2, 0))


def test_a_removal_recomputes_and_asks_for_what_is_missing_then() -> None:
    form = form_of("""
| survey |
| | type | name | label | calculation | relevant | constraint |
| | begin_repeat | people | Somebody | | | |
| | integer | age | Age | | | |
| | end_repeat | | | | | |
| | calculate | total | | sum(${age}) | | |
| | text | why | Why so young? | | ${total} < 18 | |
""")
    session = Session(service_of(form), "fr", lambda: TODAY)
    walk(session, 40, YES, 9, NO)
    assert name(session) == "review"
    session.remove((0, 0))
    assert name(session) == "why"
    walk(session, "Because")
    assert session.content_answers()[(0, 0)] == 9

"""A counter shows several questions on one page: what is answered in one line, in the same step."""

from datetime import date

import pytest

from kiosk.forms.kinds import Refusal
from kiosk.session import Asking, QuestionPage, Reviewing, Session
from tests.session.test_session import GOOD, index, place_name

MOST = 4


def names(session: Session, most: int = MOST) -> list[str]:
    return [page.view.name for page in session.ahead(most)]


def to(session: Session, name: str) -> Session:
    while place_name(session) != name:
        session.answer(GOOD[place_name(session)])  # type: ignore[arg-type]
        session.forward()
    return session


def lines(session: Session, **values: object) -> dict[int, object]:
    return {index(session, name): value for name, value in values.items()}


def test_only_lines_of_the_same_step_that_follow_at_once_stand_ahead(session: Session) -> None:
    assert names(to(session, "moment")) == []
    assert names(to(session, "nom")) == ["prenom", "date_naissance"]
    assert names(session, 1) == ["prenom"]
    assert names(to(session, "telephone")) == []


def test_a_whole_page_is_answered_at_once(session: Session) -> None:
    to(session, "nom")
    written = lines(session, prenom="ANNE", date_naissance=date(1958, 3, 4))
    assert session.forward_through("MARTIN", written) is None  # type: ignore[arg-type]
    assert place_name(session) == "telephone"
    assert [row.name for row in session.answered()][-3:] == ["nom", "prenom", "date_naissance"]


@pytest.mark.parametrize(
    ("name", "written", "where"),
    [
        ("7", {"prenom": "ANNE", "date_naissance": date(1958, 3, 4)}, "nom"),
        ("MARTIN", {"prenom": "8", "date_naissance": date(1958, 3, 4)}, "prenom"),
        ("MARTIN", {"prenom": None, "date_naissance": date(1958, 3, 4)}, "prenom"),
        ("MARTIN", {"prenom": "ANNE", "date_naissance": "9999"}, "date_naissance"),
    ],
)
def test_it_stays_at_the_first_that_is_refused_and_keeps_the_others(
    session: Session, name: str, written: dict[str, object], where: str
) -> None:
    to(session, "nom")
    given = {"nom": name, **written}
    assert isinstance(session.forward_through(name, lines(session, **written)), Refusal)  # type: ignore[arg-type]
    assert place_name(session) == where
    page = session.page()
    assert isinstance(page, QuestionPage) and page.view.value == given[where]
    right = {"nom": "MARTIN", "prenom": "ANNE", "date_naissance": date(1958, 3, 4)}
    asked = list(right)
    later = [page.view.index for page in session.ahead(MOST)]
    assert [session.service.form.questions[one].name for one in later] == asked[asked.index(where) + 1 :]
    ahead = {one: right[session.service.form.questions[one].name] for one in later}
    assert session.forward_through(right[where], ahead) is None  # type: ignore[arg-type]
    assert place_name(session) == "telephone"


def test_back_comes_to_the_page_that_was_left(session: Session) -> None:
    to(session, "telephone")
    assert session.back(MOST)
    assert place_name(session) == "nom"
    assert session.back(MOST)
    assert place_name(session) == "moment"
    to(session, "telephone")
    assert session.back()
    assert place_name(session) == "date_naissance"


def test_what_is_changed_from_the_review_stands_alone(session: Session) -> None:
    to(session, "message")
    session.answer("oui")
    session.forward()
    assert session.place == Reviewing()
    session.change(index(session, "nom"))
    assert names(session) == []
    assert session.forward_through("DUPONT", {}) is None
    assert session.place == Reviewing()


def test_what_is_kept_ahead_is_still_asked(session: Session) -> None:
    to(session, "nom")
    session.keep(lines(session, prenom="ANNE", date_naissance="9999"))  # type: ignore[arg-type]
    assert session.place == Asking(index(session, "nom"))
    answers, _ = session.draft()
    assert answers[index(session, "prenom")] == "ANNE"
    assert index(session, "date_naissance") not in answers

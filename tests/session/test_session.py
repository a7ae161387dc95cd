# ruff: noqa: E501  (a row of a form is one line)
import gc
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kiosk.catalogue.pack import Service
from kiosk.forms.kinds import Refusal
from kiosk.forms.model import Form
from kiosk.session import Asking, Confirmed, Ended, QuestionPage, Reviewing, ReviewPage, Session
from tests.forms.building import TODAY, form_of

GOOD: dict[str, object] = {
    "papier": "carte",
    "pour_qui": "moi",
    "raison": "vieux",
    "jours": ("lundi", "jeudi"),
    "moment": "matin",
    "nom": "MARTIN",
    "prenom": "ANNE",
    "date_naissance": date(1958, 3, 4),
    "telephone": "0199004567",
    "message": "oui",
}


def place_name(session: Session) -> str:
    return (
        session.service.form.questions[session.place.index].name if isinstance(session.place, Asking) else ""
    )


def fill(session: Session, **others: object) -> list[str]:
    """Answer every question up to the review; return the names asked."""
    asked: list[str] = []
    while isinstance(session.place, Asking):
        name = place_name(session)
        asked.append(name)
        assert session.answer({**GOOD, **others}[name]) is None  # type: ignore[arg-type]
        assert session.forward() is None
    return asked


def index(session: Session, name: str) -> int:
    return session.service.form.named(name).index


def test_the_way_from_the_first_question_to_the_confirmation(session: Session) -> None:
    assert fill(session) == list(GOOD)
    page = session.page()
    assert isinstance(page, ReviewPage)
    assert page.step == (5, 5)
    assert page.notice == session.service.notice["fr"]
    assert page.treated_by == "La mairie"
    assert [row.shown for row in page.rows] == [
        "Une carte d’identité",
        "Pour moi",
        "Mon papier est trop vieux",
        "Le lundi, Le jeudi",
        "Le matin",
        "MARTIN",
        "ANNE",
        "4 mars 1958",
        "01 99 00 45 67",
        "Oui, laissez un message",
    ]
    assert page.rows[0].icon == "files"
    assert session.birth_year() == 1958
    answers = session.content_answers()
    assert answers[index(session, "jours")] == ["lundi", "jeudi"]
    assert answers[index(session, "date_naissance")] == "1958-03-04"
    session.confirm()
    assert session.place == Confirmed()
    assert session.content_answers() == answers


def test_a_page_shows_the_question_its_step_and_its_answer(session: Session) -> None:
    page = session.page()
    assert isinstance(page, QuestionPage)
    assert (page.view.name, page.step, page.returning, page.view.value) == ("papier", (1, 5), False, None)
    session.answer("carte")
    assert session.page().view.value == "carte"  # type: ignore[union-attr]


def test_continuing_without_an_answer_is_refused(session: Session) -> None:
    assert session.forward() == Refusal("form.required_choice")
    assert place_name(session) == "papier"
    session.answer("carte")
    session.answer(None)
    assert session.forward() == Refusal("form.required_choice")


def test_a_refused_answer_is_shown_and_cannot_be_passed(session: Session) -> None:
    while place_name(session) != "telephone":
        session.answer(GOOD[place_name(session)])  # type: ignore[arg-type]
        session.forward()
    refusal = session.answer("06123")
    assert refusal is not None
    assert "10 chiffres" in refusal.message
    assert session.forward() == refusal
    assert session.page().view.value == "06123"  # type: ignore[union-attr]
    assert session.answer("0612345678") is None
    assert session.forward() is None


def test_a_refused_change_does_not_pass_on_the_strength_of_the_old_answer(session: Session) -> None:
    fill(session)
    session.change(index(session, "telephone"))
    assert session.answer("06") is not None
    assert session.forward() is not None
    assert place_name(session) == "telephone"


def test_back_steps_over_hidden_questions_and_keeps_answers(session: Session) -> None:
    session.answer("carte")
    session.forward()
    session.answer("moi")
    session.forward()
    assert place_name(session) == "raison"
    assert session.back()
    assert place_name(session) == "pour_qui"
    assert session.page().view.value == "moi"  # type: ignore[union-attr]
    assert session.back()
    assert not session.back()
    assert place_name(session) == "papier"


def test_back_forgets_a_refused_draft_and_keeps_the_last_good_answer(session: Session) -> None:
    fill(session)
    session.back()
    session.back()
    assert place_name(session) == "telephone"
    session.answer("06")
    session.back()
    session.forward()
    assert session.page().view.value == "0199004567"  # type: ignore[union-attr]


def test_back_from_the_review_is_the_last_question(session: Session) -> None:
    fill(session)
    assert session.back()
    assert place_name(session) == "message"
    assert not session.page().returning  # type: ignore[union-attr]
    session.forward()
    assert session.place == Reviewing()


def test_a_change_returns_to_the_review(session: Session) -> None:
    fill(session)
    session.change(index(session, "nom"))
    page = session.page()
    assert isinstance(page, QuestionPage)
    assert page.returning
    assert page.view.value == "MARTIN"
    session.answer("DUPONT")
    session.forward()
    assert session.place == Reviewing()
    assert session.content_answers()[index(session, "nom")] == "DUPONT"


def test_a_change_asks_what_it_made_necessary_before_the_review(session: Session) -> None:
    fill(session)
    session.change(index(session, "pour_qui"))
    session.answer("enfant")
    session.forward()
    assert place_name(session) == "age_enfant"
    assert session.forward() == Refusal("form.required")
    session.answer("7")
    session.forward()
    assert session.place == Reviewing()
    assert session.content_answers()[index(session, "age_enfant")] == 7


def test_a_change_can_be_taken_back_from_the_question_it_brought_up(session: Session) -> None:
    fill(session)
    session.change(index(session, "pour_qui"))
    session.answer("enfant")
    session.forward()
    assert session.back()
    assert place_name(session) == "pour_qui"
    assert session.back(), "the review would lack the age, so it is asked"
    assert place_name(session) == "age_enfant"
    session.back()
    session.answer("adulte")
    assert session.back()
    assert session.place == Reviewing()


def test_what_a_change_hides_is_no_longer_in_the_answers(session: Session) -> None:
    fill(session, pour_qui="enfant", age_enfant=7, raison="perdu", declaration="oui")
    assert index(session, "declaration") in session.content_answers()
    session.change(index(session, "raison"))
    session.answer("vieux")
    session.forward()
    assert session.place == Reviewing()
    assert index(session, "declaration") not in session.content_answers()
    assert index(session, "age_enfant") in session.content_answers()
    assert "declaration" not in [row.name for row in session.page().rows]  # type: ignore[union-attr]


@pytest.mark.parametrize("move", ["forward", "content_answers", "confirm", "page", "back"])
def test_what_the_place_does_not_offer_is_a_bug(session: Session, move: str) -> None:
    fill(session)
    session.confirm()
    if move != "content_answers":
        with pytest.raises(RuntimeError):
            getattr(session, move)()
    session.wipe()
    with pytest.raises(RuntimeError):
        getattr(session, move)()


def test_nothing_is_submitted_before_the_review(session: Session) -> None:
    for call in (session.content_answers, session.confirm):
        with pytest.raises(RuntimeError):
            call()


def test_an_answer_is_changed_from_another_question_and_the_way_goes_on_from_there(session: Session) -> None:
    fill(session)
    first = session.page().rows[0].index
    while session.back():
        pass
    assert session.place == Asking(first)
    session.forward()
    second = session.place
    session.forward()
    session.change(first)
    assert session.place == Asking(first) and not session.page().returning
    session.forward()
    assert session.place == second


def test_the_review_cannot_change_what_is_hidden(session: Session) -> None:
    fill(session)
    with pytest.raises(RuntimeError):
        session.change(index(session, "age_enfant"))


def reachable(start: object) -> Iterator[object]:
    seen: set[int] = set()
    pending = [start]
    while pending:
        thing = pending.pop()
        if id(thing) in seen or isinstance(thing, type) or callable(thing):
            continue
        seen.add(id(thing))
        yield thing
        pending.extend(gc.get_referents(thing))


@pytest.mark.parametrize("stage", ["asking", "draft", "reviewing", "changing", "confirmed"])
def test_after_the_wipe_no_answer_can_be_reached(service: Service, stage: str) -> None:
    session = Session(service, "fr", lambda: TODAY)
    canary = "".join(["CAN", "ARY7XKQ2"])
    if stage in ("asking", "draft"):
        while place_name(session) != "nom":
            session.answer(GOOD[place_name(session)])  # type: ignore[arg-type]
            session.forward()
        session.answer(canary if stage == "asking" else canary * 200)
    else:
        fill(session, nom=canary)
        if stage == "changing":
            session.change(index(session, "nom"))
        if stage == "confirmed":
            session.confirm()
    inner = session._form
    assert any(isinstance(thing, str) and canary in thing for thing in reachable(session))
    session.wipe()
    assert session.place == Ended()
    for thing in (session, inner):
        assert not any(isinstance(found, str) and canary in found for found in reachable(thing))


def test_wiping_twice_is_harmless(session: Session) -> None:
    session.wipe()
    session.wipe()
    assert session.place == Ended()


def test_no_repr_shows_an_answer(session: Session) -> None:
    fill(session, nom="CANARY7XKQ2")
    for thing in (session, session.page(), session.page().rows[5]):  # type: ignore[union-attr]
        assert "CANARY" not in repr(thing)
    session.change(index(session, "nom"))
    assert "CANARY" not in repr(session.page())


def with_form(service: Service, form: Form) -> Session:
    return Session(replace(service, form=form), "fr", lambda: TODAY)


def test_an_optional_question_that_a_change_reveals_is_shown_too(service: Service) -> None:
    session = with_form(
        service,
        form_of("""
| survey |
| | type | name | label | required | relevant |
| | select_one yn | more | More? | yes | |
| | text | detail | Detail | | ${more} = 'y' |
| | note | thanks | Thanks | | ${more} = 'y' |
| choices |
| | list_name | name | label |
| | yn | y | Yes |
| | yn | n | No |
"""),
    )
    session.answer("n")
    session.forward()
    assert session.place == Reviewing()
    session.change(0)
    session.answer("y")
    session.forward()
    assert place_name(session) == "detail"
    session.forward()
    assert place_name(session) == "thanks"
    session.forward()
    page = session.page()
    assert isinstance(page, ReviewPage)
    assert [(row.name, row.shown) for row in page.rows] == [("more", "Yes"), ("detail", "")]


def test_a_later_answer_that_spoils_an_earlier_one_leads_back_to_it(service: Service) -> None:
    session = with_form(
        service,
        form_of("""
| survey |
| | type | name | label | constraint | constraint_message |
| | integer | low | Low | . < ${high} or ${high} = '' | Too high |
| | integer | high | High | | |
"""),
    )
    session.answer(5)
    session.forward()
    session.answer(3)
    session.forward()
    assert place_name(session) == "low"
    assert session.forward() == Refusal("form.constraint", "Too high")
    session.answer(1)
    session.forward()
    session.forward()
    assert session.place == Reviewing()


VALUES = st.one_of(
    st.none(),
    st.text(max_size=8),
    st.integers(-5, 30),
    st.sampled_from([value for value in GOOD.values() if isinstance(value, str)]),
    st.sampled_from(["enfant", "perdu", "vole", "ne_sais_pas"]),
    st.dates(),
    st.lists(st.sampled_from(["lundi", "mardi", "samedi"]), max_size=3).map(tuple),
)


class Wanderer(RuleBasedStateMachine):
    """Somebody who touches everything, in any order: the review is only ever reached complete."""

    service: Service

    def __init__(self) -> None:
        super().__init__()
        self.session = Session(self.service, "fr", lambda: TODAY)

    def asking(self) -> bool:
        return isinstance(self.session.place, Asking)

    @precondition(asking)
    @rule(value=VALUES)
    def answer(self, value: object) -> None:
        self.session.answer(value)  # type: ignore[arg-type]

    @precondition(asking)
    @rule()
    def answer_well(self) -> None:
        good = {**GOOD, "age_enfant": 4, "declaration": "oui"}
        assert self.session.answer(good[place_name(self.session)]) is None  # type: ignore[arg-type]
        assert self.session.forward() is None

    @precondition(asking)
    @rule()
    def forward(self) -> None:
        before = self.session.place
        refusal = self.session.forward()
        assert (refusal is None) == (self.session.place != before)

    @rule()
    def back(self) -> None:
        before = self.session.place
        # Where the changed question itself is what is missing, going back asks it again.
        moved = self.session.back()
        assert moved or self.session.place == before

    @precondition(lambda self: isinstance(self.session.place, Reviewing))
    @rule(data=st.data())
    def change(self, data: st.DataObject) -> None:
        rows = self.session.page().rows  # type: ignore[union-attr]
        self.session.change(data.draw(st.sampled_from(rows)).index)

    @rule()
    def lay_aside(self) -> None:
        answers, place = self.session.draft()
        before = self.session.place
        self.session = Session.resumed(self.service, "fr", lambda: TODAY, answers, place)
        assert self.session.place == before
        assert self.session.draft() == (answers, place)

    @invariant()
    def the_page_is_one_that_counts(self) -> None:
        page = self.session.page()
        form = self.session._form
        assert form is not None
        if isinstance(page, QuestionPage):
            assert form.relevant(page.view.index)
        else:
            assert form.troubled() == ()
            given = self.session.content_answers()
            assert all(form.relevant(number) for number in given)
            required = {row.index for row in page.rows}
            assert required == set(given)


def test_wandering(service: Service) -> None:
    Wanderer.service = service
    machine = Wanderer.TestCase
    machine.settings = settings(
        max_examples=25, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
    )
    machine().runTest()


TWO_LANGUAGES = """
| survey |
| | type | name | label::Français (fr) | label::English (en) | required | constraint | constraint_message::Français (fr) | constraint_message::English (en) |
| | select_one who | whom | Pour qui ? | For whom? | yes | | | |
| | integer | age | Quel âge ? | How old? | yes | . < 18 | De 0 à 17 ans. | From 0 to 17. |
| choices |
| | list_name | name | label::Français (fr) | label::English (en) |
| | who | child | Mon enfant | My child |
| settings |
| | default_language |
| | Français (fr) |
"""


@pytest.fixture
def bilingual(service: Service) -> Session:
    both = {"fr": "La mairie", "en": "The town hall"}
    service = replace(service, form=form_of(TWO_LANGUAGES), treated_by=both)
    return Session(service, "fr", lambda: TODAY)


def test_another_language_keeps_the_page_and_the_answers(bilingual: Session) -> None:
    bilingual.answer("child")
    bilingual.forward()
    bilingual.answer(7)
    bilingual.speak("en")
    page = bilingual.page()
    assert isinstance(page, QuestionPage)
    assert (page.view.label, page.view.value, page.step) == ("How old?", 7, (1, 2))
    assert bilingual.forward() is None
    bilingual.speak("fr")
    review = bilingual.page()
    assert isinstance(review, ReviewPage)
    assert [row.shown for row in review.rows] == ["Mon enfant", "7"]
    bilingual.speak("en")
    review = bilingual.page()
    assert isinstance(review, ReviewPage)
    assert [(row.label, row.shown) for row in review.rows] == [("For whom?", "My child"), ("How old?", "7")]
    assert review.treated_by == "The town hall"
    bilingual.change(1)
    bilingual.speak("fr")
    page = bilingual.page()
    assert isinstance(page, QuestionPage) and page.returning


def test_another_language_keeps_a_refused_answer_and_its_reason(bilingual: Session) -> None:
    bilingual.answer("child")
    bilingual.forward()
    assert bilingual.answer(40) == Refusal("form.constraint", "De 0 à 17 ans.")
    bilingual.speak("en")
    assert bilingual.page().view.value == 40  # type: ignore[union-attr]
    assert bilingual.forward() == Refusal("form.constraint", "From 0 to 17.")


def test_a_session_that_is_over_speaks_no_more(bilingual: Session) -> None:
    bilingual.wipe()
    with pytest.raises(RuntimeError):
        bilingual.speak("en")

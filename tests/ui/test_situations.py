"""Whoever does not know what to choose says what happens to them, and is shown services with the reason."""

from dataclasses import replace

import pytest

from kiosk.catalogue.situations import Situation, Suggestion, YesNo
from kiosk.errors import PackUnreadable
from kiosk.texts import Texts
from tests.fakes.fake_intake import FakeIntake
from tests.ui.conftest import SIZES, Open, Visitor, service
from tests.ui.measures import look
from tests.ui.test_ears import words

MOVE = Situation(
    "demenagement",
    {"fr": "Je déménage", "en": "I am moving"},
    "truck",
    "cap-sable",
    (
        YesNo("enfants", {"fr": "Avez-vous des enfants ?", "en": "Have you children?"}, "student"),
        YesNo("loyer", {"fr": "Payez-vous un loyer ?", "en": "Do you pay rent?"}),
    ),
    (
        Suggestion("service-1", {"enfants": True}, {"fr": "Ils changent d’école.", "en": "New school."}),
        Suggestion("service-2", {"loyer": True}, {"fr": "Une aide existe.", "en": "There is help."}),
        Suggestion("service-9", {}, {"fr": "Il est éteint.", "en": "It is off."}),
    ),
)


def fake() -> FakeIntake:
    made = FakeIntake(
        tuple(
            replace(service(number), title={"fr": f"Service {number}", "en": f"Service no. {number}"})
            for number in (1, 2)
        )
    )
    made.situations = (MOVE,)
    return made


def answer(visitor: Visitor, question: str, said: str) -> None:
    visitor.at(f"screen:situation:{question}")
    visitor.touch(f"choice:{said}")
    visitor.touch("continue")


def open_situation(visitor: Visitor) -> None:
    visitor.touch("start")
    visitor.at("screen:services")
    visitor.touch("service:?")
    visitor.at("screen:situations")
    visitor.touch("situation:demenagement")


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_from_the_situation_to_the_form_and_back(
    open_kiosk: Open, size: tuple[int, int], texts: Texts
) -> None:
    visitor = open_kiosk(fake(), size=size)
    open_situation(visitor)
    visitor.at("screen:situation:enfants")
    visitor.touch("continue")
    visitor.wait(lambda: visitor.says(texts("form.required_choice")), "that an answer is needed")
    found = look(visitor, "refused")
    answer(visitor, "enfants", "yes")
    answer(visitor, "loyer", "yes")
    visitor.at("screen:suggestions")
    found += look(visitor, "suggestions")
    assert set(visitor.names("suggestion:")) == {"suggestion:service-1", "suggestion:service-2"}
    assert words(visitor, "ear:service-1") == ["Service 1", "Ils changent d’école."]
    assert words(visitor, "listen")[-2:] == ["Service 2", "Une aide existe."]
    visitor.touch("suggestion:service-1")
    visitor.at("screen:question:sujet")
    visitor.touch("back")
    visitor.at("screen:suggestions")
    visitor.touch("back")
    visitor.at("screen:situation:loyer")
    answer(visitor, "loyer", "no")
    visitor.at("screen:suggestions")
    assert visitor.names("suggestion:") == ["suggestion:service-1"]
    assert found == []


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_with_nothing_to_suggest_it_says_so_and_whom_to_call(
    open_kiosk: Open, size: tuple[int, int], texts: Texts
) -> None:
    visitor = open_kiosk(fake(), size=size)
    open_situation(visitor)
    answer(visitor, "enfants", "no")
    answer(visitor, "loyer", "no")
    visitor.at("screen:suggestions")
    assert look(visitor, "none") == []
    assert visitor.says(texts("suggestions.none")) and visitor.says("01 99 00 12 34")
    visitor.touch("all-services")
    visitor.at("screen:services")


def test_another_language_keeps_page_and_answer(open_kiosk: Open) -> None:
    visitor = open_kiosk(fake())
    open_situation(visitor)
    answer(visitor, "enfants", "yes")
    visitor.at("screen:situation:loyer")
    visitor.kiosk.course.speak("en")
    visitor.wait(lambda: visitor.says("Do you pay rent?"), "the question in English")
    visitor.touch("back")
    visitor.at("screen:situation:enfants")
    assert visitor.kiosk.course.guide.question.chosen == ["yes"]
    answer(visitor, "enfants", "yes")
    answer(visitor, "loyer", "no")
    visitor.at("screen:suggestions")
    assert visitor.says("New school.") and visitor.says("Service no. 1")
    visitor.kiosk.course.speak("fr")
    visitor.wait(lambda: visitor.says("Ils changent d’école."), "the reason in French")


def test_nothing_of_it_outlives_the_sitting(open_kiosk: Open) -> None:
    visitor = open_kiosk(fake())
    guide = visitor.kiosk.course.guide
    open_situation(visitor)
    answer(visitor, "enfants", "yes")
    visitor.touch("restart")
    visitor.touch("restart-yes")
    visitor.at("screen:welcome")
    assert guide._orientation is None and guide.shown == {} and guide.question.shown == {}
    open_situation(visitor)
    visitor.at("screen:situation:enfants")
    assert guide.question.chosen == []
    visitor.kiosk.course.idle.ask()
    for _ in range(45):
        visitor.kiosk.course.idle.tick()
    visitor.at("screen:welcome")
    assert guide._orientation is None
    # And whoever leaves the situations has nothing to lose.
    visitor.touch("start")
    visitor.at("screen:services")
    visitor.touch("service:?")
    visitor.at("screen:situations")
    visitor.touch("back")
    visitor.at("screen:services")


def test_without_situations_nothing_leads_to_them(open_kiosk: Open) -> None:
    visitor = open_kiosk()
    visitor.touch("start")
    visitor.at("screen:services")
    assert visitor.names("service:") == ["service:service-1"]


def test_a_language_without_situations_shows_the_services(open_kiosk: Open) -> None:
    made = fake()
    made.situations = (replace(MOVE, title={"fr": "Je déménage"}),)
    visitor = open_kiosk(made)
    visitor.touch("start")
    visitor.at("screen:services")
    visitor.touch("service:?")
    visitor.at("screen:situations")
    visitor.kiosk.course.speak("en")
    visitor.at("screen:services")
    assert "service:?" not in visitor.names("service:")


def test_a_suggested_service_that_cannot_open_says_so_on_its_page_only(
    open_kiosk: Open, texts: Texts
) -> None:
    class Shut(FakeIntake):
        def open_session(self, service_id: str, language: str) -> None:  # type: ignore[override]
            raise PackUnreadable(path="mairie", detail="x")

    made = Shut(fake().services)
    made.situations = (MOVE,)
    visitor = open_kiosk(made)
    open_situation(visitor)
    answer(visitor, "enfants", "yes")
    answer(visitor, "loyer", "no")
    visitor.at("screen:suggestions")
    visitor.touch("suggestion:service-1")
    what, _ = texts.problem(PackUnreadable(path="mairie", detail="x"))
    visitor.wait(lambda: visitor.says(what), "what happened")
    assert look(visitor, "trouble") == []
    visitor.touch("all-services")
    visitor.at("screen:services")
    assert not visitor.says(what)

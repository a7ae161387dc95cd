"""What a person meets from the welcome screen to the last touch, by eye and finger on the real QML."""

import pytest

from kiosk.desk.intake import Progress
from kiosk.errors import PackUnreadable, StoreUnwritable
from kiosk.texts import Texts
from tests.fakes.fake_intake import CODE, FakeIntake
from tests.ui.conftest import SIZES, Open, plain, service


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_from_welcome_to_welcome(open_kiosk: Open, size: tuple[int, int]) -> None:
    visitor = open_kiosk(size=size)
    visitor.open_form()
    asked = visitor.reach("screen:review")
    assert asked == [
        "sujet", "jours", "avis", "accord", "nom", "age", "taille", "naissance", "heure", "telephone",
    ]  # fmt: skip
    session = visitor.intake.sessions[0]
    answers = dict(session.content_answers())
    assert (
        "CANARI-QZXW" in answers.values()
        and "1958-03-04" in answers.values()
        and ["lundi", "mardi"] in answers.values()
    )
    assert {"1.75", "14:30", "0199887766", 42} <= {v for v in answers.values() if isinstance(v, str | int)}
    visitor.send()
    assert visitor.read("code").split() == ["482", "913", "507", "264"]
    assert visitor.intake.submitted == [session]
    visitor.touch("finish")
    visitor.at("screen:welcome")
    visitor.settle()
    assert visitor.intake.finished == [b"\1" * 16]


def test_two_touches_on_envoyer_send_once(open_kiosk: Open) -> None:
    visitor = open_kiosk()
    visitor.open_form()
    visitor.hurry("screen:review")
    visitor.kiosk.course.confirm()
    visitor.kiosk.course.confirm()
    visitor.at("screen:done")
    assert len(visitor.intake.submitted) == 1


def test_a_tremor_on_continuer_never_meets_the_next_page(open_kiosk: Open) -> None:
    visitor = open_kiosk(guard_ms=60_000)
    visitor.touch("start")
    visitor.at("screen:services")
    shield = [item for item in visitor.everything() if "TurnShield" in item.metaObject().className()]
    assert len(shield) == 1


def test_continuer_without_an_answer_says_what_is_missing(open_kiosk: Open, texts: Texts) -> None:
    visitor = open_kiosk()
    visitor.open_form()
    visitor.touch("continue")
    visitor.wait(lambda: visitor.says(texts("form.required_choice")), "the refusal")
    visitor.touch("choice:s1")
    assert not visitor.says(texts("form.required_choice"))


def test_a_refused_answer_stays_to_be_corrected(open_kiosk: Open) -> None:
    visitor = open_kiosk()
    visitor.open_form()
    visitor.hurry("screen:question:age")
    for key in "999":
        visitor.touch(f"key:{key}")
    visitor.touch("continue")
    visitor.wait(lambda: visitor.says("Un âge a 3 chiffres au plus."), "the form's own words")
    assert visitor.says("999")
    visitor.touch("key:erase")
    assert not visitor.says("Un âge a 3 chiffres au plus.")
    visitor.touch("continue")
    visitor.at("screen:question:taille")


def test_retour_keeps_the_answer(open_kiosk: Open) -> None:
    visitor = open_kiosk()
    visitor.open_form()
    visitor.hurry("screen:question:nom")
    visitor.touch("key:A")
    visitor.touch("back")
    visitor.at("screen:question:accord")
    visitor.touch("continue")
    visitor.at("screen:question:nom")
    assert "A" in visitor.read_all("field")


def test_changer_comes_back_to_the_review(open_kiosk: Open) -> None:
    visitor = open_kiosk()
    visitor.open_form()
    visitor.hurry("screen:review")
    visitor.touch("change:jours")
    visitor.at("screen:question:jours")
    visitor.touch("choice:mardi")
    visitor.touch("continue")
    visitor.at("screen:review")
    assert visitor.says("Le lundi")


def test_leaving_the_first_question_with_answers_asks_first(open_kiosk: Open) -> None:
    visitor = open_kiosk()
    visitor.open_form()
    visitor.touch("back")
    visitor.at("screen:services")
    visitor.touch("service:service-1")
    visitor.at("screen:question:sujet")
    visitor.answer()
    visitor.touch("back")
    visitor.at("screen:question:sujet")
    visitor.touch("back")
    visitor.wait(lambda: visitor.sees("window:restart"), "the question whether to leave")
    visitor.touch("restart-no")
    assert visitor.screen() == "screen:question:sujet"
    visitor.touch("back")
    visitor.wait(lambda: visitor.sees("window:restart"), "the question whether to leave")
    visitor.touch("restart-yes")
    visitor.at("screen:services")


def test_a_problem_while_sending_keeps_the_answers(open_kiosk: Open, texts: Texts) -> None:
    visitor = open_kiosk()
    visitor.open_form()
    visitor.hurry("screen:review")
    problem = StoreUnwritable(path="/srv", detail="plein")
    visitor.intake.trouble = problem
    visitor.touch("confirm")
    what, todo = texts.problem(problem)
    visitor.wait(lambda: visitor.says(what), "what happened")
    assert visitor.says(f"{todo} {texts('review.kept')}") and visitor.screen() == "screen:review"
    visitor.intake.trouble = None
    visitor.send()
    assert len(visitor.intake.submitted) == 1


def test_a_service_that_cannot_open_says_so(open_kiosk: Open, texts: Texts) -> None:
    class Shut(FakeIntake):
        def open_session(self, service_id: str, language: str) -> None:  # type: ignore[override]
            raise PackUnreadable(path="mairie", detail="x")

    visitor = open_kiosk(Shut((service(),)))
    visitor.touch("start")
    visitor.at("screen:services")
    visitor.touch("service:service-1")
    what, _ = texts.problem(PackUnreadable(path="mairie", detail="x"))
    visitor.wait(lambda: visitor.says(what), "what happened")
    assert visitor.screen() == "screen:services"


def test_started_again_within_a_minute_the_code_is_back(open_kiosk: Open) -> None:
    fake = FakeIntake((service(),))
    fake.recalled = fake.confirmation(fake.services[0])
    visitor = open_kiosk(fake)
    visitor.at("screen:done")
    assert visitor.read("code").replace(" ", "") == str(CODE)


def test_out_of_service_when_the_desk_cannot_open(open_kiosk: Open, texts: Texts) -> None:
    class Broken(FakeIntake):
        def home(self, language: str) -> None:  # type: ignore[override]
            raise StoreUnwritable(path="/srv", detail="plein")

    visitor = open_kiosk(Broken((service(),)))
    visitor.at("screen:out-of-service")
    what, _ = texts.problem(StoreUnwritable(path="/srv", detail="plein"))
    assert visitor.says(what) and visitor.says("store.unwritable")
    assert not visitor.sees("help") and not visitor.sees("restart")


def test_words_follow_the_proof(open_kiosk: Open, texts: Texts) -> None:
    fake = FakeIntake((service(),))
    fake.recalled = fake.confirmation(fake.services[0])
    visitor = open_kiosk(fake)
    visitor.at("screen:done")
    for progress, key in [
        (Progress("recorded", None, None), "recorded"), (Progress("recorded", False, None), "offline"),
        (Progress("on_the_way", True, None), "on_the_way"), (Progress("held", True, "x"), "held"),
        (Progress("received", True, None), "received"),
    ]:  # fmt: skip
        fake.progress_now = progress
        visitor.kiosk.notify("outbox")
        expected = texts(f"done.state.{key}", **({"phone": fake.agency.phone} if key == "held" else {}))
        visitor.wait(lambda now=expected: plain(visitor.read("state")) == plain(now), expected)
        words = " ".join(visitor.texts())
        assert ("reçue" in words) == (key == "received")
        assert ("en route" in words) == (key == "on_the_way")
        assert "envoyée" not in words


def test_the_stronger_words_stand_in_no_other_text(texts: Texts) -> None:
    screen = {key: text for key, text in texts.all().items() if not key.startswith(("problem.", "central."))}
    # The second is said of a standing that the central sealed under the token of the paper.
    proven = {"done.state.received", "done.state.received_follows", "news.received"}
    assert {key for key, text in screen.items() if "reçue" in text} == proven
    assert [key for key, text in texts.all().items() if "envoyé" in text.lower()] == []

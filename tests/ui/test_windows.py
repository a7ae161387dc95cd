"""The windows over the page: help, starting again, nobody there."""

import pytest

from kiosk.texts import Texts
from tests.ui.conftest import Open, Visitor


def test_help_shows_the_number_and_the_hours_and_goes(open_kiosk: Open) -> None:
    visitor = open_kiosk()
    visitor.open_form()
    visitor.touch("help")
    assert visitor.sees("window:help")
    assert visitor.says("01 99 00 12 34") and visitor.says("Du lundi au vendredi, de 9 h à 17 h.")
    visitor.touch("help-close")
    assert not visitor.sees("window:help") and visitor.screen() == "screen:question:sujet"


def test_recommencer_asks_before_it_erases(open_kiosk: Open, texts: Texts) -> None:
    visitor = open_kiosk()
    visitor.open_form()
    visitor.touch("choice:s2")
    visitor.touch("restart")
    assert visitor.says(texts("restart.text.answers"))
    visitor.touch("restart-no")
    assert visitor.kiosk.course.question.value() == "s2"
    visitor.touch("restart")
    visitor.touch("restart-yes")
    visitor.at("screen:welcome")


def test_with_nothing_to_lose_recommencer_just_does(open_kiosk: Open, texts: Texts) -> None:
    visitor = open_kiosk()
    visitor.touch("restart")
    assert visitor.says(texts("restart.title.welcome")) and not visitor.sees("restart-yes")
    visitor.touch("restart-no")
    visitor.touch("start")
    visitor.at("screen:services")
    visitor.touch("restart")
    visitor.at("screen:welcome")


def test_after_sending_it_is_called_tout_effacer(open_kiosk: Open, texts: Texts) -> None:
    visitor = open_kiosk()
    visitor.open_form()
    visitor.hurry("screen:review")
    visitor.send()
    assert visitor.read_all("restart") == texts("bar.erase")
    visitor.touch("restart")
    assert visitor.says("Votre demande reste enregistrée.")
    visitor.touch("restart-no")
    assert visitor.says("482 913")
    visitor.touch("restart")
    visitor.touch("restart-yes")
    visitor.at("screen:welcome")
    visitor.settle()
    assert visitor.intake.finished


def ask(visitor: Visitor) -> None:
    visitor.kiosk.course.idle.ask()
    assert visitor.sees("window:idle")


def test_idle_counts_down_and_wipes(open_kiosk: Open) -> None:
    visitor = open_kiosk(idle_countdown_s=20)
    visitor.open_form()
    visitor.answer()
    ask(visitor)
    assert visitor.says("20")
    for _ in range(19):
        visitor.kiosk.course.idle.tick()
    assert visitor.says("| seconde |") and not visitor.says("secondes") and visitor.sees("window:idle")
    visitor.kiosk.course.idle.tick()
    visitor.at("screen:welcome")
    visitor.settle()
    assert repr(visitor.intake.sessions[0]).endswith("Ended)")


def test_oui_je_continue_goes_on(open_kiosk: Open) -> None:
    visitor = open_kiosk()
    visitor.open_form()
    ask(visitor)
    visitor.touch("idle-continue")
    assert not visitor.sees("window:idle") and visitor.screen() == "screen:question:sujet"
    assert visitor.kiosk.course.idle._quiet.isActive()


def test_non_effacer_erases_at_once(open_kiosk: Open) -> None:
    visitor = open_kiosk()
    visitor.open_form()
    ask(visitor)
    visitor.touch("idle-erase")
    visitor.at("screen:welcome")


def test_the_base_bar_stays_live_above_the_veil(open_kiosk: Open) -> None:
    visitor = open_kiosk()
    visitor.open_form()
    ask(visitor)
    visitor.touch("help")
    assert visitor.sees("window:help")


def test_nothing_runs_out_behind_another_window(open_kiosk: Open) -> None:
    visitor = open_kiosk()
    visitor.open_form()
    ask(visitor)
    visitor.touch("help")
    assert visitor.kiosk.course.idle.left == 0
    assert not visitor.kiosk.course.idle._second.isActive() and visitor.kiosk.course.idle._quiet.isActive()


def test_help_comes_back_after_the_question_whether_one_is_there(open_kiosk: Open) -> None:
    visitor = open_kiosk()
    visitor.open_form()
    visitor.touch("help")
    ask(visitor)
    visitor.touch("idle-continue")
    assert visitor.sees("window:help")


def test_a_touch_starts_the_waiting_again(open_kiosk: Open) -> None:
    visitor = open_kiosk()
    visitor.open_form()
    seen: list[bool] = []
    visitor.kiosk.course.idle.touched = lambda: seen.append(True)  # type: ignore[method-assign]
    visitor.kiosk._watcher._alive = visitor.kiosk.course.idle.touched
    visitor.touch("choice:s1")
    assert seen


@pytest.mark.parametrize("screen", ["screen:welcome", "screen:services"])
def test_where_idle_watches(open_kiosk: Open, screen: str) -> None:
    visitor = open_kiosk()
    if screen == "screen:services":
        visitor.touch("start")
        visitor.at(screen)
    assert visitor.kiosk.course.idle._quiet.isActive() == (screen == "screen:services")

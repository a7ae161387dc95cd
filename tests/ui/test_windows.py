"""The windows over the page: help, starting again, nobody there."""

import shutil
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

import ui.app
from kiosk.texts import Texts
from tests.fakes.fake_intake import FakeIntake
from tests.ui.conftest import ROOT, SIZES, Open, Visitor, service
from tests.ui.test_fit import box, look
from ui.comfort import Comfort


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


# The bar's tools: language, text, colours.

NAMES = {"fr": "Français", "fr-x-falc": "Français facile", "en": "English", "ar": "العربية", "es": "Español"}


@pytest.fixture
def tongues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeIntake]:
    """A desk with services in five languages, and texts of the screens for each: the French ones, renamed."""
    french = (ROOT / "assets" / "i18n" / "fr" / "relais.po").read_text("utf-8")
    assert 'msgid "language.name"\nmsgstr "Français"' in french
    for code, name in NAMES.items():
        (tmp_path / code).mkdir()
        named = french.replace('"language.name"\nmsgstr "Français"', f'"language.name"\nmsgstr "{name}"')
        (tmp_path / code / "relais.po").write_text(named, "utf-8")
    monkeypatch.setattr(ui.app, "Comfort", lambda _, first: Comfort(tmp_path, first))
    spoken = service()
    for words in (spoken.title, spoken.treated_by, spoken.promise, spoken.notice):
        assert words is not None
        words.update(dict.fromkeys(NAMES, words["fr"]))  # type: ignore[arg-type]  # each maps a language to its words
    yield FakeIntake((spoken,))
    shutil.rmtree(tmp_path)


def ready(visitor: Visitor) -> Visitor:
    visitor.wait(lambda: bool(visitor.kiosk.course.home.shown), "the desk")
    visitor.settle()
    visitor.pause(1)
    return visitor


def left(visitor: Visitor, name: str) -> float:
    item = visitor.find(name)
    assert item is not None
    return box(item).left()


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_the_tools_stand_in_their_order(open_kiosk: Open, tongues: FakeIntake, size: tuple[int, int]) -> None:
    visitor = ready(open_kiosk(tongues, size=size))
    places = [left(visitor, name) for name in ("language", "text", "contrast", "restart")]
    assert places == sorted(places)
    assert visitor.read_all("language") == "Français"
    visitor.touch("language")
    visitor.touch("language:ar")
    visitor.settle()
    visitor.wait(lambda: visitor.read_all("language") == NAMES["ar"], "the language in its own script")
    mirrored = [left(visitor, name) for name in ("language", "text", "contrast", "restart")]
    assert mirrored == sorted(mirrored, reverse=True)


def test_a_single_language_is_not_offered(open_kiosk: Open) -> None:
    visitor = ready(open_kiosk())
    assert not visitor.sees("language") and visitor.sees("text") and visitor.names("language:") == []


def test_another_language_keeps_page_and_answer(open_kiosk: Open, tongues: FakeIntake) -> None:
    visitor = ready(open_kiosk(tongues))
    visitor.open_form()
    visitor.touch("choice:s2")
    visitor.touch("language")
    assert visitor.sees("window:language") and len(visitor.names("language:")) == 5
    visitor.touch("language:es")
    visitor.settle()
    visitor.wait(lambda: not visitor.sees("window:language"), "the page again")
    assert visitor.screen() == "screen:question:sujet" and visitor.kiosk.course.question.value() == "s2"
    assert visitor.kiosk.course.comfort.language == "es"


def test_the_first_screen_offers_the_languages_too(open_kiosk: Open, tongues: FakeIntake) -> None:
    visitor = ready(open_kiosk(tongues))
    assert len(visitor.names("language:")) == 5
    assert left(visitor, "language:fr") < left(visitor, "language:fr-x-falc")
    visitor.touch("language:en")
    visitor.settle()
    visitor.wait(lambda: visitor.read_all("language") == "English", "English")


def test_sizes_apply_at_once_and_end_with_the_sitting(open_kiosk: Open) -> None:
    visitor = ready(open_kiosk())
    visitor.open_form()
    visitor.touch("text")
    for step in (4, 2, 3):
        visitor.touch(f"text:{step}")
        assert visitor.kiosk._singleton("Sizes").property("step") == step and visitor.sees("window:text")
    visitor.touch("text-close")
    assert visitor.screen() == "screen:question:sujet" and not visitor.sees("window:text")
    visitor.touch("restart")
    visitor.touch("restart-yes")
    visitor.at("screen:welcome")
    # Whoever starts again keeps their size; it is given up when nobody is there any more.
    assert visitor.kiosk._singleton("Sizes").property("step") == 3
    assert visitor.kiosk.course.idle._quiet.isActive()
    visitor.kiosk.course.idle.ask()
    visitor.touch("idle-erase")
    visitor.wait(lambda: visitor.kiosk._singleton("Sizes").property("step") == 1, "the usual size")


def test_colours_apply_at_once_and_end_with_the_sitting(open_kiosk: Open) -> None:
    visitor = ready(open_kiosk())
    visitor.open_form()
    visitor.touch("contrast")
    for theme in ("sombre", "contraste", "doux"):
        visitor.touch(f"theme:{theme}")
        assert visitor.kiosk._singleton("Theme").property("theme") == theme and visitor.sees(
            "window:contrast"
        )
    visitor.touch("contrast-close")
    visitor.kiosk.course.idle.ask()
    visitor.touch("idle-erase")
    visitor.at("screen:welcome")
    assert visitor.kiosk._singleton("Theme").property("theme") == "clair"


def look_at_windows(visitor: Visitor, at: str) -> list[str]:
    found = []
    for name in ("language", "text", "contrast", "help", "restart"):
        if not visitor.sees(name):
            continue
        visitor.touch(name)
        found += look(visitor, f"{at}, {name}")
        while visitor.sees("page-down") and visitor.find("page-down") in under(visitor, f"window:{name}"):
            visitor.touch("page-down")
            found += look(visitor, f"{at}, {name}, next page")
        visitor.touch("restart-no" if name == "restart" else f"{name}-close")
    return found


def under(visitor: Visitor, name: str) -> list[object]:
    """The items of a window."""
    window = visitor.find(name)
    return [] if window is None else [item for item in visitor.everything() if window.isAncestorOf(item)]


# Each size of the screen and of the letters, and both directions, once; the rest of the matrix by test-long.
EACH_TIME = {
    ("low", 1, "fr"),
    ("low", 4, "ar"),
    ("wide", 4, "fr"),
    ("upright", 1, "fr"),
    ("upright", 4, "ar"),
}


@pytest.mark.parametrize(
    ("size", "step", "language"),
    [
        pytest.param(*ways, marks=[] if ways in EACH_TIME else [pytest.mark.long])
        for ways in product(SIZES, (1, 2, 3, 4), ("fr", "ar"))
    ],
)
def test_windows_and_first_and_review_fit_at_every_text_size(
    open_kiosk: Open, tongues: FakeIntake, size: str, step: int, language: str
) -> None:
    visitor = ready(open_kiosk(tongues, size=SIZES[size], step=step, language=language))
    found = look(visitor, "welcome") + look_at_windows(visitor, "welcome")
    visitor.open_form()
    visitor.hurry("screen:review")
    visitor.pause(1)
    found += look(visitor, "review")
    while visitor.sees("page-down"):
        visitor.touch("page-down")
        found += look(visitor, "review, next page")
    found += look_at_windows(visitor, "review")
    visitor.kiosk.course.idle.ask()
    found += look(visitor, "idle")
    visitor.touch("idle-continue")
    visitor.send()
    found += look(visitor, "done") + look_at_windows(visitor, "done")
    visitor.kiosk.course.idle.ask()
    found += look(visitor, "idle, done")
    assert found == []


def test_pages_of_a_window_show_all_of_it(open_kiosk: Open) -> None:
    visitor = ready(open_kiosk(step=4))
    visitor.touch("help")
    seen = "01 99 00 12 34" in " ".join(visitor.texts()).replace("\u00a0", " ")
    assert visitor.sees("page-down") and not visitor.says("Du lundi au vendredi, de 9 h à 17 h.")
    visitor.touch("page-down")
    assert seen and visitor.says("Du lundi au vendredi, de 9 h à 17 h.") and visitor.sees("help-close")

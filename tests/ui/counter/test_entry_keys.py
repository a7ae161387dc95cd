"""A request is made with the keyboard alone, and each key does one thing."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pyxform.xls2xform import convert

from kiosk.forms.kinds import NO, YES
from kiosk.forms.load import load_form
from rehearsal.keys import ALT, SHIFT
from tests.ui.conftest import FORM, service
from tests.ui.counter.conftest import Open, Page

HOUSEHOLD = FORM.with_name("household.md")

Key = Qt.Key
# What the top row of a French keyboard writes without Shift.
BARE = {
    1: Key.Key_Ampersand,
    2: Key.Key_Eacute,
    3: Key.Key_QuoteDbl,
    4: Key.Key_Apostrophe,
    5: Key.Key_ParenLeft,
    6: Key.Key_Minus,
    7: Key.Key_Egrave,
    8: Key.Key_Underscore,
    9: Key.Key_Ccedilla,
}


def hold(page: Page, key: Qt.Key, times: int = 5) -> None:
    """Lie on a key: what comes after the first press repeats by itself."""
    alone = Qt.KeyboardModifier.NoModifier
    for turn in range(times):
        QTest.simulateEvent(page.window, True, key, alone, "", turn > 0)
        page.pause(1)
    QTest.simulateEvent(page.window, False, key, alone, "", False)


def test_a_digit_chooses_and_enter_goes_on(open_page: Open) -> None:
    page = open_page()
    page.keys.digit(4)
    assert page.course.question.chosen == ["s4"]
    page.keys.digit(2)
    assert page.course.question.chosen == ["s2"]
    assert page.focused() == "choice:s2"
    assert page.asked() == []
    page.keys.enter()
    assert page.asked() == [("proceed",)]
    assert page.screen() == "screen:question:jours"


def test_a_digit_beyond_the_answers_does_nothing(open_page: Open) -> None:
    page = open_page()
    page.to("question:jours")
    page.keys.digit(3)
    assert page.course.question.chosen == []
    page.keys.digit(1)
    page.keys.digit(2)
    page.keys.digit(1)
    assert page.course.question.chosen == ["mardi"]


@pytest.mark.parametrize("number", BARE)
def test_the_digits_of_a_french_keyboard_need_no_shift(open_page: Open, number: int) -> None:
    page = open_page()
    page.keys.press(BARE[number])
    assert page.course.question.chosen == [f"s{number}"]


def test_escape_and_f8_leave_the_page(open_page: Open) -> None:
    page = open_page()
    page.to("question:jours")
    page.keys.press(Key.Key_F8)
    page.keys.press(Key.Key_Escape)
    assert page.asked() == [("suspend",), ("back",)]
    assert page.screen() == "screen:question:sujet"


def test_f6_says_what_the_kiosk_would_say(open_page: Open) -> None:
    page = open_page()
    page.keys.press(Key.Key_F6)
    who, blocks = page.voice.asked[-1]
    assert who == "question"
    assert [block["words"] for block in blocks[:3]] == [
        "Pour quel sujet venez-vous\u00a0?",
        "Une carte",
        "Un logement",
    ]
    assert len(blocks) == 10 and not any(block["live"] for block in blocks)
    page.voice.at("title", 0, 4)
    assert page.sees("spoken-word")
    page.keys.press(Key.Key_F6)
    assert page.voice.speaking == ""


@pytest.mark.parametrize(("number", "mode"), [(1, "alone"), (2, "together"), (3, "entered")])
def test_alt_and_a_digit_say_who_makes_the_request(open_page: Open, number: int, mode: str) -> None:
    page = open_page()
    page.keys.digit(number, ALT)
    page.keys.press(BARE[number], ALT)
    assert page.asked() == [("set_mode", mode)] * 2
    assert page.course.question.chosen == []
    for each in ("alone", "together", "entered"):
        item = page.find(f"mode:{each}")
        assert item is not None and bool(item.property("chosen")) == (each == mode)


def test_alt_and_a_digit_work_while_something_is_written(open_page: Open) -> None:
    page = open_page()
    page.to("question:nom")
    page.keys.type("Anne")
    page.keys.digit(3, ALT)
    assert page.asked() == [("set_mode", "entered")]
    assert page.course.question.draft == "Anne"


def test_a_line_keeps_its_own_digits(open_page: Open) -> None:
    page = open_page()
    page.to("question:nom")
    page.keys.type("7 rue É")
    assert page.course.question.draft == "7 rue É"
    assert page.focused() == "field:answer"
    page.keys.enter()
    assert page.screen() == "screen:question:age"


def test_a_refusal_stands_above_the_line_and_the_focus_stays_in_it(open_page: Open) -> None:
    page = open_page()
    page.to("question:age")
    page.keys.type("180")
    page.keys.enter()
    assert page.says("Un âge a 3 chiffres au plus.")
    refusal, line = page.find("refusal"), page.find("field:answer")
    assert refusal is not None and line is not None
    assert refusal.mapToScene(refusal.position()).y() < line.mapToScene(line.position()).y()
    assert page.focused() == "field:answer"
    page.keys.press(Key.Key_Backspace)
    assert not page.sees("refusal")
    page.keys.enter()
    assert page.screen() == "screen:question:taille"


def test_a_refusal_of_a_choice_stands_above_the_answers(open_page: Open) -> None:
    page = open_page()
    page.keys.enter()
    assert page.sees("refusal")
    page.keys.digit(1)
    assert not page.sees("refusal")


def test_space_chooses_and_enter_on_an_answer_goes_on(open_page: Open) -> None:
    page = open_page()
    assert page.focused() == "choice:s1"
    page.keys.press(Key.Key_Down)
    page.keys.press(Key.Key_Space)
    assert page.course.question.chosen == ["s2"]
    page.keys.enter()
    assert page.asked() == [("proceed",)]


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("back", ("back",)),
        ("suspend", ("suspend",)),
        ("mode:alone", ("set_mode", "alone")),
        ("language:en", ("speak", "en")),
    ],
)
def test_enter_on_a_button_is_that_button(open_page: Open, name: str, asked: tuple[str, ...]) -> None:
    page = open_page(languages=("fr", "en"))
    page.to("question:jours")
    page.keys.reach(name)
    page.keys.enter()
    assert page.asked() == [asked]


def test_a_held_enter_goes_on_once(open_page: Open) -> None:
    page = open_page()
    page.keys.digit(1)
    hold(page, Key.Key_Return)
    assert page.screen() == "screen:question:jours"
    assert page.asked() == [("proceed",)]


def test_the_enter_of_a_scanner_means_nothing_here(open_page: Open) -> None:
    page = open_page()
    page.keys.digit(1)
    page.set("Touch", hasty=True)
    page.keys.enter()
    assert page.asked() == []
    page.set("Touch", hasty=False)
    page.keys.enter()
    assert page.asked() == [("proceed",)]


def test_keys_are_silent_under_a_window(open_page: Open) -> None:
    page = open_page()
    shown = page.find("screen:question:sujet")
    assert shown is not None
    shown.setEnabled(False)
    page.keys.digit(1)
    page.keys.enter()
    page.keys.press(Key.Key_Escape)
    assert page.asked() == [] and page.course.question.chosen == []


def test_what_was_answered_is_changed_from_the_keyboard(open_page: Open) -> None:
    page = open_page()
    page.to("question:nom")
    page.keys.press(Key.Key_F9)
    *_, before, last = (row["index"] for row in page.course.entry.shown["answered"])
    assert page.focused() == f"change:{last}"
    page.keys.press(Key.Key_Tab, SHIFT)
    page.keys.enter()
    assert page.asked() == [("change", before)]


def test_an_answer_is_changed_from_the_review(open_page: Open) -> None:
    page = open_page()
    page.to("review")
    assert page.says("CANARI-QZXW")
    page.keys.press(Key.Key_F9)
    page.keys.enter()
    assert page.asked()[0][0] == "change"


def test_the_review_is_read_and_recorded(open_page: Open) -> None:
    page = open_page()
    page.to("review")
    page.keys.press(Key.Key_F6)
    assert "CANARI-QZXW" in [block["words"] for block in page.voice.asked[-1][1]]
    page.keys.enter()
    assert page.asked() == [("confirm",)]
    assert page.read("code").replace("\u00a0", " ") == "482 913 507 264"


def test_the_last_page_ends_on_enter(open_page: Open) -> None:
    page = open_page()
    page.to("review")
    page.keys.enter()
    page.asked()
    page.keys.enter()
    assert page.asked() == [("go_home",)]


def test_a_held_enter_does_not_pass_the_last_page(open_page: Open) -> None:
    page = open_page()
    page.to("review")
    hold(page, Key.Key_Return)
    assert page.screen() == "screen:done"
    assert page.asked() == [("confirm",)]


def test_a_click_chooses_and_goes_on(open_page: Open) -> None:
    page = open_page()
    for name in ("choice:s3", "mode:alone", "continue"):
        item = page.find(name)
        assert item is not None
        spot = item.mapToScene(item.boundingRect().center()).toPoint()
        QTest.mouseClick(page.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)
        page.pause(1)
    assert page.asked() == [("set_mode", "alone"), ("proceed",)]


def test_one_of_several_goes_after_the_same_key_twice(open_page: Open) -> None:
    household = replace(service(), form=load_form(convert(HOUSEHOLD).xform.encode(), path="household"))
    page = open_page(household)
    page.course.lines = 0
    for answer in ("JO", "40", YES, "MIA", "9", NO):
        question = page.course.question
        question.pick(answer) if answer in (YES, NO) else question.rewrite(answer)
        page.course.proceed()
    assert page.course.name == "screen:review"
    (row,) = (row for row in page.course.review.shown["rows"] if row["removes"] == "Personne 1, JO")
    page.keys.use(f"remove:{row['index']}")
    assert page.says("Encore une fois pour enlever\u00a0: Personne 1, JO")
    # Whoever goes elsewhere has said no.
    page.keys.press(Qt.Key.Key_Tab)
    page.keys.use(f"remove:{row['index']}")
    assert page.says("MIA") and page.says("JO")
    page.keys.press(Qt.Key.Key_Space)
    page.pause(30)
    assert not page.says("JO") and page.says("MIA")

"""What is typed on a real keyboard is shown as people read it, and the draft is the kiosk's."""

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication

from rehearsal.keys import ALONE, SHIFT
from tests.ui.counter.conftest import Open, Page

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


def shown(page: Page) -> str:
    return page.read("field:answer")


@pytest.mark.parametrize(
    ("question", "typed", "draft", "line"),
    [
        ("nom", "Anne-Sophie É.", "Anne-Sophie É.", "Anne-Sophie É."),
        ("age", "42", "42", "42"),
        ("age", "4a2 ", "42", "42"),
        ("taille", "1,75", "1.75", "1,75"),
        ("taille", "1.75", "1.75", "1,75"),
        ("taille", ",5,1.2", "5.12", "5,12"),
        ("naissance", "04031958", "04031958", "04 03 1958"),
        ("naissance", "04/03/1958", "04031958", "04 03 1958"),
        ("naissance", "0403195899", "04031958", "04 03 1958"),
        ("naissance", "0403", "0403", "04 03"),
        ("heure", "1430", "1430", "14 30"),
        ("heure", "14h30", "1430", "14 30"),
        ("telephone", "0199887766", "0199887766", "01 99 88 77 66"),
        ("telephone", "01 99 88 77 66", "0199887766", "01 99 88 77 66"),
    ],
)
def test_what_is_typed(open_page: Open, question: str, typed: str, draft: str, line: str) -> None:
    page = open_page()
    if question == "telephone":
        page.course.session.speak("fr")
        page.keys.digit(1)
        page.keys.enter()
    page.to(f"question:{question}")
    page.keys.type(typed)
    assert (page.course.question.draft, shown(page)) == (draft, line)


def test_a_character_taken_back_in_the_middle(open_page: Open) -> None:
    page = open_page()
    page.to("question:naissance")
    page.keys.type("04031958")
    # Behind « 04 03 1 », where the 9 stands.
    page.keys.press(Key.Key_Home)
    for _ in range(7):
        page.keys.press(Key.Key_Right)
    page.keys.press(Key.Key_Backspace)
    assert shown(page) == "04 03 958"
    page.keys.type("2")
    assert page.course.question.draft == "04032958"
    assert shown(page) == "04 03 2958"
    # There is no room for a ninth digit, wherever the caret stands.
    page.keys.type("0")
    assert shown(page) == "04 03 2958"


def test_what_is_pasted_is_held_to_the_same_rules(open_page: Open) -> None:
    page = open_page()
    page.to("question:naissance")
    told = QMimeData()
    told.setText("04/03/1958")
    QGuiApplication.clipboard().setMimeData(told)
    page.keys.press(Key.Key_V, CONTROL)
    assert page.course.question.draft == "04031958"


def test_an_answer_has_an_end(open_page: Open) -> None:
    page = open_page()
    page.to("question:nom")
    page.keys.type("x" * 90)
    assert len(page.course.question.draft) == len(shown(page)) == 80


def test_whoever_comes_back_finds_what_was_written(open_page: Open) -> None:
    page = open_page()
    page.to("question:naissance")
    page.keys.type("04031958")
    page.keys.enter()
    page.keys.press(Key.Key_Escape)
    assert page.screen() == "screen:question:naissance"
    assert shown(page) == "04 03 1958"
    page.keys.press(Key.Key_Backspace)
    assert shown(page) == "04 03 195"


def test_the_line_says_what_it_waits_for(open_page: Open) -> None:
    page = open_page()
    page.to("question:naissance")
    assert page.says("JJ MM AAAA") and page.says("jour, mois, année")
    page.keys.type("0")
    assert not page.says("JJ MM AAAA")


def test_a_message_is_handed_over_by_enter_and_grows_by_shift_enter(open_page: Open) -> None:
    page = open_page()
    area = page.part("CounterArea { width: 500; label: Tr.s['entry.answer']; most: 20 }")
    given: list[str] = []
    area.accepted.connect(lambda: given.append(str(area.property("text"))))  # type: ignore[attr-defined]  # QML's
    page.keys.reach("field:message")
    page.keys.type("Il manque")
    page.keys.press(Key.Key_Return, SHIFT)
    page.keys.type("un papier")
    page.keys.press(Key.Key_Return, ALONE)
    assert given == ["Il manque\nun papier"]
    page.keys.type("xyz")
    assert area.property("text") == "Il manque\nun papierx"
    page.keys.press(Key.Key_Tab)
    assert page.focused() != "field:message"


def test_a_secret_line_shows_nothing(open_page: Open) -> None:
    page = open_page()
    field = page.part(
        "CounterField { width: 300; label: Tr.s['entry.answer']; secret: true; target: 'field:pin' }"
    )
    page.keys.reach("field:pin")
    page.keys.type("482913")
    assert field.property("text") == "482913"
    line = page.find("field:pin")
    assert line is not None and "482913" not in str(line.property("displayText"))

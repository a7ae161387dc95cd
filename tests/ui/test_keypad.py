"""The same screens by keys alone, and what a screen reader is told."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from tests.ui.conftest import SIZES, Open, Visitor
from tests.ui.measures import touchables

ROLES = {
    QAccessible.Role.Button,
    QAccessible.Role.RadioButton,
    QAccessible.Role.CheckBox,
    QAccessible.Role.EditableText,
}


def press(visitor: Visitor, key: Qt.Key) -> None:
    QTest.keyClick(visitor.window, key)
    QTest.qWait(1)


def focused(visitor: Visitor) -> str:
    item = visitor.window.activeFocusItem()
    return item.objectName() if item is not None else ""


def walk(visitor: Visitor, count: int) -> list[str]:
    names = []
    for _ in range(count):
        press(visitor, Qt.Key.Key_Tab)
        names.append(focused(visitor))
    return names


def walk_to(visitor: Visitor, name: str) -> None:
    for _ in range(60):
        if focused(visitor) == name:
            return
        press(visitor, Qt.Key.Key_Tab)
    raise AssertionError(f"{name} is not reached by Tab")


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_the_keypad_order(open_kiosk: Open, size: tuple[int, int]) -> None:
    # DESIGN.md §7: question ear, answers (answer, then its ear), Retour, Continuer, help, tools.
    visitor = open_kiosk(size=size)
    visitor.open_form()
    shown = [name.partition(":")[2] for name in reversed(visitor.names("choice:"))]
    answers = [name for each in shown for name in (f"choice:{each}", f"ear:{each}")]
    paging = ["page-down"] if visitor.sees("page-down") else []
    expected = ["listen", *answers, *paging, "back", "continue", "help"]
    walked = walk(visitor, 2 * len(expected))
    first = walked.index("listen")
    assert walked[first : first + len(expected)] == expected


def test_a_request_begins_by_keys_alone(open_kiosk: Open) -> None:
    visitor = open_kiosk()
    walk_to(visitor, "start")
    press(visitor, Qt.Key.Key_Return)
    visitor.at("screen:services")
    assert focused(visitor) == "listen"
    walk_to(visitor, "service:service-1")
    press(visitor, Qt.Key.Key_Space)
    visitor.at("screen:question:sujet")
    assert focused(visitor) == "listen"
    press(visitor, Qt.Key.Key_Down)
    assert focused(visitor) == "choice:s1"
    press(visitor, Qt.Key.Key_Down)
    assert focused(visitor) == "ear:s1"
    press(visitor, Qt.Key.Key_Up)
    press(visitor, Qt.Key.Key_Space)
    walk_to(visitor, "continue")
    press(visitor, Qt.Key.Key_Enter)
    visitor.at("screen:question:jours")


def test_the_ring_shows_with_keys_and_not_with_touches(open_kiosk: Open) -> None:
    visitor = open_kiosk()
    visitor.open_form()

    def rings() -> list[QQuickItem]:
        return [
            item for item in visitor.everything() if item.metaObject().className().startswith("FocusRing")
        ]

    visitor.touch("choice:s2")
    assert rings() == []
    press(visitor, Qt.Key.Key_Tab)
    assert len(rings()) == 1


def test_an_open_window_keeps_the_focus_above_the_page(open_kiosk: Open) -> None:
    visitor = open_kiosk()
    visitor.open_form()
    visitor.touch("restart")
    walked = set(walk(visitor, 16))
    assert {"restart-no", "restart-yes", "help", "restart"} <= walked
    assert [
        name for name in walked if name.startswith(("choice:", "ear:s", "back", "continue", "page-"))
    ] == []


def test_a_plugged_in_keyboard_writes_in_the_field(open_kiosk: Open) -> None:
    visitor = open_kiosk()
    visitor.open_form()
    visitor.hurry("screen:question:nom")
    walk_to(visitor, "field")
    for key in (Qt.Key.Key_A, Qt.Key.Key_B, Qt.Key.Key_Backspace, Qt.Key.Key_C):
        press(visitor, key)
    assert visitor.kiosk.course.question.draft == "AC"


def test_a_held_key_acts_once(open_kiosk: Open) -> None:
    visitor = open_kiosk()
    visitor.open_form()
    visitor.hurry("screen:question:jours")
    walk_to(visitor, "choice:lundi")
    QTest.keyPress(visitor.window, Qt.Key.Key_Space)
    for _ in range(5):
        QTest.keyPress(visitor.window, Qt.Key.Key_Space)
    QTest.keyRelease(visitor.window, Qt.Key.Key_Space)
    assert visitor.kiosk.course.question.chosen == ["lundi"]


def unspoken(visitor: Visitor) -> list[str]:
    found = []
    for item in touchables(visitor):
        told = QAccessible.queryAccessibleInterface(item)
        if told is None or not told.text(QAccessible.Text.Name).strip() or told.role() not in ROLES:
            found.append(item.objectName())
    return found


def test_every_target_has_a_name_and_a_role(open_kiosk: Open) -> None:
    visitor = open_kiosk()
    assert unspoken(visitor) == []
    visitor.wait(lambda: visitor.sees("help"), "the desk's sheet")
    visitor.touch("help")
    assert unspoken(visitor) == []
    visitor.touch("help-close")
    visitor.open_form()
    while visitor.screen() != "screen:review":
        assert unspoken(visitor) == [], visitor.screen()
        visitor.answer()
    assert unspoken(visitor) == []
    visitor.send()
    assert unspoken(visitor) == []
    item = visitor.find("finish")
    assert item is not None
    item.setProperty("label", "")
    assert unspoken(visitor) == ["finish"]


def test_a_chosen_answer_is_told_as_checked(open_kiosk: Open) -> None:
    visitor = open_kiosk()
    visitor.open_form()
    visitor.touch("choice:s2")
    states = {}
    for name in ("choice:s1", "choice:s2"):
        told = QAccessible.queryAccessibleInterface(visitor.find(name))
        states[name] = (told.role(), bool(told.state().checked))
    assert states == {
        "choice:s1": (QAccessible.Role.RadioButton, False),
        "choice:s2": (QAccessible.Role.RadioButton, True),
    }

"""The keyboard of the automaton: real key events to a real window, and no other way in."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow
from shiboken6 import delete

from rehearsal.hand import Hand, NotSeen
from rehearsal.keys import ALT, MOST_TABS, Keys
from ui.app import application

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
PAGE = """
import QtQuick
Window {
    width: 400; height: 300; visible: true
    property string heard: ""
    Shortcut { sequence: "Alt+2"; onActivated: heard += "alt2 " }
    Column {
        Rectangle {
            objectName: "field:name"; width: 200; height: 20
            TextInput {
                anchors.fill: parent; activeFocusOnTab: true; focus: true; onAccepted: heard += "enter "
            }
        }
        Rectangle {
            objectName: "button"; width: 10; height: 10; activeFocusOnTab: true
            Keys.onSpacePressed: heard += "space "
        }
        Rectangle { objectName: "unreachable"; width: 10; height: 10 }
    }
}
"""


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[Keys]:
    application()
    page = tmp_path / "Page.qml"
    page.write_text(PAGE, "utf-8")
    engine = QQmlApplicationEngine()
    engine.load(QUrl.fromLocalFile(str(page)))
    hand = Hand(cast(QQuickWindow, engine.rootObjects()[0]))
    hand.wait(lambda: hand.window.activeFocusItem() is not None, "the focus")
    yield Keys(hand)
    delete(engine)


def test_what_is_typed_is_what_stands_there(keys: Keys) -> None:
    keys.write("field:name", "LEFÈVRE d'Arc, 75 %\u00a0!")
    assert keys.hand.window.activeFocusItem().property("text") == "LEFÈVRE d'Arc, 75 %\u00a0!"
    assert keys.pressed == len("LEFÈVRE d'Arc, 75 %_!")


def test_keys_work_where_the_focus_is(keys: Keys) -> None:
    keys.enter()
    keys.digit(2, ALT)
    keys.use("button")
    assert keys.focused() == ["button"]
    assert keys.hand.window.property("heard") == "enter alt2 space "
    assert keys.pressed == 4


def test_what_tab_does_not_reach_is_not_worked(keys: Keys) -> None:
    with pytest.raises(NotSeen, match=r"Tab never reaches unreachable; it passes \['field:name', 'button'\]"):
        keys.use("unreachable")
    assert keys.pressed == MOST_TABS

"""After a sitting nothing of it is left: not in an item, not in a view model, not in an object."""

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMetaProperty, QObject
from PySide6.QtQml import QJSValue
from PySide6.QtTest import QTest

from tests.fakes.fake_intake import CODE, LINK
from tests.ui.conftest import Open, Visitor

CANARIES = ("CANARI-QZXW", "CANARI", "0199887766", "01 99 88 77 66", "04031958", "4 mars 1958", "1958-03-04")
CODES = (f"{CODE}", "482 913", "abcdefghijklmnopqrstuvwxyz", LINK)


def properties(thing: QObject) -> Iterator[str]:
    meta = thing.metaObject()
    for index in range(meta.propertyCount()):
        entry: QMetaProperty = meta.property(index)
        try:
            value = entry.read(thing)
        except RuntimeError:
            continue  # an enumeration of QtQuick's own that Python cannot hold
        yield str(value.toVariant() if isinstance(value, QJSValue) else value)


def tree(root: QObject) -> Iterator[QObject]:
    yield root
    children = root.childItems() if hasattr(root, "childItems") else []
    for child in {*children, *root.children()}:
        yield from tree(child)


def found(visitor: Visitor, canaries: tuple[str, ...]) -> set[str]:
    """The canaries that any item, view model or Python string still holds."""
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QTest.qWait(1)
    gc.collect()
    course = visitor.kiosk.course
    models = [
        course.question,
        course.review,
        course.done,
        course.idle,
        course.trouble,
        course.home,
        course.papers,
        course,
    ]
    roots = [visitor.window.contentItem(), *models]
    shown = {text for root in roots for item in tree(root) for text in properties(item)}
    held = {text for model in models for text in map(repr, vars(model).values())}
    return {canary for canary in canaries for text in shown | held if canary in text}


def holders(canary: str) -> list[str]:
    """The types of the Python objects that hold a text with the canary (a closure here would be one)."""
    # What tests/conftest.py took out of the collections is looked at too: a module may hold an answer.
    gc.unfreeze()
    gc.collect()
    found = []
    for thing in gc.get_objects():
        for part in gc.get_referents(thing):
            if type(part) is str and canary in part:
                found.append(type(thing).__name__)
    return found


@pytest.mark.parametrize("end", ["finish", "idle", "restart"])
def test_nothing_is_left_after(open_kiosk: Open, end: str) -> None:
    visitor = open_kiosk()
    visitor.open_form()
    visitor.hurry("screen:review")
    assert found(visitor, CANARIES) >= {"CANARI-QZXW", "01 99 88 77 66"}
    if end == "restart":
        visitor.touch("restart")
        visitor.touch("restart-yes")
    else:
        visitor.send()
        assert found(visitor, CANARIES) == set()
        assert found(visitor, CODES) >= {"482 913"}
        if end == "finish":
            visitor.touch("finish")
        else:
            visitor.kiosk.course.idle.ask()
            for _ in range(45):
                visitor.kiosk.course.idle.tick()
    visitor.at("screen:welcome")
    visitor.settle()
    assert found(visitor, CANARIES + CODES) == set()


def test_no_python_object_keeps_an_answer(open_kiosk: Open) -> None:
    # Made of touches only: no constant of this test holds it.
    letters = [chr(ord("A") + (7 * place) % 26) for place in range(14)]
    visitor = open_kiosk()
    visitor.open_form()
    visitor.hurry("screen:question:nom")
    for letter in letters:
        visitor.touch(f"key:{letter}")
    visitor.touch("continue")
    visitor.at("screen:question:age")
    assert len(holders("".join(letters))) > 0
    visitor.touch("restart")
    visitor.touch("restart-yes")
    visitor.at("screen:welcome")
    visitor.settle()
    visitor.intake.sessions.clear()
    assert holders("".join(letters)) == []

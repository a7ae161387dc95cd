"""The one crossing between the Qt thread and the desk."""

import threading

import pytest
from PySide6.QtTest import QTest

from kiosk.desk.intake import Intake
from kiosk.errors import Problem, StoreBusy
from tests.fakes.fake_intake import FakeIntake
from ui.app import application
from ui.bridge import Bridge
from ui.errands import Errands


@pytest.fixture
def here() -> int:
    application()
    return threading.get_ident()


def until(done: list[object], count: int = 1) -> None:
    for _ in range(500):
        if len(done) >= count:
            return
        QTest.qWait(10)
    raise AssertionError("nothing came back")


def nobody(problem: Problem) -> None:
    raise AssertionError(problem)


def make() -> Intake:
    return FakeIntake(())  # type: ignore[return-value]  # a fake, by its interface


def test_the_desk_works_on_its_own_thread_and_answers_on_this_one(here: int) -> None:
    made: list[int] = []
    threads: list[object] = []

    def make_intake() -> Intake:
        made.append(threading.get_ident())
        return make()

    bridge = Bridge(make_intake)
    bridge.open(nobody)
    bridge.ask(
        lambda _: threading.get_ident(), lambda there: threads.extend([there, threading.get_ident()]), nobody
    )
    assert bridge.pending == 1
    until(threads)
    bridge.close()
    assert threads == [made[0], here] and made[0] != here and bridge.pending == 0


def test_a_problem_crosses_as_a_value(here: int) -> None:
    seen: list[object] = []

    def busy(_: Intake) -> None:
        raise StoreBusy(path="x")

    bridge = Bridge(make)
    bridge.open(nobody)
    bridge.ask(busy, lambda _: seen.append("no"), seen.append)
    until(seen)
    bridge.close()
    assert isinstance(seen[0], StoreBusy)


def test_a_desk_that_cannot_open_says_so(here: int) -> None:
    seen: list[object] = []

    def make_intake() -> Intake:
        raise StoreBusy(path="x")

    bridge = Bridge(make_intake)
    bridge.open(seen.append)
    until(seen)
    bridge.close()
    assert isinstance(seen[0], StoreBusy)


def test_a_bug_is_raised_on_the_qt_thread(here: int, monkeypatch: pytest.MonkeyPatch) -> None:
    bugs: list[object] = []
    monkeypatch.setattr("sys.excepthook", lambda _, bug, __: bugs.append(bug))
    bridge = Bridge(make)
    bridge.open(nobody)
    bridge.ask(lambda _: 1 // 0, lambda _: None, nobody)
    until(bugs)
    bridge.close()
    assert isinstance(bugs[0], ZeroDivisionError)


def test_a_topic_may_be_told_from_any_thread(here: int) -> None:
    heard: list[object] = []
    bridge = Bridge(make)
    bridge.topic.connect(lambda topic: heard.extend([topic, threading.get_ident()]))
    teller = threading.Thread(target=bridge.notify, args=("outbox",))
    teller.start()
    teller.join()
    until(heard)
    assert heard == ["outbox", here]


def test_a_second_move_waits_for_a_new_touch(here: int) -> None:
    seen: list[object] = []
    bridge = Bridge(make)
    bridge.open(nobody)
    errands = Errands(bridge)
    errands.move(lambda _: 1, seen.append, nobody)
    errands.move(lambda _: 2, seen.append, nobody)
    until(seen)
    errands.move(lambda _: 3, seen.append, nobody)
    until(seen, 2)
    bridge.close()
    assert seen == [1, 3]


def test_what_comes_back_after_its_sitting_is_not_shown(here: int) -> None:
    seen: list[object] = []
    bridge = Bridge(make)
    bridge.open(nobody)
    errands = Errands(bridge)
    errands.move(lambda _: "answers of the last person", seen.append, nobody)
    errands.end()
    errands.move(lambda _: "first page", seen.append, nobody)
    until(seen)
    bridge.close()
    assert seen == ["first page"]

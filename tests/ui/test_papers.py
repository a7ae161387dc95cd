"""A paper shown to the scanner of a kiosk: what the page says, when it listens, and that it goes."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kiosk.desk.news import News
from kiosk.errors import StoreBusy
from kiosk.texts import load_texts
from kiosk.wire.case import CaseStatus
from tests.desk.test_news import AS_OF, SINCE
from tests.fakes.fake_intake import LINK, FakeIntake
from tests.ui.conftest import ROOT, SIZES, Open, Visitor, plain, service
from tests.ui.measures import look
from tests.ui.test_wiped import found
from ui.papers import LEAVE_MS

CLICK, ALONE = QTest.KeyAction.Click, Qt.KeyboardModifier.NoModifier
READ = News(CaseStatus.READ, AS_OF, SINCE)


def scan(visitor: Visitor, text: str = LINK) -> None:
    """As a scanner types: at once, with Enter."""
    for sign in text:
        QTest.sendKeyEvent(CLICK, visitor.window, Qt.Key.Key_unknown, sign, ALONE)
    QTest.keyClick(visitor.window, Qt.Key.Key_Return)
    visitor.settle()


@pytest.fixture
def told(open_kiosk: Open) -> Visitor:
    visitor = open_kiosk()
    visitor.intake.news_now = READ
    scan(visitor)
    visitor.at("screen:news")
    return visitor


def test_it_says_where_the_request_stands_and_whom_to_call(told: Visitor) -> None:
    assert told.intake.scanned == [LINK]
    assert told.says("Au 14 novembre 2026 : votre demande est lue.")
    assert told.says("C’est ainsi depuis le 6 novembre 2026.")
    assert told.says("Pour en savoir plus, appelez le 01 99 00 12 34. Donnez votre code.")
    assert told.sees("listen:news") or told.sees("listen")


def test_a_request_that_is_unknown_here_is_told_honestly(open_kiosk: Open) -> None:
    visitor = open_kiosk()
    visitor.intake.news_now = News(None)
    scan(visitor)
    assert visitor.says("Cette borne n’a pas encore de nouvelle de cette demande.")
    assert visitor.says("Appelez le 01 99 00 12 34. Donnez votre code.")
    assert not visitor.says("depuis le")


@pytest.mark.parametrize("trouble", [None, StoreBusy(path="x")])
def test_what_is_no_square_of_ours_is_told_too(open_kiosk: Open, trouble: StoreBusy | None) -> None:
    visitor = open_kiosk()
    visitor.intake.trouble = trouble
    scan(visitor, "4006381333931")
    assert visitor.says("La borne n’a pas pu lire ce carré.")


def test_another_paper_may_follow(told: Visitor) -> None:
    told.intake.news_now = News(None)
    scan(told, LINK + "x")
    assert told.says("pas encore de nouvelle") and not told.says("votre demande est lue")


def test_every_language_says_it_with_its_day(told: Visitor) -> None:
    for language in ("fr", "fr-x-falc", "en", "ar", "es"):
        texts = load_texts(ROOT / "assets" / "i18n", language)
        told.kiosk.comfort._languages = (language, "fr")
        told.kiosk.comfort.set(language=language)
        for status in CaseStatus:
            told.intake.news_now = News(status, AS_OF, SINCE)
            scan(told)
            assert told.says(texts(f"news.{status}", date=texts.date(AS_OF)))
            assert told.says(texts("news.since", date=texts.date(SINCE)))
            assert "14" in plain(told.kiosk.course.papers.shown["title"])


def test_the_language_of_the_bar_changes_the_page_that_is_shown(told: Visitor) -> None:
    told.kiosk.comfort._languages = ("fr", "en")
    told.kiosk.course.speak("en")
    told.settle()
    assert told.screen() == "screen:news"
    assert told.says("On 14 November 2026: your request has been read.")


def test_nobody_else_reads_it_half_a_minute_later(told: Visitor) -> None:
    leave = told.kiosk.course.papers._leave
    assert leave.isActive() and leave.interval() == LEAVE_MS == 30_000
    leave.setInterval(1)
    told.at("screen:welcome")
    assert found(told, ("14 novembre", "novembre 2026", "est lue", "abcdefghijklmnopqrstuvwxyz")) == set()


@pytest.mark.parametrize("way", ["finish", "restart"])
def test_who_is_done_says_so(told: Visitor, way: str) -> None:
    told.touch(way)
    told.at("screen:welcome")
    assert not told.kiosk.course.papers.shown and not told.kiosk.course.papers._leave.isActive()


def test_a_touch_gives_another_half_minute(told: Visitor) -> None:
    leave = told.kiosk.course.papers._leave
    leave.setInterval(60_000)
    told.touch("listen:news" if told.sees("listen:news") else "listen")
    assert leave.remainingTime() > 55_000


def test_in_the_middle_of_a_request_nothing_is_scanned(open_kiosk: Open) -> None:
    visitor = open_kiosk()
    visitor.intake.news_now = READ
    visitor.open_form()
    scan(visitor)
    assert visitor.screen() == "screen:question:sujet" and visitor.intake.scanned == []
    visitor.kiosk.course.finish()
    visitor.touch("help")
    scan(visitor)
    assert visitor.intake.scanned == []


def test_a_scan_touches_nothing_on_the_page_and_enter_alone_does(open_kiosk: Open) -> None:
    visitor = open_kiosk()
    visitor.intake.news_now = News(None)
    QTest.keyClick(visitor.window, Qt.Key.Key_Tab)
    scan(visitor)
    assert visitor.screen() == "screen:news"
    visitor.touch("finish")
    visitor.at("screen:welcome")
    for _ in range(12):
        QTest.keyClick(visitor.window, Qt.Key.Key_Tab)
        focused = visitor.window.activeFocusItem()
        if focused is not None and focused.objectName() == "start":
            break
    QTest.keyClick(visitor.window, Qt.Key.Key_Return)
    visitor.at("screen:services")


def test_what_is_typed_and_not_ended_is_forgotten(open_kiosk: Open) -> None:
    visitor = open_kiosk()
    scanner = visitor.kiosk._scanner
    scanner._pause.setInterval(1)
    QTest.sendKeyEvent(CLICK, visitor.window, Qt.Key.Key_unknown, "h", ALONE)
    visitor.wait(lambda: not scanner._pause.isActive(), "the pause")
    assert scanner._typed == ""
    QTest.keyClick(visitor.window, Qt.Key.Key_Return)
    visitor.settle()
    assert visitor.intake.scanned == []


LONG = [("wide", 1), ("wide", 4), ("upright", 1), ("low", 2), ("low", 3)]


@pytest.mark.parametrize(
    ("size", "step"),
    [("low", 1), ("low", 4), ("upright", 4), *(pytest.param(*one, marks=pytest.mark.long) for one in LONG)],
)
def test_the_page_fits(open_kiosk: Open, size: str, step: int) -> None:
    visitor = open_kiosk(FakeIntake((service(),)), size=SIZES[size], step=step)
    wrong = []
    for news in (READ, News(None), None):
        visitor.intake.news_now = news
        scan(visitor)
        visitor.at("screen:news")
        wrong += look(visitor, f"news {news and news.status}")
        while visitor.sees("page-down"):
            visitor.touch("page-down")
            wrong += look(visitor, "news, next page")
            assert step > 1
    assert wrong == []

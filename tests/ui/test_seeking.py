"""Finding one answer among many: by letters in any script, on the kiosk by touch and by keys."""

from dataclasses import replace
from functools import cache

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pyxform.xls2xform import convert

from kiosk.forms.load import load_form
from kiosk.forms.model import Form
from kiosk.texts import Texts
from tests.fakes.fake_intake import FakeIntake
from tests.ui.conftest import FORM, SIZES, Open, Visitor, service
from tests.ui.measures import look
from tests.ui.test_keypad import press, walk_to
from tests.ui.test_text_sizes import begin
from ui.seeking import is_offered, seek

TOWNS = ["Lyon", "Le Lys", "Saint-Étienne", "Évry", "L’Isle-Adam", "Œuilly", "Paris, 15e arrondissement"]
LANDS = ["الجزائر", "المغرب", "الإمارات", "لبنان", "موريتانيا", "مكة"]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("", TOWNS), ("LY", ["Lyon", "Le Lys"]), ("evry", ["Évry"]), ("ÉV", ["Évry"]),
        ("e", ["Évry", "Saint-Étienne"]),
        ("ST", []), ("SAINT ET", ["Saint-Étienne"]), ("SAINTET", ["Saint-Étienne"]),
        ("ISLE", ["L’Isle-Adam"]),
        ("L'ISLE", ["L’Isle-Adam"]), ("lisle", ["L’Isle-Adam"]), ("OEU", ["Œuilly"]),
        ("PARIS 15", [TOWNS[-1]]),
        ("15 PARIS", [TOWNS[-1]]), ("X", []), (" - ", TOWNS),
    ],
)  # fmt: skip
def test_letters_without_accents_or_case(written: str, found: list[str]) -> None:
    # What begins with the letters stands before what has them inside.
    assert [TOWNS[place] for place in seek(TOWNS, written)] == found


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("جز", ["الجزائر"]), ("الجز", ["الجزائر"]), ("امارات", ["الإمارات"]), ("مَكّة", ["مكة"]),
        ("مكه", ["مكة"]),
        ("م", ["المغرب", "موريتانيا", "مكة"]),
    ],
)  # fmt: skip
def test_arabic_letters_as_hands_write_them(written: str, found: list[str]) -> None:
    assert [LANDS[place] for place in seek(LANDS, written)] == found


def test_when_it_is_offered() -> None:
    assert [is_offered(count, "") for count in (6, 7, 12, 13)] == [False, False, False, True]
    assert [is_offered(count, "w1 autocomplete") for count in (6, 7)] == [False, True]
    assert is_offered(7, "search") and is_offered(7, "minimal") and not is_offered(7, "quick")


@cache
def lists() -> Form:
    return load_form(convert(FORM.with_name("long_lists.md")).xform.encode(), path="long_lists")


def at_the_list(open_kiosk: Open, **how: object) -> Visitor:
    visitor = open_kiosk(FakeIntake((replace(service(), form=lists()),)), **how)
    begin(visitor)
    return visitor


@pytest.mark.parametrize("size", ["low", "upright"])
def test_a_town_is_found_and_a_land_too(open_kiosk: Open, texts: Texts, size: str) -> None:
    visitor = at_the_list(open_kiosk, size=SIZES[size])
    # 28 towns: the page begins with the letters.
    assert visitor.says(texts("hint.seek")) and not visitor.names("choice:")
    for letter in "LIZ":
        visitor.touch(f"key:{letter}")
    assert visitor.says(texts("seek.none"))
    visitor.touch("key:erase")
    assert visitor.says(
        texts("seek.these", found=texts("seek.many", count=3), labels="Lille, Limoges, L’Isle-Adam")
    )
    visitor.touch("seek-show")
    visitor.wait(lambda: visitor.sees("choice:v1"), "what was found")
    assert sorted(visitor.names("choice:")) == ["choice:v1", "choice:v2", "choice:v7"]
    assert visitor.says(texts("seek.shown", text="LI", found=texts("seek.many", count=3)))
    visitor.touch("choice:v1")
    visitor.touch("continue")
    visitor.at("screen:question:pays")
    # 15 lands: the page begins with the list.
    assert visitor.sees("choice:p0")
    visitor.touch("choice:p0")
    visitor.touch("seek")
    visitor.wait(lambda: visitor.sees("seek-show"), "the letters")
    visitor.touch("seek-list")
    visitor.wait(lambda: visitor.sees("choice:p0"), "the list")
    assert visitor.kiosk.course.question.chosen == ["p0"]
    # Coming back, the town that was chosen is shown, and not the letters.
    visitor.touch("back")
    visitor.at("screen:question:ville")
    assert visitor.sees("choice:v1") and visitor.sees("seek")


def test_it_is_reached_by_keys_and_heard(open_kiosk: Open, texts: Texts) -> None:
    visitor = at_the_list(open_kiosk)
    press(visitor, Qt.Key.Key_Tab)
    walk_to(visitor, "field")
    for letter in "toul":
        QTest.sendKeyEvent(
            QTest.KeyAction.Click, visitor.window, Qt.Key(ord(letter.upper())), letter,
            Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
    told = texts("seek.these", found=texts("seek.many", count=2), labels="Toulon, Toulouse")
    ear, listen = visitor.find("ear:field"), visitor.find("listen")
    assert ear is not None and listen is not None
    for heard in (ear, listen):
        assert told in [block["words"] for block in heard.property("blocks").toVariant()]
    walk_to(visitor, "seek-show")
    press(visitor, Qt.Key.Key_Return)
    visitor.wait(lambda: visitor.sees("choice:v17"), "what was found")
    listen = visitor.find("listen")
    assert listen is not None
    words = [block["words"] for block in listen.property("blocks").toVariant()]
    assert words[-3:] == [
        texts("seek.shown", text="TOUL", found=texts("seek.many", count=2)),
        "Toulon",
        "Toulouse",
    ]


def test_another_language_stays_on_the_same_page(open_kiosk: Open) -> None:
    visitor = at_the_list(open_kiosk)
    visitor.touch("seek-list")
    visitor.wait(lambda: visitor.sees("seek"), "the list")
    visitor.kiosk.comfort.offer(("fr", "fr-x-falc"))
    visitor.kiosk.course.speak("fr-x-falc")
    visitor.wait(lambda: visitor.kiosk.comfort.language == "fr-x-falc", "easy French")
    visitor.settle()
    assert visitor.sees("seek")


SHORT = (("low", 4, "ar"), ("upright", 4, "fr"))
EVERYWHERE = [
    pytest.param(
        size, step, language,
        marks=[] if (size, step, language) in SHORT else [pytest.mark.long],
    )
    for size in SIZES
    for step in (1, 2, 3, 4)
    for language in ("fr", "ar")
]  # fmt: skip


@pytest.mark.parametrize(("size", "step", "language"), EVERYWHERE)
def test_letters_and_list_fit(open_kiosk: Open, size: str, step: int, language: str) -> None:
    visitor = at_the_list(open_kiosk, size=SIZES[size], step=step, language=language)
    seeking = visitor.kiosk.course.question.seek
    found = look(visitor, "the letters")
    for written in ("L", "LI", "ZZ"):
        seeking.rewrite(written)
        visitor.pause(20)
        found += look(visitor, f"the letters {written}")
    seeking.rewrite("LI")
    seeking.show_found()
    visitor.pause(20)
    found += look(visitor, "what was found")
    seeking.show_all()
    visitor.pause(20)
    found += look(visitor, "the whole list")
    assert found == []

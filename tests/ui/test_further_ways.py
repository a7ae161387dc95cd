"""Bar codes and moments on the real screen: by a reader, by hand, at every size of the letters."""

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
from tests.ui.conftest import FORM, SIZES, Open, Visitor, plain, service
from tests.ui.measures import look
from tests.ui.test_keypad import focused, walk_to
from tests.ui.test_text_sizes import begin, look_at_questions

EAN = "3017620422003"


@cache
def further() -> Form:
    return load_form(convert(FORM.with_name("further_ways.md")).xform.encode(), path="further_ways")


def at_the_barcode(open_kiosk: Open, **how: object) -> Visitor:
    visitor = open_kiosk(FakeIntake((replace(service(), form=further()),)), **how)
    begin(visitor)
    assert visitor.screen() == "screen:question:compteur"
    return visitor


def scan(visitor: Visitor, code: str) -> None:
    """As a reader does it: a keyboard with Enter at the end."""
    for character in code:
        key = Qt.Key(ord(character.upper()))
        QTest.sendKeyEvent(
            QTest.KeyAction.Click, visitor.window, key, character, Qt.KeyboardModifier.NoModifier
        )
    QTest.keyClick(visitor.window, Qt.Key.Key_Return)
    visitor.pause(1)


@pytest.mark.parametrize("size", [SIZES["low"], SIZES["upright"]], ids=["low", "upright"])
def test_a_code_is_read_said_and_read_again(open_kiosk: Open, texts: Texts, size: tuple[int, int]) -> None:
    visitor = at_the_barcode(open_kiosk, size=size)
    assert visitor.says(texts("hint.barcode"))
    scan(visitor, "12ab")
    question = visitor.kiosk.course.question
    # The case of the code is its own, and Enter ends the reading without turning the page.
    assert question.draft == "12ab" and visitor.says(texts("barcode.read"))
    # From wherever the keypad stands; another code takes the place of the first one.
    walk_to(visitor, "continue")
    scan(visitor, EAN)
    assert question.draft == EAN and focused(visitor) == "field"
    assert visitor.screen() == "screen:question:compteur"
    visitor.touch("continue")
    visitor.at("screen:question:coupure")
    for digit in "040319581430":
        visitor.touch(f"key:{digit}")
    visitor.touch("continue")
    visitor.at("screen:question:froid")
    for key in "-2.5":
        visitor.touch(f"key:{key}")
    visitor.touch("continue")
    visitor.at("screen:review")
    rows = [plain(row["shown"]) for row in visitor.kiosk.course.review.shown["rows"]]
    assert rows == [EAN, "4 mars 1958, 14 h 30", "-2,5"]
    for name in ("froid", "coupure"):
        visitor.touch("back")
        visitor.at(f"screen:question:{name}")
    assert question.draft == "040319581430"


def test_a_code_is_written_by_hand_and_one_too_long_is_refused_in_words(
    open_kiosk: Open, texts: Texts
) -> None:
    visitor = at_the_barcode(open_kiosk)
    visitor.touch("key:7")
    visitor.touch("key:letters")
    visitor.touch("key:B")
    assert visitor.kiosk.course.question.draft == "7B"
    scan(visitor, "")
    scan(visitor, "9" * 200)
    visitor.touch("continue")
    visitor.wait(lambda: visitor.says(texts("form.too_long.barcode")), "the refusal")
    assert look(visitor, "too long") == []


EVERYWHERE = [
    pytest.param(
        size, step, language,
        marks=[] if (size, step, language) in (("low", 4, "fr"), ("low", 1, "ar")) else [pytest.mark.long],
    )
    for size in SIZES
    for step in (1, 2, 3, 4)
    for language in ("fr", "ar")
]  # fmt: skip


@pytest.mark.parametrize(("size", "step", "language"), EVERYWHERE)
def test_they_fit(open_kiosk: Open, size: str, step: int, language: str) -> None:
    visitor = at_the_barcode(open_kiosk, size=SIZES[size], step=step, language=language)
    assert look_at_questions(visitor) == []

"""The bundled face holds all that the kiosk writes, and its digits are the open, equally wide ones."""

import json
from pathlib import Path

import pytest
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QPainterPath, QRawFont, QTextLayout

from kiosk.texts import load_texts
from ui.app import application

ROOT = Path(__file__).resolve().parents[2]
FACES = sorted((ROOT / "assets" / "fonts").glob("*.ttf"))
LANGUAGES = sorted(folder.name for folder in (ROOT / "assets" / "i18n").iterdir() if folder.is_dir())
WEIGHTS = {"Medium": 500, "SemiBold": 600, "Bold": 700, "ExtraBold": 800}


@pytest.fixture(params=FACES, ids=lambda path: path.stem)
def face(request: pytest.FixtureRequest) -> QRawFont:
    application()
    return QRawFont(str(request.param), 100)


def missing(face: QRawFont, characters: set[str]) -> set[str]:
    return {c for c in characters if c != "\n" and 0 in face.glyphIndexesForString(c)}


def test_every_character_of_every_text(face: QRawFont) -> None:
    written = set("’«»€\u00a0\u2011\u202fÉÈÀÇœŒ…–\u200e\u200f\u2066\u2069")
    for language in LANGUAGES:
        written |= set("".join(load_texts(ROOT / "assets" / "i18n", language).all().values()))
    for keyboard in (ROOT / "assets" / "keyboards").glob("*.json"):
        faces = json.loads(keyboard.read_text("utf-8")).values()
        written |= {c for rows in faces for row in rows for c in row}
    assert missing(face, written) == set()
    assert missing(face, {"\u4e2d"}) == {"\u4e2d"}


def test_digits_are_equally_wide_and_zero_is_open(face: QRawFont) -> None:
    digits = face.glyphIndexesForString("0123456789")
    assert len({round(point.x(), 3) for point in face.advancesForGlyphIndexes(digits)}) == 1
    # A slashed or dotted zero would have a third contour.
    path: QPainterPath = face.pathForGlyph(digits[0])
    moves = [i for i in range(path.elementCount()) if path.elementAt(i).isMoveTo()]
    assert len(moves) == 2


def shapes(words: str, weight: int) -> list[int]:
    """Return the glyphs that a text is drawn with, from this face alone."""
    font = QFont("Relais Sans")
    font.setPixelSize(36)
    font.setWeight(QFont.Weight(weight))
    layout = QTextLayout(words, font)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    runs = layout.glyphRuns()
    assert {run.rawFont().familyName().split()[0] for run in runs} == {"Relais"}
    return [glyph for run in runs for glyph in run.glyphIndexes()]


@pytest.mark.parametrize("weight", WEIGHTS.values())
def test_arabic_letters_are_joined(weight: int) -> None:
    """Alone, at the start, in the middle and at the end of a word, a letter has four shapes."""
    application()
    alone, three = shapes("س", weight), shapes("سسس", weight)
    assert len({*alone, *three}) == 4
    # Lam and alef make one sign; a no-joiner between them shows that the test can fail.
    assert len(shapes("لا", weight)) < len(shapes("ل\u200cا", weight))
    assert set(shapes("س\u200cس\u200cس", weight)) & set(three) == set()


def test_the_height_of_a_line_is_that_of_the_latin_face(face: QRawFont) -> None:
    """Noto Sans Arabic is 2.1 em tall: taken over, it would push every French line apart."""
    assert face.ascent() + face.descent() == pytest.approx(130, abs=1)


def test_the_four_weights_are_one_family() -> None:
    application()
    assert "Relais Sans" in QFontDatabase.families()
    for weight in WEIGHTS.values():
        font = QFont("Relais Sans")
        font.setWeight(QFont.Weight(weight))
        assert QFontInfo(font).weight() == weight


def test_each_face_has_its_licence() -> None:
    for name in ("OFL-Atkinson-Hyperlegible-Next.txt", "OFL-Noto-Sans.txt"):
        assert "SIL Open Font License, Version 1.1" in (ROOT / "assets" / "fonts" / name).read_text("utf-8")

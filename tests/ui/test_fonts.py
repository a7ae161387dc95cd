"""The bundled face holds all that the kiosk writes, and its digits are the open, equally wide ones."""

import json
from pathlib import Path

import pytest
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QPainterPath, QRawFont

from kiosk.texts import load_texts
from ui.app import application

ROOT = Path(__file__).resolve().parents[2]
FACES = sorted((ROOT / "assets" / "fonts").glob("*.ttf"))
WEIGHTS = {"Medium": 500, "SemiBold": 600, "Bold": 700, "ExtraBold": 800}


@pytest.fixture(params=FACES, ids=lambda path: path.stem)
def face(request: pytest.FixtureRequest) -> QRawFont:
    application()
    return QRawFont(str(request.param), 100)


def missing(face: QRawFont, characters: set[str]) -> set[str]:
    return {c for c in characters if c != "\n" and 0 in face.glyphIndexesForString(c)}


def test_every_character_of_every_text(face: QRawFont) -> None:
    texts = "".join(load_texts(ROOT / "assets" / "i18n", "fr").all().values())
    keys = json.loads((ROOT / "assets" / "keyboards" / "fr.json").read_text("utf-8"))
    written = (
        set(texts)
        | {c for rows in keys.values() for row in rows for c in row}
        | set("’«»€\u00a0\u2011\u202fÉÈÀÇœŒ…–")
    )
    assert missing(face, written) == set()
    assert missing(face, {"\u4e2d"}) == {"\u4e2d"}


def test_digits_are_equally_wide_and_zero_is_open(face: QRawFont) -> None:
    digits = face.glyphIndexesForString("0123456789")
    assert len({round(point.x(), 3) for point in face.advancesForGlyphIndexes(digits)}) == 1
    # A slashed or dotted zero would have a third contour.
    path: QPainterPath = face.pathForGlyph(digits[0])
    moves = [i for i in range(path.elementCount()) if path.elementAt(i).isMoveTo()]
    assert len(moves) == 2


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

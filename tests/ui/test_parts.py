"""Parts that need no window: touches that count, drafts, square, pictograms, sizes."""

import json
from base64 import b64decode
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest
import zxingcpp
from PySide6.QtGui import QImage

from kiosk.forms.kinds import MAX_CODE
from kiosk.forms.model import Kind
from ui.drafts import MAX_TEXT, draft_of, draft_value, room_left, way_of_asking
from ui.look import load_json, unit
from ui.pictograms import Pictograms, read_outlines
from ui.qr import qr_image
from ui.touch import TouchGuard

ROOT = Path(__file__).resolve().parents[2]


def test_two_touches_within_the_window_are_one() -> None:
    now = [10.0]
    guard = TouchGuard(lambda: now[0], 0.4)
    assert guard.admit("continue")
    now[0] += 0.39
    assert not guard.admit("continue")
    assert guard.admit("back")
    now[0] += 0.39
    assert guard.admit("continue")
    now[0] += 0.41
    assert guard.admit("continue")


@pytest.mark.parametrize(
    ("way", "draft", "value"),
    [
        ("text", " ANNE ", "ANNE"),
        ("text", "  ", None),
        ("date", "04031958", "1958-03-04"),
        ("date", "0403", "0403"),
        ("time", "1430", "14:30"),
        ("dateTime", "040319581430", "1958-03-04T14:30:00.000"),
        ("dateTime", "04031958", "04031958"),
        ("barcode", " 3017620422003 ", "3017620422003"),
        ("decimal", "1.75", "1.75"),
        ("integer", "007", "007"),
        ("digits", "0612", "0612"),
    ],
)
def test_draft_to_value(way: str, draft: str, value: str | None) -> None:
    assert draft_value(way, draft) == value


@pytest.mark.parametrize(
    ("kind", "value", "draft"),
    [
        (Kind.DATE, date(1958, 3, 4), "04031958"), (Kind.TIME, time(14, 30), "1430"), (Kind.TEXT, None, ""),
        (Kind.DECIMAL, Decimal("1.750"), "1.75"), (Kind.INTEGER, 42, "42"), (Kind.TEXT, "ANNE", "ANNE"),
        (Kind.ACKNOWLEDGE, True, ""), (Kind.SELECT_MULTIPLE, ("a", "b"), ""),
        (Kind.DATETIME, "1958-03-04T14:30:00.000+01:00", "040319581430"), (Kind.BARCODE, "A1b", "A1b"),
    ],
)  # fmt: skip
def test_value_to_draft(kind: Kind, value: object, draft: str) -> None:
    assert draft_of(kind, value) == draft  # type: ignore[arg-type]


def test_a_full_draft_takes_no_more() -> None:
    assert room_left("text", "A" * (MAX_TEXT - 1), "A") and not room_left("text", "A" * MAX_TEXT, "A")
    assert room_left("barcode", "1" * MAX_CODE, "1") and not room_left("barcode", "1" * (MAX_CODE + 1), "1")
    assert room_left("dateTime", "04031958143", "0") and not room_left("dateTime", "040319581430", "1")
    assert room_left("date", "0403195", "8") and not room_left("date", "04031958", "1")
    assert (
        room_left("decimal", "1", ".")
        and not room_left("decimal", "1.5", ".")
        and not room_left("decimal", "", ".")
    )
    assert room_left("integer", "", "-") and not room_left("decimal", "1", "-")
    assert not room_left("decimal", "-", ".") and not room_left("digits", "", "-")
    assert not room_left("integer", "1", "A") and not room_left("digits", "06", ".")


def test_digits_are_a_text_with_that_appearance() -> None:
    assert way_of_asking(Kind.TEXT, "numbers") == "digits"
    assert way_of_asking(Kind.TEXT, "") == "text"
    assert way_of_asking(Kind.SELECT_ONE, "") == "select_one"


def test_the_square_says_the_link_with_its_quiet_zone() -> None:
    link = "https://suivi.example.org/s/3-abcdefghijklmnopqrstuvwxyz"
    uri, modules = qr_image(link)
    image = QImage()
    assert uri.startswith("data:image/png;base64,")
    assert image.loadFromData(b64decode(uri.partition(",")[2]))
    assert image.width() == image.height() == modules
    edge = [image.pixelColor(x, y).lightness() for x in range(modules) for y in range(4)]
    assert set(edge) == {255} and image.pixelColor(4, 4).lightness() == 0
    grey = image.scaled(modules * 5, modules * 5).convertToFormat(QImage.Format.Format_Grayscale8)
    pixels = memoryview(grey.constBits()).cast("B", (grey.height(), grey.bytesPerLine()))
    found = zxingcpp.read_barcodes(pixels)
    assert found[0].text == link and found[0].ec_level == "M"


def test_outlines_of_a_duotone() -> None:
    svg = '<svg><path d="M1" opacity="0.2"/><path d="M2"/><path d="M3"/></svg>'
    assert read_outlines(svg) == ("M1", "M2 M3")


def test_every_bundled_pictogram_has_an_outline() -> None:
    pictograms = Pictograms(ROOT / "assets" / "icons")
    names = pictograms.names("duotone")
    assert len(names) > 200
    assert all(
        len(pictograms.outlines(name, "duotone")) == 2 and pictograms.outlines(name, "duotone")[1]
        for name in names
    )
    assert pictograms.outlines("no-such-thing", "duotone") == []


@pytest.mark.parametrize(
    ("measured", "reported", "dpi"),
    [
        (None, 0, 96),
        (508, 0, 96),
        (476, 300, 102.45),
        (None, 476, 102.45),
        (None, 203.2, 240),
        (50, 476, 102.45),
        (None, 50, 96),
    ],
)
def test_millimetres_decide(measured: float | None, reported: float, dpi: float) -> None:
    assert unit(1920, measured, reported) * 96 == pytest.approx(dpi, abs=0.1)


def test_keyboards_hold_each_letter_once(tmp_path: Path) -> None:
    keys = load_json(ROOT / "assets" / "keyboards" / "fr.json")
    assert sorted("".join(keys["letters"])) == sorted("".join(keys["alphabet"]))  # type: ignore[arg-type]
    for face, rows in keys.items():
        assert isinstance(rows, list) and [len(row) for row in rows] == [10, 10, 8], face
        assert len(set("".join(rows))) == 28, face
    assert set("ABCDEFGHIJKLMNOPQRSTUVWXYZ-'") == set("".join(keys["letters"]))  # type: ignore[arg-type]
    assert set("0123456789.@'-") <= set("".join(keys["digits"]))  # type: ignore[arg-type]
    assert json.dumps(keys)

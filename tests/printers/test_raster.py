"""The bytes of a job, read back dot by dot by a printer's own rules."""

import random

import pytest

from kiosk.errors import ConfigBadValue
from printers.interpreter import UnknownCommand, decode
from printers.profiles import load_profile
from printers.raster import BAND_ROWS, Bitmap, bands

PROFILE = load_profile("default", 576)


def drawing(width: int = 576, height: int = 700, seed: int = 1) -> Bitmap:
    """Black spots on blank paper, blank rows of every length between them, the last rows blank."""
    chance = random.Random(seed)
    stride = (width + 7) // 8
    rows = []
    while len(rows) < height - 9:
        used = chance.randrange(1, stride)
        for _ in range(chance.choice((1, 3, 30, 300))):
            rows.append(chance.randbytes(used).ljust(stride, b"\0"))
        rows += [bytes(stride)] * chance.choice((1, 2, 40, 256, 600))
    rows = rows[: height - 9] + [bytes(stride)] * 9
    return Bitmap(width, height, b"".join(rows))


def differing(one: Bitmap, other: Bitmap) -> int:
    assert (one.width, one.height) == (other.width, other.height)
    return sum((a ^ b).bit_count() for a, b in zip(one.rows, other.rows, strict=True))


def sent(bitmap: Bitmap) -> bytes:
    return b"".join(bands(bitmap, PROFILE, confirm=True))


@pytest.mark.parametrize("seed", range(20))
def test_what_is_sent_is_what_was_drawn(seed: int) -> None:
    bitmap = drawing(height=random.Random(seed).randrange(10, 2500), seed=seed)
    assert [differing(bitmap, sheet) for sheet in decode(sent(bitmap), 576)] == [0]


def test_one_dot_more_or_less_is_seen() -> None:
    bitmap = drawing()
    raw = bytearray(sent(bitmap))
    raw[raw.index(b"\x1dv0") + 8] ^= 0x80
    (sheet,) = decode(bytes(raw), 576)
    assert differing(bitmap, sheet) == 1


def test_a_printer_with_fine_feeds_needs_its_unit_set() -> None:
    """Without GS P, ESC J feeds parts of a dot on the models that count in 1/360 inch."""
    bitmap = drawing()
    start = b"\x1b@\x1dP\xcb\xcb"
    assert sent(bitmap).startswith(start)
    (sheet,) = decode(sent(bitmap).replace(start, b"\x1b@", 1), 576)
    assert sheet.height < bitmap.height


def test_bands_are_low_and_blank_paper_costs_little() -> None:
    bitmap = Bitmap(576, 5000, bytes(72 * 2400) + b"\xff" * 72 * 600 + bytes(72 * 2000))
    pieces = list(bands(bitmap, PROFILE, confirm=True))
    rows = [int.from_bytes(piece[6:8], "little") for piece in pieces if piece.startswith(b"\x1dv0")]
    assert rows == [BAND_ROWS, BAND_ROWS, 600 - 2 * BAND_ROWS]
    assert sum(map(len, pieces)) < 600 * 72 + 200


def test_ends_with_the_cut_and_asks_only_who_can_answer() -> None:
    bitmap = drawing()
    assert sent(bitmap).endswith(b"\x1bd\x06\x1dV\x01\x1dr\x01")
    assert b"".join(bands(bitmap, PROFILE, confirm=False)).endswith(b"\x1dV\x01")
    without_knife = load_profile("ZJ-5870", 384)
    assert b"".join(bands(drawing(384), without_knife, confirm=False)).endswith(b"\x1bd\x06")


@pytest.mark.parametrize(
    ("name", "dots", "key"),
    [
        ("no such model", 576, "printer.profile"),
        ("TM-U220", 400, "printer.profile"),
        ("ZJ-5870", 576, "printer.dots"),
    ],
)
def test_a_profile_that_does_not_fit_is_refused(name: str, dots: int, key: str) -> None:
    with pytest.raises(ConfigBadValue) as refused:
        load_profile(name, dots)
    assert refused.value.facts["key"] == key


def test_dots_of_an_inch() -> None:
    assert (load_profile("TM-T88V", 512).dpi, load_profile("default", 512).dpi) == (180, 180)
    assert load_profile("TM-T20II", 576).dpi == 203


def test_the_reader_refuses_what_would_print_as_text() -> None:
    with pytest.raises(UnknownCommand):
        decode(b"\x1b@Bonjour", 576)

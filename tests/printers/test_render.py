"""The drawn receipt: it can be scanned, nothing is cut, nothing differs from one drawing to the next."""

import threading
from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image, ImageChops

from kiosk.receipt import Receipt
from printers.profiles import load_profile
from printers.raster import Bitmap, bands
from printers.render import draw_code, fill_receipt, render
from printers.render_paper import LEAST, Paper, drawn
from tests.printers.conftest import URL, sample

DOTS = (576, 512, 384)
LANGUAGES = ("fr", "fr-x-falc", "en", "ar", "es")


def picture(bitmap: Bitmap) -> Image.Image:
    flipped = bytes(byte ^ 0xFF for byte in bitmap.rows)
    return Image.frombytes("1", (bitmap.width, bitmap.height), flipped).convert("L")


def ink(bitmap: Bitmap) -> tuple[int, int, int, int]:
    box = ImageChops.invert(picture(bitmap)).getbbox()
    assert box is not None
    return box


def drawn_here(receipt: Receipt) -> Bitmap:
    """On the thread that calls."""
    paper = Paper(576, receipt.language)
    fill_receipt(paper, receipt)
    return paper.painted()


@pytest.mark.parametrize("dots", DOTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phone_reads_the_square(language: str, dots: int) -> None:
    (found,) = zxingcpp.read_barcodes(picture(render(sample(language), dots)))
    assert found.text == URL


@pytest.mark.parametrize("dots", DOTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_touches_the_edges_of_the_paper(language: str, dots: int) -> None:
    long = sample(
        language,
        service="Renouvellement d’une autorisation de stationnement anticonstitutionnellement retirée",
        promise="Incompréhensiblement1234567890123456789012345678901234567890, dans 12 jours.",
    )
    long = replace(long, bring=("À apporter :", "Une attestation de domicile1234567890123456789012345."))
    left, top, right, bottom = ink(drawn := render(long, dots))
    assert left >= 12
    assert right <= dots - 12
    assert top >= 8
    assert bottom <= drawn.height - 8


def test_the_square_keeps_its_quiet_zone_and_whole_modules() -> None:
    drawn = render(sample(), 576)
    (found,) = zxingcpp.read_barcodes(picture(drawn))
    corners = found.position
    left, top, side = corners.top_left.x, corners.top_left.y, corners.top_right.x - corners.top_left.x
    # zxing counts corners between dots or on them, depending on the picture.
    modules = round(side / 8)
    assert abs(side - modules * 8) <= 1
    zone = (left - 32, top - 32, left + modules * 8 + 32, top + modules * 8 + 32)
    around = picture(drawn).crop(zone)
    around.paste(255, (31, 31, 33 + modules * 8, 33 + modules * 8))
    assert ImageChops.invert(around).getbbox() is None


def test_arabic_is_mirrored_and_its_square_is_not() -> None:
    places = {}
    for language in LANGUAGES:
        (found,) = zxingcpp.read_barcodes(picture(render(sample(language), 576)))
        places[language] = found.position.top_left.x
        assert found.text == URL
    assert places["fr"] < 100
    assert places["ar"] > 576 / 2 - 50


def test_the_code_reads_the_same_way_in_arabic() -> None:
    def digits(language: str) -> bytes:
        words = replace(sample(), code_label="")
        arch = picture(drawn(lambda paper: draw_code(paper, words), 576, language))
        # Without its frame, which is higher around taller letters.
        inside = arch.crop((48, 84, 528, arch.height - 40))
        return inside.crop(ImageChops.invert(inside).getbbox()).tobytes()

    found = [digits(language) for language in LANGUAGES]
    assert found == found[:1] * len(LANGUAGES)


def test_every_drawing_of_a_receipt_is_the_same_on_any_thread() -> None:
    """Also after other letters were drawn: a rehearsal compares the paper with a second drawing."""
    first = render(sample(), 576)
    found: list[Bitmap] = []
    for _ in range(2):
        drawn_here(sample("ar"))
        thread = threading.Thread(target=lambda: found.append(render(sample(), 576)))
        thread.start()
        thread.join()
        found.append(render(sample(), 576))
    assert found == [first] * 4


def test_without_a_thread_of_its_own_it_would_differ() -> None:
    """The mutation: the reason of the thread is still there. Delete both when Qt no longer needs it."""
    assert len({drawn_here(sample()).rows for _ in range(3)} | {render(sample(), 576).rows}) > 1


def test_a_duplicate_says_so_and_an_original_does_not() -> None:
    original, duplicate = render(sample(), 576), render(sample(copy=2), 576)
    assert duplicate.height > original.height
    assert render(replace(sample(copy=2), duplicate=None), 576) == original


def test_what_is_missing_takes_no_room() -> None:
    whole = render(sample(), 576).height
    assert render(sample(url=None), 576).height < whole - 264
    assert render(sample(promise=None), 576).height < whole - LEAST
    assert render(replace(sample(), next="Un agent vous appelle."), 576).height > whole + LEAST
    papers = ("À apporter :", "Une photo.", "Votre ancien papier.")
    assert render(replace(sample(), bring=papers), 576).height > whole + 3 * LEAST
    assert render(replace(sample(), bring=papers[:2]), 576).height > whole + 2 * LEAST


def test_paper_and_bytes_are_those_of_the_mock_up() -> None:
    drawn = render(sample(), 576)
    assert 1900 < drawn.height < 2400
    sent = sum(map(len, bands(drawn, load_profile("default", 576), confirm=True)))
    assert sent < 0.7 * len(drawn.rows)


def test_dots_across_fill_bytes() -> None:
    with pytest.raises(ValueError, match="whole bytes"):
        render(sample(), 570)

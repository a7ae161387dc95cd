"""The drawn receipt: it can be scanned, nothing is cut, nothing differs from one drawing to the next."""

import random
import threading
from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image, ImageChops

from kiosk.receipt import Receipt, courier_square
from kiosk.texts import load_texts
from kiosk.wire.courier_qr import courier_address, version_for, write_courier
from printers.profiles import load_profile
from printers.raster import Bitmap, bands
from printers.render import APART, draw_code, fill_receipt, render
from printers.render_paper import LEAST, Paper, drawn
from tests.printers.conftest import ROOT, URL, sample

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


# What 95 % of the requests of the packs weigh at most (docs/benchmarks.md, wire).
P95 = 440
ADDRESS = courier_address("https://suivi.example.org")


def with_courier(language: str = "fr", size: int = P95) -> Receipt:
    texts = load_texts(ROOT / "assets" / "i18n", language)
    number = write_courier(random.Random(size).randbytes(size), bytes(range(16)))
    return replace(sample(language), courier=courier_square(texts, (ADDRESS, number)))


@pytest.mark.parametrize(
    ("language", "dots"), [("fr", 576), ("ar", 576), ("fr", 512), ("fr", 384), ("ar", 384)]
)
def test_a_phone_reads_the_request_itself(language: str, dots: int) -> None:
    receipt = with_courier(language)
    assert receipt.courier is not None
    found = {one.text: one for one in zxingcpp.read_barcodes(picture(render(receipt, dots)))}
    whole = ADDRESS + receipt.courier.number
    assert found.keys() == {URL, whole}
    corners = found[whole].position
    assert corners.top_left.y - found[URL].position.bottom_left.y >= APART, "a phone would find both at once"
    version = version_for(ADDRESS, receipt.courier.number, dots)
    assert version is not None
    modules = 17 + 4 * version
    dots_each = (corners.top_right.x - corners.top_left.x) / modules
    assert dots_each == pytest.approx(5 if dots >= 512 else 4, abs=0.05)


def test_the_request_keeps_its_quiet_zone_down_to_the_knife() -> None:
    drawn_ = render(with_courier(), 576)
    (found,) = (one for one in zxingcpp.read_barcodes(picture(drawn_)) if "/r#" in one.text)
    corners = found.position
    left, right, lower = corners.top_left.x, corners.top_right.x, corners.bottom_left.y
    upper = corners.top_left.y
    around = picture(drawn_).crop((left - 19, upper - 19, right + 20, drawn_.height))
    around.paste(255, (18, 18, 21 + right - left, 21 + lower - upper))
    assert ImageChops.invert(around).getbbox() is None
    assert drawn_.height - lower >= 19


@pytest.mark.parametrize(("size", "dots", "fits"), [(900, 576, True), (980, 576, False), (600, 384, False)])
def test_a_request_too_large_for_the_paper_is_left_out_with_its_words(
    size: int, dots: int, fits: bool
) -> None:
    found = [one.text for one in zxingcpp.read_barcodes(picture(render(with_courier(size=size), dots)))]
    assert len(found) == 1 + fits
    if not fits:
        assert render(with_courier(size=size), dots) == render(sample(), dots)

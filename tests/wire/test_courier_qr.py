"""The courier QR: what is written reads back, the caps are those of real squares, others decode it."""

import json
from pathlib import Path

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M
from qrcode.exceptions import DataOverflowError
from qrcode.main import QRCode
from qrcode.util import MODE_8BIT_BYTE, MODE_ALPHA_NUM, QRData, create_data

from kiosk.errors import Malformed
from kiosk.wire.courier_qr import (
    ALPHABET,
    BASE,
    LARGEST,
    capacity,
    courier_address,
    largest_version,
    read_courier,
    version_for,
    write_courier,
)
from tests.wire.samples import PATIENT

VECTORS = json.loads(
    Path(__file__).parents[1].joinpath("data/wire/courier_qr.json").read_text(encoding="utf-8")
)
TOKEN = bytes(range(16))
WIDTHS = (576, 512, 384)
HOSTS = ("https://a.fr", "https://suivi.example.org", "https://relais." + "x" * 60 + ".example.org:8443")


def segments(address: str, text: str) -> list[QRData]:
    return [QRData(address.encode(), mode=MODE_8BIT_BYTE), QRData(text.encode(), mode=MODE_ALPHA_NUM)]


def square(address: str, text: str, version: int | None = None) -> QRCode:
    code = QRCode(version=version, error_correction=ERROR_CORRECT_M, border=4)
    for segment in segments(address, text):
        code.add_data(segment)
    code.make(fit=version is None)
    return code


def scanned(code: QRCode) -> str:
    matrix = code.get_matrix()
    image = Image.new("L", (len(matrix), len(matrix)), 255)
    image.putdata([0 if dark else 255 for row in matrix for dark in row])
    (found,) = zxingcpp.read_barcodes(
        image.resize((4 * len(matrix), 4 * len(matrix)), Image.Resampling.NEAREST)
    )
    return str(found.text)


@pytest.mark.parametrize("vector", VECTORS["good"], ids=lambda vector: vector["name"])
def test_the_vectors_are_written_and_read(vector):
    envelope, token = bytes.fromhex(vector["envelope"]), bytes.fromhex(vector["token"])
    assert write_courier(envelope, token) == vector["text"]
    assert read_courier(vector["text"]) == (envelope, token)
    assert courier_address(VECTORS["host"]) == VECTORS["address"]
    found = {str(dots): version_for(VECTORS["address"], vector["text"], dots) for dots in WIDTHS}
    assert found == vector["version"]


@pytest.mark.parametrize("vector", VECTORS["bad"], ids=lambda vector: vector["why"])
def test_the_bad_vectors_are_refused(vector):
    with pytest.raises(Malformed):
        read_courier(vector["text"])


@PATIENT
@given(st.binary(min_size=1, max_size=950), st.binary(min_size=16, max_size=16))
def test_what_is_written_reads_back_and_is_one_text(envelope, token):
    text = write_courier(envelope, token)
    assert text.endswith("X") and set(text) <= set(ALPHABET)
    assert read_courier(text) == (envelope, token)
    # Written again by hand, from the number that it is.
    number = sum(ALPHABET.index(one) * BASE**at for at, one in enumerate(reversed(text[:-1])))
    assert number == int((b"\x01" + envelope + token).hex(), 16)


@PATIENT
@given(st.text(alphabet=ALPHABET + "ab%é\n ", max_size=60))
def test_any_text_is_refused_or_is_the_only_one_of_its_bytes(text):
    try:
        envelope, token = read_courier(text)
    except Malformed:
        return
    assert write_courier(envelope, token) == text


@pytest.mark.parametrize(("envelope", "token"), [(b"", TOKEN), (b"x", TOKEN[1:])])
def test_nothing_else_is_written(envelope, token):
    with pytest.raises(ValueError, match="16 bytes"):
        write_courier(envelope, token)


def test_a_text_as_long_as_a_book_is_refused_before_it_is_counted():
    with pytest.raises(Malformed):
        read_courier("9" * 10_000_000 + "X")


@pytest.mark.parametrize(("dots", "version"), [(576, 25), (512, 25), (384, 17), (256, 9), (64, 0), (0, 0)])
def test_the_largest_square_of_a_paper(dots, version):
    assert largest_version(dots) == version
    assert (17 + 4 * version + 8) * 4 <= max(dots, 100)


def version_characters(address: str, version: int) -> int:
    """The most characters for which a version is the smallest that fits, found by asking."""
    dots = (17 + 4 * version + 8) * 4
    least, most = 0, 2000
    while least < most:
        middle = (least + most + 1) // 2
        if version_for(address, "A" * middle, dots) is None:
            most = middle - 1
        else:
            least = middle
    return least


@pytest.mark.parametrize("version", range(1, LARGEST + 1))
@pytest.mark.parametrize("host", HOSTS)
def test_a_square_holds_what_is_said_and_not_one_character_more(version, host):
    """The library counts by itself: its own table, its own segments."""
    address = courier_address(host)

    def draw(characters):
        return create_data(version, ERROR_CORRECT_M, segments(address, "A" * characters))

    most = version_characters(address, version)
    if most:
        assert draw(most)
    with pytest.raises(DataOverflowError):
        draw(most + 1)


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("dots", WIDTHS)
def test_the_capacity_holds_whatever_the_bytes_and_hardly_less(dots, host):
    address = courier_address(host)
    size = capacity(address, largest_version(dots))
    assert version_for(address, write_courier(b"\xff" * size, b"\xff" * 16), dots) is not None
    assert version_for(address, write_courier(b"\x00" * (size + 2), TOKEN), dots) is None


@pytest.mark.parametrize("vector", VECTORS["good"], ids=lambda vector: vector["name"])
def test_an_independent_decoder_reads_the_square(vector):
    version = version_for(VECTORS["address"], vector["text"], 576)
    if version is None:
        assert vector["name"] == "too large"
        return
    code = square(VECTORS["address"], vector["text"])
    assert code.version == version
    assert scanned(code) == VECTORS["address"] + vector["text"]

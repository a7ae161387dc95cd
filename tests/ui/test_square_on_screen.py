"""The square on the done screen can be read from the screen itself, in every theme."""

import pytest
import zxingcpp
from PySide6.QtGui import QImage

from tests.fakes.fake_intake import LINK, FakeIntake
from tests.ui.conftest import SIZES, Open, Visitor, service

# The longest link that the protocol makes: host of 40 characters, station of 10 digits.
LONG = "https://suivi-des-demandes.saint-aubin.example.org/s/4294967295-abcdefghijklmnopqrstuvwxyz"


def photograph(visitor: Visitor) -> QImage:
    square = visitor.find("qr")
    assert square is not None
    visitor.wait(lambda: not square.property("loading"), "the square")
    visitor.pause(20)
    return visitor.window.grabWindow()


def read(image: QImage) -> list[str]:
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    pixels = memoryview(grey.constBits()).cast("B", (grey.height(), grey.bytesPerLine()))
    return [found.text for found in zxingcpp.read_barcodes(pixels, formats=zxingcpp.BarcodeFormat.QRCode)]


@pytest.mark.parametrize("theme", ["clair", "sombre", "contraste", "doux"])
@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("link", [LINK, LONG], ids=["short", "long"])
def test_the_square_says_the_link(open_kiosk: Open, size: tuple[int, int], theme: str, link: str) -> None:
    fake = FakeIntake((service(),))
    fake.link = link
    fake.recalled = fake.confirmation(fake.services[0])
    visitor = open_kiosk(fake, size=size, theme=theme)
    visitor.at("screen:done")
    assert read(photograph(visitor)) == [link]
    square = visitor.find("qr")
    assert square is not None
    modules = visitor.kiosk.course.done.shown["modules"]
    assert isinstance(modules, int) and square.width() % modules == 0 and square.width() / modules >= 3


def test_without_a_follow_up_host_there_is_no_square(open_kiosk: Open) -> None:
    fake = FakeIntake((service(),))
    fake.link = None
    fake.recalled = fake.confirmation(fake.services[0])
    visitor = open_kiosk(fake)
    visitor.at("screen:done")
    assert not visitor.sees("qr") and visitor.sees("code")

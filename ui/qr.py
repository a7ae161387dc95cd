"""The square that a phone reads, as a picture of one pixel a module."""

from base64 import b64encode

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

QUIET_ZONE = 4


def qr_image(text: str) -> tuple[str, int]:
    """Return (PNG as a data URI, modules a side, quiet zone of 4 included): black on white, error level M.

    One pixel a module: the screen enlarges it by a whole number, so that every module keeps the same size.
    """
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(text)
    matrix = code.get_matrix()
    side = len(matrix)
    image = QImage(side, side, QImage.Format.Format_RGB32)
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            image.setPixel(x, y, 0xFF000000 if dark else 0xFFFFFFFF)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub asks for bytes, Qt takes a str
    return "data:image/png;base64," + b64encode(buffer.data().data()).decode("ascii"), side

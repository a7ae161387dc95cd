"""A page that a technician tries a receipt printer with: drawn without Qt, sent the way receipts are.

It shows whether the width is right (a frame to both edges) and whether the printer tells that a paper is out.
"""

import time
from datetime import datetime
from typing import Literal

from PIL import Image, ImageDraw, ImageFont

from kiosk.config import PrinterConfig
from kiosk.device import Ready
from printers.profiles import load_profile
from printers.raster import Bitmap, bands
from printers.status import Conversation
from printers.transports import KINDS, TransportTrouble
from technician.serving import FONTS

# told: the printer says that it is through. sent: it says so never, or not in time.
Ended = Literal["told", "sent", "failed"]
TOLD_S = 8.0
ANSWER_S = 2.0
TITLE, BODY, MARGIN, LINE, FRAME = 56, 38, 24, 1.3, 4


def print_page(config: PrinterConfig, lines: tuple[str, ...]) -> tuple[Ended, bool]:
    """Print the page; return how it ended, and whether the printer told its state before.

    Raises ConfigBadValue for a profile that does not fit.
    """
    profile = load_profile(config.profile, config.dots)
    transport = KINDS[config.transport](config)
    tells = False
    try:
        transport.open()
        talk = Conversation(transport)
        tells = isinstance(talk.status(ANSWER_S), Ready)
        for piece in bands(page(config.dots, lines), profile, confirm=tells):
            transport.send(piece)
        until = time.monotonic() + (TOLD_S if tells else 0)
        while talk.through is None and time.monotonic() < until:
            talk.listen(0.5)
    except TransportTrouble:
        return "failed", tells
    finally:
        transport.close()
    return ("told" if talk.through is not None else "sent"), tells


def page(dots: int, lines: tuple[str, ...]) -> Bitmap:
    """Draw the page: the first line large, a frame of the whole width around all."""
    faces = [
        _face("RelaisSans-ExtraBold.ttf", TITLE),
        *[_face("RelaisSans-SemiBold.ttf", BODY)] * len(lines[1:]),
    ]
    wrapped = [
        (face, part)
        for face, line in zip(faces, (*lines, f"{datetime.now().astimezone():%d/%m/%Y %H:%M}"), strict=False)
        for part in _wrapped(line, face, dots - 2 * MARGIN)
    ]
    height = round(sum(face.size * LINE for face, _ in wrapped)) + 2 * MARGIN
    picture = Image.new("1", (dots, height), 0)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, dots - 1, height - 1), outline=1, width=FRAME)
    y = float(MARGIN)
    for face, line in wrapped:
        pen.text((MARGIN, y), line, font=face, fill=1)
        y += face.size * LINE
    return Bitmap(dots, height, picture.tobytes())


def _face(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / name), size)


def _wrapped(line: str, face: ImageFont.FreeTypeFont, width: float) -> list[str]:
    lines = [""]
    for word in line.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if face.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines

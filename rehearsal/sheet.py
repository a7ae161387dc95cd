"""Writes photographed pages for those who approve texts: one PDF, or a folder of PNGs."""

import re
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPageLayout, QPageSize, QPainter, QPdfWriter

from kiosk.errors import FormProblem, PackProblem
from rehearsal.journey import StartKiosk
from rehearsal.pages import PagePicture, picture_pages
from technician.command import FAILED
from technician.packs import tell_author
from technician.terminal import Terminal

STRIP_PX = 56
FONT_PX = 26
DPI = 150
INK, PAPER = QColor("#1b1b1b"), QColor("#ffffff")
UNFIT = re.compile(r"[^\w-]+")


def run_sheet(source: Path, out: Path, start: StartKiosk, terminal: Terminal) -> int:
    """Write every page of a source; return the exit code. Raises NotSeen, OSError."""
    try:
        count = write_sheet(picture_pages(source, start), out)
    except (PackProblem, FormProblem) as problem:
        tell_author(problem, terminal)
        return FAILED
    print(f"Pages écrites dans {out} : {count}")
    return 0


def write_sheet(pages: Iterable[PagePicture], out: Path) -> int:
    """Write each page under its service and its language; return how many. Raises OSError.

    out: a name in .pdf, else a folder, in which a page is LANGUAGE/SERVICE/NN-name.png.
    """
    return _write_pdf(pages, out) if out.suffix.lower() == ".pdf" else _write_pictures(pages, out)


def _write_pdf(pages: Iterable[PagePicture], out: Path) -> int:
    pages = iter(pages)
    # Before the file: a source that cannot be built leaves the last sheet as it was.
    first = next(pages)
    out.parent.mkdir(parents=True, exist_ok=True)
    writer = QPdfWriter(str(out))
    writer.setResolution(DPI)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageOrientation(QPageLayout.Orientation.Landscape)
    writer.setPageMargins(QMarginsF(8, 8, 8, 8), QPageLayout.Unit.Millimeter)
    painter = QPainter()
    count = 0
    if not painter.begin(writer):
        raise OSError(f"cannot write {out}")
    # Flat colours: smaller without loss than with it, and letters keep their edges.
    painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
    try:
        for page in chain([first], pages):
            if count:
                writer.newPage()
            count += 1
            image = captioned(page, count)
            room = painter.viewport()
            shown = image.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
            painter.drawImage(QRect(room.topLeft(), shown), image)
    finally:
        painter.end()
    return count


def _write_pictures(pages: Iterable[PagePicture], out: Path) -> int:
    count = 0
    for count, page in enumerate(pages, 1):
        folder = out / page.language / (page.service or "services")
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{count:03}-{UNFIT.sub('-', page.name)}.png"
        if not captioned(page, count).save(str(path)):
            raise OSError(f"cannot write {path}")
    return count


def captioned(page: PagePicture, number: int) -> QImage:
    """Return the page with a strip on top that says which one it is."""
    width, height = page.image.width(), page.image.height()
    image = QImage(width, height + STRIP_PX, QImage.Format.Format_RGB32)
    image.fill(PAPER)
    painter = QPainter(image)
    font = QFont()
    font.setPixelSize(FONT_PX)
    painter.setFont(font)
    painter.setPen(INK)
    strip = QRect(16, 0, width - 32, STRIP_PX)
    middle = Qt.AlignmentFlag.AlignVCenter
    painter.drawText(strip, middle | Qt.AlignmentFlag.AlignRight, f"{page.language} · {page.name} · {number}")
    room = strip.width() - painter.fontMetrics().horizontalAdvance(
        f"{page.language} · {page.name} · {number}  "
    )
    words = f"{page.service} : {page.title}" if page.service else "Liste des services"
    told = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)
    painter.drawText(strip, middle | Qt.AlignmentFlag.AlignLeft, told)
    painter.drawImage(0, STRIP_PX, page.image)
    painter.end()
    return image

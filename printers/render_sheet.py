"""The summary of a case as a PDF of A4 pages, made in memory: its text can be selected, its letters are ours.

Sizes are tenths of a point. Needs a QGuiApplication with the station's fonts; may run on any thread.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
    QTextLayout,
    QTextLine,
    QTextOption,
)
from PySide6.QtSvg import QSvgRenderer

from kiosk.summary import Step, Summary
from printers.render_paper import BRAND, FAMILY, MARK

UNITS_AN_INCH = 720
WIDTH, HEIGHT = 5953.0, 8419.0
SIDE, TOP, BOTTOM, FOOT = 510.0, 450.0, 7750.0, 7900.0
INNER = WIDTH - 2 * SIDE
SMALL, TEXT, STRONG, HEAD, TITLE, CODE = 95, 110, 120, 150, 210, 300
MEDIUM, BOLD, HEAVY = 500, 700, 800
LINE_HEIGHT, BASELINE = 1.35, 0.95 / 1.35
GAP = 120.0
LABELS = 1900.0
GREY, PALE = QColor("#4d5a5c"), QColor("#b9c2c3")
Paint = Callable[[QPainter], None]


def render_sheet(summary: Summary) -> bytes:
    """Draw a summary as a PDF of as many pages as it takes."""
    # Opened before the writer that writes into it: a device that the writer opens itself stays unclosed.
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(UNITS_AN_INCH)
    writer.setPageSize(QPageSize(QSizeF(WIDTH / 10, HEIGHT / 10), QPageSize.Unit.Point))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setCreator(BRAND)
    pages = _Pages(summary)
    _fill(pages, summary)
    painter = QPainter(writer)
    try:
        for number, paints in enumerate(pages.finished(), 1):
            if number > 1:
                writer.newPage()
            for paint in paints:
                paint(painter)
    finally:
        # A device that is let go while somebody paints on it ends the process.
        painter.end()
    return bytes(buffer.data().data())


@dataclass(frozen=True)
class _Line:
    """A line on its baseline, and the layout that it is a part of."""

    layout: QTextLayout
    line: QTextLine


class _Pages:
    """Pages that are filled from the top; painted once it is known how many there are."""

    def __init__(self, summary: Summary) -> None:
        self._summary = summary
        self._pages: list[list[Paint]] = [[]]
        self.y = TOP

    def need(self, height: float) -> None:
        """Go to the next page unless so much still fits on this one."""
        if self.y + height <= BOTTOM:
            return
        self._pages.append([])
        self.y = TOP
        reminder = "   ".join(part for part in (self._summary.title, self._summary.code) if part)
        self.text(reminder, SMALL, MEDIUM, colour=GREY)
        self.y += GAP / 2
        self.rule(PALE)

    def later(self, paint: Paint) -> None:
        """Paint this on the page that is being filled."""
        self._pages[-1].append(paint)

    def text(
        self,
        words: str,
        size: int,
        weight: int,
        *,
        start: float = SIDE,
        width: float = INNER,
        colour: QColor | None = None,
    ) -> None:
        """Write a paragraph and go below it; it goes on over as many pages as it needs."""
        self.beside([(words, size, weight, start, width, colour)])

    def beside(self, columns: Sequence[tuple[str, int, int, float, float, QColor | None]]) -> None:
        """Write paragraphs beside each other, line by line; go below the longest.

        Each is (words, size, weight, start, width, colour). The first two lines stay together.
        """
        laid = [_lines(words, size, weight, width) for words, size, weight, _, width, _ in columns]
        step = max(size for _, size, *_ in columns) * LINE_HEIGHT
        count = max(map(len, laid))
        for at in range(count):
            self.need(step * min(2, count) if at == 0 else step)
            for lines, (_, _, _, start, _, colour) in zip(laid, columns, strict=True):
                if at < len(lines):
                    self.later(_written(lines[at], start, self.y + step * BASELINE, colour))
            self.y += step

    def rule(self, colour: QColor) -> None:
        """Draw a thin line across."""
        y = self.y
        pen = QPen(colour, 8)
        self.later(lambda painter: (painter.setPen(pen), painter.drawLine(*_across(y)))[0])
        self.y += GAP

    def frame(self, place: QRectF, pen: QPen) -> None:
        """Draw a box with round corners."""
        self.later(lambda painter: (painter.setPen(pen), painter.drawRoundedRect(place, 80, 80))[0])

    def finished(self) -> list[list[Paint]]:
        """Return what to paint on each page, its foot included."""
        count = len(self._pages)
        for number, paints in enumerate(self._pages, 1):
            page = _lines(self._summary.page.format(page=number, count=count), SMALL, MEDIUM, INNER)[0]
            foot = _lines(f"{self._summary.foot}. {self._summary.notice}.", SMALL, MEDIUM, INNER)[0]
            baseline = FOOT + SMALL * LINE_HEIGHT
            paints += [
                lambda painter: (painter.setPen(QPen(PALE, 8)), painter.drawLine(*_across(FOOT - 30)))[0],
                _written(foot, SIDE, baseline, GREY),
                _written(page, WIDTH - SIDE - page.line.naturalTextWidth(), baseline, GREY),
            ]
        return self._pages


def _fill(pages: _Pages, summary: Summary) -> None:
    _head(pages, summary)
    _case(pages, summary)
    _heading(pages, summary.answers_title)
    for label, value in summary.answers:
        pages.beside(
            [
                (label, TEXT, MEDIUM, SIDE, LABELS, GREY),
                (value, STRONG, BOLD, SIDE + LABELS + GAP, INNER - LABELS - GAP, None),
            ]
        )
        pages.y += GAP / 3
    if not summary.answers:
        pages.text(summary.no_answers, TEXT, MEDIUM)
    _heading(pages, summary.road_title)
    for step in summary.road:
        _step(pages, step)


def _head(pages: _Pages, summary: Summary) -> None:
    mark = QRectF(SIDE, pages.y, 390, 510)
    pages.later(lambda painter: QSvgRenderer(MARK).render(painter, mark))
    start = SIDE + 390 + GAP
    pages.text(BRAND, TITLE, HEAVY, start=start, width=INNER / 2)
    for words, weight in ((summary.agency, BOLD), (" ".join(summary.reach), MEDIUM)):
        pages.text(words, TEXT, weight, start=start, width=WIDTH - SIDE - start)
    pages.y = max(pages.y, mark.bottom()) + GAP
    notice = QRectF(SIDE, pages.y, INNER, 290)
    pages.frame(notice, QPen(Qt.GlobalColor.black, 20))
    # Capitals and tails, not the whole line, stand in the middle.
    pages.y += (notice.height() - STRONG * LINE_HEIGHT) / 2 + 12
    pages.text(summary.notice, STRONG, BOLD, start=SIDE + GAP, width=INNER - 2 * GAP)
    pages.y = notice.bottom() + 2 * GAP


def _case(pages: _Pages, summary: Summary) -> None:
    pages.text(summary.title, TITLE, HEAVY)
    pages.y += GAP / 2
    if summary.code:
        pages.text(summary.code_label, TEXT, MEDIUM, colour=GREY)
        pages.text(summary.code, CODE, HEAVY)
        pages.y += GAP / 2
    for label, value in summary.facts:
        pages.beside(
            [
                (label, TEXT, MEDIUM, SIDE, LABELS, GREY),
                (value, STRONG, BOLD, SIDE + LABELS + GAP, INNER - LABELS - GAP, None),
            ]
        )


def _heading(pages: _Pages, words: str) -> None:
    pages.y += 2 * GAP
    # With the first lines of what it is about.
    pages.need(HEAD * LINE_HEIGHT + 4 * STRONG * LINE_HEIGHT)
    pages.text(words, HEAD, HEAVY)
    pages.y += GAP / 2
    pages.rule(QColor(Qt.GlobalColor.black))


def _step(pages: _Pages, step: Step) -> None:
    start = SIDE + LABELS + GAP
    width = WIDTH - SIDE - start
    words = [part for part in (step.still_here, step.message) if part]
    # A decision and the first words about it stay together.
    pages.need((1 + 2 * len(words)) * STRONG * LINE_HEIGHT)
    pages.beside(
        [(step.when, TEXT, MEDIUM, SIDE, LABELS, GREY), (step.what, STRONG, BOLD, start, width, None)]
    )
    for part in words:
        pages.text(part, TEXT, MEDIUM, start=start, width=width)
    pages.y += GAP / 2


def _lines(words: str, size: int, weight: int, width: float) -> list[_Line]:
    font = QFont(FAMILY)
    font.setPixelSize(size)
    font.setWeight(QFont.Weight(weight))
    # The merged face shows some letters ("A") by a double without a code point: a reader of the PDF, or who
    # copies from it, would find nothing in their place.
    font.setFeature(QFont.Tag("locl"), 0)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    # Each line of an answer stands as it was written, in the direction of its own letters.
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    option.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
    found = []
    for paragraph in words.splitlines() or [""]:
        layout = QTextLayout(paragraph, font)
        layout.setTextOption(option)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, -line.ascent()))
            found.append(_Line(layout, line))
        layout.endLayout()
    return found


def _written(line: _Line, start: float, baseline: float, colour: QColor | None) -> Paint:
    def paint(painter: QPainter) -> None:
        painter.setPen(colour or QColor(Qt.GlobalColor.black))
        line.line.draw(painter, QPointF(start, baseline))

    return paint


def _across(y: float) -> tuple[QPointF, QPointF]:
    return QPointF(SIDE, y), QPointF(WIDTH - SIDE, y)

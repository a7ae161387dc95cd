"""A paper of the receipt printer, filled from the top: its letters, frames, pictograms and QR codes.

Sizes are dots at 203 dpi, those of mock-up 14: DESIGN.md §4 asks for 42 dots (15 points) at least, which the
tokens' smaller ones are not. Needs a QGuiApplication with the station's fonts; may run on any thread.
"""

import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from PySide6.QtCore import QLocale, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtSvg import QSvgRenderer
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode
from qrcode.util import MODE_8BIT_BYTE, MODE_ALPHA_NUM, QRData

from printers.raster import Bitmap

FAMILY = "Relais Sans"
BRAND = "Relais"
# DESIGN.md §4: the milestone with its R; one colour, as paper has.
MARK = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 104 136">'
    b'<path d="M6 132V52C6 24 27 5 52 5s46 19 46 47v80z" fill="#fff" stroke="#000" stroke-width="8" '
    b'stroke-linejoin="round"/><path d="M6 63V52C6 24 27 5 52 5s46 19 46 47v11z"/>'
    b'<path d="M37 116V77h17a12.5 12.5 0 0 1 0 25H37m16 0 14 14" fill="none" stroke="#000" '
    b'stroke-width="9.5" stroke-linecap="round" stroke-linejoin="round"/></svg>'
)
BODY, STRONG, TITLE, LEAST = 42, 46, 62, 42
TEXT, HEAVY = 600, 800
LINE_HEIGHT, ARABIC_MORE, DIGITS_PITCH = 1.2, 0.15, 1.0
MARGIN, GAP, RULE, STROKE = 16, 20, 8, 6
# On paper of 58 mm the words need more of the room than the mark and the pictograms.
NARROW = 450
MARK_SIZE, MARK_NARROW = (108, 146), (72, 97)
MODULE_DOTS, MODULE_LEAST, COURIER_DOTS, QUIET_ZONE = 8, 4, 5, 4
THRESHOLD = Qt.ImageConversionFlag.MonoOnly | Qt.ImageConversionFlag.ThresholdDither
# A number stays with what it counts.
NUMBER = re.compile(r"(?<=\d) (?=[^\W\d])")
Run = tuple[str, int]
Paint = Callable[[QPainter], None]


def drawn(fill: Callable[["Paper"], None], dots: int, language: str) -> Bitmap:
    """Fill a paper of so many dots across, a multiple of 8, and return its picture."""
    if dots % 8:
        raise ValueError("dots across must fill whole bytes")

    def work() -> Bitmap:
        paper = Paper(dots, language)
        fill(paper)
        return paper.painted()

    # A thread of its own, each time: Qt's FreeType engine shifts the outlines of large letters by the part
    # of a dot where the same thread drew its last small letter: two drawings of one receipt would differ.
    with ThreadPoolExecutor(1) as fresh:
        return fresh.submit(work).result()


@dataclass(frozen=True)
class Paragraph:
    """Broken into lines; the height counts whole lines, in dots."""

    layout: QTextLayout
    height: float


class Paper:
    """Paper of a fixed width, filled from the top; painted once its length is known.

    x counts from the side where reading starts: the right one for Arabic. Digits never mirror.
    """

    def __init__(self, dots: int, language: str) -> None:
        self.dots = dots
        self.inner = dots - 2 * MARGIN
        self.y: float = MARGIN
        self.mirrored = QLocale(language).textDirection() == Qt.LayoutDirection.RightToLeft
        self._line_height = LINE_HEIGHT + (ARABIC_MORE if self.mirrored else 0)
        self._paints: list[Paint] = []

    def box(self, start: float, y: float, width: float, height: float) -> QRectF:
        """Return the place of something that begins `start` dots from the reading side of the paper."""
        return QRectF(self.dots - start - width if self.mirrored else start, y, width, height)

    def later(self, paint: Paint) -> None:
        """Paint this when the paper has its length."""
        self._paints.append(paint)

    def text(
        self,
        runs: Sequence[Run],
        size: int,
        *,
        start: float = MARGIN,
        width: float | None = None,
        centred: bool = False,
        digits: bool = False,
    ) -> None:
        """Write a paragraph and go below it; it shrinks to 42 dots for a word wider than its place."""
        width = self.inner if width is None else width
        runs = [(NUMBER.sub("\u00a0", words), weight) for words, weight in runs]
        paragraph = self.laid(runs, self.fitted(runs, size, width), width, centred=centred, digits=digits)
        self.place(paragraph, start, self.y, width)
        self.y += paragraph.height

    def place(self, paragraph: Paragraph, start: float, y: float, width: float) -> None:
        """Put a paragraph at a height of the paper."""
        corner = self.box(start, round(y), width, paragraph.height).topLeft()
        self.later(lambda painter: paragraph.layout.draw(painter, corner))

    def fitted(self, runs: Sequence[Run], size: int, width: float) -> int:
        """Return the size at which the widest word fits, 42 at least."""
        widest = widest_word(runs, size)
        return size if widest <= width else max(LEAST, int(size * width / widest))

    def laid(
        self, runs: Sequence[Run], size: int, width: float, *, centred: bool = False, digits: bool = False
    ) -> Paragraph:
        """Break runs into lines."""
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        # By its own letters: the agency's French lines stand in an Arabic receipt with their points in place.
        option.setTextDirection(
            Qt.LayoutDirection.LeftToRight if digits else Qt.LayoutDirection.LayoutDirectionAuto
        )
        side = Qt.AlignmentFlag.AlignRight if self.mirrored else Qt.AlignmentFlag.AlignLeft
        option.setAlignment(
            Qt.AlignmentFlag.AlignHCenter if centred else side | Qt.AlignmentFlag.AlignAbsolute
        )
        layout = QTextLayout(" ".join(words for words, _ in runs), _font(size, runs[0][1]))
        layout.setTextOption(option)
        layout.setFormats(_formats(runs, size))
        metrics = QFontMetricsF(layout.font())
        step = round(size * (LINE_HEIGHT if digits else self._line_height))
        baseline = (step - metrics.ascent() - metrics.descent()) / 2 + metrics.ascent()
        layout.beginLayout()
        height = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            # A line of another script is taller; its baseline stays where it is.
            line.setPosition(QPointF(0, height + baseline - line.ascent()))
            height += step
        layout.endLayout()
        return Paragraph(layout, height)

    def rule(self) -> None:
        """Draw a thick line across."""
        bar = self.box(MARGIN, round(self.y), self.inner, RULE)
        self.later(lambda painter: painter.fillRect(bar, Qt.GlobalColor.black))
        self.y += RULE + GAP / 2

    def dotted(self) -> None:
        """Draw a line of points across."""
        y = self.y + GAP + 3
        pen = QPen(Qt.GlobalColor.black, 6, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.RoundCap)
        pen.setDashPattern([0.01, 1.7])
        ends = QPointF(MARGIN + 3, y), QPointF(self.dots - MARGIN - 3, y)
        self.later(lambda painter: (painter.setPen(pen), painter.drawLine(*ends))[0])
        self.y += 2 * GAP + 6

    def picture(self, svg: bytes, start: float, y: float, size: tuple[float, float]) -> None:
        """Draw a pictogram; its place mirrors, itself not."""
        place = self.box(start, y, *size)
        self.later(lambda painter: QSvgRenderer(svg).render(painter, place))

    def head(self, agency: str, duplicate: str | None) -> None:
        """Draw the mark with the agency's name, and in a frame that earlier papers may exist."""
        top = self.y + 12
        width, height = MARK_NARROW if self.dots < NARROW else MARK_SIZE
        start = MARGIN + width + 26
        self.picture(MARK, MARGIN, top, (width, height))
        for words, size, weight in ((BRAND, 66, HEAVY), (agency, BODY, TEXT)):
            self.text([(words, weight)], size, start=start, width=self.dots - MARGIN - start)
        self.y = max(self.y, top + height) + GAP
        self.rule()
        if duplicate is not None:
            frame = self.y
            self.y += GAP / 2
            self.text([(duplicate, HEAVY)], STRONG, centred=True)
            self.y += GAP / 2
            self.framed(frame, radius=10)
            self.y += GAP / 2

    def framed(self, top: float, radius: float) -> None:
        """Draw a frame from `top` to here, its upper corners round."""
        half = STROKE / 2
        frame = QRectF(MARGIN + half, top + half, self.inner - STROKE, self.y - top - STROKE)
        path = QPainterPath(frame.bottomLeft() - QPointF(0, 8))
        path.lineTo(frame.left(), frame.top() + radius)
        path.arcTo(frame.left(), frame.top(), 2 * radius, 2 * radius, 180, -90)
        path.arcTo(frame.right() - 2 * radius, frame.top(), 2 * radius, 2 * radius, 90, -90)
        path.arcTo(frame.right() - 16, frame.bottom() - 16, 16, 16, 0, -90)
        path.arcTo(frame.left(), frame.bottom() - 16, 16, 16, 270, -90)
        path.closeSubpath()
        pen = QPen(Qt.GlobalColor.black, STROKE)
        self.later(lambda painter: painter.strokePath(path, pen))

    def square(self, content: str, words: Sequence[Run], correction: int = ERROR_CORRECT_M) -> None:
        """Draw a QR with its quiet zone, and beside it, or below where it is too narrow, some words."""
        matrix = _matrix([QRData(content)], correction)
        side = len(matrix) + 2 * QUIET_ZONE
        module = min(MODULE_DOTS, self.dots // side)
        if module < MODULE_LEAST:
            raise ValueError(f"a QR of {side} modules is too fine for {self.dots} dots")
        top, zone = round(self.y), QUIET_ZONE * module
        corner = self.box(0, top - GAP + 2, side * module, side * module).topLeft()
        left, upper = int(corner.x()) + zone, int(corner.y()) + zone
        self._modules(matrix, left, upper, module)
        bottom = upper + len(matrix) * module
        start = side * module
        width = self.dots - MARGIN - start
        if max(widest_word([run], BODY) for run in words) <= width:
            paragraphs = [self.laid([run], BODY, width) for run in words]
            y = max(top, (upper + bottom - sum(paragraph.height for paragraph in paragraphs)) / 2)
            for paragraph in paragraphs:
                self.place(paragraph, start, y, width)
                y += paragraph.height
            self.y = max(bottom + zone - GAP + 2, y)
        else:
            self.y = bottom + zone + 2
            for run in words:
                self.text([run], BODY)

    def wide_square(self, address: str, number: str, version: int) -> None:
        """Draw a courier QR of this version in the middle, its quiet zone around it, and go below."""
        matrix = _matrix(
            [QRData(address.encode(), MODE_8BIT_BYTE), QRData(number.encode(), MODE_ALPHA_NUM)],
            ERROR_CORRECT_M,
            version,
        )
        side = len(matrix) + 2 * QUIET_ZONE
        module = min(COURIER_DOTS, self.dots // side)
        upper = round(self.y) + QUIET_ZONE * module
        self._modules(matrix, (self.dots - len(matrix) * module) // 2, upper, module)
        self.y = upper + (len(matrix) + QUIET_ZONE) * module

    def _modules(self, matrix: list[list[bool]], left: int, upper: int, module: int) -> None:
        dark = [(x, y) for y, row in enumerate(matrix) for x, black in enumerate(row) if black]

        def paint(painter: QPainter) -> None:
            for x, y in dark:
                painter.fillRect(left + x * module, upper + y * module, module, module, Qt.GlobalColor.black)

        self.later(paint)

    def painted(self) -> Bitmap:
        """Return the paper: smooth edges, then a hard threshold, which leaves no dots of grey."""
        height = round(self.y)
        image = QImage(self.dots, height, QImage.Format.Format_Grayscale8)
        image.fill(QColor(Qt.GlobalColor.white))
        painter = QPainter(image)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        try:
            for paint in self._paints:
                painter.save()
                paint(painter)
                painter.restore()
        finally:
            # A picture that is let go while somebody paints on it ends the process.
            painter.end()
        return _bits(image)


def text_width(words: str, size: int, weight: int) -> float:
    """Return the dots that words take on one line."""
    return QFontMetricsF(_font(size, weight)).horizontalAdvance(words)


def widest_word(runs: Sequence[Run], size: int) -> float:
    """Return the width of the longest word, which no line may cut."""
    return max(text_width(word, size, weight) for words, weight in runs for word in words.split(" "))


def _font(size: int, weight: int) -> QFont:
    font = QFont(FAMILY)
    font.setPixelSize(size)
    font.setWeight(QFont.Weight(weight))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def _formats(runs: Sequence[Run], size: int) -> list[QTextLayout.FormatRange]:
    formats, at = [], 0
    for words, weight in runs:
        part = QTextLayout.FormatRange()
        part.start, part.length = at, len(words)
        part.format = QTextCharFormat()
        part.format.setFont(_font(size, weight))
        formats.append(part)
        at += len(words) + 1
    return formats


def _matrix(segments: Sequence[QRData], correction: int, version: int | None = None) -> list[list[bool]]:
    code = QRCode(version, error_correction=correction, border=0)
    for segment in segments:
        code.add_data(segment)
    # A given version was counted by us: what would not fit it is a bug, and raises.
    code.make(fit=version is None)
    matrix: list[list[bool]] = code.get_matrix()
    return matrix


def _bits(image: QImage) -> Bitmap:
    mono = image.convertToFormat(QImage.Format.Format_Mono, THRESHOLD)
    if QColor(mono.color(1)).value() > 128:
        mono.invertPixels()
    stride, padded = mono.width() // 8, mono.bytesPerLine()
    data = bytes(mono.constBits())
    rows = b"".join(data[y * padded : y * padded + stride] for y in range(mono.height()))
    return Bitmap(mono.width(), mono.height(), rows)

"""Where the words of a text are on the screen: a Text of Qt Quick does not tell, so it is laid out again."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QTextLayout, QTextOption

# What a Text makes of a line feed.
LINE_SEPARATOR = "\u2028"


@dataclass(frozen=True)
class Setting:
    """How a Text is set: pixels, a factor of the line's height, a Qt.AlignmentFlag."""

    family: str
    pixels: int
    weight: int
    width: float
    line: float
    alignment: int


def boxes(text: str, start: int, length: int, setting: Setting) -> list[QRectF]:
    """Return the rectangles of text[start:start+length] in the Text's own coordinates, one a line."""
    font = QFont(setting.family)
    font.setPixelSize(setting.pixels)
    font.setWeight(QFont.Weight(setting.weight))
    # As QQuickText does it: the same options give the same lines.
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setAlignment(Qt.AlignmentFlag(setting.alignment))
    option.setUseDesignMetrics(True)
    layout = QTextLayout(text.replace("\n", LINE_SEPARATOR), font)
    layout.setTextOption(option)
    found: list[QRectF] = []
    top = 0.0
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(setting.width)
        line.setPosition(QPointF(0, top))
        first = max(start, line.textStart())
        last = min(start + length, line.textStart() + line.textLength())
        if first < last:
            edges = (_x(line.cursorToX(first)), _x(line.cursorToX(last)))
            found.append(QRectF(min(edges), top, abs(edges[1] - edges[0]), line.height()))
        top += line.height() * setting.line
    layout.endLayout()
    return found


def _x(cursor: object) -> float:
    # PySide returns the x alone, or with the cursor it was asked for.
    return float(cursor[0] if isinstance(cursor, tuple) else cursor)  # type: ignore[arg-type]

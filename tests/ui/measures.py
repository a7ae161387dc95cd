"""What is wrong with a screen for eye and finger: cut texts, broken words, small and crowded targets."""

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF
from PySide6.QtQuick import QQuickItem

from tests.ui.conftest import Visitor

# 15 mm and 3 mm at 96 dpi (tokens.json, target).
LEAST_TARGET, LEAST_GAP = 57, 12
SLACK = 1.5


def unit_of(visitor: Visitor) -> float:
    """Screen pixels in 1/96 inch, as the kiosk draws."""
    return visitor.kiosk._unit


def scene(item: QQuickItem, width: float, height: float) -> QRectF:
    corner, other = item.mapToScene(QPointF(0, 0)), item.mapToScene(QPointF(width, height))
    return QRectF(corner, other).normalized()


def box(item: QQuickItem) -> QRectF:
    return scene(item, item.width(), item.height())


def within(inner: QRectF, outer: QRectF) -> bool:
    return outer.adjusted(-SLACK, -SLACK, SLACK, SLACK).contains(inner)


def is_a(item: QQuickItem, *names: str) -> bool:
    return item.metaObject().className().startswith(names)


def owners(item: QQuickItem) -> Iterator[QQuickItem]:
    parent = item.parentItem()
    while parent is not None:
        yield parent
        parent = parent.parentItem()


def touchables(visitor: Visitor) -> list[QQuickItem]:
    return [item for item in visitor.everything() if item.metaObject().indexOfSignal("activated()") >= 0]


def page_rect(visitor: Visitor) -> QRectF:
    """The window above the base bar."""
    bar = next((item for item in visitor.everything() if is_a(item, "BaseBar")), None)
    height = box(bar).top() if bar is not None else visitor.window.height()
    return QRectF(0, 0, visitor.window.width(), height)


def painted(text: QQuickItem) -> QRectF:
    """Where the letters are: QQuickText says how much of its box it fills."""
    width, height = float(text.property("contentWidth")), float(text.property("contentHeight"))
    whole = box(text)
    return (
        QRectF(whole.left(), whole.top(), max(width, 0), max(height, 0))
        if width > whole.width() + SLACK
        else whole
    )


def cut_texts(visitor: Visitor) -> list[str]:
    found = []
    page = page_rect(visitor)
    for item in visitor.everything():
        words = item.property("text")
        if not isinstance(words, str) or not words or not is_a(item, "Phrase", "QQuickText"):
            continue
        tall, wide = float(item.property("contentHeight")), float(item.property("contentWidth"))
        if item.property("truncated") or wide > item.width() + SLACK or tall > item.height() + 3:
            found.append(f"does not fit its box: {words}")
        in_bar = any(is_a(owner, "BaseBar") for owner in owners(item))
        if not in_bar and not within(painted(item), page):
            found.append(f"outside the page: {words}")
        for owner in owners(item):
            if (
                is_a(owner, "Plate", "Message", "ReceiptCard") or owner.property("guarded") is not None
            ) and owner.height() > 0:
                if not within(painted(item), box(owner)):
                    found.append(f"outside its {owner.metaObject().className()}: {words}")
                break
    return found


def broken_words(visitor: Visitor) -> list[str]:
    """Words wider than their line: Qt would go on in the middle of them."""
    found = []
    for item in visitor.everything():
        words = item.property("text")
        if not isinstance(words, str) or not is_a(item, "Phrase"):
            continue
        font = item.property("font")
        font.setPixelSize(
            item.property("fontInfo").property("pixelSize") if item.property("fitted") else font.pixelSize()
        )
        measure = QFontMetricsF(font)
        found += [
            f"broken word: {word}"
            for word in words.replace("\n", " ").split(" ")
            if measure.horizontalAdvance(word) > item.width() + SLACK
        ]
    return found


def heaped_texts(visitor: Visitor) -> list[str]:
    """Texts over other texts, or over a target that is not theirs."""
    if visitor.names("window:"):
        return []
    texts = [item for item in visitor.everything() if is_a(item, "Phrase") and item.property("text")]
    found = []
    for place, one in enumerate(texts):
        letters = letters_of(one)
        others = [(other, letters_of(other)) for other in texts[place + 1 :]]
        others += [(target, box(target)) for target in touchables(visitor) if target not in list(owners(one))]
        found += [
            f"heaped: {one.property('text')} / {other.property('text') or other.objectName()}"
            for other, where in others
            if letters.adjusted(2, 4, -2, -4).intersects(where)
        ]
    return found


def letters_of(text: QQuickItem) -> QRectF:
    """The band that the lines of a text take: in the middle of a box that is taller than they are."""
    whole, tall = box(text), float(text.property("contentHeight"))
    spare = max(0.0, whole.height() - tall) / 2
    return whole.adjusted(0, spare, 0, -spare)


def bad_targets(visitor: Visitor) -> list[str]:
    found = []
    every = touchables(visitor)
    least, gap = LEAST_TARGET * unit_of(visitor) - SLACK, LEAST_GAP * unit_of(visitor) - SLACK
    window = QRectF(0, 0, visitor.window.width(), visitor.window.height())
    for item in every:
        here = box(item)
        if min(here.width(), here.height()) < least:
            found.append(f"small: {item.objectName()} {here.width():.0f}x{here.height():.0f}")
        if not within(here, window):
            found.append(f"outside: {item.objectName()}")
    if visitor.names("window:"):
        return found
    for place, one in enumerate(every):
        for other in every[place + 1 :]:
            if box(one).adjusted(-gap, -gap, gap, gap).intersects(box(other)):
                found.append(f"crowded: {one.objectName()} and {other.objectName()}")
    return found


def look(visitor: Visitor, at: str) -> list[str]:
    faults = cut_texts(visitor) + bad_targets(visitor) + broken_words(visitor) + heaped_texts(visitor)
    return [f"{at}: {fault}" for fault in faults]

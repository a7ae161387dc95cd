"""What is wrong with a page of the counter for eye and mouse: small, cut, heaped, long, faint."""

from collections import Counter

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickItem

from tests.ui.counter.conftest import Page
from tests.ui.measures import box, letters_of, owners, painted, within
from tests.ui.test_tokens import contrast

LEAST_TARGET, LEAST_TEXT, MOST_CHARACTERS = 44, 15, 70
LEAST_CONTRAST = {"clair": 7.0, "sombre": 7.0, "contraste": 20.0, "doux": 6.0}


def of_kind(item: QQuickItem, *properties: str) -> bool:
    """Tell a control by properties that only it has: asking for its type makes a wrapper each time."""
    return all(item.property(name) is not None for name in properties)


def texts(page: Page) -> list[QQuickItem]:
    every = (item for item in page.everything() if of_kind(item, "role", "words"))
    return [item for item in every if item.property("text") and in_view(item)]


def targets(page: Page) -> list[QQuickItem]:
    return [item for item in page.everything() if of_kind(item, "guarded", "label") and in_view(item)]


def rings(page: Page) -> list[QQuickItem]:
    # What a ring is around has no Python type: it is told by being shown.
    return [item for item in page.everything() if item.property("shown") is True]


def viewport(item: QQuickItem) -> QRectF | None:
    """What of the window shows an item that scrolls."""
    return next((box(owner) for owner in owners(item) if of_kind(owner, "longer", "rim")), None)


def in_view(item: QQuickItem) -> bool:
    """An item half scrolled away is cut rightly."""
    shown = viewport(item)
    return shown is None or within(box(item), shown)


def cut(page: Page) -> list[str]:
    found = []
    window = QRectF(0, 0, page.window.width(), page.window.height())
    for item in texts(page):
        words, wide, tall = (
            str(item.property("text")),
            item.property("contentWidth"),
            item.property("contentHeight"),
        )
        if item.property("truncated") or wide > item.width() + 1.5 or tall > item.height() + 3:
            found.append(f"does not fit its box: {words}")
        if not within(painted(item), window):
            found.append(f"outside the window: {words}")
        plate = next((owner for owner in owners(item) if of_kind(owner, "guarded", "label")), None)
        if plate is not None and not within(painted(item), box(plate)):
            found.append(f"outside {plate.objectName()}: {words}")
    return found


def heaped(page: Page) -> list[str]:
    found = []
    every = [(item, letters_of(item)) for item in texts(page)]
    reachable = [(item, box(item)) for item in targets(page)]
    for place, (one, letters) in enumerate(every):
        inner, mine = letters.adjusted(2, 3, -2, -3), list(owners(one))
        others = every[place + 1 :] + [(item, where) for item, where in reachable if item not in mine]
        found += [
            f"heaped: {one.property('text')} / {other.property('text') or other.objectName()}"
            for other, where in others
            if inner.intersects(where)
        ]
    return found


def bad_targets(page: Page) -> list[str]:
    found = []
    every = [(item, box(item)) for item in targets(page)]
    window = QRectF(0, 0, page.window.width(), page.window.height())
    for place, (one, here) in enumerate(every):
        if min(here.width(), here.height()) < LEAST_TARGET - 0.5:
            found.append(f"small: {one.objectName()} {here.width():.0f}x{here.height():.0f}")
        if not within(here, window):
            found.append(f"outside: {one.objectName()}")
        # Room for the focus ring, 10 px.
        for other, there in every[place + 1 :]:
            if here.adjusted(-10, -10, 10, 10).intersects(there):
                found.append(f"crowded: {one.objectName()} and {other.objectName()}")
    return found


def bad_letters(page: Page) -> list[str]:
    found = []
    for item in texts(page):
        words, size = str(item.property("text")), item.property("font").pixelSize()
        if size < LEAST_TEXT:
            found.append(f"small letters: {words} {size}")
        lines = int(item.property("lineCount"))
        if lines and len(words) / lines > MOST_CHARACTERS:
            found.append(f"long lines: {words}")
    return found


def faint(page: Page, theme: str) -> list[str]:
    """Texts whose colour is too near to what is really painted around their letters."""
    image = page.window.grabWindow()
    found = []
    for item in texts(page):
        ground = most_painted(image, painted(item).toRect())
        colour = item.property("color").name()
        ratio = contrast(colour, ground)
        if round(ratio, 2) < LEAST_CONTRAST[theme]:
            found.append(
                f"faint: {item.property('text')} {item.property('color').name()} on {ground} {ratio:.1f}"
            )
    return found


def most_painted(image: QImage, where: QRect) -> str:
    """The colour that most of a rectangle has: letters cover less of it than what is behind them."""
    scale = image.devicePixelRatio()
    colours = Counter(
        image.pixel(round(x * scale), round(y * scale))
        for x in range(max(0, where.left()), min(where.right(), image.width() - 1), 3)
        for y in range(max(0, where.top()), min(where.bottom(), image.height() - 1), 3)
    )
    return f"#{colours.most_common(1)[0][0] & 0xFFFFFF:06x}"


def look(page: Page, at: str) -> list[str]:
    # Rows take their places with the next frame.
    page.window.grabWindow()
    return [f"{at}: {fault}" for fault in cut(page) + heaped(page) + bad_targets(page) + bad_letters(page)]

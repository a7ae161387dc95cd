"""The papers of the receipt printer as pictures of one bit a dot (mock-up 14)."""

import re
from pathlib import Path

from kiosk.receipt import CourierSquare, Receipt
from kiosk.recovery import RecoverySheet
from kiosk.wire.courier_qr import version_for
from printers.raster import Bitmap
from printers.render_paper import (
    BODY,
    DIGITS_PITCH,
    GAP,
    HEAVY,
    LEAST,
    MARGIN,
    NARROW,
    STRONG,
    TEXT,
    TITLE,
    Paper,
    drawn,
    text_width,
    widest_word,
)
from printers.render_recovery import fill_recovery

ICONS = Path(__file__).resolve().parent.parent / "assets" / "icons" / "duotone"
PHONE, CODE = 74, 134
# 20 mm at 203 dpi: a phone held over one square must not find the other.
APART = 160


# A pictogram, and what it keeps of the line.
ICON, ICON_NARROW = (66, 94), (48, 62)
BULLET = 28


def render(words: Receipt | RecoverySheet, dots: int) -> Bitmap:
    """Draw a paper of so many dots across, a multiple of 8; a receipt is 26 to 45 cm long at 576 dots."""
    if isinstance(words, RecoverySheet):
        return drawn(lambda paper: fill_recovery(paper, words), dots, "fr")
    return drawn(lambda paper: fill_receipt(paper, words), dots, words.language)


def fill_receipt(paper: Paper, receipt: Receipt) -> None:
    """Draw a receipt from top to bottom."""
    paper.head(receipt.agency, receipt.duplicate)
    _what_was_done(paper, receipt)
    draw_code(paper, receipt)
    _what_comes(paper, receipt)
    if receipt.url is not None:
        paper.dotted()
        paper.square(receipt.url, [(receipt.scan[0], HEAVY), (receipt.scan[1], TEXT)])
    paper.y += GAP
    if receipt.courier is not None:
        _courier(paper, receipt.courier)


def _courier(paper: Paper, square: CourierSquare) -> None:
    """Draw the square that holds the request, where this paper is wide enough for it."""
    version = version_for(square.address, square.number, paper.dots)
    if version is None:
        return
    paper.y += APART
    bold, others = square.words
    paper.text([(bold, HEAVY)], STRONG)
    paper.text([(others, TEXT)], BODY)
    paper.wide_square(square.address, square.number, version)


def _what_was_done(paper: Paper, receipt: Receipt) -> None:
    paper.text([(receipt.title, HEAVY)], TITLE)
    paper.y += GAP / 2
    paper.text([(receipt.recorded, HEAVY)], STRONG)
    if receipt.service:
        paper.y += GAP
        paper.text([(receipt.service, TEXT)], BODY)
        paper.text([(receipt.treated, HEAVY)], BODY)
    paper.y += GAP


def draw_code(paper: Paper, receipt: Receipt) -> None:
    """Draw the arch with the code in two lines of two groups."""
    groups = receipt.code.split(" ")
    lines = [" ".join(groups[at : at + 2]) for at in range(0, len(groups), 2)]
    within = paper.inner - 2 * 32
    size = min(CODE, *(int(CODE * within / text_width(line, CODE, HEAVY)) for line in lines))
    top = paper.y
    paper.y += 36
    paper.text([(receipt.code_label, TEXT)], BODY, centred=True)
    for line in lines:
        # Digits have nothing below their line: packed closer than text.
        paragraph = paper.laid(
            [(line.replace(" ", "\u00a0"), HEAVY)], size, paper.inner, centred=True, digits=True
        )
        pitch = round(size * DIGITS_PITCH)
        # Whole dots: rounding a half would set the lines closer at one height than at another.
        paper.place(paragraph, MARGIN, paper.y - (paragraph.height - pitch) // 2, paper.inner)
        paper.y += pitch
    paper.y += 24
    paper.framed(top, radius=min(145, paper.inner * 0.27))
    paper.y += GAP


def _what_comes(paper: Paper, receipt: Receipt) -> None:
    if receipt.promise is not None:
        _beside_icon(paper, "calendar-blank", receipt.promise)
    if receipt.next is not None:
        _beside_icon(paper, "path", receipt.next)
    if receipt.bring:
        _what_to_bring(paper, *receipt.bring)
    _beside_icon(paper, "phone", receipt.call_before)
    number = receipt.phone
    if text_width(number, LEAST, HEAVY) > paper.inner:
        number = number.replace("\u00a0", " ")
    paper.text([(number, HEAVY)], PHONE, digits=True)
    paper.y += GAP / 2
    for line in filter(None, (receipt.phone_cost, *receipt.hours)):
        paper.text([(line, TEXT)], BODY)
    paper.y += GAP / 2
    paper.text([(receipt.privacy, TEXT)], BODY)


def _what_to_bring(paper: Paper, title: str, *papers: str) -> None:
    _beside_icon(paper, "files", title, HEAVY)
    paper.y -= GAP / 2
    width = paper.inner - BULLET
    for words in papers:
        # Its point stands at the reading side, whatever letters follow.
        point = paper.laid([("•", HEAVY)], BODY, BULLET)
        paper.place(point, MARGIN, paper.y, BULLET)
        paper.text([(words, TEXT)], BODY, start=MARGIN + BULLET, width=width)
    paper.y += GAP


def _beside_icon(paper: Paper, name: str, words: str, weight: int = TEXT) -> None:
    icon, indent = ICON_NARROW if paper.dots < NARROW else ICON
    start = MARGIN + indent
    width = paper.dots - MARGIN - start
    runs = [(words, weight)]
    if widest_word(runs, BODY) > width:
        # Narrow paper and a long word: the words matter more than their pictogram.
        paper.text(runs, BODY)
    else:
        top = paper.y
        paper.picture(_outline(name), MARGIN + 2, top - 4, (icon, icon))
        paper.text(runs, BODY, start=start, width=width)
        paper.y = max(paper.y, top + icon)
    paper.y += GAP


def _outline(name: str) -> bytes:
    """Return a pictogram of one tone, its line thicker: paper has no grey, and loses thin lines."""
    svg = (ICONS / f"{name}-duotone.svg").read_text("utf-8")
    svg = re.sub(r'<path d="[^"]+" opacity="0\.2"/>', "", svg)
    return svg.replace("currentColor", '#000" stroke="#000" stroke-width="12').encode()

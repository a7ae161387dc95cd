"""The recovery sheet as a picture: the key in groups that a person types again, and a QR of it."""

from qrcode.constants import ERROR_CORRECT_H

from kiosk.recovery import RecoverySheet
from printers.render_paper import BODY, GAP, HEAVY, LEAST, MARGIN, STRONG, TEXT, TITLE, Paper, text_width

# Large: a tired eye copies them from a faded paper. Two groups a line where the widest ones have the room.
KEY = 84
WIDEST = "WWWW"
INDENT, BETWEEN = 24, 32


def fill_recovery(paper: Paper, sheet: RecoverySheet) -> None:
    """Draw the sheet from top to bottom."""
    paper.head(sheet.agency, sheet.duplicate)
    paper.text([(sheet.title, HEAVY)], TITLE)
    paper.y += GAP / 2
    paper.text([(sheet.keep, HEAVY)], STRONG)
    paper.y += GAP
    paper.text([(sheet.purpose, TEXT)], BODY)
    paper.y += GAP
    _key(paper, sheet)
    paper.text([(sheet.hint, TEXT)], BODY)
    paper.dotted()
    # The strongest correction: the paper is to be read after years.
    paper.square(sheet.square, [(sheet.scan, TEXT)], ERROR_CORRECT_H)
    paper.dotted()
    paper.y += GAP / 2
    paper.text([(sheet.fades, HEAVY)], BODY)
    paper.y += GAP
    paper.text([(sheet.made, TEXT)], BODY)
    paper.y += GAP


def _key(paper: Paper, sheet: RecoverySheet) -> None:
    top = paper.y
    paper.y += GAP
    paper.text([(sheet.key_label, TEXT)], BODY, centred=True)
    # Numbered lines: who types looks up and down many times, and finds the place again.
    numbers = text_width("00", BODY, TEXT) + GAP
    start = MARGIN + INDENT + numbers
    width = paper.inner - 2 * INDENT - numbers
    per_line = 2 if text_width(WIDEST, LEAST, HEAVY) + BETWEEN <= width / 2 else 1
    column = width / per_line
    widest = max(text_width(group, KEY, HEAVY) for group in sheet.groups)
    size = min(KEY, int(KEY * (column - BETWEEN) / widest))
    for number, at in enumerate(range(0, len(sheet.groups), per_line), 1):
        groups = sheet.groups[at : at + per_line]
        laid = [paper.laid([(group, HEAVY)], size, column, digits=True) for group in groups]
        small = paper.laid([(f"{number}", TEXT)], BODY, numbers, digits=True)
        for place, paragraph in enumerate(laid):
            paper.place(paragraph, start + place * column, paper.y, column)
        paper.place(small, MARGIN + INDENT, paper.y + (laid[0].height - small.height) / 2, numbers)
        paper.y += laid[0].height
    paper.y += GAP
    paper.framed(top, radius=10)
    paper.y += GAP

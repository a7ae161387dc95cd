"""The recovery sheet as a picture: the key in groups that a person types again, and a QR of it."""

from qrcode.constants import ERROR_CORRECT_H

from kiosk.recovery import RecoverySheet
from printers.render_paper import BODY, GAP, HEAVY, LEAST, MARGIN, STRONG, TEXT, TITLE, Paper, text_width

# As large as four groups of two stay on a line each; a tired eye on a faded paper copies them.
KEY = 92
PER_LINE = 2


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
    lines = [sheet.groups[at : at + PER_LINE] for at in range(0, len(sheet.groups), PER_LINE)]
    within = paper.inner - 2 * 24
    # One column a group: letters are not all equally wide, and groups below each other are copied surely.
    column = within / PER_LINE
    widest = max(text_width(group, KEY, HEAVY) for group in sheet.groups)
    size = max(LEAST, min(KEY, int(KEY * (column - 20) / widest)))
    for line in lines:
        height = 0.0
        for place, group in enumerate(line):
            paragraph = paper.laid([(group, HEAVY)], size, column, centred=True, digits=True)
            paper.place(paragraph, MARGIN + 24 + place * column, paper.y, column)
            height = paragraph.height
        paper.y += height
    paper.y += GAP
    paper.framed(top, radius=10)
    paper.y += GAP

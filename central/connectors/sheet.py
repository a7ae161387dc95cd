"""The A4 sheet of a request, for agencies that work on paper: a PDF made in memory, its text selectable.

Sizes are millimetres and points. Drawn twice, since a foot names the number of pages.
"""

from dataclasses import dataclass, field
from pathlib import Path

from fpdf import FPDF

FONTS = Path(__file__).resolve().parents[2] / "assets" / "fonts"
FAMILY = "relais"
SIDE, TOP, FOOT = 18.0, 16.0, 20.0
SMALL, TEXT, HEAD, TITLE, CODE = 9.5, 11.5, 14.0, 20.0, 26.0
INK, GREY, PALE = (18, 38, 43), (77, 90, 92), (185, 194, 195)
LINE = 0.5
"""Height of a line, in millimetres for each point of its letters."""


@dataclass(frozen=True)
class Sheet:
    """What the sheet says, from top to bottom. rows: (label, value). foot: "{page}" and "{count}" in it."""

    notice: str
    agency: str
    title: str
    code_label: str
    code: str = field(repr=False)
    facts: tuple[tuple[str, str], ...]
    answers_title: str
    answers: tuple[tuple[str, str], ...] = field(repr=False)
    foot: str


def draw_sheet(sheet: Sheet) -> bytes:
    """Return the sheet as a PDF of as many pages as it takes."""
    count = _Paper(sheet, 1).fill().page_no()
    return bytes(_Paper(sheet, count).fill().output())


class _Paper(FPDF):
    def __init__(self, sheet: Sheet, count: int) -> None:
        super().__init__(format="A4")
        self._sheet = sheet
        self._count = count
        self.add_font(FAMILY, "", FONTS / "RelaisSans-Medium.ttf")
        self.add_font(FAMILY, "B", FONTS / "RelaisSans-Bold.ttf")
        # Arabic answers: letters joined, lines from right to left.
        self.set_text_shaping(use_shaping_engine=True)
        self.set_margins(SIDE, TOP, SIDE)
        self.set_auto_page_break(auto=True, margin=FOOT)
        self.set_lang("fr")
        # Nothing of the person: the properties of a file are shown where its text is not.
        self.set_title(sheet.title)
        self.set_creator("Relais")

    def footer(self) -> None:
        """Draw the foot of a page."""
        self.set_y(-FOOT + 6)
        self._line(self._sheet.foot.format(page=self.page_no(), count=self._count), SMALL, colour=GREY)

    def fill(self) -> "_Paper":
        """Draw everything."""
        sheet = self._sheet
        self.add_page()
        self._line(sheet.agency, HEAD, bold=True)
        self._line(sheet.notice, SMALL, colour=GREY)
        self._rule()
        self._line(sheet.title, TITLE, bold=True)
        if sheet.code:
            self.ln(2)
            self._line(sheet.code_label, SMALL, colour=GREY)
            self._line(sheet.code, CODE, bold=True)
        for label, value in sheet.facts:
            self._pair(label, value)
        self._rule()
        self._line(sheet.answers_title, HEAD, bold=True)
        for label, value in sheet.answers:
            self._pair(label, value)
        return self

    def _pair(self, label: str, value: str) -> None:
        self.ln(2.5)
        # A label never stands alone at the foot of a page.
        if self.will_page_break(SMALL * LINE + 2 * TEXT * LINE):
            self.add_page()
        self._line(label, SMALL, colour=GREY)
        self._line(value, TEXT, bold=True)

    def _rule(self) -> None:
        self.ln(3)
        self.set_draw_color(*PALE)
        self.line(SIDE, self.get_y(), self.w - SIDE, self.get_y())
        self.ln(3)

    def _line(
        self, text: str, size: float, *, bold: bool = False, colour: tuple[int, int, int] = INK
    ) -> None:
        self.set_font(FAMILY, "B" if bold else "", size)
        self.set_text_color(*colour)
        self.multi_cell(0, size * LINE, text, align="L", new_x="LMARGIN", new_y="NEXT")

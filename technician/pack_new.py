"""A source folder to begin from: one service in five languages, which builds as it is."""

import csv
import shutil
from pathlib import Path

from kiosk.catalogue.build import SOURCE
from technician.terminal import Terminal

TEMPLATE = Path(__file__).resolve().parent.parent / "assets" / "new-pack"
# « relecture » says which texts a native speaker has read; XLSForm ignores it.
SHEETS = ("survey", "choices", "settings", "relecture")
FORM = "forms/exemple.xlsx"
WIDE = 28


def new(folder: Path, terminal: Terminal) -> bool:
    """Write the source of a pack into a new or empty folder."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        terminal.say("pack.new.not_empty", folder=str(folder))
        return False
    try:
        (folder / "forms").mkdir(parents=True)
        (folder / "icons").mkdir()
        shutil.copyfile(TEMPLATE / SOURCE, folder / SOURCE)
        _write_form(folder / FORM)
    except OSError as fault:
        terminal.say("pack.unwritable", file=str(folder), why=str(fault.strerror))
        return False
    terminal.say("pack.new.done", folder=str(folder))
    return True


def _write_form(path: Path) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    workbook = Workbook()
    workbook.remove(workbook.active)
    for title in SHEETS:
        sheet = workbook.create_sheet(title)
        with (TEMPLATE / f"{title}.csv").open(newline="", encoding="utf-8") as file:
            for row in csv.reader(file):
                sheet.append([cell or None for cell in row])
        # The names of the columns stay in sight, and long texts are read whole.
        sheet.freeze_panes = "C2" if title in ("survey", "choices") else "A2"
        for column in sheet.columns:
            sheet.column_dimensions[column[0].column_letter].width = WIDE
            for cell in column:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
            column[0].font = Font(bold=True)
    workbook.save(path)

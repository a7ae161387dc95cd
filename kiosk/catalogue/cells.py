"""Reads the cells of an XLSForm workbook as the texts that their author sees."""

from datetime import date, datetime
from pathlib import Path

from kiosk.catalogue.workbook import NOT_A_WORKBOOK, check_xlsx
from kiosk.errors import FormBroken

# Far more than any form; a workbook can claim a million empty rows.
MOST_ROWS = 20_000
MOST_COLUMNS = 200


def read_cells(path: Path) -> dict[str, list[list[str]]]:
    """Return the texts of every sheet by row and column, "" for an empty cell. Raises a Problem."""
    check_xlsx(path)
    from openpyxl import load_workbook

    try:
        with path.open("rb") as file:
            workbook = load_workbook(file, read_only=True, data_only=True)
            return {
                str(sheet.title): [
                    [_text(value) for value in row]
                    for row in sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True)
                ]
                for sheet in workbook.worksheets
            }
    except Exception as fault:
        # openpyxl raises almost anything on a damaged workbook, and a workbook comes from outside.
        raise FormBroken(path=str(path), detail=NOT_A_WORKBOOK) from fault


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and (value.hour, value.minute, value.second) == (0, 0, 0):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()

"""Writes XLSForm workbooks for tests."""

from pathlib import Path

from openpyxl import Workbook

Rows = list[list[object]]
HEADER: list[object] = ["type", "name", "label", "relevant", "constraint", "calculation"]
FINE: Rows = [HEADER, ["text", "a", "A"], ["integer", "b", "B", "${a} != ''"]]


def write_workbook(path: Path, **sheets: Rows) -> Path:
    workbook = Workbook()
    workbook.remove(workbook.active)
    for title, rows in (sheets or {"other": []}).items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(path)
    return path

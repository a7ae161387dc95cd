"""From an XLSForm workbook to the XML of its XForm, by pyxform. Only whoever builds packs comes here."""

import re
import zipfile
from pathlib import Path

from kiosk.errors import FormBroken

MAX_FILE_BYTES = 16 << 20
# A workbook is a zip archive: a small one could unpack to fill the memory.
MAX_UNPACKED_BYTES = 256 << 20
WORKBOOK = "xl/workbook.xml"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
ROW = re.compile(r"\[row : (?P<row>[^\]]+)\]\s*")
SHEET = re.compile(r"'(survey|choices|settings|external_choices|entities|osm)'(?: sheet|, row)")


def check_xlsx(path: Path) -> None:
    """Return for a real .xlsx workbook of a reasonable size. Raises FormBroken, saying what it is instead."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(len(OLE))
    except OSError as fault:
        raise FormBroken(path=str(path), detail=f"fichier illisible : {fault.strerror}.") from fault
    if start == OLE:
        raise FormBroken(path=str(path), detail="c’est un ancien .xls. Enregistrez-le au format .xlsx.")
    if size > MAX_FILE_BYTES:
        raise FormBroken(path=str(path), detail=f"plus de {MAX_FILE_BYTES >> 20} Mo.")
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError) as fault:
        raise FormBroken(path=str(path), detail="ce n’est pas un classeur .xlsx.") from fault
    if WORKBOOK not in names:
        raise FormBroken(path=str(path), detail="ce n’est pas un classeur .xlsx.")
    if unpacked > MAX_UNPACKED_BYTES:
        raise FormBroken(path=str(path), detail=f"plus de {MAX_UNPACKED_BYTES >> 20} Mo une fois ouvert.")


def compile_xlsx(path: Path) -> bytes:
    """Return the XForms XML of a workbook, the same bytes each time. Raises FormBroken with sheet and row."""
    check_xlsx(path)
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    try:
        converted = convert(xlsform=path, file_type=".xlsx", form_name="data")
    except PyXFormError as fault:
        raise FormBroken(path=str(path), detail=_where(str(fault))) from fault
    except Exception as fault:
        # pyxform and openpyxl raise almost anything on a damaged workbook, and a workbook comes from outside.
        raise FormBroken(path=str(path), detail=f"pyxform : {type(fault).__name__}, {fault}") from fault
    xform: str = converted.xform
    return xform.encode()


def _where(message: str) -> str:
    """Put sheet and row first, in French, as pyxform's message tells them; keep its own words after."""
    row, sheet = ROW.search(message), SHEET.search(message)
    place = []
    if sheet:
        place.append(f"feuille « {sheet[1]} »")
    elif row:
        # pyxform names the sheet only when it is not the one with the questions.
        place.append("feuille « survey »")
    if row:
        place.append(f"ligne {row['row']}")
    words = " ".join(ROW.sub("", message).split())
    return f"{', '.join(place)} : {words}" if place else words

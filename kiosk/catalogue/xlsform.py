"""From an XLSForm workbook to the XML of its XForm, by pyxform. Only whoever builds packs comes here."""

import re
from pathlib import Path

from kiosk.catalogue.cells import read_cells
from kiosk.catalogue.workbook import NOT_A_WORKBOOK, check_xlsx
from kiosk.errors import FormBroken

SURVEY = "survey"

ROW = re.compile(r"\[row : (?P<row>[^\]]+)\]\s*")
SHEET = re.compile(r"'(survey|choices|settings|external_choices|entities|osm)'(?: sheet|, row)")
# What authors meet most, in their language, and the column that holds the first word quoted; any other
# message of pyxform is given as it is.
MESSAGES: tuple[tuple[str, str, str], ...] = (
    (r"must have a sheet named '(.+?)'", "il manque la feuille « {0} ».", ""),
    (r"should be a choices sheet", "il manque la feuille « choices ».", ""),
    (r"Unknown question type '(.+?)'", "type de question inconnu : « {0} ».", "type"),
    (
        r"the '(\w+)' value is invalid.*Could not find the name '(.+?)'",
        "« {0} » cite « {1} », qui n’existe pas.",
        "",
    ),
    (r"List name not in choices sheet: (.+)", "la liste « {0} » n’est pas dans la feuille « choices ».", ""),
    (r"the 'name' value '(.+?)' is invalid.*must be unique", "deux questions ont le nom « {0} ».", ""),
    (r"Question or group with no name", "il manque un nom.", ""),
    (r"element named '(.+?)' has no label or hint", "la question « {0} » n’a pas de texte.", "name"),
    (r"Unmatched 'begin_(?:group|repeat)'.*for the name '(.+?)'", "le groupe « {0} » n’est pas fermé.", ""),
    (r"Unmatched 'end_(?:group|repeat)'", "un groupe est fermé sans être ouvert.", ""),
    (r"Names must begin with a letter", "un nom commence par une lettre et n’a pas d’espace.", ""),
    (r"was not recognized as a supported type", NOT_A_WORKBOOK, ""),
)


def compile_xlsx(path: Path) -> bytes:
    """Return the XForms XML of a workbook, the same bytes each time.

    Raises FormBroken with sheet and row, and PackHostile.
    """
    check_xlsx(path)
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    try:
        converted = convert(xlsform=path, file_type=".xlsx", form_name="data")
    except PyXFormError as fault:
        raise FormBroken(path=str(path), detail=_explain(str(fault), path)) from fault
    except (MemoryError, OSError):
        # Of this machine, or the limits of the process that reads what comes from outside: told there.
        raise
    except Exception as fault:
        # pyxform and openpyxl raise almost anything on a damaged workbook, and a workbook comes from outside.
        detail = f"pyxform dit : {type(fault).__name__}, {fault}"
        raise FormBroken(path=str(path), detail=detail) from fault
    xform: str = converted.xform
    return xform.encode()


def _explain(message: str, path: Path) -> str:
    """Return pyxform's message in French, with sheet and row first where they can be known."""
    row, sheet = ROW.search(message), SHEET.search(message)
    words = " ".join(ROW.sub("", message).split())
    said, number = f"pyxform dit : {words}", row["row"] if row else None
    for pattern, french, column in MESSAGES:
        match = re.search(pattern, words)
        if match:
            said = french.format(*match.groups())
            number = number or (_row_of(path, column, match[1]) if column else None)
            break
    if number is None and sheet is None:
        return said
    # pyxform names the sheet only where it could be another one than that of the questions.
    place = f"feuille « {sheet[1] if sheet else SURVEY} »"
    return f"{place}, ligne {number} : {said}" if number else f"{place} : {said}"


def _row_of(path: Path, column: str, value: str) -> int | None:
    """Return the first row of the questions' sheet with this value, for the messages that do not tell it."""
    header, *rows = read_cells(path).get(SURVEY) or [[]]
    if column not in header:
        return None
    at = header.index(column)
    return next((number for number, cells in enumerate(rows, start=2) if cells[at : at + 1] == [value]), None)

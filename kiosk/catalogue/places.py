"""The agency's list of places of help nearby: a CSV table, as any spreadsheet saves it."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from kiosk.errors import ConfigBadValue, ConfigMissing, ConfigUnreadable

COLUMNS = ("nom", "aide", "adresse", "téléphone", "horaires")
_OTHERWISE = {"telephone": "téléphone"}
# A list that nobody would read to its end helps nobody; a page holds one to four.
MOST_PLACES = 40


@dataclass(frozen=True)
class Place:
    """A place of help. help: what it helps with; phone and hours may be ""."""

    name: str
    help: str
    address: str
    phone: str
    hours: str


def read_places(path: Path) -> tuple[Place, ...]:
    """Read the table: UTF-8, a header line, columns between « ; » or « , » in any order.

    Raises ConfigMissing, ConfigUnreadable, ConfigBadValue naming line and column.
    """
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise ConfigMissing(path=str(path)) from None
    except UnicodeDecodeError:
        raise ConfigUnreadable(path=str(path), detail="enregistrez-le en CSV UTF-8") from None
    except OSError as fault:
        raise ConfigUnreadable(path=str(path), detail=str(fault.strerror)) from fault
    header, _, _ = text.partition("\n")
    rows = list(csv.reader(io.StringIO(text), delimiter=";" if ";" in header else ","))
    columns = [_column(path, cell) for cell in rows[0]] if rows else []
    missing = [column for column in COLUMNS if column not in columns]
    if missing or len(columns) != len(COLUMNS):
        raise ConfigBadValue(path=str(path), key="ligne 1", expected=", ".join(COLUMNS))
    places = tuple(
        _place(path, number, dict(zip(columns, row, strict=False)))
        for number, row in enumerate(rows[1:], 2)
        if any(cell.strip() for cell in row)
    )
    if len(places) > MOST_PLACES:
        raise ConfigBadValue(path=str(path), key="lignes", expected=f"{MOST_PLACES} lieux au plus")
    return places


def _column(path: Path, cell: str) -> str:
    name = cell.strip().lower()
    name = _OTHERWISE.get(name, name)
    if name not in COLUMNS:
        raise ConfigBadValue(path=str(path), key=f"ligne 1, « {cell} »", expected=", ".join(COLUMNS))
    return name


def _place(path: Path, number: int, cells: dict[str, str]) -> Place:
    given = {column: cells.get(column, "").strip() for column in COLUMNS}
    for column in ("nom", "aide", "adresse"):
        if not given[column]:
            raise ConfigBadValue(path=str(path), key=f"ligne {number}, « {column} »", expected="un texte")
    return Place(*(given[column] for column in COLUMNS))

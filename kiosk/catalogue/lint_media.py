"""The rules over the pictures and recordings that the sheets of a form name."""

from collections.abc import Iterator
from pathlib import Path

from kiosk.catalogue.media import MEDIA, check_media
from kiosk.errors import PackHostile
from kiosk.forms.lint.finding import Finding
from kiosk.forms.lint.tables import Cell, Tables

SHOWN, PASSED = ("image", "audio"), ("video", "big-image")


def media_findings(tables: Tables, source: Path) -> Iterator[Finding]:
    """Yield what is wrong with the files in the columns image and audio, and what a kiosk passes over."""
    for row in (*tables.survey.rows, *tables.choices.rows):
        for cell in (cell for base in SHOWN for cell in row.said(base)):
            yield from _file(cell, source)
        for cell in (cell for base in PASSED for cell in row.said(base)):
            if cell.text:
                yield cell.finding("media.film", name=cell.text)


def _file(cell: Cell, source: Path) -> Iterator[Finding]:
    name = cell.text.rpartition("/")[2]
    if not name:
        return
    path = source / MEDIA / name
    if not path.is_file() or path.is_symlink():
        yield cell.finding("media.missing", name=f"{MEDIA}/{name}")
        return
    try:
        check_media(name, path.read_bytes(), str(path))
    except PackHostile as problem:
        yield cell.finding("media.refused", name=f"{MEDIA}/{name}", detail=str(problem.facts["detail"]))

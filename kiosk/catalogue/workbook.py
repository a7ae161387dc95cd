"""Looks at an .xlsx workbook from outside before anything builds it up in memory.

A workbook is a zip archive of XML files: a small one may unpack to fill the memory, name files elsewhere,
define entities, or claim a billion cells. Each part is read once, as a stream; nothing is kept of it.
"""

import re
import zipfile
from pathlib import Path, PurePosixPath
from xml.parsers import expat

from kiosk.catalogue.outside import MAX_DEPTH, MAX_FILE_BYTES, size
from kiosk.errors import FormBroken, PackHostile

MAX_PARTS = 500
# Several hundred questions in ten languages unpack to less than 5 MB.
MAX_UNPACKED_BYTES = 64 << 20
MAX_ROWS = 50_000
MAX_COLUMNS = 1000
MAX_CELLS = 500_000
WORKBOOK = "xl/workbook.xml"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
NOT_A_WORKBOOK = "ce n’est pas un classeur .xlsx."
XML_SUFFIXES = (".xml", ".rels", ".vml")
CELL = re.compile(r"([A-Z]{1,9})(\d{1,9})")
BLOCK = 64 << 10


def check_xlsx(path: Path) -> None:
    """Return for a real .xlsx workbook of a reasonable size.

    Raises FormBroken, saying what it is instead, and PackHostile.
    """
    try:
        length = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(len(OLE))
    except FileNotFoundError as fault:
        raise FormBroken(path=str(path), detail="le fichier n’existe pas.") from fault
    except OSError as fault:
        raise FormBroken(path=str(path), detail=f"fichier illisible : {fault.strerror}.") from fault
    if start == OLE:
        raise FormBroken(path=str(path), detail="c’est un ancien .xls. Enregistrez-le au format .xlsx.")
    if length > MAX_FILE_BYTES:
        raise FormBroken(path=str(path), detail=f"plus de {size(MAX_FILE_BYTES)}.")
    try:
        with zipfile.ZipFile(path) as archive:
            _check_archive(archive, str(path))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, OSError) as fault:
        raise FormBroken(path=str(path), detail=NOT_A_WORKBOOK) from fault


def _check_archive(archive: zipfile.ZipFile, path: str) -> None:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if WORKBOOK not in names:
        raise FormBroken(path=path, detail=NOT_A_WORKBOOK)
    if len(entries) > MAX_PARTS or len(set(names)) != len(names):
        raise PackHostile(path=path, detail=f"plus de {MAX_PARTS} parties, ou deux du même nom.")
    for name in names:
        if name.startswith("/") or "\\" in name or ".." in PurePosixPath(name).parts:
            raise PackHostile(path=path, detail=f"« {name} » sort du classeur.")
    # What is read of an entry ends at the size that it declares.
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise PackHostile(path=path, detail=f"plus de {size(MAX_UNPACKED_BYTES)} une fois ouvert.")
    for entry in entries:
        if entry.filename.lower().endswith(XML_SUFFIXES):
            _Part(path, entry.filename).read(archive, entry)


class _Part:
    """One XML file of a workbook, read as a stream."""

    def __init__(self, path: str, name: str) -> None:
        self._path = path
        self._name = name
        self._depth = 0
        self._cells = 0

    def read(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._doctype
        try:
            with archive.open(entry) as stream:
                while block := stream.read(BLOCK):
                    parser.Parse(block, False)
            parser.Parse(b"", True)
        except expat.ExpatError as fault:
            raise FormBroken(path=self._path, detail=f"« {self._name} » est abîmé : {fault}.") from fault

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._hostile(f"plus de {MAX_DEPTH} éléments l’un dans l’autre")
        kind = tag.rpartition(":")[2]
        if kind == "c":
            self._cells += 1
            place = CELL.fullmatch(attributes.get("r", ""))
            if place and (int(place[2]) > MAX_ROWS or _column(place[1]) > MAX_COLUMNS):
                raise self._hostile(f"la cellule {place[0]} est trop loin")
            if self._cells > MAX_CELLS:
                raise self._hostile(f"plus de {MAX_CELLS} cellules")
        elif kind == "row" and _number(attributes.get("r", "")) > MAX_ROWS:
            raise self._hostile(f"plus de {MAX_ROWS} lignes")

    def _end(self, _tag: str) -> None:
        self._depth -= 1

    def _doctype(self, *_: object) -> None:
        raise self._hostile("une déclaration DOCTYPE est interdite")

    def _hostile(self, why: str) -> PackHostile:
        return PackHostile(path=self._path, detail=f"« {self._name} » : {why}.")


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"\d{1,9}", text) else 0

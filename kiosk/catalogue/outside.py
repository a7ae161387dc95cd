"""What a pack from outside may hold: refused with the reason before anything else opens it.

Cheap enough for a station, which only loads signed packs. A workbook is slow to read: workbook.py.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from lxml import etree

from kiosk.errors import PackHostile

# Far above any real pack, and small enough to be read on a small station.
MAX_FILES = 1000
MAX_PACK_BYTES = 64 << 20
MAX_FILE_BYTES = 16 << 20
MAX_ICON_BYTES = 256 << 10
ICON_SUFFIX = ".svg"
MAX_DEPTH = 64

SVG = "http://www.w3.org/2000/svg"
# Shapes and their paint: nothing that runs, fetches, embeds or refers to another element.
ELEMENTS = frozenset(
    ("svg", "g", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon", "title", "desc")
)
ATTRIBUTES = frozenset(
    (
        "viewBox", "width", "height", "version", "preserveAspectRatio", "role", "aria-hidden", "aria-label",
        "d", "cx", "cy", "r", "rx", "ry", "x", "y", "x1", "y1", "x2", "y2", "points", "transform",
        "fill", "fill-opacity", "fill-rule", "clip-rule", "opacity", "color", "stroke", "stroke-width",
        "stroke-opacity", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-dasharray",
        "stroke-dashoffset", "vector-effect",
    )
)  # fmt: skip


def most_bytes(name: str) -> int:
    """Return how many bytes a file of a pack may have, by its name."""
    return MAX_ICON_BYTES if PurePosixPath(name).suffix == ICON_SUFFIX else MAX_FILE_BYTES


def check_folder(folder: Path, *, hidden: bool) -> None:
    """Return when a folder holds only plain files, not too many, none too large.

    hidden: whether names that begin with a dot count; in a source they belong to editors. Raises PackHostile,
    OSError.
    """
    count = total = 0
    for path in _walk(folder, hidden):
        name = path.relative_to(folder).as_posix()
        told = path.lstat()
        if not stat.S_ISREG(told.st_mode):
            raise PackHostile(path=str(folder), detail=f"« {name} » est un lien ou un fichier spécial.")
        if told.st_size > most_bytes(name):
            raise PackHostile(path=str(folder), detail=f"« {name} » a plus de {size(most_bytes(name))}.")
        count, total = count + 1, total + told.st_size
        if count > MAX_FILES:
            raise PackHostile(path=str(folder), detail=f"il y a plus de {MAX_FILES} fichiers.")
        if total > MAX_PACK_BYTES:
            raise PackHostile(path=str(folder), detail=f"les fichiers font plus de {size(MAX_PACK_BYTES)}.")


def check_svg(raw: bytes, path: str) -> None:
    """Return for a drawing of plain shapes. Raises PackHostile, naming what it holds besides."""
    if len(raw) > MAX_ICON_BYTES:
        raise PackHostile(path=path, detail=f"plus de {size(MAX_ICON_BYTES)}.")
    check_no_doctype(raw, path)
    # The declared encoding is not believed: what was searched above is what is parsed.
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as fault:
        raise PackHostile(path=path, detail=f"ce n’est pas un dessin SVG : {fault.msg}.") from fault
    if root.tag not in (f"{{{SVG}}}svg", "svg"):
        raise PackHostile(path=path, detail="ce n’est pas un dessin SVG.")
    for node in (*root.itersiblings(preceding=True), *root.itersiblings(), *root.iter()):
        if isinstance(node, etree._Comment):
            continue
        if not isinstance(node.tag, str):
            raise PackHostile(path=path, detail="une instruction « <? » est interdite.")
        _check_element(node, path)


def check_no_doctype(raw: bytes, path: str) -> None:
    """Return for UTF-8 without a document type, which could define entities. Raises PackHostile."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise PackHostile(path=path, detail="le texte n’est pas en UTF-8.") from fault
    if "\0" in text:
        raise PackHostile(path=path, detail="le texte n’est pas en UTF-8.")
    upper = text.upper()
    if "<!DOCTYPE" in upper or "<!ENTITY" in upper:
        raise PackHostile(path=path, detail="une déclaration DOCTYPE est interdite.")


def size(count: int) -> str:
    """Return a number of bytes as people say it."""
    return f"{count >> 20} Mo" if count >= 1 << 20 else f"{count >> 10} Ko"


def _check_element(element: etree._Element, path: str) -> None:
    name = etree.QName(element)
    if name.namespace not in (SVG, None) or name.localname not in ELEMENTS:
        raise PackHostile(path=path, detail=f"l’élément « {name.localname} » est interdit dans un dessin.")
    for key, value in element.attrib.items():
        attribute = str(key)
        if attribute not in ATTRIBUTES:
            said = etree.QName(attribute).localname
            raise PackHostile(path=path, detail=f"l’attribut « {said} » est interdit dans un dessin.")
        if "url" in str(value).lower():
            raise PackHostile(path=path, detail=f"« {attribute} » renvoie ailleurs, c’est interdit.")
    if sum(1 for _ in element.iterancestors()) > MAX_DEPTH:
        raise PackHostile(path=path, detail=f"plus de {MAX_DEPTH} éléments l’un dans l’autre.")


def _walk(folder: Path, hidden: bool) -> Iterator[Path]:
    """Yield what is in a folder, links and special files as they are."""
    waiting = [folder]
    depth = len(folder.parts)
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.name.startswith(".") and not hidden:
                    continue
                path = Path(entry.path)
                if entry.is_dir(follow_symlinks=False) and len(path.parts) - depth <= MAX_DEPTH:
                    waiting.append(path)
                else:
                    yield path

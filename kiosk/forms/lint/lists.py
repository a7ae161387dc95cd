"""The rules over the choices sheet, and over the pictograms of questions and answers."""

from collections.abc import Collection, Iterator

from kiosk.forms.lint.finding import Finding
from kiosk.forms.lint.outline import Item, Outline, nearest
from kiosk.forms.lint.references import FILTER
from kiosk.forms.lint.tables import Row

# A page of the kiosk shows 5 answers in the letters most people use, and 2 in the largest.
MANY = 6
SEARCHED = ("autocomplete", "minimal", "search")
FACES = "faces"
FACE_COUNT = 3


def list_findings(form: Outline, pictograms: Collection[str]) -> Iterator[Finding]:
    """Yield what is wrong with the lists; `pictograms`: the names known here, none to leave names alone."""
    used: dict[str, list[Item]] = {}
    for item in form.items:
        if item.list_name and "${" not in item.list_name:
            used.setdefault(item.list_name, []).append(item)
    for name, items in used.items():
        if name not in form.lists:
            yield from _unknown(items, form)
            continue
        yield from _many(name, items, form)
        yield from _choices(form.lists[name], items)
    for name, rows in form.lists.items():
        if name not in used:
            yield rows[0].cell("list_name").finding("list.unused", name=name)
    yield from _icons(form, {row.number for name in used for row in form.lists.get(name, ())}, pictograms)


def _unknown(items: list[Item], form: Outline) -> Iterator[Finding]:
    for item in items:
        meant = nearest(item.list_name, [*form.lists])
        cell = item.row.cell("type")
        right = cell.text.replace(item.list_name, meant) if meant else None
        yield cell.finding("list.unknown", right, name=item.list_name, nearest=meant or "")


def _many(name: str, items: list[Item], form: Outline) -> Iterator[Finding]:
    count = len(form.lists[name])
    for item in items:
        words = item.row.text("appearance").split()
        if FACES in words and (count != FACE_COUNT or item.kind != "select_one"):
            yield item.row.cell("appearance").finding("faces.three", count=count, name=name)
        # A filter leaves fewer, and which ones depends on the answers.
        elif count > MANY and not item.row.text(FILTER) and not set(words).intersection(SEARCHED):
            yield item.row.cell("type").finding("choices.many", count=count, name=name)


def _choices(rows: tuple[Row, ...], items: list[Item]) -> Iterator[Finding]:
    several = any(item.kind in ("select_multiple", "rank") for item in items)
    filtered = any(item.row.text(FILTER) for item in items)
    seen: dict[str, int] = {}
    for row in rows:
        cell = row.cell("name")
        if not cell.text:
            yield cell.finding("choice.name", name=row.text("list_name"))
        elif cell.text in seen and not filtered:
            yield cell.finding("choice.twice", name=cell.text, first=seen[cell.text])
        elif several and " " in cell.text:
            yield cell.finding("choice.spaces", cell.text.replace(" ", "_"))
        seen.setdefault(cell.text, row.number)
        if not row.text("label"):
            yield row.cell("label").finding("label.missing", name=cell.text)


def _icons(form: Outline, used: Collection[int], pictograms: Collection[str]) -> Iterator[Finding]:
    choices = form.tables.choices
    if used and not choices.has("icon"):
        yield choices.header("icon").finding("icon.column", count=len(used))
    for row in (*form.tables.survey.rows, *choices.rows):
        cell = row.cell("icon")
        if cell.text and pictograms and cell.text not in pictograms:
            meant = nearest(cell.text, sorted(pictograms))
            yield cell.finding("icon.unknown", meant, name=cell.text, nearest=meant or "")
        elif not cell.text and cell.column.letter and row.sheet == "choices" and row.number in used:
            yield cell.finding("icon.missing", name=row.text("name"))

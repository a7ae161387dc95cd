"""The rules over sheets, columns, types, names and groups."""

import re
from collections.abc import Iterator

from kiosk.forms.lint.finding import Finding
from kiosk.forms.lint.outline import BLOCK, SELECTS, Item, Outline, nearest
from kiosk.forms.lint.tables import TRANSLATED, WORDS, Table

# What a kiosk asks (docs/howto/author-a-service.md); the engine has the last word when the form is compiled.
ASKED = frozenset({
    "text", "integer", "int", "decimal", "date", "time", "dateTime", "datetime",
    "note", "acknowledge", "range", "image", "photo",
    "file", "barcode", "calculate", "hidden", "group", "repeat", *SELECTS.values(),
})  # fmt: skip
# What Collect records about itself. A kiosk never says who the person or the machine is.
METADATA = frozenset({
    "start", "end", "today", "deviceid", "username", "email", "phonenumber", "subscriberid", "simserial",
    "imei", "start time", "end time",
})  # fmt: skip
UNSUPPORTED = frozenset({
    "geopoint", "geotrace", "geoshape", "start-geopoint", "background-geopoint", "background-audio", "audio",
    "video", "audit", "osm", "xml-external", "csv-external", "select_one_external", "select_one_from_file",
    "select_multiple_from_file", "begin loop", "end loop", "trigger", "bluetooth",
})  # fmt: skip
UNSUPPORTED_SHEETS = ("external_choices", "entities", "osm")
SILENT = frozenset({"calculate", "hidden", "group", "repeat", *METADATA})
COLUMNS = frozenset({
    "type", "name", "relevant", "required", "readonly", "constraint", "calculation", "choice_filter",
    "default", "repeat_count", "appearance", "parameters", "trigger", "icon", "note", "notes", "comment",
    "comments", "disabled", *TRANSLATED,
})  # fmt: skip
CHOICE_COLUMNS = frozenset({"list_name", "name", "icon", *TRANSLATED})
SETTINGS = frozenset({"form_title", "form_id", "version", "default_language"})
# What this kiosk acts on, then what only arranges a screen that it arranges itself.
ACTED_ON = frozenset({"numbers", "birth-date", "faces", "autocomplete", "search", "minimal"})
HARMLESS = frozenset({
    "field-list", "table-list", "multiline", "quick", "compact", "horizontal", "vertical",
    "likert", "no-calendar", "thousands-sep", "counter", "columns", "columns-pack", "label", "list-nolabel",
    "list", "no-buttons", "no-ticks", "new", "picker", "rating", "masked", "summary", "quickcompact",
})  # fmt: skip
NUMBERED = re.compile(r"(?:w|columns-|compact-)\d+")
NAME = re.compile(r"[^\W\d][\w.\-]*")
WORD = re.compile(r"[a-z-]+", re.I)


def structure_findings(form: Outline) -> Iterator[Finding]:
    """Yield what is wrong with the build of the form, before what its cells say."""
    tables = form.tables
    yield from _columns(form)
    for sheet, filled in tables.others.items():
        if sheet in UNSUPPORTED_SHEETS and filled:
            yield Finding("sheet.unsupported", sheet=sheet, facts={"name": sheet})
    for item in form.items:
        yield from _type(item, form)
        yield from _appearance(item)
    yield from _names(form)
    for row in tables.survey.rows:
        if not row.text("type") and (row.text("name") or row.text("label")):
            yield row.cell("type").finding("type.missing", name=row.text("name") or row.text("label"))
    for row in form.unclosed:
        yield row.cell("type").finding("group.open", name=row.text("name"), word=_closing(row.text("type")))
    for row in form.unopened:
        yield row.cell("type").finding("group.closed")


def _closing(word: str) -> str:
    return re.sub("begin", "end", word, flags=re.I)


def _columns(form: Outline) -> Iterator[Finding]:
    tables = form.tables
    if not tables.survey.columns:
        yield Finding("sheet.missing", sheet="survey", facts={"name": "survey"})
        return
    for base in ("type", "name", "label"):
        if not tables.survey.has(base):
            yield tables.survey.header(base).finding("column.missing", name=base)
    if form.lists or any(item.list_name for item in form.items):
        if not tables.choices.columns:
            yield Finding("sheet.missing", sheet="choices", facts={"name": "choices"})
        for base in ("list_name", "name", "label"):
            if tables.choices.columns and not tables.choices.has(base):
                yield tables.choices.header(base).finding("column.missing", name=base)
    yield from _misspelt(tables.survey, COLUMNS)
    yield from _misspelt(tables.choices, CHOICE_COLUMNS)
    yield from _misspelt(tables.settings, SETTINGS)


def _misspelt(table: Table, known: frozenset[str]) -> Iterator[Finding]:
    """Yield the columns that nothing reads and whose name is almost that of one which is read."""
    for column in table.columns:
        close = nearest(column.base, sorted(known)) if column.base not in known else None
        # Lists have columns of their own for filters; only a name within a letter or two is a slip.
        if close and abs(len(close) - len(column.base)) <= 2 and close[0] == column.base[:1]:
            right = column.header.lower().replace(column.base, close)
            cell = table.header(column.base)
            yield cell.finding("column.unknown", right, name=column.header, nearest=close)


def _type(item: Item, form: Outline) -> Iterator[Finding]:
    cell = item.row.cell("type")
    word = item.kind
    if item.groups:
        if word == "repeat" and any(form.by_name[name].kind == "repeat" for name in item.inside if name):
            yield cell.finding("repeat.nested", name=item.name)
        return
    first = word.lower().split(" ")[0] if word else ""
    if word.lower() in UNSUPPORTED or first in UNSUPPORTED:
        why = first if first in UNSUPPORTED else word
        yield cell.finding("type.unsupported", name=item.name or word, why=why)
    elif word.lower() in METADATA:
        if word.lower() not in ("start", "end", "today", "start time", "end time"):
            yield cell.finding("type.metadata", name=word)
    elif word.lower() in SELECTS and not item.list_name:
        yield cell.finding("list.missing", name=item.name, kind=word)
    elif word not in ASKED:
        yield from _unknown_type(item, form)


def _unknown_type(item: Item, form: Outline) -> Iterator[Finding]:
    word, cell = item.kind, item.row.cell("type")
    first, _, rest = word.partition(" ")
    meant = MEANT.get(word.lower()) or nearest(first if rest in form.lists else word, sorted(ASKED))
    if meant and rest in form.lists:
        meant = f"{meant} {rest}"
    block = re.fullmatch(r"(begin|end)\W*(gr\w+|rep\w+)", word, re.I)
    if block and not BLOCK.fullmatch(word):
        meant = f"{block[1].lower()}_{'group' if block[2].lower().startswith('gr') else 'repeat'}"
    yield cell.finding("type.unknown", meant, name=word, nearest=meant or "")


MEANT = {
    "texte": "text", "nombre": "integer", "entier": "integer", "number": "integer", "string": "text",
    "heure": "time", "decimale": "decimal", "choix": "select_one", "calcul": "calculate", "fichier": "file",
    "calculation": "calculate", "phone": "text", "tel": "text", "photographie": "image", "float": "decimal",
}  # fmt: skip


def _appearance(item: Item) -> Iterator[Finding]:
    cell = item.row.cell("appearance")
    if "search(" in cell.text:
        yield cell.finding("appearance.unsupported", name="search()")
        return
    for word in cell.text.split():
        if word not in ACTED_ON | HARMLESS and not NUMBERED.fullmatch(word):
            close = nearest(word, sorted(ACTED_ON)) if WORD.fullmatch(word) else None
            right = cell.text.replace(word, close) if close else None
            yield cell.finding("appearance.unknown", right, name=word, nearest=close or "")


def _names(form: Outline) -> Iterator[Finding]:
    seen: dict[tuple[tuple[str, ...], str], Item] = {}
    for item in form.items:
        cell = item.row.cell("name")
        if not cell.text:
            yield cell.finding("name.missing", kind=item.row.text("type"))
        elif not NAME.fullmatch(cell.text):
            right = _slug(cell.text)
            yield cell.finding("name.bad", right, nearest=right)
        elif (item.inside, item.name) in seen:
            first = seen[item.inside, item.name].row.number
            yield cell.finding("name.twice", _another(item.name, form), name=item.name, first=first)
        seen.setdefault((item.inside, item.name), item)
        if item.kind not in SILENT and not any(item.row.text(base) for base in WORDS[:2]):
            yield item.row.cell("label").finding("label.missing", name=item.name)


def _slug(text: str) -> str:
    slug = re.sub(r"[^\w.\-]+", "_", text.strip()).strip("_")
    return slug if NAME.fullmatch(slug) else f"q_{slug}"


def _another(name: str, form: Outline) -> str:
    number = 2
    while f"{name}_{number}" in form.by_name:
        number += 1
    return f"{name}_{number}"

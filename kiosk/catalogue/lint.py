"""Everything that is wrong with the source of a pack, or with one workbook, told at once to its author."""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from kiosk.catalogue.cells import read_cells
from kiosk.catalogue.lint_media import media_findings
from kiosk.catalogue.lint_toml import SOURCE, declared_findings
from kiosk.catalogue.manifest import read_source
from kiosk.catalogue.workbook import OLE
from kiosk.catalogue.xlsform import compile_xlsx
from kiosk.clock import SystemClock
from kiosk.errors import FormBroken, FormUnsupported, Problem
from kiosk.forms.lint.check import check_tables
from kiosk.forms.lint.finding import Finding
from kiosk.forms.lint.tables import Tables, code_of, read_tables
from kiosk.forms.lint.words import Measure
from kiosk.forms.load import load_form
from kiosk.forms.rehearse import rehearse

ICONS = "icons"
FORM_SUFFIX = ".xlsx"
MAX_ICON_BYTES = 256 << 10
REFUSED = re.compile(r"([^,(]+) \(([^)]*\)?)\)")
# What already tells why a question cannot be asked.
NOT_ASKED = (
    "type.unsupported",
    "function.unsupported",
    "appearance.unsupported",
    "repeat.nested",
    "type.unknown",
)


def check_source(
    source: Path, *, measure: Measure | None = None, pictograms: Collection[str] = ()
) -> tuple[Finding, ...]:
    """Return what is wrong with a pack's source folder, or with one .xlsx; what is broken raises nothing.

    measure: how large letters may be, for the rule on room. pictograms: the names that screens can draw.
    """
    if not source.is_dir():
        return _numbered(source.name, _check_workbook(source, measure, pictograms)[0])
    content, found = _read_toml(source / SOURCE)
    found += _icon_files(source)
    spoken: dict[str, frozenset[str]] = {}
    told: list[Finding] = []
    for name, form in _forms(content, source).items():
        path = (source / form).resolve()
        if path.suffix != FORM_SUFFIX or not path.is_relative_to(source.resolve()) or not path.is_file():
            found.append(Finding("pack.form", SOURCE, column=f"service.{name}.form", facts={"name": form}))
            continue
        cells, tables = _check_workbook(path, measure, pictograms)
        cells += media_findings(tables, source) if tables is not None else ()
        spoken[name] = frozenset(map(code_of, tables.languages)) if tables is not None else frozenset()
        told += _numbered(form, cells)
    found += declared_findings(content, spoken, pictograms)
    return (*found, *told, *_unlisted(content, source))


def _read_toml(path: Path) -> tuple[dict[str, Any], list[Finding]]:
    """Return the tables of pack.toml as far as they can be read, and what manifest.py says of them."""
    found: list[Finding] = []
    try:
        read_source(path)
    except Problem as problem:
        found.append(Finding("pack", SOURCE, facts=problem.facts))
    try:
        return tomllib.loads(path.read_text("utf-8")), found
    except (OSError, ValueError, RecursionError):
        return {}, found


def _forms(content: Mapping[str, Any], source: Path) -> dict[str, str]:
    """Return the workbook of each service; all that lie there when pack.toml cannot be read."""
    if not content:
        return {
            path.stem: f"forms/{path.name}" for path in sorted((source / "forms").glob(f"*{FORM_SUFFIX}"))
        }
    services = content.get("service")
    named = services.items() if isinstance(services, dict) else ()
    found = {name: table.get("form") for name, table in named if isinstance(table, dict)}
    return {name: form for name, form in found.items() if isinstance(form, str)}


def _numbered(file: str, found: Collection[Finding]) -> tuple[Finding, ...]:
    return tuple(replace(finding, file=file) for finding in found)


def _unlisted(content: Mapping[str, Any], source: Path) -> Iterator[Finding]:
    named = {Path(form).name for form in _forms(content, source).values()}
    for path in sorted((source / "forms").glob("*.xls*")):
        if path.name not in named and not path.name.startswith(("~", ".")):
            yield Finding("pack.unlisted", f"forms/{path.name}", facts={"name": f"forms/{path.name}"})


def _icon_files(source: Path) -> Iterator[Finding]:
    for path in sorted((source / ICONS).glob("*")):
        size = path.stat().st_size
        if size > MAX_ICON_BYTES:
            facts = {"kilobytes": size >> 10, "most": MAX_ICON_BYTES >> 10}
            yield Finding("file.large", f"{ICONS}/{path.name}", facts=facts)


def _check_workbook(
    path: Path, measure: Measure | None, pictograms: Collection[str]
) -> tuple[list[Finding], Tables | None]:
    try:
        tables = read_tables(read_cells(path))
    except Problem as problem:
        return [_unreadable(path, problem)], None
    found = list(check_tables(tables, measure=measure, pictograms=pictograms))
    found += _compiled(path, tables, found)
    return sorted(found, key=lambda finding: finding.place), tables


def _unreadable(path: Path, problem: Problem) -> Finding:
    try:
        with path.open("rb") as file:
            old = file.read(len(OLE)) == OLE
    except OSError:
        old = False
    return Finding("workbook.old" if old else "workbook", facts=problem.facts)


def _compiled(path: Path, tables: Tables, told: Collection[Finding]) -> Iterator[Finding]:
    """Compile the form and run its rules once: what no rule over the sheets knows is still told."""
    try:
        xml = compile_xlsx(path)
        try:
            form = load_form(xml, path=str(path))
        except FormUnsupported as problem:
            yield from _refused(str(problem.facts["names"]), tables, told)
            return
        if not form.asked:
            raise FormBroken(path=str(path), detail="aucune question à poser.")
        rehearse(form, SystemClock().today)
    except Problem as problem:
        # The first fault of many: where the sheets have told theirs, it is one of them.
        if not any(finding.severity == "error" for finding in told):
            yield Finding("form", facts=problem.facts)


def _refused(names: str, tables: Tables, told: Collection[Finding]) -> Iterator[Finding]:
    rows = {row.text("name"): row for row in tables.survey.rows}
    known = {finding.row for finding in told if finding.code in NOT_ASKED and finding.sheet == "survey"}
    for name, why in REFUSED.findall(names):
        row = rows.get(name.strip().rpartition("/")[2])
        if row is None:
            yield Finding("type.unsupported", sheet="survey", facts={"name": name.strip(), "why": why})
        elif row.number not in known:
            yield row.cell("type").finding("type.unsupported", name=name.strip(), why=why)

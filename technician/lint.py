"""`pack lint`: tells an author what is wrong with their pack, cell by cell, and what to write instead."""

import json
import os
import shutil
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from kiosk.catalogue.lint import check_source
from kiosk.forms.lint.finding import Finding
from kiosk.texts import Texts, load_texts

ASSETS = Path(__file__).resolve().parent.parent / "assets"
DUOTONE = ASSETS / "icons" / "duotone"
FAILED = 1
WIDEST, LEAST_WIDTH = 110, 40
BOLD, RED, YELLOW, PLAIN = "\033[1m", "\033[1;31m", "\033[33m", "\033[0m"


def run_lint(source: Path, as_json: bool) -> int:
    """Check a pack's source folder or one .xlsx, print what is wrong; return 1 when there are errors."""
    texts = load_texts(ASSETS / "i18n", "fr", "technician")
    if not source.exists():
        print(texts("lint.missing", source=str(source)), file=sys.stderr)
        return FAILED
    found = lint(source)
    told = [as_map(finding, texts) for finding in found]
    errors = sum(finding.severity == "error" for finding in found)
    if as_json:
        report = {"findings": told, "errors": errors, "warnings": len(found) - errors}
        print(json.dumps(report, ensure_ascii=False, indent=1))
    else:
        print(_page(source, told, texts))
    return FAILED if errors else 0


def lint(source: Path) -> tuple[Finding, ...]:
    """Return what is wrong, with the room of labels measured in the kiosk's own face and pictograms known."""
    # Nothing is shown: no screen is needed, and none is opened where there is one.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from ui.measuring import measuring

    with measuring() as measure:
        return check_source(source, measure=measure, pictograms=known_pictograms())


def known_pictograms() -> frozenset[str]:
    """Return the names that a form may give to its questions and answers."""
    return frozenset(path.stem.removesuffix("-duotone") for path in DUOTONE.glob("*-duotone.svg"))


def as_map(finding: Finding, texts: Texts) -> dict[str, object]:
    """Return a finding in words; `proposed`: what to write in the cell, None where only the author knows."""
    return {
        "file": finding.file,
        "sheet": finding.sheet,
        "row": finding.row,
        "column": finding.column,
        "cell": finding.cell,
        "code": finding.code,
        "severity": finding.severity,
        "what": texts(f"lint.{finding.code}.what", **finding.facts),
        "fix": "\n".join(_fix(finding, texts)),
        "proposed": finding.proposed,
    }


def _fix(finding: Finding, texts: Texts) -> Iterator[str]:
    """Yield what to do; what is to be copied into the cell stands alone on its line."""
    cell = finding.cell or finding.column
    if finding.proposed == "":
        yield texts("lint.empty", cell=cell)
        return
    yield texts(f"lint.{finding.code}.fix", **finding.facts)
    if finding.proposed is not None:
        yield texts("lint.write", cell=cell, proposed=finding.proposed)


def _page(source: Path, told: Sequence[Mapping[str, object]], texts: Texts) -> str:
    """Return the report for a person: errors first, then what could be better, by file and place."""
    page = _Page()
    page.line(texts("lint.title", source=str(source)), BOLD)
    errors = [each for each in told if each["severity"] == "error"]
    warnings = [each for each in told if each["severity"] != "error"]
    page.line(texts("lint.count", errors=len(errors), warnings=len(warnings)))
    for each, colour in ((errors, RED), (warnings, YELLOW)):
        for file, findings in groupby(each, key=lambda finding: str(finding["file"])):
            page.line()
            page.line(file, BOLD)
            for finding in findings:
                kind = texts(f"lint.{finding['severity']}")
                page.line(f"{kind}  {_place(finding, texts)}", colour, "  ")
                page.line(str(finding["what"]), "", "    ")
                todo, *write = str(finding["fix"]).split("\n")
                page.line(f"→ {todo}", "", "    ")
                for line in write:
                    page.exact(f"      {line}")
    if not errors:
        page.line()
        page.line(texts("lint.fine" if told else "lint.good"), BOLD)
    return page.text()


def _place(finding: Mapping[str, object], texts: Texts) -> str:
    facts = {key: str(finding[key]) for key in ("sheet", "row", "column", "cell")}
    if finding["cell"]:
        return texts("lint.cell", **facts)
    if finding["sheet"] and finding["column"]:
        return f"{texts('lint.sheet', **facts)}, {texts('lint.column', **facts)}"
    if finding["sheet"]:
        return texts("lint.sheet", **facts)
    return facts["column"] or str(finding["file"])


class _Page:
    """Lines that fit the terminal, in colour where there is one."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._width = max(LEAST_WIDTH, min(WIDEST, shutil.get_terminal_size().columns - 1))
        self._colours = sys.stdout.isatty()

    def line(self, text: str = "", style: str = "", indent: str = "") -> None:
        """Add a paragraph; what is to be copied is never broken inside a word."""
        wrapped = textwrap.wrap(
            text,
            self._width,
            initial_indent=indent,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in wrapped or [""]:
            self._lines.append(f"{style}{line}{PLAIN}" if style and self._colours else line)

    def exact(self, text: str) -> None:
        """Add a line that is to be copied: as it is, however long."""
        self._lines.append(text)

    def text(self) -> str:
        """Return the page."""
        return "\n".join(self._lines).rstrip("\n")

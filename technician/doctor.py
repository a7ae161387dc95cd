"""`doctor`: checks a station and says what is broken, and what to do, in plain words.

Problems come first and large, good results in a quiet list (DESIGN.md §7, Technician). It changes nothing.
"""

import json
import re
import shutil
import sys
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path

from kiosk.clock import Clock
from kiosk.texts import Texts
from technician.checks import CHECKS
from technician.examination import Check, examine
from technician.finding import Bench, Finding

WIDEST = 92
LEAST_WIDTH = 40
BOLD, RED, DIM, PLAIN = "\033[1m", "\033[1;31m", "\033[2m", "\033[0m"
COMMAND = re.compile(r"(.*\u00a0:) ((?:python|sudo|chmod|df|ls|pactl|lpstat|curl|date)\b.*)")
Findings = Mapping[str, Finding]


def doctor(file: Path, clock: Clock, texts: Texts, *, as_json: bool, checks: Sequence[Check] = CHECKS) -> int:
    """Check the station of a station.toml, print the report; return 0, or 1 when something is broken.

    texts: the technician's. as_json: one line {"checks": [{"id", "ok", "what", "remedy"}], "ok"}.
    """
    bench = Bench(file.resolve(), clock, texts)
    found = examine(bench, checks)
    if as_json:
        print(json.dumps(as_map(found), ensure_ascii=False))
    else:
        print(_page(found, bench), end="", flush=True)
    return 0 if all(finding.ok for finding in found.values()) else 1


def as_map(found: Findings) -> dict[str, object]:
    """Return the report for a machine; remedy: numbered lines, "" when nothing is to be done."""
    checks = [
        {"id": name, "ok": finding.ok, "what": finding.what, "remedy": "\n".join(_numbered(finding))}
        for name, finding in found.items()
    ]
    return {"checks": checks, "ok": all(finding.ok for finding in found.values())}


def _page(found: Findings, bench: Bench) -> str:
    texts = bench.texts
    broken = {name: finding for name, finding in found.items() if not finding.ok}
    unlooked = {name: finding for name, finding in found.items() if not finding.looked}
    good = {name: finding for name, finding in found.items() if finding.ok and finding.looked}
    page = _Page()
    page.line(texts("doctor.title", file=str(bench.file)), BOLD)
    page.line(texts("doctor.count", broken=len(broken), unlooked=len(unlooked), good=len(good)))
    for name, finding in broken.items():
        page.line()
        page.rule()
        page.line(f"{texts('doctor.broken')}  {bench.words.name(name)}", RED)
        page.line(texts("doctor.what"), BOLD)
        page.line(finding.what, indent="  ")
        page.line(texts("doctor.remedy"), BOLD)
        for step in _numbered(finding):
            page.step(step)
    if broken:
        page.rule()
    for reason in dict.fromkeys(finding.what for finding in unlooked.values()):
        names = [bench.words.name(name) for name, finding in unlooked.items() if finding.what == reason]
        page.line()
        page.line(texts("doctor.unlooked.title", names=", ".join(names)))
        page.line(reason, indent="  ")
    if good:
        page.line()
        page.line(texts("doctor.good.title"), BOLD)
    for name, finding in good.items():
        page.line(f"{bench.words.name(name):<22} {finding.what}", DIM, indent="  ", hanging=23)
    page.line()
    if broken:
        command = f"python main.py doctor --config {bench.file}"
        page.step(texts("doctor.again", command=command), indent="")
    else:
        page.line(texts("doctor.all_good"), BOLD)
    return page.text()


def _numbered(finding: Finding) -> list[str]:
    return [f"{number}. {step}" for number, step in enumerate(finding.remedy, 1)]


class _Page:
    """Lines that fit the terminal, in colour where there is one."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._width = max(LEAST_WIDTH, min(WIDEST, shutil.get_terminal_size().columns - 1))
        self._colours = sys.stdout.isatty()

    def line(self, text: str = "", style: str = "", *, indent: str = "", hanging: int = 0) -> None:
        """Add a paragraph; hanging: how much further its second line stands in."""
        # Paths and commands are to be copied: never broken, not even at a hyphen.
        wrapped = textwrap.wrap(
            text,
            self._width,
            initial_indent=indent,
            subsequent_indent=indent + " " * hanging,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in wrapped or [""]:
            self._lines.append(f"{style}{line}{PLAIN}" if style and self._colours else line)

    def step(self, text: str, indent: str = "  ") -> None:
        """Add a step; a command in it stands alone on its line, to be copied whole."""
        found = COMMAND.fullmatch(text)
        self.line(found[1] if found else text, indent=indent, hanging=3)
        if found:
            self._lines.append(f"{indent}   {found[2]}")

    def rule(self) -> None:
        """Add a rule across the page."""
        self._lines.append("━" * self._width)

    def text(self) -> str:
        """Return the page."""
        return "\n".join(self._lines) + "\n"

"""The recorded XPath cases, and which of them are in profile (tests/data/conformance/README.md)."""

import gzip
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ROOT = Path(__file__).parent.parent
CASES = ROOT / "tests/data/conformance/xpath-cases.json.gz"
EXCLUSIONS = ROOT / "tests/forms/exclusions.toml"
# Where and when both suites were recorded; the cases of one of them carry no moment of their own.
ZONE = "America/Phoenix"
MOMENT = "2026-11-21T15:25:15.000Z"
CALL = re.compile(r"([A-Za-z][\w:.-]*)\s*\(")


@dataclass(frozen=True)
class Case:
    """One recorded expectation; `document` is XML text, `context` the positional path of the node."""

    origin: str
    file: str
    test: str
    kind: str
    expression: str
    document: str
    context: str
    namespaces: tuple[tuple[str, str], ...]
    xforms: bool
    expected: Any
    factor: float
    moment: datetime


def load_cases(path: Path = CASES) -> list[Case]:
    """Read the recorded cases."""
    recorded = json.loads(gzip.decompress(path.read_bytes()))
    return [_case(raw, recorded["documents"]) for raw in recorded["cases"]]


def _case(raw: Mapping[str, Any], documents: Mapping[str, str]) -> Case:
    zone = ZoneInfo(raw.get("tz", ZONE))
    return Case(
        origin=raw["origin"],
        file=raw["file"] or "",
        test=raw["test"],
        kind=raw["kind"],
        expression=raw["expression"],
        document=documents[raw["doc"]],
        context=raw["context"],
        namespaces=tuple(sorted(raw["ns"].items())),
        xforms=raw["xforms"],
        expected=raw["expected"],
        factor=raw.get("factor", 1),
        moment=datetime.fromisoformat(raw.get("now", MOMENT)).astimezone(zone),
    )


@dataclass(frozen=True)
class Exclusion:
    """A class of cases that are out of profile; whatever is not given fits every case."""

    name: str
    reason: str
    functions: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    origin: str = ""
    expression: str = ""
    document: str = ""
    paths: str = ""
    expected: str = ""

    def holds(self, case: Case) -> bool:
        """Tell whether a case belongs to the class."""
        expected = json.dumps(case.expected, ensure_ascii=False)
        nodes = case.expected if case.kind.startswith("nodeset") else []
        return (
            (not self.functions or not self.functions.isdisjoint(CALL.findall(case.expression)))
            and (not self.kinds or case.kind in self.kinds)
            and self.origin in ("", case.origin)
            and re.search(self.expression, case.expression) is not None
            and re.search(self.document, case.document) is not None
            and any(re.search(self.paths, path) for path in (case.context, *nodes))
            and re.search(self.expected, expected) is not None
        )


def load_exclusions(path: Path = EXCLUSIONS) -> list[Exclusion]:
    """Read the classes of XPath cases that are out of profile."""
    return [
        Exclusion(
            name=raw.pop("class"),
            functions=frozenset(raw.pop("functions", ())),
            kinds=frozenset(raw.pop("kind", ())),
            **raw,
        )
        for raw in tomllib.loads(path.read_text())["xpath"]
    ]

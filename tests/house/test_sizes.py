"""The size rules and the banned names of the house (docs/map.md)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = ("kiosk", "sync", "printers", "ui", "central", "technician", "rehearsal", "benchmarks")
BANNED = {"utils", "helpers", "common", "manager", "controller", "logic"}
MODULE_LINES, FUNCTION_LINES, VIEW_MODEL_LINES, QML_LINES = 400, 40, 150, 200


def modules() -> Iterator[Path]:
    yield from (ROOT / f"{name}.py" for name in ("main", "opening", "station"))
    for folder in CODE:
        yield from (p for p in (ROOT / folder).rglob("*.py") if "migrations" not in p.parts)


def too_long_functions(source: str) -> list[str]:
    """Functions longer than the rule, their docstring not counted."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            text = ast.get_docstring(node, clean=False)
            doc = (first.end_lineno or 0) - first.lineno + 1 if text else 0
            if (node.end_lineno or 0) - node.lineno + 1 - doc > FUNCTION_LINES:
                found.append(node.name)
    return found


@pytest.mark.parametrize("path", list(modules()), ids=lambda p: str(p.relative_to(ROOT)))
def test_module_is_readable_in_one_sitting(path: Path) -> None:
    source = path.read_text("utf-8")
    limit = VIEW_MODEL_LINES if "viewmodels" in path.parts else MODULE_LINES
    assert len(source.splitlines()) <= limit
    assert too_long_functions(source) == []
    assert not BANNED & {part.removesuffix(".py") for part in path.relative_to(ROOT).parts}


@pytest.mark.parametrize("path", sorted((ROOT / "ui" / "qml").rglob("*.qml")), ids=lambda p: p.name)
def test_qml_file_is_short(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= QML_LINES
    assert path.stem[0].isupper()


def test_the_rule_sees_a_long_function() -> None:
    long = "def f():\n" + "    x = 1\n" * (FUNCTION_LINES + 1)
    assert too_long_functions(long) == ["f"]


def test_fakes_live_only_in_tests() -> None:
    for path in modules():
        names = [n.name for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.ClassDef)]
        assert not [name for name in names if name.startswith("Fake")], path

"""The glossary: one word, one meaning (docs/map.md). Words that name another thing do not name ours."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ("kiosk", "sync", "printers", "ui", "central", "rehearsal")
# client or agent, agency, pack, catalogue, envelope, receipt, outbox or spool, desk, case, station.
OTHER_WORDS = re.compile(
    r"user|customer|usager|tenant|branch|plugin|registry|packet|ticket|queue|dossier|device"
    r"|manager|controller|helper|utils?$",
    re.IGNORECASE,
)


def names(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield node.name


def test_classes_and_functions_are_named_by_the_glossary() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for folder in CODE
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts
        for name in names(path.read_text("utf-8"))
        # A sound device is what the word means; a station never is.
        if OTHER_WORDS.search(
            re.sub("device", "", name, flags=re.IGNORECASE) if "voice" in path.parts else name
        )
    }
    assert found == set()


def test_qml_files_are_named_by_the_glossary() -> None:
    files = list((ROOT / "ui" / "qml").rglob("*.qml"))
    assert len(files) > 20
    assert [path.name for path in files if OTHER_WORDS.search(path.stem)] == []


def test_the_check_sees_another_word() -> None:
    assert [n for n in names("class UserManager:\n    def f(self): ...\n") if OTHER_WORDS.search(n)] == [
        "UserManager"
    ]

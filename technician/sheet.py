"""A TOML file of the station under construction: read with the rules of the start, changed line by line.

Comments, and keys that nobody asked about, stay as the technician wrote them.
"""

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Generic, TypeVar

from kiosk.errors import ConfigUnreadable
from kiosk.store.keyfile import make_folder, write_durably

Value = str | int | float | bool | list[str]
Read = TypeVar("Read")
_TABLE = re.compile(r"\s*\[\s*([A-Za-z0-9_-]+)\s*\]\s*(#.*)?")


class Sheet(Generic[Read]):
    """The text of one file. read: what it would mean, as the start reads it (path, text)."""

    def __init__(self, path: Path, read: Callable[[Path, str], Read], draft: str) -> None:
        """Take the file, or, where there is none, a draft; raise ConfigUnreadable."""
        self.path = path
        self._read = read
        try:
            self.text = path.read_text("utf-8")
            self._found: str | None = self.text
        except FileNotFoundError:
            self.text, self._found = draft, None
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigUnreadable(path=str(path), detail=str(error)) from error
        self._values()

    @property
    def is_new(self) -> bool:
        """Tell whether there was no file."""
        return self._found is None

    def value(self, table: str, key: str) -> Any:
        """Return a value as it stands, or None."""
        return self._values().get(table, {}).get(key)

    def has(self, table: str) -> bool:
        """Tell whether a table stands there."""
        return table in self._values()

    def put(self, table: str, key: str, value: Value) -> None:
        """Set a value; raise a ConfigProblem, with nothing changed, where the start would refuse it."""
        if self.value(table, key) == value and type(self.value(table, key)) is type(value):
            return
        self._take(self._changed(self.text, table, key, value))

    def drop(self, table: str, key: str | None = None) -> None:
        """Remove a key, or a whole table, where there is one."""
        if key is None and self.has(table):
            self._take(without(self.text, table))
        elif key is not None and self.value(table, key) is not None:
            self._take(self._changed(self.text, table, key, None))

    def put_table(self, table: str, values: Mapping[str, Value]) -> None:
        """Set several keys of a table at once, where one alone would be refused."""
        text = self.text
        for key, value in values.items():
            text = self._changed(text, table, key, value)
        self._take(text)

    def content(self) -> Read:
        """Return what the file would mean; raise a ConfigProblem."""
        return self._read(self.path, self.text)

    def save(self) -> bool:
        """Write it so that a power cut leaves the old file or the new one; return whether it changed.

        Raises OSError.
        """
        if self.text == self._found:
            return False
        # Where the name is a link, what it points to is replaced, and the link stays.
        path = self.path.resolve()
        make_folder(path.parent)
        write_durably(path, self.text.encode())
        self._found = self.text
        return True

    def _changed(self, text: str, table: str, key: str, value: Value | None) -> str:
        try:
            return changed(text, table, key, value)
        except ValueError:
            # Inline tables and dotted keys: valid, and nobody's habit here.
            detail = f"« {key} = … » sur sa propre ligne, sous [{table}]"
            raise ConfigUnreadable(path=str(self.path), detail=detail) from None

    def _take(self, text: str) -> None:
        self._read(self.path, text)
        self.text = text

    def _values(self) -> dict[str, dict[str, Any]]:
        try:
            return tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            raise ConfigUnreadable(path=str(self.path), detail=str(error)) from error


def changed(text: str, table: str, key: str, value: Value | None) -> str:
    """Return a TOML text with one key of one table set, or removed for None; every other line as it was.

    Raises ValueError for a text written in a way that this cannot change, such as inline tables.
    """
    lines = text.splitlines()
    first, last = _span_of_table(lines, table)
    if first is None:
        if value is not None:
            lines += [*([""] if lines and lines[-1].strip() else []), f"[{table}]", _line(key, value)]
    else:
        at = next(
            (n for n in range(first + 1, last) if re.match(rf"\s*{re.escape(key)}\s*=", lines[n])), None
        )
        if at is not None:
            end = _end_of_value(lines, at)
            comment = _comment(lines[at]) if end == at + 1 else ""
            lines[at:end] = [] if value is None else [_line(key, value) + comment]
        elif value is not None:
            while not lines[last - 1].strip():
                last -= 1
            lines.insert(last, _line(key, value))
    result = "\n".join(lines) + "\n"
    wanted = tomllib.loads(text)
    if value is not None:
        wanted.setdefault(table, {})[key] = value
    else:
        wanted.get(table, {}).pop(key, None)
    if _parsed(result) != wanted:
        raise ValueError(f"{table}.{key}")
    return result


def without(text: str, table: str) -> str:
    """Return a TOML text without one table; comments before the next one stay."""
    lines = text.splitlines()
    first, last = _span_of_table(lines, table)
    if first is not None:
        while last < len(lines) and lines[last - 1].lstrip().startswith("#"):
            last -= 1
        lines[first:last] = []
    return "\n".join(lines) + "\n"


def _span_of_table(lines: list[str], table: str) -> tuple[int | None, int]:
    """Return the line of a table's header and the line after its last one."""
    headers = [(n, found[1]) for n, line in enumerate(lines) if (found := _TABLE.fullmatch(line))]
    for (first, name), (after, _) in zip(headers, [*headers[1:], (len(lines), "")], strict=True):
        if name == table:
            return first, after
    return None, len(lines)


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def _end_of_value(lines: list[str], at: int) -> int:
    """Return the line after a value that may span lines, such as a list."""
    for end in range(at + 1, len(lines) + 1):
        try:
            tomllib.loads("\n".join(lines[at:end]))
        except tomllib.TOMLDecodeError:
            continue
        return end
    return at + 1


def _comment(line: str) -> str:
    """Return the comment behind a value, with the space before it."""
    for at, sign in enumerate(line):
        if sign == "#":
            try:
                tomllib.loads(line[:at])
            except tomllib.TOMLDecodeError:
                continue
            return line[len(line[:at].rstrip()) :]
    return ""


def _line(key: str, value: Value) -> str:
    # JSON writes text, numbers, true, false and lists of texts as TOML does.
    return f"{key} = {json.dumps(value, ensure_ascii=False)}"

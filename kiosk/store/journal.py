"""Append-only audit: what happened, when, to which envelope. No answers, no code, no token.

Each row holds the SHA-256 of the one before, so that a changed, removed or inserted row breaks the chain;
the count of rows is kept apart, so that a cut tail shows too. Someone who holds the key can forge the whole
chain: it is evidence of accidents and of edits, not a proof against the owner of the machine.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kiosk.store.db import Connection
from kiosk.wire.cbor import encode

_START = bytes(32)


@dataclass(frozen=True)
class Entry:
    """One line. at: milliseconds, station clock. subject: an envelope id in hexadecimal, or empty."""

    n: int
    at: int
    event: str
    subject: str
    detail: str


class Journal:
    """The journal's table."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def append(self, at: int, event: str, subject: bytes = b"", detail: str = "") -> None:
        """Add one line. event: a word such as "recorded". detail: a service id or a code, never an answer."""
        self.append_all(at, event, [subject], detail)

    def append_all(self, at: int, event: str, subjects: Sequence[bytes], detail: str = "") -> None:
        """Add one line a subject, in one go."""
        if not subjects:
            return
        with self._connection.transaction():
            n = self._connection.next_count("journal", len(subjects)) - len(subjects)
            last = self._connection.rows("SELECT digest FROM journal ORDER BY n DESC LIMIT 1")
            previous = last[0]["digest"] if last else _START
            lines: list[dict[str, Any]] = []
            for number, subject in enumerate(subjects, n + 1):
                row: dict[str, Any] = {
                    "n": number,
                    "at": at,
                    "event": event,
                    "subject": subject.hex(),
                    "detail": detail,
                    "previous": previous,
                }
                previous = _digest(row)
                lines.append({**row, "digest": previous})
            self._connection.insert_all("journal", lines)

    def entries(self) -> tuple[Entry, ...]:
        """Return all lines, oldest first."""
        rows = self._connection.rows("SELECT n, at, event, subject, detail FROM journal ORDER BY n")
        return tuple(Entry(**row) for row in rows)

    def verify(self) -> int | None:
        """Return the number of the first row that was changed, removed or inserted, or None."""
        previous, expected = _START, 1
        for row in self._connection.rows("SELECT * FROM journal ORDER BY n"):
            if row["n"] != expected or row["previous"] != previous or row["digest"] != _digest(row):
                return expected
            previous, expected = row["digest"], expected + 1
        kept = self._connection.rows("SELECT value FROM counters WHERE name = 'journal'")[0]["value"]
        return None if kept == expected - 1 else expected


def _digest(row: dict[str, Any]) -> bytes:
    fields = [row[name] for name in ("n", "at", "event", "subject", "detail", "previous")]
    return hashlib.sha256(encode(fields)).digest()

"""What recording a request costs: `make bench B=store`. The last line is JSON (docs/benchmarks.md).

The same rows are written by the station's own store, by bare sqlcipher3 with the same key, and by plain
sqlite3, in turn in one process; a traced process of its own counts the syncs of a submit.
"""

import argparse
import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from kiosk.store import open_store
from kiosk.store.db import KEY
from kiosk.store.keyfile import salt_of
from kiosk.store.reminder import Reminder
from rehearsal.trace import SYNCS

ROUNDS, BATCH = 30, 20
ENVELOPE_BYTES = 460
# A submit may write the log back into the database; those syncs are not a request's.
TRACED = 12
SCHEMA_SQL = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type = 'trigger', type = 'index'"


@dataclass(frozen=True)
class Request:
    """The rows of one request, made before anything is measured."""

    reminder: Reminder
    raw: bytes

    @property
    def id(self) -> bytes:
        """Return its name."""
        return self.reminder.envelope_id


def requests(count: int, first: int = 1) -> list[Request]:
    """Return so many requests with sealed bytes that nothing can make smaller."""
    return [
        Request(
            Reminder(n.to_bytes(16, "big"), 482913507264, os.urandom(16), "rendez-vous", "fr", n),
            os.urandom(ENVELOPE_BYTES),
        )
        for n in range(first, first + count)
    ]


class Own:
    """The station's store, as Intake.submit uses it."""

    def __init__(self, folder: Path) -> None:
        self._store = open_store(folder)

    def submit(self, request: Request) -> None:
        """Record one request."""
        store, reminder = self._store, request.reminder
        with store.transaction():
            store.outbox.append(request.id, reminder.service, reminder.at, lambda _: request.raw)
            store.reminder.put(reminder)
            store.journal.append(reminder.at, "recorded", request.id, reminder.service)
            store.spool.append(
                request.id, created=reminder.at, code=reminder.code, token=reminder.token,
                service=reminder.service, language=reminder.language, recorded_at=reminder.at,
            )  # fmt: skip

    def close(self) -> None:
        """Close it."""
        self._store.close()


class Bare:
    """The same tables, indexes, triggers and settings, and one statement for each row that is written."""

    def __init__(self, connection: Any, tables: list[str]) -> None:
        self._db = connection
        for setting in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "secure_delete = ON",
        ):
            self._db.execute(f"PRAGMA {setting}")
        for sql in tables:
            self._db.execute(sql)
        for name in ("sequence", "journal", "accepted"):
            self._db.execute("INSERT INTO counters (name, value) VALUES (?, 0)", [name])
        self._last = bytes(32)
        self._count = 0

    def submit(self, request: Request) -> None:
        """Record one request."""
        run, one = self._db.execute, request.reminder
        self._count += 1
        n, previous = self._count, self._last
        self._last = hashlib.sha256(previous + request.id).digest()
        run("BEGIN IMMEDIATE")
        run("UPDATE counters SET value = value + 1 WHERE name = 'sequence'")
        run(
            "INSERT INTO outbox (id, sequence, service, raw, digest, created) VALUES (?, ?, ?, ?, ?, ?)",
            [one.envelope_id, n, one.service, request.raw, hashlib.sha256(request.raw).digest(), one.at],
        )
        run(
            "INSERT INTO reminder (slot, envelope_id, code, token, service, language, at)"
            " VALUES (1, ?, ?, ?, ?, ?, ?) ON CONFLICT (slot)"
            " DO UPDATE SET envelope_id = excluded.envelope_id, code = excluded.code,"
            " token = excluded.token, service = excluded.service, language = excluded.language,"
            " at = excluded.at",
            [one.envelope_id, one.code, one.token, one.service, one.language, one.at],
        )
        run("UPDATE counters SET value = value + 1 WHERE name = 'journal'")
        run(
            "INSERT INTO journal (n, at, event, subject, detail, previous, digest)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [n, one.at, "recorded", one.envelope_id.hex(), one.service, previous, self._last],
        )
        run(
            "INSERT INTO spool (envelope_id, copy, created, code, token, service, language, recorded_at)"
            " VALUES (?, 1, ?, ?, ?, ?, ?, ?)",
            [one.envelope_id, one.at, one.code, one.token, one.service, one.language, one.at],
        )
        run("COMMIT")

    def close(self) -> None:
        """Close it."""
        self._db.close()


def open_all(folder: Path) -> tuple[Own, Bare, Bare]:
    """Return the three, each in a folder of its own, empty; the second has the key of the first."""
    own = Own(folder / "own")
    tables = [row["sql"] for row in own._store._connection.rows(SCHEMA_SQL) if "_sqlite_" not in row["sql"]]
    key = (folder / "own" / KEY).read_bytes()
    encrypted = sqlcipher.connect(str(folder / "bare.db"), isolation_level=None)
    encrypted.execute(f"PRAGMA key = \"x'{(key + salt_of(key)).hex()}'\"")
    plain = sqlite3.connect(folder / "plain.db", isolation_level=None)
    return own, Bare(encrypted, tables), Bare(plain, tables)


def cpu_s(submit: Callable[[Request], None], batch: list[Request]) -> float:
    """Return the processor's seconds, of program and kernel, that a batch takes."""
    begun = time.process_time()
    for request in batch:
        submit(request)
    return time.process_time() - begun


def measure(folder: Path, rounds: int, batch: int) -> dict[str, Any]:
    """Write the rows in turn; return what docs/benchmarks.md lists."""
    stores = open_all(folder)
    spent: tuple[list[float], ...] = ([], [], [])
    waited: list[float] = []

    def timed(request: Request) -> None:
        begun = time.perf_counter()
        stores[0].submit(request)
        waited.append(time.perf_counter() - begun)

    for number in range(rounds + 1):
        rows = requests(batch, number * batch + 1)
        for store, seconds in zip(stores, spent, strict=True):
            seconds.append(cpu_s(timed if store is stores[0] else store.submit, rows))
    for store in stores:
        store.close()
    own, encrypted, plain = (median(seconds[1:]) for seconds in spent)  # the first round warms up
    percentiles = quantiles(waited[batch:], n=100, method="inclusive")
    return {
        "submit_ms": {"p50": round(percentiles[49] * 1000, 2), "p99": round(percentiles[98] * 1000, 2)},
        "cpu_ratio_to_sqlcipher3": round(own / encrypted, 2),
        "cpu_ratio_to_sqlite3": round(own / plain, 2),
    }


def syncs_per_submit(folder: Path) -> float:
    """Return how often a submit waits for the disk: a traced process records requests between two marks."""
    log = folder / "trace"
    calls = f"trace={','.join(SYNCS)},write"
    traced = [sys.executable, "-m", "benchmarks.store", "--traced", str(folder / "traced")]
    strace = ["strace", "-f", "-qq", "-s", "64", "-o", str(log), "-e", calls]
    subprocess.run([*strace, *traced], check=True, stdout=subprocess.DEVNULL)
    return count_syncs(log.read_text("utf-8", "replace")) / TRACED


def count_syncs(trace: str) -> int:
    """Return how many calls between the two marks wait for the disk."""
    _, between, _ = trace.split("MARK")
    return sum(between.count(f" {name.removeprefix('?')}(") for name in SYNCS)


def record_traced(folder: Path) -> None:
    """Record some requests between two marks on standard output."""
    own = Own(folder)
    own.submit(requests(1)[0])
    rows = requests(TRACED, 2)
    os.write(1, b"MARK")
    for request in rows:
        own.submit(request)
    os.write(1, b"MARK")
    own.close()


def main() -> None:
    """Measure, and print one line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.store")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--traced", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.traced is not None:
        record_traced(options.traced)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = measure(folder, options.rounds, BATCH)
        found["syncs_per_submit"] = syncs_per_submit(folder)
    print(json.dumps(found))


if __name__ == "__main__":
    main()

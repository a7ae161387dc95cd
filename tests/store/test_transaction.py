import subprocess
import sys

import pytest
from sqlcipher3 import dbapi2 as engine


class Sudden(Exception):
    pass


def test_a_block_is_kept_whole_or_not_at_all(store):
    with pytest.raises(Sudden), store.transaction():
        store.outbox.append(bytes(16), "service", 1, lambda _: b"sealed")
        store.journal.append(1, "recorded", bytes(16))
        raise Sudden
    assert store.outbox.every() == ()
    assert store.journal.entries() == ()


def test_an_inner_block_that_fails_takes_only_itself_back(store):
    with store.transaction():
        store.journal.append(1, "outer")
        with pytest.raises(Sudden), store.transaction():
            store.journal.append(2, "inner")
            raise Sudden
        store.journal.append(3, "outer again")
    assert [entry.event for entry in store.journal.entries()] == ["outer", "outer again"]
    assert store.journal.verify() is None


def test_a_failed_seal_leaves_no_gap_in_the_sequence(store):
    def fails(_: int) -> bytes:
        raise Sudden

    with pytest.raises(Sudden):
        store.outbox.append(bytes(16), "service", 1, fails)
    store.outbox.append(bytes(16), "service", 1, lambda _: b"sealed")
    assert [row.sequence for row in store.outbox.every()] == [1]


def test_another_thread_sees_nothing_before_the_commit(store, raw_connection):
    with store.transaction():
        store.outbox.append(bytes(16), "service", 1, lambda _: b"sealed")
        assert raw_connection.execute("SELECT count(*) FROM outbox").fetchone() == (0,)
    assert raw_connection.execute("SELECT count(*) FROM outbox").fetchone() == (1,)


def test_the_write_lock_is_taken_at_the_beginning(store, raw_connection):
    with store.transaction(), pytest.raises(engine.OperationalError, match="locked"):
        raw_connection.execute("PRAGMA busy_timeout = 0")
        raw_connection.execute("BEGIN IMMEDIATE")


def test_a_constraint_is_a_bug_and_not_a_problem_of_the_machine(store):
    store.outbox.append(bytes(16), "service", 1, lambda _: b"sealed")
    with pytest.raises(engine.IntegrityError):
        store.outbox.append(bytes(16), "service", 1, lambda _: b"sealed")


_TRACED = """
import os, sys
from pathlib import Path
from kiosk.store import open_store
from kiosk.store.reminder import Reminder
store = open_store(Path(sys.argv[1]))
store.journal.append(1, "begun")  # the first commit syncs the head of the log as well
os.path.exists("/begin-here")
with store.transaction():
    store.outbox.append(bytes(16), "service", 1, lambda _: b"sealed")
    store.reminder.put(Reminder(bytes(16), 1, bytes(16), "service", "fr", 1))
    store.journal.append(1, "recorded", bytes(16))
    store.spool.append(
        bytes(16), created=1, code=1, token=bytes(16), service="s", language="fr", recorded_at=1
    )
os.path.exists("/end-here")
os._exit(0)
"""


def test_one_transaction_is_one_sync(tmp_path):
    trace = tmp_path / "trace"
    try:
        subprocess.run(
            ["strace", "-f", "-o", str(trace), "-e", "trace=fsync,fdatasync,stat,newfstatat",
             sys.executable, "-c", _TRACED, str(tmp_path / "data")],
            check=True, timeout=60, capture_output=True,
        )  # fmt: skip
    except FileNotFoundError:
        pytest.skip("strace is not installed")
    lines = trace.read_text().splitlines()
    begin = next(n for n, line in enumerate(lines) if "/begin-here" in line)
    end = next(n for n, line in enumerate(lines) if "/end-here" in line)
    assert sum("sync(" in line for line in lines[:begin]) >= 3
    assert sum("sync(" in line for line in lines[begin:end]) == 1

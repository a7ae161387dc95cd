"""The benchmark of the store: its keys, that all three write the same, and that it sees a sync too many."""

import pytest

from benchmarks import store as bench
from kiosk.store import db


@pytest.fixture(autouse=True)
def swifter(monkeypatch):
    monkeypatch.setattr(db, "MEMORY_SECURITY", "OFF")


def test_the_last_line_has_what_the_issue_asks_for(tmp_path):
    found = bench.measure(tmp_path, rounds=2, batch=3)
    assert found.keys() == {"submit_ms", "cpu_ratio_to_sqlcipher3", "cpu_ratio_to_sqlite3"}
    assert 0 < found["submit_ms"]["p50"] <= found["submit_ms"]["p99"]


def test_the_three_write_the_same_rows(tmp_path):
    stores = own, encrypted, plain = bench.open_all(tmp_path)
    for request in bench.requests(4):
        for store in stores:
            store.submit(request)
    for table, columns in {
        "outbox": "*", "reminder": "*", "spool": "*", "counters": "*",
        "journal": "n, at, event, subject, detail",
    }.items():  # fmt: skip
        sql = f"SELECT {columns} FROM {table} ORDER BY 1"
        theirs = [[*row] for row in plain._db.execute(sql)]
        assert [[*row.values()] for row in own._store._connection.rows(sql)] == theirs, table
        assert [[*row] for row in encrypted._db.execute(sql)] == theirs, table
    for store in stores:
        store.close()


def test_a_submit_is_one_sync(tmp_path):
    assert bench.syncs_per_submit(tmp_path) == 1.0


def test_every_sync_between_the_marks_counts():
    trace = '1 fsync(3) = 0\n1 write(1, "MARK", 4) = 4\n1 fdatasync(3) = 0\n1 fsync(3) = 0\n'
    assert bench.count_syncs(trace + '1 write(1, "MARK", 4) = 4\n1 fsync(3) = 0\n') == 2

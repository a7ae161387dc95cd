"""The benchmark of delivery: what it prints, and that it fails when a request is lost."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from benchmarks import sync
from benchmarks.requests_of_600 import BYTES, documents
from central.keys import DATABASE

KEYS = [
    "docs_s", "ratio_to_pouchdb", "wire_bytes_each", "pouchdb_wire_bytes_each", "cpu_s_without_sealing",
    "sealing_cpu_s", "client_mb", "postgres",
]  # fmt: skip
TURN = sync.Turn(2.0, 1.0, 3.0, 5000, 60.0, 4.0, 1.5)


def test_the_last_line_has_what_the_issue_asks_for() -> None:
    found = sync.report([TURN], [sync.Turn(4.0, 1.0, 1.0, 9000, 100.0)], 10)
    assert list(found) == KEYS
    assert found["docs_s"] == 5 and found["ratio_to_pouchdb"] == 2.0
    assert (found["wire_bytes_each"], found["pouchdb_wire_bytes_each"]) == (500, 900)
    assert (found["cpu_s_without_sealing"], found["sealing_cpu_s"]) == (2.5, 5.5)


def test_the_requests_weigh_what_is_said_and_differ() -> None:
    made = documents(50, Random(1))
    sizes = [len(json.dumps(one["answers"], ensure_ascii=False).encode()) for one in made]
    assert all(BYTES - 20 <= size <= BYTES + 20 for size in sizes)
    assert len({json.dumps(one["answers"]) for one in made}) == 50


@pytest.mark.slow
def test_all_arrive_and_one_that_is_missing_is_noticed(tmp_path: Path) -> None:
    """Outside of a namespace of its own, so the bytes of others may be among those that are counted."""
    sent = documents(30, Random(1))
    file = tmp_path / "documents.json"
    file.write_text(json.dumps(sent), "utf-8")
    turn = sync.relais(tmp_path, sent, file)
    assert turn.seconds > 0 and turn.wire > 30 * 400 and turn.peak_mb > 10
    with closing(sqlite3.connect(tmp_path / "central" / DATABASE)) as database, database:
        database.execute("DELETE FROM cases_case WHERE id = 7")
    with pytest.raises(sync.Unmet, match="29 cases for 30 requests"):
        sync._check(tmp_path / "central", sent)

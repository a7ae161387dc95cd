"""The outbox of months in small: all is delivered, and a visit holds no more than one batch in memory."""

from pathlib import Path

import pytest

from benchmarks import outbox as bench
from kiosk.store import db, open_store
from kiosk.store.outbox import Outbox
from sync.route import MOST_BYTES, MOST_ROWS


@pytest.fixture(autouse=True)
def swifter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "MEMORY_SECURITY", "OFF")
    monkeypatch.setattr(bench, "AWAY_VISITS", 1)


def test_what_waited_for_months_goes_in_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    real = Outbox._select

    def select(outbox: Outbox, clause: str, args: list[object]) -> object:
        rows = real(outbox, clause, args)
        read.append(len(rows))
        assert sum(len(row.raw) for row in rows) <= MOST_BYTES
        return rows

    monkeypatch.setattr(Outbox, "_select", select)
    with open_store(tmp_path, durable=False) as store:
        central = bench.enrol_alone(store, bench.PUBLISHER.public)
        bench.fill(store, 1000)
    found = bench.deliver(tmp_path, central)
    assert found["acknowledged"] == 1000
    assert max(read) == MOST_ROWS, "never the whole outbox"


def test_a_submit_is_timed_at_both(tmp_path: Path) -> None:
    with open_store(tmp_path / "full", durable=False) as store:
        bench.fill(store, 50)
    took = bench.submits_s([tmp_path / "empty", tmp_path / "full"], rounds=2, batch=3)
    assert [len(seconds) for seconds in took] == [6, 6]

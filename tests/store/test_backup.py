"""A copy of the store while it is in use, and a station made of it."""

import subprocess
import sys
import threading

import pytest

from kiosk.errors import NotEnrolled, StoreDamaged, StoreNewer, StoreUnwritable, StoreWrongKey
from kiosk.store import open_store
from kiosk.store.backup import back_up, next_sequence, restore
from kiosk.store.migrations import SCHEMA
from kiosk.store.reading import check_whole

NOW_MS = 1_790_000_000_000


def record(store, n: int) -> bytes:
    envelope_id = n.to_bytes(16, "big")
    with store.transaction():
        store.outbox.append(envelope_id, "service", n, lambda sequence: b"sealed %d %d" % (n, sequence))
        store.journal.append(n, "recorded", envelope_id)
    return envelope_id


@pytest.fixture
def filled(folder, store):
    store.enrolment.keys()
    for n in range(1, 6):
        record(store, n)
    return store


def test_a_copy_is_whole_encrypted_and_without_the_key(folder, filled, tmp_path):
    target = tmp_path / "copy.db"
    assert back_up(folder, target) == target.stat().st_size
    assert target.stat().st_mode & 0o777 == 0o600
    content = target.read_bytes()
    assert b"sealed" not in content and b"SQLite" not in content
    assert (folder / "station.key").read_bytes() not in content
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.db", "data"]


def test_what_is_recorded_meanwhile_does_not_spoil_it(folder, filled, tmp_path):
    stop = threading.Event()

    def go_on() -> None:
        with open_store(folder) as store:
            n = 100
            while not stop.is_set():
                record(store, n)
                n += 1

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        for number in range(3):
            back_up(folder, tmp_path / f"{number}.db")
    finally:
        stop.set()
        thread.join()
    for number in range(3):
        made = tmp_path / f"made {number}"
        restore(tmp_path / f"{number}.db", folder / "station.key", made, NOW_MS)
        with open_store(made) as store:
            rows = store.outbox.every()
            assert [row.sequence for row in rows] == list(range(1, len(rows) + 1)) and len(rows) >= 5
            assert len(store.journal.entries()) == len(rows) + 1
            assert store.journal.verify() is None


def test_a_restored_station_goes_on_and_uses_no_number_twice(folder, filled, tmp_path):
    back_up(folder, tmp_path / "copy.db")
    after = [record(filled, n) for n in (6, 7)]
    used = {row.sequence for row in filled.outbox.every()}
    made = tmp_path / "made"
    restored = restore(tmp_path / "copy.db", folder / "station.key", made, NOW_MS)
    assert (restored.sequence, restored.waiting) == (5, 5)
    check_whole(made)
    with open_store(made) as store:
        assert store.enrolment.keys()[0].to_bytes() == filled.enrolment.keys()[0].to_bytes()
        assert [row.id for row in store.outbox.every()] == [n.to_bytes(16, "big") for n in range(1, 6)]
        assert all(store.outbox.get(one) is None for one in after), "what came after the copy is not in it"
        new = [record(store, n) for n in (8, 9)]
        sequences = [store.outbox.get(one).sequence for one in new]
        assert sequences == [restored.goes_on_after + 1, restored.goes_on_after + 2]
        assert not used & set(sequences)
        line = next(e for e in store.journal.entries() if e.event == "restored")
        assert line.detail == f"5 {restored.goes_on_after}"
        with pytest.raises(Exception, match="a counter goes up"):
            store._connection.change("UPDATE counters SET value = 3 WHERE name = 'sequence'")
    assert (made / "station.key").stat().st_mode & 0o777 == 0o600
    assert (made / "station.db").stat().st_mode & 0o777 == 0o600


def test_two_stations_of_one_copy_never_share_a_number():
    firsts = [next_sequence(5, NOW_MS + 1000 * later) for later in range(50)]
    assert firsts == sorted(firsts) and len(set(firsts)) == 50
    restored_again = next_sequence(next_sequence(5, NOW_MS), 0)
    assert restored_again > next_sequence(5, NOW_MS) + (1 << 31), "a clock in 1970 goes on behind it"
    assert max(firsts) < 1 << 63


def test_a_wrong_key_a_cut_copy_a_newer_one(folder, filled, tmp_path):
    back_up(folder, tmp_path / "copy.db")
    made = tmp_path / "made"
    (tmp_path / "wrong.key").write_bytes(bytes(32))
    with pytest.raises(StoreWrongKey):
        restore(tmp_path / "copy.db", tmp_path / "wrong.key", made, NOW_MS)
    whole = (tmp_path / "copy.db").read_bytes()
    for spoilt in (whole[: len(whole) // 2], whole[:-3000] + bytes(100) + whole[-2900:], b""):
        (tmp_path / "spoilt.db").write_bytes(spoilt)
        with pytest.raises(StoreDamaged):
            restore(tmp_path / "spoilt.db", folder / "station.key", made, NOW_MS)
    filled._connection._raw.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    with pytest.raises(StoreNewer):
        back_up(folder, tmp_path / "newer.db")
    assert [*made.iterdir()] == [], "nothing is left of what failed"
    assert not (tmp_path / "newer.db").exists() and not (tmp_path / "newer.db.new").exists()


def test_no_store_no_copy_and_no_place_no_copy(folder, filled, tmp_path):
    with pytest.raises(NotEnrolled):
        back_up(tmp_path / "nothing", tmp_path / "copy.db")
    with pytest.raises(StoreUnwritable):
        back_up(folder, tmp_path / "no" / "copy.db")


_LIMITED = """
import resource, sys
from pathlib import Path
from kiosk.errors import StoreProblem
from kiosk.store.backup import back_up
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
try:
    back_up(Path(sys.argv[1]), Path(sys.argv[2]))
except StoreProblem as problem:
    print(problem.code)
"""


def test_no_room_leaves_the_older_copy_alone(folder, filled, tmp_path):
    target = tmp_path / "copy.db"
    back_up(folder, target)
    before = target.read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", _LIMITED, str(folder), str(target)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "store.unwritable\n"
    assert target.read_bytes() == before and not (tmp_path / "copy.db.new").exists()

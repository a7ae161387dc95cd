"""Opening the store: what is made, and what is refused without touching anything."""

import hashlib
import os
import resource
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as engine

from kiosk.errors import (
    StoreBusy,
    StoreDamaged,
    StoreKeyMissing,
    StoreNewer,
    StoreUnwritable,
    StoreWrongKey,
)
from kiosk.store import db, keyfile, open_store
from kiosk.store.keyfile import salt_of
from kiosk.store.migrations import SCHEMA, migrations

ENVELOPE = bytes(range(16))


def fill(folder: Path) -> None:
    with open_store(folder) as store:
        store.outbox.append(ENVELOPE, "service", 5, lambda sequence: b"sealed %d" % sequence)


def picture(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def kept(folder: Path) -> bytes:
    with open_store(folder) as store:
        row = store.outbox.get(ENVELOPE)
    assert row is not None
    return row.raw


def test_first_opening_makes_key_and_database(folder):
    with open_store(folder):
        assert (folder / "station.key").stat().st_size == 32
        assert (folder / "station.key").stat().st_mode & 0o777 == 0o600
        assert folder.stat().st_mode & 0o777 == 0o700
    assert sorted(picture(folder)) == ["station.db", "station.key"]


def test_what_is_kept_is_there_after_reopening_and_never_in_clear(folder):
    fill(folder)
    assert kept(folder) == b"sealed 1"
    for path in folder.iterdir():
        assert b"sealed 1" not in path.read_bytes()
        assert b"SQLite format" not in path.read_bytes()


def test_settings_that_durability_and_privacy_rest_on(folder):
    with open_store(folder) as store:
        for name, value in {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "temp_store": 2,
            "secure_delete": 1,
            "recursive_triggers": 1,
            "cipher_memory_security": "1",
            "user_version": SCHEMA,
        }.items():
            assert list(store._connection.rows(f"PRAGMA {name}")[0].values()) == [value], name


def test_only_the_control_run_leaves_syncs_out(folder):
    with open_store(folder, durable=False) as store:
        assert store._connection.rows("PRAGMA synchronous")[0]["synchronous"] == 0


def test_every_migration_has_its_number(folder):
    with open_store(folder) as store:
        assert len(migrations.applied(store._connection._db)) == SCHEMA
        assert not migrations.pending(store._connection._db)


def test_the_raw_key_alone_opens_the_database(folder):
    fill(folder)
    connection = engine.connect(str(folder / "station.db"))
    connection.execute(f"PRAGMA key = \"x'{(folder / 'station.key').read_bytes().hex()}'\"")
    assert connection.execute("SELECT count(*) FROM outbox").fetchone() == (1,)
    connection.close()


def test_missing_key_is_named_and_no_new_one_is_made(folder):
    fill(folder)
    key = (folder / "station.key").read_bytes()
    (folder / "station.key").unlink()
    before = picture(folder)
    with pytest.raises(StoreKeyMissing) as problem:
        open_store(folder)
    assert problem.value.facts["path"] == str(folder / "station.key")
    assert picture(folder) == before
    (folder / "station.key").write_bytes(key)
    assert kept(folder) == b"sealed 1"


@pytest.mark.parametrize("wrong", [b"\x01" * 32, b"", b"short", b"\x01" * 33])
def test_wrong_key_is_named_and_overwrites_nothing(folder, wrong):
    fill(folder)
    key = (folder / "station.key").read_bytes()
    (folder / "station.key").write_bytes(wrong)
    before = picture(folder)
    with pytest.raises(StoreWrongKey):
        open_store(folder)
    assert picture(folder) == before
    (folder / "station.key").write_bytes(key)
    assert kept(folder) == b"sealed 1"


def test_wrong_key_says_nothing_on_standard_error(folder, capfd):
    fill(folder)
    (folder / "station.key").write_bytes(b"\x01" * 32)
    with pytest.raises(StoreWrongKey):
        open_store(folder)
    assert capfd.readouterr() == ("", "")


def test_newer_database_is_refused_and_left_alone(folder):
    fill(folder)
    with open_store(folder) as store:
        store._connection._raw.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    before = picture(folder)
    with pytest.raises(StoreNewer) as problem:
        open_store(folder)
    assert problem.value.facts == {
        "path": str(folder / "station.db"),
        "found": SCHEMA + 1,
        "known": SCHEMA,
    }
    assert picture(folder) == before


def damage(path: Path, at: int) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(b"\x00" * 64)


def test_damaged_first_page_is_not_taken_for_a_wrong_key(folder):
    fill(folder)
    damage(folder / "station.db", 200)
    with pytest.raises(StoreDamaged):
        open_store(folder)


def test_a_damaged_salt_alone_loses_nothing(folder):
    fill(folder)
    with (folder / "station.db").open("r+b") as file:
        file.write(b"\x00" * 16)
    assert kept(folder) == b"sealed 1"


@pytest.mark.parametrize("content", [b"hello", b"SQLite format 3\x00" + b"\x00" * 5000])
def test_a_file_that_is_no_database_of_ours(folder, content):
    fill(folder)
    (folder / "station.db").write_bytes(content)
    with pytest.raises((StoreDamaged, StoreWrongKey)):
        open_store(folder)
    assert (folder / "station.db").read_bytes() == content


def test_a_cut_database_is_damaged(folder):
    fill(folder)
    os.truncate(folder / "station.db", 6000)
    with pytest.raises(StoreDamaged):
        kept(folder)


def test_a_damaged_page_is_found_when_it_is_read(folder):
    with open_store(folder) as store:
        for n in range(200):
            store.outbox.append(n.to_bytes(16, "big"), "service", n, lambda _: os.urandom(500))
    damage(folder / "station.db", (folder / "station.db").stat().st_size - 4096 * 5 + 100)
    with open_store(folder) as store, pytest.raises(StoreDamaged):
        store.outbox.every()


def test_a_new_database_after_a_power_cut_between_key_and_database(folder):
    folder.mkdir()
    (folder / "station.key").write_bytes(b"\x07" * 32)
    fill(folder)
    assert (folder / "station.key").read_bytes() == b"\x07" * 32
    assert (folder / "station.db").read_bytes()[:16] == salt_of(b"\x07" * 32)


def test_an_empty_database_file_is_a_beginning(folder):
    folder.mkdir()
    (folder / "station.key").write_bytes(b"\x07" * 32)
    (folder / "station.db").touch()
    fill(folder)
    assert kept(folder) == b"sealed 1"


@contextmanager
def without_privileges():
    """Root may write anywhere, so read-only folders are tried as nobody."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_folder():
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_a_folder_that_cannot_be_made(open_folder):
    open_folder.chmod(0o555)
    with without_privileges(), pytest.raises(StoreUnwritable):
        open_store(open_folder / "data")
    open_folder.chmod(0o755)
    assert list(open_folder.iterdir()) == []


def test_every_new_folder_is_synced_into_the_one_above(tmp_path, monkeypatch):
    synced: list[Path] = []
    real = keyfile.sync_folder

    def note(folder: Path) -> None:
        synced.append(folder)
        real(folder)

    monkeypatch.setattr(keyfile, "sync_folder", note)
    with open_store(tmp_path / "var" / "lib" / "data"):
        above = tmp_path / "var"
        assert synced[:3] == [tmp_path, above, above / "lib"]


def test_a_file_where_the_folder_should_be(tmp_path):
    (tmp_path / "data").write_text("something else")
    with pytest.raises(StoreUnwritable):
        open_store(tmp_path / "data")
    assert (tmp_path / "data").read_text() == "something else"


def test_a_read_only_folder_is_named_and_left_alone(open_folder):
    data = open_folder / "data"
    fill(data)
    data.chmod(0o555)
    (data / "station.key").chmod(0o444)
    (data / "station.db").chmod(0o444)
    before = picture(data)
    with without_privileges(), pytest.raises(StoreUnwritable):
        open_store(data)
    data.chmod(0o755)
    assert picture(data) == before


def test_a_folder_that_may_not_be_entered(open_folder):
    data = open_folder / "data"
    fill(data)
    data.chmod(0o400)
    with without_privileges(), pytest.raises(StoreUnwritable):
        open_store(data)


def test_an_unreadable_key_is_unwritable_not_wrong(open_folder):
    data = open_folder / "data"
    fill(data)
    data.chmod(0o755)
    (data / "station.key").chmod(0o000)
    with without_privileges(), pytest.raises(StoreUnwritable):
        open_store(data)


@contextmanager
def largest_file(size: int):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_no_room_for_the_key_leaves_no_half_key(folder):
    with largest_file(16), pytest.raises(StoreUnwritable):
        open_store(folder)
    assert list(folder.iterdir()) == []
    fill(folder)


def test_no_room_for_the_database(folder):
    with largest_file(20_000), pytest.raises(StoreUnwritable):
        open_store(folder)
    fill(folder)
    assert kept(folder) == b"sealed 1"


def test_no_room_for_one_more_commit_keeps_what_was_committed(folder):
    with open_store(folder) as store:
        store.outbox.append(ENVELOPE, "service", 5, lambda sequence: b"sealed %d" % sequence)
        size = (folder / "station.db-wal").stat().st_size
        with largest_file(size + 3000), pytest.raises(StoreUnwritable):
            store.outbox.append(bytes(16), "service", 6, lambda _: bytes(100_000))
        assert [row.id for row in store.outbox.every()] == [ENVELOPE]
        store.outbox.append(bytes(16), "service", 7, lambda sequence: b"sealed %d" % sequence)
        assert [row.sequence for row in store.outbox.every()] == [1, 2]
    assert kept(folder) == b"sealed 1"


@pytest.fixture
def tiny_disk(tmp_path):
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=600k", "none", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting needs rights that this run does not have")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk(tiny_disk):
    kept_ids = []
    with open_store(tiny_disk / "data") as store, pytest.raises(StoreUnwritable):
        for n in range(200):
            envelope_id = n.to_bytes(16, "big")
            store.outbox.append(envelope_id, "service", n, lambda _: os.urandom(4000))
            kept_ids.append(envelope_id)
    assert 5 < len(kept_ids) < 200
    copy = tiny_disk.parent / "copy"
    subprocess.run(["cp", "-r", str(tiny_disk / "data"), str(copy)], check=True)
    with open_store(copy) as store:
        assert [row.id for row in store.outbox.every()] == kept_ids


def test_a_database_held_by_another_process_is_busy(folder, raw_connection, store, monkeypatch):
    monkeypatch.setattr(db, "BUSY_TIMEOUT_S", 0.05)
    raw_connection.execute("BEGIN IMMEDIATE")
    with open_store(folder) as second, pytest.raises(StoreBusy):
        second.outbox.append(ENVELOPE, "service", 5, lambda _: b"sealed")
    raw_connection.execute("ROLLBACK")
    assert store.outbox.every() == ()


def test_an_opening_that_never_ends_makes_the_next_one_busy(folder, monkeypatch):
    monkeypatch.setattr(keyfile, "_LOCK_PAUSE_S", 0.0)
    folder.mkdir()
    with keyfile.only_opener(folder), pytest.raises(StoreBusy):
        open_store(folder)
    assert list(folder.iterdir()) == []


_OPENER = """
import sys
from pathlib import Path
from kiosk.store import open_store
for n in range(8):
    with open_store(Path(sys.argv[1]) / str(n)) as store:
        print(store.enrolment.keys()[0].public.key_id.hex())
        print((Path(sys.argv[1]) / str(n) / "station.key").read_bytes().hex())
"""


def test_processes_that_open_at_once_share_one_key(tmp_path):
    openers = [
        subprocess.Popen([sys.executable, "-c", _OPENER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    said = [opener.communicate(timeout=60)[0] for opener in openers]
    assert all(opener.returncode == 0 for opener in openers)
    assert len(set(said)) == 1
    assert len(set(said[0].splitlines())) == 16

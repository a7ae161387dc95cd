"""Copying the store of a station while it works, and making a station of such a copy (docs/adr/0101)."""

import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as engine

from kiosk.errors import StoreDamaged, StoreNewer
from kiosk.store.db import BUSY_TIMEOUT_S, DATABASE, KEY, Connection, unlock
from kiosk.store.faults import engine_faults, file_faults
from kiosk.store.journal import Journal
from kiosk.store.keyfile import make_folder, only_opener, sync_folder, write_durably
from kiosk.store.migrations import SCHEMA
from kiosk.store.reading import find_damage, read_key

_STEP_BITS = 16


@dataclass(frozen=True)
class Restored:
    """A store made of a copy. sequence: the last number in it; goes_on_after: the one before the next."""

    sequence: int
    goes_on_after: int
    waiting: int


def back_up(folder: Path, target: Path) -> int:
    """Write a copy of the database as it is now, encrypted with the same key; return its bytes.

    The key is not in it. One reading transaction: stations go on writing meanwhile. The target is there whole
    or not at all. Raises NotEnrolled where there is no store, and the StoreProblems.
    """
    path, key = folder / DATABASE, read_key(folder)
    aside = target.with_name(f"{target.name}.new")
    try:
        with file_faults(aside):
            aside.unlink(missing_ok=True)
            os.close(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        raw = _unlocked(path, key)
        try:
            with engine_faults(aside):
                raw.execute("PRAGMA temp_store = MEMORY")
                # Not the engine's backup: that copies pages and begins anew whenever a request is recorded.
                raw.execute("VACUUM INTO ?", [str(aside)])
        finally:
            raw.close()
        _check(aside, key)
        with file_faults(target):
            # The engine does not sync what VACUUM INTO writes.
            _sync_file(aside)
            aside.replace(target)
            sync_folder(target.parent)
            return target.stat().st_size
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def restore(copy: Path, key_file: Path, folder: Path, now_ms: int) -> Restored:
    """Make the store of a station from a copy and its key; the caller has seen that there is none yet.

    Sequence numbers go on far behind the last ones: what was recorded after the copy was made has used some,
    which the central may know. Raises StoreWrongKey, StoreDamaged, StoreNewer, StoreUnwritable, StoreBusy
    with no database left in the folder.
    """
    path = folder / DATABASE
    with file_faults(folder):
        make_folder(folder)
    aside = path.with_name(f"{DATABASE}.new")
    with only_opener(folder):
        try:
            with file_faults(copy):
                key = key_file.read_bytes()
                shutil.copyfile(copy, aside)
                aside.chmod(0o600)
            _check(aside, key)
            restored = _go_on(aside, key, now_ms)
            with file_faults(folder):
                write_durably(folder / KEY, key)
                _sync_file(aside)
                aside.replace(path)
                sync_folder(folder)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
    return restored


def next_sequence(known: int, now_ms: int) -> int:
    """Return a number that no envelope of this station has reached, nor will by another restored copy.

    The seconds of the clock and a number drawn by lot, side by side: two restorations of one copy differ by
    more than the requests between them. With a clock in 1970, far behind what the copy knows.
    """
    drawn = secrets.randbits(_STEP_BITS)
    return max(now_ms // 1000 << _STEP_BITS, known + (1 << 32)) + drawn


def _go_on(path: Path, key: bytes, now_ms: int) -> Restored:
    raw = _unlocked(path, key)
    try:
        with engine_faults(path):
            raw.execute("PRAGMA journal_mode = DELETE")
            raw.execute("PRAGMA synchronous = FULL")
        connection = Connection(path, raw)
        with connection.transaction():
            known = connection.rows("SELECT value FROM counters WHERE name = 'sequence'")[0]["value"]
            (rule,) = connection.rows("SELECT sql FROM sqlite_master WHERE name = 'counters_rise'")
            behind = next_sequence(known, now_ms)
            raw.execute("DROP TRIGGER counters_rise")
            connection.change("UPDATE counters SET value = ? WHERE name = 'sequence'", [behind])
            raw.execute(rule["sql"])
            Journal(connection).append(now_ms, "restored", detail=f"{known} {behind}")
            waiting = connection.rows("SELECT count(*) AS many FROM outbox WHERE state <> 'acknowledged'")
        return Restored(known, behind, waiting[0]["many"])
    finally:
        raw.close()


def _check(path: Path, key: bytes) -> None:
    """Raise StoreWrongKey, StoreDamaged or StoreNewer for what is not a whole database of ours."""
    with file_faults(path):
        if not path.stat().st_size:
            raise StoreDamaged(path=str(path), detail="0")
    raw = _unlocked(path, key)
    try:
        connection = Connection(path, raw)
        found = connection.rows("PRAGMA user_version")[0]["user_version"]
        if found > SCHEMA:
            raise StoreNewer(path=str(path), found=found, known=SCHEMA)
        find_damage(connection)
    finally:
        raw.close()


def _unlocked(path: Path, key: bytes) -> Any:
    with engine_faults(path):
        raw = engine.connect(str(path), timeout=BUSY_TIMEOUT_S, isolation_level=None)
    try:
        unlock(raw, path, key)
    except BaseException:
        raw.close()
        raise
    return raw


def _sync_file(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

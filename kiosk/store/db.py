"""One thread's connection to the station's database.

SQLite in WAL with synchronous=FULL: a commit is one sync, and what is committed survives a power cut.
Transactions begin IMMEDIATE: a deferred one that turns into a writer fails at once with "database is locked",
whatever the busy timeout. Nothing is written to temporary files (temp_store), freed pages are overwritten
(secure_delete), freed memory is wiped (cipher_memory_security).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Self

import sqlite_utils
from sqlcipher3 import dbapi2 as engine

from kiosk.errors import StoreDamaged, StoreNewer, StoreWrongKey
from kiosk.store.faults import engine_faults, file_faults
from kiosk.store.keyfile import (
    SALT_BYTES,
    make_folder,
    only_opener,
    read_or_make_key,
    salt_of,
    sync_folder,
)
from kiosk.store.migrations import SCHEMA, migrations

DATABASE = "station.db"
KEY = "station.key"
BUSY_TIMEOUT_S = 5.0
# Keeps the engine's memory out of the swap and wipes what it frees; it triples the CPU of a submit (to 4 ms).
MEMORY_SECURITY = "ON"


class Connection:
    """The database of one thread, unlocked and migrated."""

    def __init__(self, path: Path, raw: Any, again: Callable[[], Any] | None = None) -> None:
        """Take an unlocked connection of the engine; again: opens another one like it."""
        self.path = path
        self._again = again
        self._damaged = False
        self._take(raw)

    def _take(self, raw: Any) -> None:
        self._raw = raw
        # Plugins of sqlite-utils could be handed every statement; a station runs nobody else's code.
        self._db = sqlite_utils.Database(raw, execute_plugins=False)

    @classmethod
    def open(cls, folder: Path, *, durable: bool) -> Self:
        """Open or create folder/station.db with folder/station.key; raise a StoreProblem (see open_store)."""
        with file_faults(folder):
            make_folder(folder)
        path = folder / DATABASE
        with only_opener(folder):
            key = read_or_make_key(folder / KEY, path)
            raw = _open(path, key, durable=durable)
            connection = cls(path, raw, lambda: _open_again(path, key, durable=durable))
            try:
                connection._migrate()
                with file_faults(folder):
                    sync_folder(folder)
            except BaseException:
                connection._raw.close()
                raise
        return connection

    def _renew(self) -> None:
        if self._again is not None:
            another = self._again()
            self._raw.close()
            self._take(another)

    def _migrate(self) -> None:
        found = self.rows("PRAGMA user_version")[0]["user_version"]
        if found < SCHEMA:
            # One transaction around all steps: sqlite-utils then uses savepoints, and the count of the steps
            # is committed with what they made.
            with self.transaction():
                migrations.apply(self._db)
                self._raw.execute(f"PRAGMA user_version = {SCHEMA}")
            # The engine keeps the statements that were used most: those of the steps would stay for ever, and
            # each statement of a submit be parsed anew, for a third more of the processor's time.
            self._renew()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit the block as a whole, or nothing of it; a block inside another one joins it as a savepoint.

        Raises StoreBusy, StoreUnwritable, StoreDamaged.
        """
        with self._faults():
            if self._raw.in_transaction:
                yield from self._joined()
                return
            self._raw.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._raw.execute("COMMIT")
            except BaseException:
                # A full disk may have ended the transaction already.
                if self._raw.in_transaction:
                    self._raw.execute("ROLLBACK")
                raise

    def _joined(self) -> Iterator[None]:
        # One name for all: each release and rollback is about the newest. A name of its own, as sqlite-utils
        # gives, would be parsed anew each time.
        self._raw.execute("SAVEPOINT joined")
        try:
            yield
        except BaseException:
            if self._raw.in_transaction:
                self._raw.execute("ROLLBACK TO joined")
                self._raw.execute("RELEASE joined")
            raise
        self._raw.execute("RELEASE joined")

    @contextmanager
    def _faults(self) -> Iterator[None]:
        # SQLCipher refuses everything on a connection that once met a damaged page, also when the disk
        # gives the right bytes again. Whoever waits at the screen must not need a restart for that.
        if self._damaged and not self._raw.in_transaction:
            self._renew()
            self._damaged = False
        try:
            with engine_faults(self.path):
                yield
        except StoreDamaged:
            self._damaged = True
            raise

    @contextmanager
    def _one_statement(self) -> Iterator[None]:
        # One statement is atomic by itself: within a transaction, a savepoint around it would only cost.
        with self._faults() if self._raw.in_transaction else self.transaction():
            yield

    def rows(self, sql: str, args: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Return all rows of a query; raise StoreBusy or StoreDamaged."""
        with self._faults():
            cursor = self._raw.execute(sql, args)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def change(self, sql: str, args: Sequence[Any] = ()) -> int:
        """Run one statement in a transaction and return how many rows it changed."""
        with self._one_statement():
            return int(self._raw.execute(sql, args).rowcount)

    def insert(self, table: str, row: Mapping[str, Any]) -> None:
        """Insert one row."""
        # Not through `Table.insert`, which asks what the tables are and opens a savepoint of its own name:
        # with what that pushes out of the engine's cache, two thirds of the processor's time of a submit.
        with self._one_statement():
            self._db.execute(_insert(table, tuple(row)), list(row.values()))

    def insert_all(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert one or more rows of the same columns."""
        with self._one_statement():
            self._raw.executemany(_insert(table, tuple(rows[0])), [list(row.values()) for row in rows])

    def upsert(self, table: str, row: Mapping[str, Any], pk: str) -> None:
        """Insert one row, or change the one with the same primary key."""
        with self._one_statement():
            self._db.execute(_upsert(table, tuple(row), pk), list(row.values()))

    def next_count(self, counter: str, many: int = 1) -> int:
        """Take the next numbers of a counter and return the last of them.

        A rolled-back transaction gives them back, so there is no gap.
        """
        with self._one_statement():
            raised = self.rows(
                "UPDATE counters SET value = value + ? WHERE name = ? RETURNING value", [many, counter]
            )
            return int(raised[0]["value"])

    def close(self) -> None:
        """Close the connection."""
        with engine_faults(self.path):
            self._raw.close()


@cache
def _insert(table: str, columns: tuple[str, ...]) -> str:
    # Names are this package's own; values travel as arguments.
    marks = ", ".join("?" * len(columns))
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608


@cache
def _upsert(table: str, columns: tuple[str, ...], pk: str) -> str:
    changes = ", ".join(f"{column} = excluded.{column}" for column in columns if column != pk)
    return f"{_insert(table, columns)} ON CONFLICT ({pk}) DO UPDATE SET {changes}"


def _open(path: Path, key: bytes, *, durable: bool) -> Any:
    with engine_faults(path):
        raw = engine.connect(str(path), timeout=BUSY_TIMEOUT_S, isolation_level=None)
    try:
        unlock(raw, path, key)
        with engine_faults(path):
            found = raw.execute("PRAGMA user_version").fetchone()[0]
            if found > SCHEMA:
                raise StoreNewer(path=str(path), found=found, known=SCHEMA)
            raw.execute("PRAGMA journal_mode = WAL")
            raw.execute(f"PRAGMA synchronous = {'FULL' if durable else 'OFF'}")
            raw.execute("PRAGMA foreign_keys = ON")
            raw.execute("PRAGMA temp_store = MEMORY")
            raw.execute("PRAGMA secure_delete = ON")
    except BaseException:
        raw.close()
        raise
    return raw


def _open_again(path: Path, key: bytes, *, durable: bool) -> Any:
    with file_faults(path):
        path.stat()  # the engine would make a new database in the place of one that has gone
    return _open(path, key, durable=durable)


def unlock(raw: Any, path: Path, key: bytes) -> None:
    """Give a connection its key and prove it; raise StoreWrongKey, StoreDamaged, StoreBusy."""
    with engine_faults(path):
        # SQLCipher writes to standard error by itself; we raise what went wrong instead.
        raw.execute("PRAGMA cipher_log_level = NONE")
        raw.execute(f"PRAGMA key = \"x'{(key + salt_of(key)).hex()}'\"")
        raw.execute(f"PRAGMA cipher_memory_security = {MEMORY_SECURITY}")
    try:
        raw.execute("SELECT count(*) FROM sqlite_master")
    except engine.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", None) != engine.SQLITE_NOTADB:
            with engine_faults(path):
                raise
        with file_faults(path), path.open("rb") as file:
            salt = file.read(SALT_BYTES)
        if salt == salt_of(key) or len(salt) < SALT_BYTES:
            raise StoreDamaged(path=str(path), detail=str(error)) from error
        raise StoreWrongKey(path=str(path)) from error

"""Opening the store of a station only to look at it: nothing is made, migrated or written."""

from pathlib import Path

from sqlcipher3 import dbapi2 as engine

from kiosk.errors import NotEnrolled, StoreDamaged, StoreKeyMissing, StoreNewer, StoreOlder, StoreWrongKey
from kiosk.store.db import BUSY_TIMEOUT_S, DATABASE, KEY, Connection, unlock
from kiosk.store.faults import engine_faults, file_faults
from kiosk.store.keyfile import KEY_BYTES
from kiosk.store.migrations import SCHEMA
from kiosk.store.store import Store


def open_to_read(folder: Path) -> Store:
    """Open the store in a folder as it was found; every attempt to write to it fails.

    Beside a station that runs, or alone. Raises NotEnrolled where there is no store yet, StoreOlder before
    the first start of a new version, StoreKeyMissing, StoreWrongKey, StoreNewer, StoreUnwritable, StoreBusy,
    StoreDamaged.
    """
    return Store(_open(folder))


def check_whole(folder: Path) -> int:
    """Read every page of the database and return how many there are; raise like open_to_read.

    A page that the disk altered is seen by its authentication code, also where nothing reads it today.
    """
    connection = _open(folder)
    try:
        find_damage(connection)
        return int(connection.rows("PRAGMA page_count")[0]["page_count"])
    finally:
        connection.close()


def find_damage(connection: Connection) -> None:
    """Raise StoreDamaged when a page is not what was written."""
    # A page that still stands in the write-ahead log is verified when it is read.
    damages = [next(iter(row.values())) for row in connection.rows("PRAGMA cipher_integrity_check")]
    if damages:
        raise StoreDamaged(path=str(connection.path), detail=str(damages[0]))


def _open(folder: Path) -> Connection:
    path, key = folder / DATABASE, read_key(folder)
    with engine_faults(path):
        raw = engine.connect(str(path), timeout=BUSY_TIMEOUT_S, isolation_level=None)
    try:
        unlock(raw, path, key)
        with engine_faults(path):
            raw.execute("PRAGMA query_only = ON")
            raw.execute("PRAGMA temp_store = MEMORY")
        connection = Connection(path, raw)
        found = connection.rows("PRAGMA user_version")[0]["user_version"]
        if found != SCHEMA:
            kind = StoreNewer if found > SCHEMA else StoreOlder
            raise kind(path=str(path), found=found, known=SCHEMA)
    except BaseException:
        raw.close()
        raise
    return connection


def read_key(folder: Path) -> bytes:
    """Return the key of the store that is in a folder; raise NotEnrolled, StoreKeyMissing, StoreWrongKey."""
    path, key_file = folder / DATABASE, folder / KEY
    with file_faults(key_file):
        if not path.exists() or not path.stat().st_size:
            raise NotEnrolled
        if not key_file.exists():
            raise StoreKeyMissing(path=str(key_file))
        key = key_file.read_bytes()
    if len(key) != KEY_BYTES:
        raise StoreWrongKey(path=str(key_file))
    return key

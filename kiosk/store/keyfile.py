"""The key of the database: 32 random bytes in a file of mode 0600, durable before the database exists.

The file is the embedded default; whoever holds the disk holds the key, and the self-test says so.
"""

import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.errors import StoreBusy, StoreKeyMissing, StoreWrongKey
from kiosk.store.faults import file_faults

KEY_BYTES = 32
SALT_BYTES = 16
_LOCK_TRIES = 100
_LOCK_PAUSE_S = 0.05


@contextmanager
def only_opener(folder: Path) -> Iterator[None]:
    """Hold the folder while one process opens the store, so that two never make two keys.

    The lock is on the folder itself: a lock file would be one more thing to create on a full disk. Raises
    StoreBusy after 5 s.
    """
    with file_faults(folder):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        _lock(descriptor, folder)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, folder: Path) -> None:
    for _ in range(_LOCK_TRIES):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_LOCK_PAUSE_S)
        else:
            return
    raise StoreBusy(path=str(folder))


def read_or_make_key(key_file: Path, database: Path) -> bytes:
    """Return the 32 bytes of the key; make them when neither key nor database exists.

    Call it inside `only_opener`. Raises StoreKeyMissing (a database that nobody can read any more must not be
    joined by a new key), StoreWrongKey for a file of another length, StoreUnwritable.
    """
    with file_faults(key_file):
        if not key_file.exists():
            if database.exists():
                raise StoreKeyMissing(path=str(key_file))
            write_durably(key_file, os.urandom(KEY_BYTES))
        key = key_file.read_bytes()
    if len(key) != KEY_BYTES:
        raise StoreWrongKey(path=str(key_file))
    return key


def salt_of(key: bytes) -> bytes:
    """Return the salt that we give to SQLCipher, which stands in clear at the start of the database.

    A raw key needs no random salt. Deriving it from the key tells a wrong key (other salt) from a damaged
    first page (same salt), which SQLCipher itself reports alike; it says nothing about 256 random bits.
    """
    return hashlib.sha256(b"relais/store/1" + key).digest()[:SALT_BYTES]


def write_durably(path: Path, content: bytes) -> None:
    """Write a private file so that after a power cut it is there whole or not at all; raise OSError."""
    aside = path.with_name(path.name + ".new")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except OSError:
        aside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def make_folder(folder: Path) -> None:
    """Make a private folder, and those above it, so that a power cut cannot take it away; raise OSError."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir(mode=0o700, exist_ok=True)
        sync_folder(one.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut; raise OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

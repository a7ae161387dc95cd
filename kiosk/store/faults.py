"""What the database engine says, turned into Problems.

sqlcipher3 raises exceptions of its own, which are not `sqlite3.*`; a constraint or trigger that fires is a
bug of ours and stays the engine's exception: it crashes instead of being shown as a fault of the machine.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlcipher3 import dbapi2 as engine

from kiosk.errors import StoreBusy, StoreDamaged, StoreProblem, StoreUnwritable

_PRIMARY = 0xFF
_UNWRITABLE = {engine.SQLITE_FULL, engine.SQLITE_READONLY, engine.SQLITE_CANTOPEN, engine.SQLITE_PERM}
_BUSY = {engine.SQLITE_BUSY, engine.SQLITE_LOCKED}
_DAMAGED = {engine.SQLITE_CORRUPT, engine.SQLITE_NOTADB}
# Extended input/output codes that concern reading: the disk gave back something else than what was written.
_READ_FAULTS = {266, 522}


def problem_of(error: Exception, path: Path) -> StoreProblem | None:
    """Return the Problem that an engine exception stands for, or None when it is a bug."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    primary = code & _PRIMARY
    if primary in _BUSY:
        return StoreBusy(path=str(path))
    if primary in _DAMAGED or code in _READ_FAULTS:
        return StoreDamaged(path=str(path), detail=str(error))
    if primary in _UNWRITABLE or primary == engine.SQLITE_IOERR:
        return StoreUnwritable(path=str(path), detail=str(error))
    return None


@contextmanager
def engine_faults(path: Path) -> Iterator[None]:
    """Raise StoreBusy, StoreDamaged or StoreUnwritable for what the engine reports inside the block."""
    try:
        yield
    except engine.Error as error:
        problem = problem_of(error, path)
        if problem is None:
            raise
        raise problem from error


@contextmanager
def file_faults(path: Path) -> Iterator[None]:
    """Raise StoreUnwritable for what the system reports about files inside the block."""
    try:
        yield
    except OSError as error:
        raise StoreUnwritable(path=str(path), detail=error.strerror or str(error)) from error

"""A prepared stick, as a folder: what lies on it is read with mistrust, what is put on it is durable.

It may be pulled out at any moment: a file is written under another name, synced, renamed, and its folder
synced, so that what is found later is whole or can be ignored (docs/adr/0098). No link is ever followed.
Names and shapes are those of kiosk.wire.stick.
"""

import ctypes
import errno
import fcntl
import os
import re
import stat
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from typing import NoReturn

from kiosk.errors import Malformed, StickBusy, StickFull, StickGone, StickReadOnly, StickUnprepared
from kiosk.wire.stick import (
    ACKNOWLEDGEMENTS,
    ENVELOPES,
    FOLDER,
    LAST_NUMBER,
    MARKER,
    MOST_FILE_BYTES,
    PUBLISHED,
    BatchName,
    read_parts,
    read_station,
    write_parts,
)

MOST_BATCHES = 4096  # of one station: FAT holds three times as many such names in a folder
MOST_ENTRIES = 10_000
MOST_STATIONS = 500
LOCK_TRIES = 100
_PAUSE_S = 0.05
_OURS = (MARKER, ENVELOPES, ACKNOWLEDGEMENTS, PUBLISHED)
_NOBODY = 1  # a number where names of batches want a station
_ASIDE = ".new"
_LEFTOVER = re.compile(r"(stick|[0-9]{8}-[0-9a-f]{32})\.cbor\.new")
_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# O_NONBLOCK: opening a pipe that somebody put there must not wait for a writer.
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_WRITE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC


@dataclass(frozen=True)
class RefusedFile:
    """A file that was left as it is. file: from the stick's own folder; reason: a word of the catalogue."""

    file: str
    reason: str


class Stick:
    """What one agency's stations share; see `open_stick`. All methods raise a StickProblem."""

    def __init__(self, path: Path, top: int) -> None:
        self.path = path
        self._top = top

    def stations(self) -> tuple[int, ...]:
        """Return the stations that have envelopes here."""
        return tuple(sorted(filter(None, map(read_station, self._names(ENVELOPES)))))[:MOST_STATIONS]

    def batches(self, station: int) -> tuple[BatchName, ...]:
        """Return the batches of a station, the oldest first."""
        return self._batches(ENVELOPES, station)

    def read(self, name: BatchName) -> tuple[bytes, ...] | RefusedFile:
        """Return the envelopes of a batch, unverified."""
        return self._parts((ENVELOPES, str(name.station)), name, name.names)

    def answers(self, name: BatchName) -> tuple[bytes, ...] | RefusedFile | None:
        """Return the acknowledgements that a batch got, unverified, or None."""
        if not self._answered(name):
            return None
        return self._parts((ACKNOWLEDGEMENTS, str(name.station)), name, lambda _: True)

    def write(self, station: int, raws: Sequence[bytes]) -> BatchName:
        """Put one more batch of a station here; when it returns, the batch outlives a power cut."""
        there = {*self.batches(station), *self._batches(ACKNOWLEDGEMENTS, station)}
        if len(there) >= MOST_BATCHES:
            raise StickFull(path=str(self.path))
        taken = {0, *(name.number for name in there)}
        number = max(taken) + 1
        if number > LAST_NUMBER:
            # Somebody renamed a file to the last number: that must not stop a station.
            number = next(free for free in count(1) if free not in taken)
        data = write_parts(raws)
        name = BatchName.of(station, number, data)
        self._put(data, name.file, ENVELOPES, str(station))
        return name

    def answer(self, name: BatchName, acknowledgements: Sequence[bytes]) -> None:
        """Put the central's signed words about a batch beside it, in place of older ones."""
        self._put(write_parts(acknowledgements), name.file, ACKNOWLEDGEMENTS, str(name.station))

    def news(self) -> tuple[tuple[BatchName, tuple[bytes, ...] | RefusedFile], ...]:
        """Return the files of published pages, the oldest first, with their pages, unverified."""
        names = self._news_names()
        return tuple((name, self._parts((PUBLISHED,), name, name.names)) for name in names)

    def write_news(self, pages: Sequence[bytes]) -> None:
        """Put one more file of published pages here."""
        there = self._news_names()
        if len(there) >= MOST_BATCHES:
            raise StickFull(path=str(self.path))
        data = write_parts(pages)
        number = min(LAST_NUMBER, 1 + max((name.number for name in there), default=0))
        self._put(data, BatchName.of(_NOBODY, number, data).file, PUBLISHED)

    def discard_news(self, name: BatchName) -> None:
        """Remove a file of pages that newer ones have replaced."""
        with stick_faults(self.path), self._folder(PUBLISHED) as folder:
            if folder is not None:
                with suppress(FileNotFoundError, IsADirectoryError):
                    os.unlink(name.file, dir_fd=folder)
                    os.fsync(folder)

    def discard(self, name: BatchName) -> None:
        """Remove a batch and its answer; the batch first, so that it is never there unanswered again."""
        for kind in (ENVELOPES, ACKNOWLEDGEMENTS):
            with stick_faults(self.path), self._folder(kind, str(name.station)) as folder:
                if folder is not None:
                    # A folder of that name is somebody else's: it is named, and stops nothing.
                    with suppress(FileNotFoundError, IsADirectoryError):
                        os.unlink(name.file, dir_fd=folder)
                        os.fsync(folder)

    def tidy(self, station: int) -> None:
        """Remove what writing left half done, and a station's answers to batches that are gone."""
        for place in self._places():
            with stick_faults(self.path), self._folder(*place) as folder:
                for entry in self._names(*place) if folder is not None else ():
                    if _LEFTOVER.fullmatch(entry):
                        with suppress(IsADirectoryError):
                            os.unlink(entry, dir_fd=folder)
        for name in {*self._batches(ACKNOWLEDGEMENTS, station)} - {*self.batches(station)}:
            self.discard(name)

    def strangers(self) -> tuple[RefusedFile, ...]:
        """Return what in our own folders is not ours, but for the hidden files of other systems."""
        found: list[RefusedFile] = []
        for place in self._places():
            known = _known(place)
            found += [
                RefusedFile("/".join((*place, entry)), "name")
                for entry in self._names(*place)
                if not (known(entry) or entry.startswith(".") or _LEFTOVER.fullmatch(entry))
            ]
        return tuple(found)

    def flush(self) -> None:
        """Return when the medium holds everything; before this, nobody may say that it can be removed."""
        with stick_faults(self.path):
            libc = ctypes.CDLL(None, use_errno=True)
            if libc.syncfs(self._top):
                number = ctypes.get_errno()
                raise OSError(number, os.strerror(number))

    def _places(self) -> Iterator[tuple[str, ...]]:
        yield ()
        for kind in (ENVELOPES, ACKNOWLEDGEMENTS):
            yield (kind,)
            for entry in self._names(kind):
                if read_station(entry) is not None:
                    yield kind, entry
        yield (PUBLISHED,)

    def _news_names(self) -> tuple[BatchName, ...]:
        read = (BatchName.read(_NOBODY, entry) for entry in self._names(PUBLISHED))
        return tuple(sorted(filter(None, read)))

    def _batches(self, kind: str, station: int) -> tuple[BatchName, ...]:
        read = (BatchName.read(station, entry) for entry in self._names(kind, str(station)))
        return tuple(sorted(filter(None, read)))

    def _answered(self, name: BatchName) -> bool:
        return name.file in self._names(ACKNOWLEDGEMENTS, str(name.station))

    def _names(self, *place: str) -> tuple[str, ...]:
        with stick_faults(self.path), self._folder(*place) as folder:
            if folder is None:
                return ()
            with os.scandir(folder) as entries:
                return tuple(sorted(entry.name for entry in islice(entries, MOST_ENTRIES)))

    @contextmanager
    def _folder(self, *place: str, make: bool = False) -> Iterator[int | None]:
        """Open a folder below ours, link by link refused; None when it is not there."""
        opened = [self._top]
        try:
            for part in place:
                if make:
                    _make(part, opened[-1])
                try:
                    opened.append(os.open(part, _DIRECTORY, dir_fd=opened[-1]))
                except OSError as error:
                    if make or error.errno not in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
                        raise
                    yield None
                    return
            yield opened[-1]
        finally:
            for one in opened[1:]:
                os.close(one)

    def _parts(
        self, place: tuple[str, ...], name: BatchName, is_right: Callable[[bytes], bool]
    ) -> tuple[bytes, ...] | RefusedFile:
        where = "/".join((*place, name.file))
        with stick_faults(self.path), self._folder(*place) as folder:
            raw = None if folder is None else _content(name.file, folder)
        if raw is None:
            return RefusedFile(where, "no_file")
        if not is_right(raw):
            return RefusedFile(where, "altered")
        try:
            return read_parts(raw)
        except Malformed:
            return RefusedFile(where, "malformed")

    def _put(self, data: bytes, name: str, *place: str) -> None:
        with stick_faults(self.path), self._folder(*place, make=True) as folder:
            if folder is None:
                raise RuntimeError("a folder that was made is there")
            put_durably(data, name, folder)


@contextmanager
def open_stick(path: Path, check: Callable[[bytes], None]) -> Iterator[Stick]:
    """Hold the stick mounted at a path, alone on this machine. check: refuses its marker by a Problem.

    Raises a StickProblem.
    """
    with stick_faults(path):
        try:
            top = os.open(path / FOLDER, _DIRECTORY)
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
                raise StickUnprepared(path=str(path)) from None
            raise
    try:
        with stick_faults(path):
            _lock(top, path)
            marker = _content(MARKER, top)
        if marker is None:
            raise StickUnprepared(path=str(path))
        check(marker)
        yield Stick(path, top)
    finally:
        os.close(top)


def prepare_stick(path: Path, marker: bytes) -> None:
    """Make a stick one of an agency; what stations have put there stays. Raises a StickProblem."""
    with stick_faults(path):
        above = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            _make(FOLDER, above)
            top = os.open(FOLDER, _DIRECTORY, dir_fd=above)
        finally:
            os.close(above)
        try:
            put_durably(marker, MARKER, top)
            Stick(path, top).flush()
        finally:
            os.close(top)


@contextmanager
def stick_faults(path: Path) -> Iterator[None]:
    """Turn what the system says about a medium into a StickProblem."""
    try:
        yield
    except OSError as error:
        _raise_fault(path, error)


def put_durably(data: bytes, name: str, folder: int) -> None:
    """Write a file so that after a power cut it is there whole or not at all; raise OSError."""
    aside = name + _ASIDE
    handle = os.open(aside, _WRITE, 0o644, dir_fd=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, name, src_dir_fd=folder, dst_dir_fd=folder)
    except OSError:
        # A full stick gives back what it can; one that is gone keeps its leftover for the next visit.
        with suppress(OSError):
            os.unlink(aside, dir_fd=folder)
        raise
    os.fsync(folder)


def _raise_fault(path: Path, error: OSError) -> NoReturn:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        raise StickFull(path=str(path)) from error
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        raise StickReadOnly(path=str(path)) from error
    raise StickGone(path=str(path), detail=error.strerror or type(error).__name__) from error


def _make(name: str, folder: int) -> None:
    try:
        os.mkdir(name, 0o755, dir_fd=folder)
    except FileExistsError:
        return
    os.fsync(folder)


def _content(name: str, folder: int) -> bytes | None:
    """Return the bytes of a plain file of a sensible size, else None."""
    try:
        handle = os.open(name, _READ, dir_fd=folder)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ELOOP, errno.ENXIO):
            return None
        raise
    try:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode) or about.st_size > MOST_FILE_BYTES:
            return None
        with os.fdopen(os.dup(handle), "rb") as file:
            return file.read(MOST_FILE_BYTES + 1)
    finally:
        os.close(handle)


def _known(place: tuple[str, ...]) -> Callable[[str], bool]:
    if not place:
        return lambda entry: entry in _OURS
    if len(place) == 1 and place[0] != PUBLISHED:
        return lambda entry: read_station(entry) is not None
    return lambda entry: BatchName.read(1, entry) is not None


def _lock(top: int, path: Path) -> None:
    for _ in range(LOCK_TRIES):
        try:
            fcntl.flock(top, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_PAUSE_S)
        else:
            return
    raise StickBusy(path=str(path))

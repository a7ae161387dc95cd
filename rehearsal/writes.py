"""Every byte that a program and its children hand to the kernel, taken from a record of system calls.

Kept apart by kind: `file`, `name`, `stdout` and `stderr` are at rest (a service's output ends in the system's
journal); `pipe`, `socket`, `device` and `memory` are not.
"""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rehearsal.trace import (
    ATTRIBUTES,
    NAMES,
    PROCESSES,
    SENDS,
    SILENT,
    WRITES,
    Call,
    UntraceableError,
    calls_of,
    handle,
    path_of,
    payload,
    quoted,
    run_traced,
)

CALLS = (*WRITES, *SENDS, *NAMES, *SILENT, *ATTRIBUTES, *PROCESSES, "memfd_create")
_MAGICS = (b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b", b"PK\x03\x04", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"BZh")
_EDGE = 256


@dataclass
class Stream:
    """What was written to one place through one descriptor of one thread."""

    kind: str
    place: str
    parts: list[bytes] = field(default_factory=list, repr=False)
    _ends: dict[int, bytes] = field(default_factory=dict, repr=False)
    _starts: dict[int, bytes] = field(default_factory=dict, repr=False)

    def add(self, data: bytes, offset: int | None) -> None:
        """Append bytes; with an offset, also join them with what was written just before and behind it."""
        if offset is not None:
            before, behind = self._ends.get(offset, b""), self._starts.get(offset + len(data), b"")
            self._ends[offset + len(data)], self._starts[offset] = data[-_EDGE:], data[:_EDGE]
            data = before + data + behind
        self.parts.append(data)


@dataclass
class WriteReport:
    """Everything that a program wrote.

    files: each path created, opened for writing or renamed to. left_out: folders and programs that were not
    looked at. names: new names, attributes and command lines. exit_code, output: of the program.
    """

    exit_code: int
    output: bytes = field(repr=False)
    left_out: tuple[str, ...]
    files: set[str] = field(default_factory=set)
    streams: dict[tuple[int, int, str], Stream] = field(default_factory=dict, repr=False)
    names: list[bytes] = field(default_factory=list, repr=False)
    silent: set[str] = field(default_factory=set)

    @property
    def unseen(self) -> tuple[str, ...]:
        """Files filled through memory maps or in-kernel copies that are gone: nobody knows what they held."""
        return tuple(sorted(path for path in self.silent if not Path(path).is_file()))

    @property
    def opaque(self) -> tuple[str, ...]:
        """Places that were given a compressed format, in which a search finds nothing."""
        return tuple(sorted({place for _, place, data in self.contents() if data.startswith(_MAGICS)}))

    def contents(self) -> Iterator[tuple[str, str, bytes]]:
        """Yield kind, place and bytes of what was written, and of written files that are still there."""
        for stream in self.streams.values():
            yield stream.kind, stream.place, b"".join(stream.parts)
        for path in sorted(self.files):
            if Path(path).is_file():
                yield "file", path, Path(path).read_bytes()
        yield "name", "names of files and command lines", b"\n".join(self.names)

    def bytes_by_kind(self) -> dict[str, int]:
        """Return how many bytes were seen for each kind."""
        totals: dict[str, int] = {}
        for kind, _, data in self.contents():
            totals[kind] = totals.get(kind, 0) + len(data)
        return totals


def trace_writes(
    command: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    folders_left_out: Sequence[Path] = (),
    programs_left_out: Sequence[Sequence[str]] = (),
    timeout: float = 600,
) -> WriteReport:
    """Run a command to its end and report what it and its children wrote; raises UntraceableError.

    programs_left_out: words that follow each other in a child's command line, such as ("-m", "central"); that
    child and its own children are not looked at.
    """
    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder) / "record"
        done = run_traced(command, CALLS, record, env=env, cwd=cwd, timeout=timeout)
        calls = calls_of(record)
    folders = [os.path.realpath(path) for path in folders_left_out]
    left_out = (*folders, *(" ".join(words) for words in programs_left_out))
    collector = _Collector(WriteReport(done.returncode, done.stdout + done.stderr, left_out), folders)
    family = _Family(calls, programs_left_out)
    for call in calls:
        if family.holds(call):
            collector.follow(call)
    return collector.report


class _Family:
    """Tells which process a call belongs to, to leave whole programs out."""

    def __init__(self, calls: Iterable[Call], left_out: Sequence[Sequence[str]]) -> None:
        self._born: dict[int, tuple[int, int]] = {}  # child -> parent, line
        self._left_out_from: dict[int, int] = {}
        for call in calls:
            if call.name in {"clone", "clone3", "fork", "vfork"} and call.done and call.result:
                self._born[call.result] = call.tid, call.began
            elif call.name == "execve" and call.done:
                words = [word.decode(errors="replace") for word in quoted(call.args[1])]
                if any(_within(list(wanted), words) for wanted in left_out):
                    self._left_out_from[call.tid] = call.began

    def holds(self, call: Call) -> bool:
        tid, line = call.tid, call.began
        while True:
            if line >= self._left_out_from.get(tid, line + 1):
                return False
            if tid not in self._born:
                return True
            tid, line = self._born[tid]


def _within(wanted: list[str], words: list[str]) -> bool:
    return any(words[at : at + len(wanted)] == wanted for at in range(len(words)))


class _Collector:
    """Fills a report from the calls of the programs that are looked at."""

    def __init__(self, report: WriteReport, folders_left_out: Sequence[str]) -> None:
        self.report = report
        self._folders = folders_left_out
        self._cwd: dict[int, str] = {}

    def follow(self, call: Call) -> None:
        """Follow one call."""
        step = _STEPS.get(call.name)
        # A call that never returned (its process ended) may have done its work all the same.
        if step is not None and (call.done or call.result is None):
            step(self, call)

    def _ours(self, path: str) -> bool:
        return not any(path == folder or path.startswith(folder + "/") for folder in self._folders)

    def _open(self, call: Call) -> None:
        if call.name.startswith("openat") and call.args[0].startswith("AT_FDCWD"):
            self._cwd[call.tid] = handle(call.args[0]).path
        flags = " ".join(call.args[1:])
        where = call.result_handle
        writing = call.name == "creat" or any(flag in flags for flag in ("O_WRONLY", "O_RDWR", "O_CREAT"))
        if where and writing and self._ours(where.path):
            self._file(where.path, deleted=where.deleted)

    def _file(self, path: str, *, deleted: bool = False) -> None:
        if _kind(None, path) == "file" and not deleted:
            self.report.files.add(path)
        self.report.names.append(os.fsencode(path))

    def _write(self, call: Call) -> None:
        where = handle(call.args[0])
        kind = _kind(where.number, where.path)
        if kind == "file" and not self._ours(where.path):
            return
        positioned = call.name.startswith("p") and int(call.args[3]) >= 0
        key = call.tid, where.number or 0, where.path
        stream = self.report.streams.setdefault(key, Stream(kind, where.path))
        stream.add(payload(call), int(call.args[3]) if positioned else None)

    def _name(self, call: Call) -> None:
        """Note new names; only the last path of a call is new."""
        path = path_of(call.args[_NEW_NAME[call.name]])
        at = _NEW_NAME[call.name] - 1
        by_handle = call.name.endswith(("at", "at2"))
        folder = handle(call.args[at]).path if by_handle else self._working_folder(call)
        whole = os.path.join(folder, path)  # noqa: PTH118  the kernel's rule, not pathlib's
        if not self._ours(whole):
            return
        self.report.names += [os.fsencode(whole), *(part for arg in call.args for part in quoted(arg))]
        if not call.name.startswith(("mkdir", "symlink")):
            self._file(whole)

    def _working_folder(self, call: Call) -> str:
        """Return where a thread's relative paths start: seen at its last open, or the only one ever seen."""
        seen = {self._cwd[call.tid]} if call.tid in self._cwd else set(self._cwd.values())
        if len(seen) != 1:
            raise UntraceableError(f"{call.name} by thread {call.tid}: from which folder?")
        return seen.pop()

    def _words(self, call: Call) -> None:
        self.report.names += [part for argument in call.args for part in quoted(argument)]

    def _silent(self, call: Call) -> None:
        if call.name == "mmap" and not ("MAP_SHARED" in call.args[3] and "PROT_WRITE" in call.args[2]):
            return
        if call.name == "ioctl" and "FICLONE" not in call.args[1]:
            return
        if call.name == "io_uring_setup":
            raise UntraceableError("io_uring writes without system calls")
        where = handle(call.args[{"mmap": 4, "copy_file_range": 2, "splice": 2}.get(call.name, 0)])
        if _kind(where.number, where.path) == "file" and self._ours(where.path):
            self.report.silent.add(where.path)


def _kind(number: int | None, path: str) -> str:
    if number in {1, 2}:
        return "stdout" if number == 1 else "stderr"
    for start, kind in (("pipe:", "pipe"), ("socket:", "socket"), ("anon_inode:", "memory")):
        if path.startswith(start):
            return kind
    if path.startswith(("/memfd:", "/SYSV")) or not path:
        return "memory"
    return "device" if path.startswith("/dev/") and not path.startswith("/dev/shm/") else "file"  # noqa: S108


# Where the new name stands among the arguments.
_NEW_NAME = {"rename": 1, "renameat": 3, "renameat2": 3, "link": 1, "linkat": 3, "symlink": 1, "symlinkat": 2}
_NEW_NAME |= {"mkdir": 0, "mkdirat": 1, "mknod": 0, "mknodat": 1}
_SILENT = ("mmap", "sendfile", "copy_file_range", "splice", "io_uring_setup", "ioctl")
_STEPS: dict[str, Callable[[_Collector, Call], None]] = {
    **dict.fromkeys(("open", "openat", "openat2", "creat"), _Collector._open),
    **dict.fromkeys(("write", "pwrite64", "writev", "pwritev", "pwritev2"), _Collector._write),
    **dict.fromkeys(("sendto", "sendmsg", "sendmmsg"), _Collector._write),
    **dict.fromkeys(_NEW_NAME, _Collector._name),
    **dict.fromkeys(("setxattr", "lsetxattr", "fsetxattr", "execve", "memfd_create"), _Collector._words),
    **dict.fromkeys(_SILENT, _Collector._silent),
}

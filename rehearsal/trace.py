"""Records with strace what a process asks of the kernel, and reads the record back.

The record is the evidence of the three proofs (power cut, kill, canary), so whatever it cannot show fully
(text cut short, a line of another shape) raises `UntraceableError` instead of being skipped. strace was
chosen over an LD_PRELOAD shim, which misses code that calls the kernel by itself, and over FUSE, which needs
privileges that a build machine lacks.
"""

import re
import shutil
import signal
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

# A leading "?" lets strace accept a name that this processor's kernel does not have.
WRITES = ("write", "pwrite64", "writev", "pwritev", "?pwritev2")
SENDS = ("sendto", "sendmsg", "?sendmmsg")
SYNCS = ("fsync", "fdatasync", "sync_file_range", "?sync", "?syncfs", "msync")
NAMES = (
    *("?open", "openat", "?openat2", "?creat", "?rename", "?renameat", "renameat2", "?link", "linkat"),
    *("?unlink", "unlinkat", "?mkdir", "mkdirat", "?rmdir", "?symlink", "symlinkat", "?mknod", "mknodat"),
)
SIZES = ("ftruncate", "truncate", "fallocate", "lseek")
# Ways to put bytes into a file that show no bytes in the record.
SILENT = ("mmap", "sendfile", "copy_file_range", "splice", "?io_uring_setup", "ioctl")
ATTRIBUTES = ("setxattr", "lsetxattr", "fsetxattr")
PROCESSES = ("execve", "execveat", "clone", "?clone3", "?fork", "?vfork", "chdir", "fchdir")

SHOWN_BYTES = 1 << 22

_HEAD = re.compile(r"(\d+) +(.*)", re.DOTALL)
_RESUMED = re.compile(r"<\.\.\. (\w+) resumed>(.*)", re.DOTALL)
_CALL = re.compile(r"(\w+)\((.*)\) *= (\?|-?\d+|0x[0-9a-f]+)(.*)", re.DOTALL)
_QUOTED = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')
_HANDLE = re.compile(r"(-?\d+|AT_FDCWD)(?:<((?:\\x[0-9a-f]{2})*)>)?(\(deleted\))?")
_UNFINISHED = " <unfinished ...>"


class UntraceableError(Exception):
    """The record does not show everything, so nothing may be concluded from it."""


@dataclass(frozen=True, slots=True)
class Handle:
    """A descriptor as the kernel named it: number (None for AT_FDCWD), path, whether that name is gone."""

    number: int | None
    path: str
    deleted: bool


@dataclass(frozen=True, slots=True)
class Call:
    """One system call. began, ended: lines of the record, the only clock that orders several threads."""

    tid: int
    name: str
    args: tuple[str, ...]
    result: int | None
    result_handle: Handle | None
    began: int
    ended: int

    @property
    def done(self) -> bool:
        """Return whether the call returned without error."""
        return self.result is not None and self.result >= 0


def handle(argument: str) -> Handle:
    """Read a descriptor argument; raises UntraceableError."""
    found = _HANDLE.fullmatch(argument.strip())
    if not found:
        raise UntraceableError(f"not a descriptor: {argument[:80]}")
    number = None if found[1] == "AT_FDCWD" else int(found[1])
    return Handle(number, _unhex(found[2] or "").decode("utf-8", "surrogateescape"), bool(found[3]))


def quoted(argument: str) -> list[bytes]:
    """Return every string in an argument (a buffer, a path, a vector's buffers); raises UntraceableError."""
    found = list(_QUOTED.finditer(argument))
    if any(match[2] for match in found):
        raise UntraceableError(f"a string of more than {SHOWN_BYTES} bytes was cut short")
    return [_unhex(match[1]) for match in found]


def path_of(argument: str) -> str:
    """Return the path of a path argument; raises UntraceableError."""
    return b"".join(quoted(argument)).decode("utf-8", "surrogateescape")


def payload(call: Call) -> bytes:
    """Return the bytes that the kernel took in a write or send call; all of them when it never returned."""
    buffers = b"".join(quoted(call.args[1]))
    if call.name == "sendmmsg" or call.result is None:
        return buffers
    if len(buffers) < call.result:
        raise UntraceableError(f"{call.name} shows {len(buffers)} bytes of {call.result}")
    return buffers[: call.result]


def _unhex(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def split_arguments(text: str) -> tuple[str, ...]:
    """Split at top-level commas; strings and paths are all hexadecimal, so only brackets can nest."""
    parts: list[str] = []
    depth = start = 0
    for at in re.finditer(r"[\[\](){},]", text):
        char = at[0]
        if char in "[({":
            depth += 1
        elif char in "])}":
            depth -= 1
        elif depth == 0:
            parts.append(text[start : at.start()].strip())
            start = at.end()
    last = text[start:].strip()
    return (*parts, last) if last or parts else ()


def read_record(lines: Iterable[str]) -> Iterator[Call]:
    """Yield the calls in the order of their ends; those that never returned have the result None."""
    open_calls: dict[int, tuple[int, str]] = {}
    number = 0
    for number, line in enumerate(lines):
        head = _HEAD.fullmatch(line.rstrip("\n"))
        if not head:
            raise UntraceableError(f"line {number} has another shape: {line[:80]}")
        tid, rest = int(head[1]), head[2]
        if rest.startswith(("+++", "---", "strace:")):
            if rest.startswith("+++") and tid in open_calls:
                yield _never_returned(tid, *open_calls.pop(tid), number)
            continue
        if rest.endswith(_UNFINISHED):
            open_calls[tid] = (number, rest.removesuffix(_UNFINISHED))
            continue
        began = number
        if resumed := _RESUMED.fullmatch(rest):
            if tid not in open_calls:
                continue  # began before we attached: its arguments were never seen, nor asked for
            began, first = open_calls.pop(tid)
            rest = first + resumed[2]
        yield _read_call(tid, rest, began, number)
    for tid, (began, first) in sorted(open_calls.items()):
        yield _never_returned(tid, began, first, number + 1)


def _never_returned(tid: int, began: int, first: str, ended: int) -> Call:
    return _read_call(tid, first.rstrip(", ") + ") = ?", began, ended)


def _read_call(tid: int, text: str, began: int, ended: int) -> Call:
    found = _CALL.fullmatch(text)
    if not found:
        raise UntraceableError(f"line {ended} is no call: {text[:80]}")
    result = None if found[3] == "?" else int(found[3], 0)
    path = _HANDLE.match(found[3] + found[4]) if "<" in found[4] else None
    named = handle(path[0]) if path else None
    return Call(tid, found[1], split_arguments(found[2]), result, named, began, ended)


def strace_command(calls: Iterable[str], record: Path) -> list[str]:
    """Return the strace command line that both starting and attaching share."""
    program = shutil.which("strace")
    if program is None:
        raise UntraceableError("strace is not installed: apt-get install strace")
    chosen = ",".join(calls)
    shape = ["-y", "-xx", "-s", str(SHOWN_BYTES), "-e", "signal=none"]
    return [program, *shape, "-e", f"trace={chosen}", "-o", str(record)]


def run_traced(
    command: Sequence[str],
    calls: Iterable[str],
    record: Path,
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    timeout: float = 600,
) -> subprocess.CompletedProcess[bytes]:
    """Run a command to its end under strace, with its output captured; afterwards `record` is complete."""
    # seccomp stops the process only at the calls of interest: a start of Python is twice as fast.
    whole = [*strace_command(calls, record), "-f", "--seccomp-bpf", "-qq", "--", *command]
    return subprocess.run(whole, env=env, cwd=cwd, capture_output=True, timeout=timeout, check=False)


def calls_of(record: Path) -> list[Call]:
    """Read a whole record."""
    with record.open(encoding="ascii") as lines:
        return list(read_record(lines))


class Attached:
    """strace attached to a running process with all its threads and children; leaving the context detaches.

    inject: strace's own rule of what to do at which call. follow=False: one thread only, by its id.
    """

    def __init__(
        self, pid: int, calls: Iterable[str], record: Path, inject: str | None = None, *, follow: bool = True
    ) -> None:
        extra = [*(["-f"] if follow else []), *(["-e", f"inject={inject}"] if inject else [])]
        whole = [*strace_command(calls, record), *extra, "-p", str(pid)]
        self._strace = subprocess.Popen(whole, stderr=subprocess.PIPE, text=True)
        self._pid = pid

    def __enter__(self) -> Self:
        assert self._strace.stderr is not None
        # Only from this line on is no call missed; a pause of fixed length would be a guess.
        first = self._strace.stderr.readline()
        if "attached" not in first:
            self._strace.wait()
            raise UntraceableError(f"cannot attach to {self._pid}: {first.strip()}")
        return self

    def wait(self, timeout: float) -> None:
        """Wait until the traced process has died."""
        self._strace.communicate(timeout=timeout)

    def __exit__(self, *_: object) -> None:
        if self._strace.poll() is None:
            self._strace.send_signal(signal.SIGINT)
        self._strace.communicate(timeout=30)

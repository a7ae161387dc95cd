"""Two network namespaces with a cable between them: hub and central in one, the kiosk in the other."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 120.0
Prefix = Sequence[str]


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True, timeout=20)


@contextmanager
def namespaces() -> Iterator[tuple[Prefix, Prefix]]:
    """Yield what to put before a command to run it on either side; skip where no namespace can be made."""
    tag = f"r{os.getpid() % 100_000}"
    inside, outside = f"{tag}i", f"{tag}o"
    if os.geteuid() != 0 or shutil.which("ip") is None:
        pytest.skip("a network namespace needs root and iproute2")
    try:
        _ip("netns", "add", outside)
    except subprocess.CalledProcessError as error:
        pytest.skip(f"no network namespace here: {error.stderr.decode().strip()}")
    try:
        _ip("netns", "add", inside)
        _ip(
            "link",
            "add",
            f"{tag}a",
            "netns",
            outside,
            "type",
            "veth",
            "peer",
            "name",
            f"{tag}b",
            "netns",
            inside,
        )
        for space, end, address in ((outside, "a", "10.77.0.1/24"), (inside, "b", "10.77.0.2/24")):
            _ip("-n", space, "addr", "add", address, "dev", f"{tag}{end}")
            _ip("-n", space, "link", "set", "lo", "up")
            _ip("-n", space, "link", "set", f"{tag}{end}", "up")
        yield ("ip", "netns", "exec", outside), ("ip", "netns", "exec", inside)
    finally:
        for space in (inside, outside):
            subprocess.run(["ip", "netns", "del", space], check=False, capture_output=True)


class Program:
    """One of our programs in a process of its own, behind a prefix; ended with the test."""

    def __init__(self, prefix: Prefix, words: Sequence[str], log: Path) -> None:
        self._command = [*prefix, sys.executable, *words]
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, ready: str) -> str:
        """Start it and return the line that says that it is ready."""
        from_here = self._log.stat().st_size if self._log.exists() else 0
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(self._command, cwd=ROOT, stdout=log, stderr=log)

        def line() -> str | None:
            said = self._log.read_bytes()[from_here:].decode(errors="replace")
            return next((one for one in said.splitlines() if one.startswith(ready)), None)

        wait_for(lambda: line() is not None or self._process.poll() is not None, ready)
        found = line()
        assert found is not None, self._log.read_text(errors="replace")
        return found

    def end(self, number: int = signal.SIGTERM) -> int | None:
        """Send a signal and wait; return its exit code, None where it did not run."""
        process, self._process = self._process, None
        if process is None:
            return None
        process.send_signal(number)
        try:
            return process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()


def wait_for(true: Callable[[], bool], what: str) -> None:
    """Look now and then until it is true; fail after two minutes, other work may share this machine."""
    until = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < until, f"it never came: {what}"
        time.sleep(0.1)

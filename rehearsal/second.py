"""A program of the stage in a process of its own, that says on its output when it is ready."""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_S = 60.0
END_S = 15.0


class SecondProcess:
    """Runs `python WORDS…`; may be started again after it was stopped. log: the file of its errors."""

    def __init__(self, words: Sequence[str], log: Path, environment: Mapping[str, str] | None = None) -> None:
        self._command = [sys.executable, *words]
        self._log = log
        self._environment = dict(os.environ if environment is None else environment)
        self._process: subprocess.Popen[str] | None = None

    def start(self, ready: str) -> str:
        """Start it and wait for a line with `ready`; return that line. Raises RuntimeError."""
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                self._command, cwd=ROOT, env=self._environment, text=True, stdout=subprocess.PIPE, stderr=log,
                # Its own group: a Ctrl-C in the terminal is for us, and we stop it after the kiosk.
                start_new_session=True,
            )  # fmt: skip
        out = self._process.stdout
        until = time.monotonic() + START_S
        while out and time.monotonic() < until and self._process.poll() is None:
            if select.select([out], [], [], 0.2)[0] and ready in (line := out.readline()):
                return line.strip()
        self.stop()
        raise RuntimeError(f"no « {ready} »; see {self._log}")

    @property
    def pid(self) -> int:
        """Return its number. Raises RuntimeError when it is not running."""
        if self._process is None:
            raise RuntimeError("not running")
        return self._process.pid

    def stop(self) -> None:
        """End the process and wait for it."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(timeout=END_S)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()
        self._process = None

"""The kiosk's side of the synthesis process: started at need, again when it died, killed when it hangs."""

import subprocess
import sys
from pathlib import Path
from threading import Lock, Timer
from typing import Final

from ui.voice import frames
from ui.voice.engine import Clip, NoVoice, Request

ROOT: Final = Path(__file__).resolve().parents[2]
# The longest text takes a tenth of a second; a fallback engine that starts a process for each, a few seconds.
PATIENCE_S: Final = 15.0
COMMAND: Final = (sys.executable, "-m", "ui.voice.worker")


class Synthesis:
    """Makes clips in another process. One thread at a time; `close` may come from any."""

    def __init__(self, command: tuple[str, ...] = COMMAND, patience_s: float = PATIENCE_S) -> None:
        self._command = command
        self._patience_s = patience_s
        self._process: subprocess.Popen[bytes] | None = None
        self._starting = Lock()
        self._closed = False
        self._engine = ""

    def engine(self) -> str:
        """Return the engine's name and version, starting it. Raises NoVoice."""
        self._running()
        return self._engine

    def speak(self, request: Request) -> Clip:
        """Return a clip. A process that died is started again, once. Raises NoVoice."""
        for _ in range(2):
            process = self._running()
            try:
                header, pcm = self._exchange(process, request)
            except (OSError, EOFError):
                self._end()
                continue
            if "trouble" in header:
                raise NoVoice(str(header["trouble"]))
            marks = header["marks"]
            assert isinstance(marks, list)
            return Clip(pcm, int(str(header["rate_hz"])), tuple((a, b, c) for a, b, c in marks))
        raise NoVoice("stopped")

    def process_id(self) -> int | None:
        """Return the process's id while it runs."""
        return self._process.pid if self._process else None

    def close(self) -> None:
        """End the process at once, even in the middle of a text."""
        with self._starting:
            self._closed = True
            process = self._process
        if process:
            process.kill()
            process.wait()

    def _exchange(
        self, process: "subprocess.Popen[bytes]", request: Request | None
    ) -> tuple[frames.Header, bytes]:
        assert process.stdin is not None and process.stdout is not None
        # A pipe has no timeout that works on every system: killing the process ends the read.
        watchdog = Timer(self._patience_s, process.kill)
        watchdog.daemon = True
        watchdog.start()
        try:
            if request:
                frames.write(
                    process.stdin,
                    {"said": request.said, "language": request.language, "rate": request.rate},
                )
            answer = frames.read(process.stdout)
        finally:
            watchdog.cancel()
        if answer is None:
            raise EOFError
        return answer

    def _running(self) -> "subprocess.Popen[bytes]":
        with self._starting:
            if self._closed:
                raise NoVoice("stopped")
            if self._process and self._process.poll() is None:
                return self._process
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=ROOT,
                # A Ctrl-C in the terminal is for the kiosk, which then closes its pipe.
                start_new_session=True,
            )
            process = self._process
        try:
            hello, _ = self._exchange(process, None)
        except (OSError, EOFError) as dead:
            self._end()
            raise NoVoice("no_engine") from dead
        if "trouble" in hello:
            self._end()
            raise NoVoice(str(hello["trouble"]))
        self._engine = str(hello["engine"])
        return process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    try:
                        pipe.close()
                    except OSError:
                        # What was still to be written belongs to a process that is gone.
                        continue

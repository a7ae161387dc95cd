"""A real CUPS of the tests' own, in a folder of its own, with one printer that keeps what it is given."""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

NAME = "Bureau"
FILES = """
ServerRoot {home}/root
RequestRoot {home}/spool
CacheDir {home}/cache
StateDir {home}/state
TempDir {home}/spool
ServerBin {home}/bin
ErrorLog {home}/log/error
AccessLog {home}/log/access
PageLog {home}/log/page
SystemGroup root
Sandboxing relaxed
"""
SERVER = """
Listen {home}/socket
PreserveJobFiles No
DefaultAuthType None
<Location />
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
"""
# What CUPS calls for each job, its sixth word the document: a printer that never runs out of paper.
BACKEND = """#!/bin/sh
[ $# = 0 ] && exit 0
cat "${{6:--}}" > {home}/printed/$1.part && mv {home}/printed/$1.part {home}/printed/$1.pdf
"""


class PrivateCups:
    """Used as a context; `environment` leads `lp` to it."""

    def __init__(self) -> None:
        # The path of a socket is short.
        self.home = Path(tempfile.mkdtemp(prefix="cups-"))
        self.environment = {"CUPS_SERVER": f"{self.home}/socket"}
        for folder in ("root", "spool", "cache", "state", "bin/backend", "log", "printed"):
            (self.home / folder).mkdir(parents=True)
        # How CUPS starts its programs.
        (self.home / "bin/daemon").symlink_to("/usr/lib/cups/daemon")
        for name, content in (("files.conf", FILES), ("cupsd.conf", SERVER), ("bin/backend/keep", BACKEND)):
            (self.home / name).write_text(content.format(home=self.home), "utf-8")
        # Nobody else may run it: CUPS then runs it as itself, and not as "lp" who may not write here.
        (self.home / "bin/backend/keep").chmod(0o700)

    def __enter__(self) -> "PrivateCups":
        words = ["cupsd", "-f", "-c", f"{self.home}/cupsd.conf", "-s", f"{self.home}/files.conf"]
        self._daemon = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._until((self.home / "socket").exists)
        self.say("lpadmin", "-p", NAME, "-E", "-v", "keep:/here", "-m", "raw")
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.home)

    def stop(self) -> None:
        self._daemon.terminate()
        self._daemon.wait()

    def say(self, *words: str) -> None:
        subprocess.run(words, env={**os.environ, **self.environment}, check=True, capture_output=True)

    def printed(self, count: int) -> list[bytes]:
        """What came out, once so many documents did."""
        folder = self.home / "printed"
        self._until(lambda: len(list(folder.glob("*.pdf"))) >= count)
        return [path.read_bytes() for path in sorted(folder.glob("*.pdf"))]

    def _until(self, what) -> None:
        end = time.monotonic() + 20
        while not what():
            assert time.monotonic() < end, (self.home / "log/error").read_text("utf-8")[-2000:]
            time.sleep(0.02)

"""Opens the kiosk on the source of a pack, and opens it again each time the source is saved."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kiosk.catalogue.build import sign_pack
from kiosk.config import Config
from kiosk.errors import Problem
from kiosk.wire.keys import SigningKey
from rehearsal.lone import Nowhere, lone_station
from rehearsal.second import END_S, ROOT
from technician.packs import build_confined, lint, tell_author
from technician.terminal import Terminal

LOOK_S = 0.5
WINDOW = "1280x800"
Stamp = frozenset[tuple[str, int, int]]


def run_preview(source: Path, terminal: Terminal) -> int:
    """Show a source until the window is closed or Ctrl-C; return the exit code of the kiosk.

    A source that cannot be built is told, and what was shown before stays.
    """
    print("Aperçu : rien de ce qui est écrit à cette borne n’est envoyé. Ctrl-C arrête.", flush=True)
    with tempfile.TemporaryDirectory(prefix="relais-") as folder, Nowhere() as nowhere:
        preview = Preview(source, Path(folder), nowhere, terminal)
        try:
            while preview.code is None:
                preview.look()
                time.sleep(LOOK_S)
            return preview.code
        except KeyboardInterrupt:
            return 0
        finally:
            preview.close()


class Preview:
    """One source and the kiosk that shows it, in a process of its own. code: of a kiosk that was closed."""

    def __init__(self, source: Path, folder: Path, nowhere: Nowhere, terminal: Terminal) -> None:
        self._source = source
        self._folder = folder
        self._nowhere = nowhere
        self._terminal = terminal
        self._publisher = SigningKey.generate()
        self._seen: Stamp | None = None
        self._built: Stamp | None = None
        self._kiosk: subprocess.Popen[bytes] | None = None
        self.shown = 0
        self.code: int | None = None

    def look(self) -> None:
        """Build and show what was saved, once it has not changed between two looks."""
        if self._kiosk is not None and self._kiosk.poll() is not None:
            self.code = self._kiosk.returncode
            return
        stamp = stamp_of(self._source)
        settled, self._seen = stamp == self._seen, stamp
        if settled and stamp != self._built:
            self._built = stamp
            self._renew()

    def close(self) -> None:
        """Close the kiosk."""
        if self._kiosk is not None:
            end(self._kiosk)
            self._kiosk = None

    def _renew(self) -> None:
        # Other packs of an earlier id would be offered beside the new one.
        packs = self._folder / f"packs-{self.shown + 1}"
        try:
            sign_pack(build_confined(self._source, packs), self._publisher)
        except Problem as problem:
            tell_author(problem, self._terminal)
            return
        self.close()
        self.shown += 1
        config = lone_station(
            self._folder / f"borne-{self.shown}", packs, self._publisher.public, self._nowhere
        )
        self._kiosk = self._open(config)
        print(f"Version {self.shown} à l’écran.", flush=True)
        # What can be shown is shown: an author looks at a page long before all of it is right.
        lint(self._source)

    @staticmethod
    def _open(config: Config) -> "subprocess.Popen[bytes]":
        """Open the kiosk as a station does: its own command, its own process."""
        words = [sys.executable, str(ROOT / "main.py"), "kiosk", "--config", str(config.path)]
        environment = {"RELAIS_WINDOW": WINDOW, **os.environ}
        return subprocess.Popen(words, cwd=ROOT, env=environment, start_new_session=True)


def stamp_of(source: Path) -> Stamp:
    """Return what tells whether anything in a source was saved: names, times, sizes."""
    found = []
    for path in source.rglob("*"):
        try:
            told = path.lstat()
        except OSError:
            # A file that its editor is just replacing.
            continue
        if not path.name.startswith("."):
            found.append((path.relative_to(source).as_posix(), told.st_mtime_ns, told.st_size))
    return frozenset(found)


def end(process: "subprocess.Popen[bytes]") -> None:
    """End a process and wait for it."""
    process.terminate()
    try:
        process.wait(timeout=END_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()

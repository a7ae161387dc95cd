"""The agent's office printer: one case on A4, which no file of ours ever holds.

CUPS is spoken to by its own programs `lp` and `lpstat`, the document through a pipe: no library to install,
and nothing on our disk. What CUPS keeps of it is its own matter (docs/adr/0073-papers-of-the-counter.md).
"""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from kiosk.config import OfficeConfig
from kiosk.desk.office import Office
from kiosk.errors import OfficeMissing, OfficeRefused
from kiosk.summary import Summary
from printers.render_sheet import render_sheet

# Longer than a spooler on this machine ever takes, shorter than an agent waits.
LIMIT_S = 10.0
# What both programs say, in English, of a printer that nobody knows, and of a spooler that is not there.
UNKNOWN = ("does not exist", "Invalid destination", "not running", "Unable to connect", "No such file")


class OfficePrinter(Office, Protocol):
    """What every kind keeps to; used on the desk's thread."""

    def check(self) -> None:
        """Raise OfficeMissing or OfficeRefused where `print` now would; prints nothing."""


class SpoolerOffice:
    """A printer that the system's spooler (CUPS) knows by name."""

    def __init__(self, name: str, *, limit_s: float = LIMIT_S) -> None:
        self._name = name
        self._limit_s = limit_s

    def print(self, summary: Summary) -> None:
        """Hand one sheet over through a pipe, not yet printed; raise OfficeMissing, OfficeRefused."""
        self.check()
        # The title stands in CUPS's lists and logs: it says nothing of the case.
        words = ["lp", "-d", self._name, "-t", "Relais", "-o", "media=A4", "-s", "-"]
        self._ask(words, render_sheet(summary))

    def check(self) -> None:
        """Ask the spooler for the printer; raise OfficeMissing, or OfficeRefused when it is paused.

        A paused printer takes documents and prints them when somebody starts it again, for whoever is there.
        """
        said = self._ask(["lpstat", "-p", self._name]) + self._ask(["lpstat", "-a", self._name])
        if " disabled since " in said or " not accepting requests " in said:
            raise OfficeRefused(detail=" ".join(said.split()))

    def _ask(self, words: list[str], document: bytes = b"") -> str:
        # Both programs speak the language of the system otherwise.
        environment = {**os.environ, "LC_ALL": "C"}
        try:
            done = subprocess.run(
                words,
                input=document,
                capture_output=True,
                timeout=self._limit_s,
                env=environment,
                check=False,
            )
        except FileNotFoundError:
            raise OfficeMissing from None
        except subprocess.TimeoutExpired:
            raise OfficeRefused(detail=f"{words[0]}, {self._limit_s:g} s") from None
        said = (done.stdout + done.stderr).decode("utf-8", "replace")
        if done.returncode == 0:
            return said
        if any(sign in said for sign in UNKNOWN):
            raise OfficeMissing
        raise OfficeRefused(detail=" ".join(said.split()) or f"{words[0]} {done.returncode}")


class FolderOffice:
    """A virtual office printer for demo, rehearsal and tests: each sheet is a PDF in a folder, in clear."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def print(self, summary: Summary) -> None:
        """Keep one sheet as the next summary-NN.pdf. Raises OfficeMissing, OfficeRefused."""
        self.check()
        number = 1 + len(list(self._folder.glob("summary-*.pdf")))
        part = self._folder / f"summary-{number:02}.part"
        try:
            part.write_bytes(render_sheet(summary))
            part.replace(part.with_suffix(".pdf"))
        except OSError as error:
            part.unlink(missing_ok=True)
            raise OfficeRefused(detail=f"{error.strerror}") from error

    def check(self) -> None:
        """Make the folder if need be; raise OfficeMissing where none can be, OfficeRefused if closed."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            raise OfficeMissing from None
        if not os.access(self._folder, os.W_OK | os.X_OK):
            raise OfficeRefused(detail=f"{self._folder}")


KINDS: dict[str, Callable[[OfficeConfig], OfficePrinter]] = {
    "spooler": lambda config: SpoolerOffice(config.name),
    "folder": lambda config: FolderOffice(_path_of(config)),
}


def make_office(config: OfficeConfig) -> OfficePrinter:
    """Build the office printer of a station."""
    return KINDS[config.transport](config)


def _path_of(config: OfficeConfig) -> Path:
    if config.path is None:
        raise ValueError("a folder office printer without a path")
    return config.path

"""The agent's office printer: one case on A4, which no file of ours ever holds."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from kiosk.config import OfficeConfig
from kiosk.summary import Summary


class Office(Protocol):
    """Prints summaries; used on the desk's thread. Both methods raise OfficeMissing and OfficeRefused."""

    def print(self, summary: Summary) -> None:
        """Hand one sheet over; returning means handed over, not printed."""

    def check(self) -> None:
        """Tell whether the printer is there and takes documents, without printing."""


class SpoolerOffice:
    """A printer that the system's spooler (CUPS) knows by name."""

    def __init__(self, name: str) -> None:
        self._name = name

    def print(self, summary: Summary) -> None:
        """Hand one sheet to the spooler through a pipe."""
        raise NotImplementedError

    def check(self) -> None:
        """Ask the spooler for the printer."""
        raise NotImplementedError


class FolderOffice:
    """A virtual office printer for demo, rehearsal and tests: each sheet is a PDF in a folder, in clear."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def print(self, summary: Summary) -> None:
        """Keep one sheet as the next summary-NN.pdf."""
        raise NotImplementedError

    def check(self) -> None:
        """See whether the folder can be written."""
        raise NotImplementedError


KINDS: dict[str, Callable[[OfficeConfig], Office]] = {
    "spooler": lambda config: SpoolerOffice(config.name),
    "folder": lambda config: FolderOffice(_path_of(config)),
}


def make_office(config: OfficeConfig) -> Office:
    """Build the office printer of a station."""
    return KINDS[config.transport](config)


def _path_of(config: OfficeConfig) -> Path:
    if config.path is None:
        raise ValueError("a folder office printer without a path")
    return config.path

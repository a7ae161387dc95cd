"""What any screen or store may know of hardware: frozen unions, matched exhaustively."""

from dataclasses import dataclass
from typing import Literal

# confirms: answers after the cut, so that a paper is known to be out. status_only: tells of paper and cover.
# blind: tells nothing; the client is asked.
PrinterClass = Literal["confirms", "status_only", "blind"]


@dataclass(frozen=True)
class Ready:
    """The printer can print. low_paper: its roll is near its end."""

    low_paper: bool = False


@dataclass(frozen=True)
class PaperOut:
    """There is no paper."""


@dataclass(frozen=True)
class CoverOpen:
    """The cover is open."""


@dataclass(frozen=True)
class Offline:
    """The printer cannot be reached, or says that it does not print. detail: for the technician."""

    detail: str


@dataclass(frozen=True)
class Silent:
    """Reached, and no answer: nothing is known, least of all that there is paper."""


PrinterStatus = Ready | PaperOut | CoverOpen | Offline | Silent

"""What any screen or store may know of hardware: frozen unions, matched exhaustively."""

from dataclasses import dataclass
from typing import Literal

from kiosk.errors import Problem

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


@dataclass(frozen=True)
class NoStick:
    """There is no stick, or none that is ours."""


@dataclass(frozen=True)
class StickWorking:
    """A stick must stay in."""


@dataclass(frozen=True)
class StickDone:
    """A stick may be taken out; it holds everything.

    carried: of this station, on it. settled: of this station, answered on it. delivered: of other stations,
    now at the central. left: of other stations, still only on it.
    """

    carried: int
    settled: int
    delivered: int
    left: int


@dataclass(frozen=True)
class StickFailed:
    """Nothing more can be done with a stick; what it already holds is whole."""

    problem: Problem


StickStatus = NoStick | StickWorking | StickDone | StickFailed

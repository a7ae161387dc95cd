"""Finds a case at the central, on a thread of its own, so that a slow line never holds up the desk."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from kiosk.wire.case import CaseTold


@dataclass(frozen=True)
class WantedCode:
    """The case of these 12 digits; codes are not unique."""

    code: int = field(repr=False)


@dataclass(frozen=True)
class WantedToken:
    """The case of the paper's QR. station: the one that its address names."""

    station: int
    token: bytes = field(repr=False)


Wanted = WantedCode | WantedToken


def parse_wanted(text: str) -> Wanted | None:
    """Return what a typed or scanned text asks for, or None.

    12 digits in any spacing, or the address of the paper's QR, which a scanner types in either case.
    """
    raise NotImplementedError


class CaseSource(Protocol):
    """Who knows the agency's cases."""

    def find(self, wanted: Wanted) -> tuple[CaseTold, ...]:
        """Return the cases that match; raise a CentralProblem."""
        ...

    def close(self) -> None:
        """Let go of the line."""
        ...


class Finder:
    """The source of one thread, opened where it is used."""

    def __init__(self, open_source: Callable[[], CaseSource]) -> None:
        self._source = open_source()

    def find(self, wanted: Wanted) -> tuple[CaseTold, ...]:
        """Return the cases that match; raise a CentralProblem."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of the line, on the thread that opened it."""
        raise NotImplementedError

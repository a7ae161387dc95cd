"""Finds a case at the central, on a thread of its own, so that a slow line never holds up the desk."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from kiosk.wire.case import CaseTold
from kiosk.wire.followup import parse_code, parse_token

# The path that kiosk.wire.followup.followup_url writes, with or without its host, as scanners type it.
_ADDRESS = re.compile(r"(?:https?://[^/\s]+)?/s/([0-9]{1,10})-([a-z2-7]{26})", re.ASCII | re.IGNORECASE)
_STATIONS = range(1, 1 << 32)


@dataclass(frozen=True)
class WantedCode:
    """The cases of these 12 digits; codes are not unique."""

    code: int = field(repr=False)


@dataclass(frozen=True)
class WantedToken:
    """The case of the paper's QR. station: the one that its address names."""

    station: int
    token: bytes = field(repr=False)


Wanted = WantedCode | WantedToken


def parse_wanted(text: str) -> Wanted | None:
    """Return what a typed or scanned text asks for, or None.

    12 digits in any spacing, or the address of the paper's QR in either case. A scanner set to another
    keyboard than the counter's types other characters: it is set right, nothing is guessed here.
    """
    code = parse_code(text)
    if code is not None:
        return WantedCode(code)
    found = _ADDRESS.fullmatch(text.strip())
    token = None if found is None else parse_token(found[2])
    if found is None or token is None or int(found[1]) not in _STATIONS:
        return None
    return WantedToken(int(found[1]), token)


class CaseSource(Protocol):
    """Who knows the agency's cases."""

    def find(self, wanted: Wanted) -> tuple[CaseTold, ...]:
        """Return the cases that match; raise a CentralProblem."""
        ...

    def close(self) -> None:
        """Let go of the line."""
        ...


class Finder:
    """The source of one thread, opened by that thread when it is first asked."""

    def __init__(self, open_source: Callable[[], CaseSource]) -> None:
        self._open_source = open_source
        self._source: CaseSource | None = None

    def find(self, wanted: Wanted) -> tuple[CaseTold, ...]:
        """Return the cases that match; raise a CentralProblem, or what opening the source raises."""
        if self._source is None:
            self._source = self._open_source()
        return self._source.find(wanted)

    def close(self) -> None:
        """Let go of the line, on the thread that asked."""
        if self._source is not None:
            self._source.close()
            self._source = None

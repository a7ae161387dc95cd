"""A case as the agent sees it: what the central told, what this counter adds, the answers if it can open."""

from dataclasses import dataclass, field
from typing import Literal

from kiosk.wire.case import CaseStatus

Trouble = Literal["", "sealed", "form_unknown", "form_broken"]


@dataclass(frozen=True)
class ChangeView:
    """One step of the case, central's clock. status None: a note. held: the central refused it, for ever."""

    at_ms: int
    status: CaseStatus | None
    message: str = field(repr=False)
    state: Literal["recorded", "received"]
    held: bool = False


@dataclass(frozen=True)
class CaseView:
    """A case, in French. code: None when unknown here. cap, icon: "" for a service that is not offered here.

    created_ms, received_ms, read_ms: central's clock; None while not known to have happened. next_step: what
    the organisation has promised and not yet done, or "". road: what was decided or said, oldest first, what
    is still on its way from this counter included. answers: (label, shown). trouble: why there are none. language: the
    client's, "" when sealed. assistance: of kiosk.wire.compact. as_of_ms: when the central told this; now,
    for a request that only this station knows. fresh: whether the central told it just now.
    """

    envelope_id: bytes
    station: int
    code: int | None = field(repr=False)
    service_title: str
    icon: str
    cap: str
    created_ms: int
    received_ms: int | None
    read_ms: int | None
    status: CaseStatus
    next_step: str
    road: tuple[ChangeView, ...]
    answers: tuple[tuple[str, str], ...] = field(repr=False)
    trouble: Trouble
    language: str
    assistance: int | None
    as_of_ms: int
    fresh: bool

"""What the agent's sheet of one case says, in French: facts put into words, no layout.

It has the answers on it, which no receipt has: it is for the agency's own file, and says so on top.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from kiosk.catalogue.agency import AgencySheet
from kiosk.texts import Texts
from kiosk.wire.case import CaseStatus


class ChangeFacts(Protocol):
    """What was decided or said of a case; `ChangeView` of the desk is one. at_ms: since 1970."""

    @property
    def at_ms(self) -> int:
        """When."""

    @property
    def status(self) -> CaseStatus | None:
        """None for a note."""

    @property
    def message(self) -> str:
        """Words to the client, or ""."""

    @property
    def state(self) -> Literal["recorded", "received"]:
        """Whether the central is known to have it."""


class CaseFacts(Protocol):
    """What a summary needs of a case; `CaseView` of the desk is one. Times in ms since 1970."""

    @property
    def station(self) -> int:
        """Where it was made."""

    @property
    def code(self) -> int | None:
        """The follow-up code, None where this station cannot open the case."""

    @property
    def service_title(self) -> str:
        """In French."""

    @property
    def created_ms(self) -> int:
        """When it was recorded."""

    @property
    def received_ms(self) -> int | None:
        """When the central received it."""

    @property
    def read_ms(self) -> int | None:
        """When an agent first read it."""

    @property
    def status(self) -> CaseStatus:
        """Where it stands."""

    @property
    def next_step(self) -> str:
        """What comes now, in French, or ""."""

    @property
    def road(self) -> Sequence[ChangeFacts]:
        """Oldest first."""

    @property
    def answers(self) -> Sequence[tuple[str, str]]:
        """(label, answer) in French."""

    @property
    def as_of_ms(self) -> int:
        """When the central told where it stands."""


@dataclass(frozen=True)
class Step:
    """One step of the road: when, what, and the words to the client or ""."""

    when: str
    what: str
    message: str = field(repr=False)


@dataclass(frozen=True)
class Summary:
    """The texts of one sheet, from top to bottom; each tuple in its order.

    facts, answers: (label, value). next_step: "" when nothing is promised. foot: what stands at the foot of
    each page; page: its number, with "{page}" and "{count}" still in it.
    """

    notice: str
    agency: str
    title: str
    code_label: str
    code: str = field(repr=False)
    facts: tuple[tuple[str, str], ...]
    road_title: str
    road: tuple[Step, ...]
    next_label: str
    next_step: str
    answers_title: str
    answers: tuple[tuple[str, str], ...] = field(repr=False)
    reach: tuple[str, ...]
    foot: str
    page: str


def make_summary(texts: Texts, agency: AgencySheet, case: CaseFacts, printed: datetime) -> Summary:
    """Write the sheet of a case that this counter can open; raise ValueError for one without a code.

    texts: French, with the agent's. printed: local time.
    """
    raise NotImplementedError

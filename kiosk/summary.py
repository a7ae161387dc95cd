"""What the A4 sheet of one case says, in French: facts put into words, no layout.

It has the answers on it, which no receipt has: it is for the agency's own file, and says so on top.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, Protocol

from kiosk.catalogue.agency import AgencySheet
from kiosk.errors import Fact
from kiosk.texts import Texts
from kiosk.wire.case import CaseStatus
from kiosk.wire.followup import format_code


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

    @property
    def held(self) -> bool:
        """Whether the central refused it for ever."""


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
    """One step of the road: when, what, whether the central has it ("" when it does), words to the client."""

    when: str
    what: str
    still_here: str
    message: str = field(repr=False)


@dataclass(frozen=True)
class Summary:
    """The texts of one sheet, from top to bottom; each tuple in its order.

    code: "" where it is not known. facts, answers: (label, value); no_answers: what stands in their place.
    foot: at the foot of each page, and on top of each further one; page: "{page}" and "{count}" still in it.
    """

    notice: str
    agency: str
    reach: tuple[str, ...]
    title: str
    code_label: str
    code: str = field(repr=False)
    facts: tuple[tuple[str, str], ...]
    answers_title: str
    answers: tuple[tuple[str, str], ...] = field(repr=False)
    no_answers: str
    road_title: str
    road: tuple[Step, ...]
    foot: str
    page: str


def make_summary(texts: Texts, agency: AgencySheet, case: CaseFacts, printed: datetime) -> Summary:
    """Write the sheet of a case. texts: French, with the agent's. printed: local time."""
    # A request that only this station knows stands at "received" by its first status alone.
    status = "recorded" if case.received_ms is None else case.status
    facts = [
        ("summary.status", texts(f"summary.status.{status}")),
        ("summary.known", _when(texts, case.as_of_ms)),
        ("summary.next", case.next_step),
    ]
    return Summary(
        notice=texts("summary.notice"),
        agency=agency.name,
        reach=tuple(line for line in (f"{agency.phone}.", agency.phone_cost, *agency.hours) if line),
        title=case.service_title or texts("summary.service_unknown"),
        code_label=texts("summary.code"),
        code="" if case.code is None else format_code(case.code),
        facts=tuple((texts(label), value) for label, value in facts if value),
        answers_title=texts("summary.answers"),
        answers=tuple(case.answers),
        no_answers=texts("summary.no_answers"),
        road_title=texts("summary.road"),
        road=_road(texts, case),
        foot=texts("summary.foot", date=texts.date(printed.date()), time=texts.time(printed.time())),
        page=texts.all()["summary.page"],
    )


def _road(texts: Texts, case: CaseFacts) -> tuple[Step, ...]:
    steps = [(case.created_ms, Step(*_told(texts, case.created_ms, "recorded", station=case.station)))]
    if case.received_ms is not None:
        steps.append((case.received_ms, Step(*_told(texts, case.received_ms, "received"))))
    # Who reads a case at a counter says so by a change, which then stands among the others.
    if case.read_ms is not None and all(change.status is not CaseStatus.READ for change in case.road):
        steps.append((case.read_ms, Step(*_told(texts, case.read_ms, "read"))))
    for change in case.road:
        what = texts("summary.note" if change.status is None else f"summary.status.{change.status}")
        steps.append(
            (change.at_ms, Step(_when(texts, change.at_ms), what, _still_here(texts, change), change.message))
        )
    return tuple(step for _, step in sorted(steps, key=lambda dated: dated[0]))


def _told(texts: Texts, at_ms: int, step: str, **facts: Fact) -> tuple[str, str, str, str]:
    return _when(texts, at_ms), texts(f"summary.step.{step}", **facts), "", ""


def _still_here(texts: Texts, change: ChangeFacts) -> str:
    if change.held:
        return texts("summary.held")
    return "" if change.state == "received" else texts("summary.waiting")


def _when(texts: Texts, ms: int) -> str:
    at = datetime.fromtimestamp(ms / 1000, UTC).astimezone()
    return texts("summary.when", date=texts.date(at.date()), time=texts.time(at.time()))

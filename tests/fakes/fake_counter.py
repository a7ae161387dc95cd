"""A counter without store or outbox: for its screens, and for what the real desk cannot be made to do."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from kiosk.catalogue.pack import Service, in_language
from kiosk.desk.case_view import CaseView, ChangeView
from kiosk.desk.counter import DraftCard, DraftLost, Network
from kiosk.desk.finder import Wanted, WantedCode, WantedToken
from kiosk.desk.intake import Confirmation
from kiosk.errors import CentralUnreachable, Problem
from kiosk.session import Session
from kiosk.store.agents import Agent, PinAnswer, Welcome, WrongPin
from kiosk.wire.case import CaseStatus, CaseTold
from kiosk.wire.compact import Assistance
from kiosk.wire.followup import check_digit
from tests.fakes.fake_intake import FakeIntake

PIN = "470913"
TODAY = date(2026, 11, 22)
AT_MS = 1_795_336_000_000
CODE = int(f"19352084671{check_digit('19352084671')}")
TOKEN = bytes(range(16))


@dataclass(frozen=True)
class Change:
    """What an agent decided or said."""

    envelope_id: bytes
    status: CaseStatus | None
    message: str


def told(number: int = 1, station: int = 3) -> CaseTold:
    """A case as the central tells it."""
    return CaseTold(
        bytes([number]) * 16, station, "", AT_MS, AT_MS + 1000, None, CaseStatus.RECEIVED, (), b"envelope"
    )


def viewed(number: int = 1, **others: object) -> CaseView:
    """A case as the desk shows it."""
    view = CaseView(
        envelope_id=bytes([number]) * 16,
        station=3,
        code=CODE,
        service_title="Prendre rendez-vous à la mairie",
        treated_by="La mairie",
        icon="identification-card",
        cap="cap-lilas",
        created_ms=AT_MS,
        received_ms=AT_MS + 1000,
        read_ms=None,
        status=CaseStatus.RECEIVED,
        next_step="La mairie vous appelle dans les 5 jours ouvrés après la réception.",
        road=(),
        answers=(("Votre nom", "CANARI-QZXW"), ("Votre âge", "42")),
        trouble="",
        language="fr",
        assistance=Assistance.ALONE,
        as_of_ms=AT_MS + 2000,
        fresh=True,
    )
    return replace(view, **others)  # type: ignore[arg-type]


class FakeCounter:
    """Lets PIN in; `views` are the cases it can show, `network_now`, `draft` and `trouble` are the test's."""

    def __init__(self, services: tuple[Service, ...], agents: Iterable[Agent] | None = None) -> None:
        self.intake = FakeIntake(services)
        self.people = (Agent(1, "Agent 1", locked=False),) if agents is None else tuple(agents)
        self.refusal: PinAnswer | None = None
        self.logged_in: int | None = None
        self.network_now = Network(True, 0, None)
        self.draft: DraftCard | DraftLost | None = None
        self.kept: tuple[Session, Assistance] | None = None
        self.views: dict[bytes, CaseView] = {}
        self.here: tuple[CaseTold, ...] = ()
        self.trouble: Problem | None = None
        # What keeps the desk from opening at all; raised by whoever makes it.
        self.broken: Problem | None = None
        self.saved: list[tuple[str, Assistance]] = []
        self.dropped = 0
        self.submitted: list[tuple[Session, Assistance]] = []
        self.changes: list[Change] = []
        self.duplicates: list[bytes] = []
        self.summaries: list[bytes] = []
        self.closed = False

    def agents(self) -> tuple[Agent, ...]:
        return self.people

    def log_in(self, number: int, pin: str) -> PinAnswer:
        self._trip()
        if self.refusal is not None or pin != PIN:
            return self.refusal or WrongPin(0)
        self.logged_in = number
        return Welcome(next(agent for agent in self.people if agent.number == number))

    def log_out(self) -> None:
        self.logged_in = None

    def begin(self, service_id: str, language: str, mode: Assistance) -> Session:
        self._enter()
        return self.intake.open_session(service_id, language)

    def save_draft(self, session: Session, mode: Assistance) -> None:
        self._enter()
        answers, place = session.draft()
        service = session.service
        kept = Session.resumed(service, session.language, lambda: TODAY, answers, place)
        self.kept = (kept, mode)
        self.saved.append((session.language, mode))
        self.draft = DraftCard(in_language(service.title, "fr"), session.language, mode, AT_MS)

    def waiting_draft(self) -> DraftCard | DraftLost | None:
        self._require_login()
        draft = self.draft
        if isinstance(draft, DraftLost):
            self.draft = None
        return draft

    def resume(self) -> tuple[Session, Assistance]:
        self._enter()
        assert self.kept is not None
        return self.kept

    def drop_draft(self) -> None:
        self._require_login()
        self.draft, self.kept = None, None
        self.dropped += 1

    def submit(self, session: Session, mode: Assistance) -> Confirmation:
        self._enter()
        confirmation = self.intake.submit(session)
        self.submitted.append((session, mode))
        self.draft, self.kept = None, None
        return confirmation

    def network(self) -> Network:
        return self.network_now

    def local(self, wanted: Wanted) -> tuple[CaseTold, ...]:
        self._require_login()
        return self.here

    def look(self, case: CaseTold, wanted: Wanted | None = None) -> CaseView:
        self._enter()
        return self.views[case.envelope_id]

    def view(self, envelope_id: bytes) -> CaseView:
        self._require_login()
        return self.views[envelope_id]

    def change_status(self, envelope_id: bytes, status: CaseStatus, message: str) -> CaseView:
        return self._change(Change(envelope_id, status, message))

    def add_note(self, envelope_id: bytes, message: str) -> CaseView:
        return self._change(Change(envelope_id, None, message))

    def duplicate(self, envelope_id: bytes) -> None:
        self._enter()
        self.duplicates.append(envelope_id)

    def print_summary(self, envelope_id: bytes) -> None:
        self._enter()
        self.summaries.append(envelope_id)

    def close(self) -> None:
        self.closed = True

    def _change(self, change: Change) -> CaseView:
        self._enter()
        self.changes.append(change)
        view = self.views[change.envelope_id]
        step = ChangeView(AT_MS + 5000, change.status, change.message, "recorded")
        view = replace(view, status=change.status or view.status, road=(*view.road, step))
        self.views[change.envelope_id] = view
        return view

    def _enter(self) -> None:
        self._require_login()
        self._trip()

    def _require_login(self) -> None:
        if self.logged_in is None:
            raise RuntimeError("nobody has logged in")

    def _trip(self) -> None:
        if self.trouble is not None:
            raise self.trouble


class FakeFinder:
    """Knows `cases` by code; `reachable` False is a central that does not answer."""

    def __init__(self, cases: dict[int, tuple[CaseTold, ...]] | None = None) -> None:
        self.cases = cases or {}
        self.tokens: dict[bytes, tuple[CaseTold, ...]] = {}
        self.reachable = True
        self.wanted: list[Wanted] = []
        self.closed = False
        self.before: Callable[[], object] = lambda: None

    def find(self, wanted: Wanted) -> tuple[CaseTold, ...]:
        self.wanted.append(wanted)
        self.before()
        if not self.reachable:
            raise CentralUnreachable(address="https://central.example")
        match wanted:
            case WantedCode(code):
                return self.cases.get(code, ())
            case WantedToken(_, token):
                return self.tokens.get(token, ())

    def close(self) -> None:
        self.closed = True

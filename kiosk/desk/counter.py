"""What an agent does at a counter: log in, enter a request with a client, find a case and answer it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from kiosk.catalogue.agency import AgencySheet
from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.pack import FRENCH, in_language
from kiosk.clock import Clock
from kiosk.desk.case_view import CaseView
from kiosk.desk.cases import CaseWork
from kiosk.desk.finder import Wanted
from kiosk.desk.intake import Confirmation, Intake
from kiosk.desk.office import Office
from kiosk.errors import OfficeMissing
from kiosk.session import Session
from kiosk.store import Store
from kiosk.store.agents import Agent, PinAnswer, PinLocked, Welcome, WrongPin
from kiosk.store.drafts import Draft
from kiosk.store.reminder import Reminder
from kiosk.summary import make_summary
from kiosk.texts import Texts
from kiosk.wire.case import CaseStatus, CaseTold
from kiosk.wire.compact import Assistance

# The screens know the desk, never the store behind it: what they match on is handed out here.
__all__ = [
    "Agent",
    "Counter",
    "DraftCard",
    "DraftLost",
    "Network",
    "PinAnswer",
    "PinLocked",
    "Welcome",
    "WrongPin",
]


@dataclass(frozen=True)
class DraftCard:
    """A request that this agent has begun and not finished; saved_ms: milliseconds, station clock."""

    service_title: str
    language: str
    mode: Assistance
    saved_ms: int


@dataclass(frozen=True)
class DraftLost:
    """A draft was dropped: its service is gone, or its form is another one now.

    service_title: in French, "" where the service is gone.
    """

    service_title: str


@dataclass(frozen=True)
class Network:
    """What may be said of the line. reachable: None before the first visit.

    waiting: requests that the central has not acknowledged, oldest_ms: the age of the oldest, in ms.
    changes: decisions and notes that it has not. late: requests that nobody has received in the time that
    their service allows: the agency must act on paper. held: what waits for a technician.
    """

    reachable: bool | None
    waiting: int
    oldest_ms: int | None
    changes: int = 0
    late: int = 0
    held: int = 0


class Counter:
    """The agent's use cases; belongs to the desk thread.

    Without a login only `agents`, `log_in` and `network` answer; the others raise RuntimeError.
    """

    def __init__(
        self,
        store: Store,
        catalogue: Catalogue,
        agency: AgencySheet,
        clock: Clock,
        *,
        intake: Intake,
        office: Office | None = None,
        texts: Texts | None = None,
        wake_sync: Callable[[], None] | None = None,
    ) -> None:
        """texts: the French ones, for the summaries of an office. wake_sync: says that an envelope waits."""
        if office is not None and texts is None:
            raise ValueError("an office prints texts")
        self.intake = intake
        self._store = store
        self._catalogue = catalogue
        self._agency = agency
        self._clock = clock
        self._office = office
        self._texts = texts
        self._wake_sync = wake_sync or (lambda: None)
        self._cases = CaseWork(store, catalogue, clock, intake, self._wake_sync)
        self._agent: Agent | None = None
        # Whether the draft that waits is another one than that of the request under way.
        self._beside = False

    def agents(self) -> tuple[Agent, ...]:
        """Return who may log in."""
        return self._store.agents.every()

    def log_in(self, number: int, pin: str) -> PinAnswer:
        """Open the desk to the agent whose PIN this is; needs no network. Raises KeyError."""
        answer = self._store.agents.check(number, pin, self._now_ms())
        if isinstance(answer, Welcome):
            self._begin(answer.agent)
        return answer

    def log_out(self) -> None:
        """Close the desk. What is left of the client who was here is forgotten; a draft is kept."""
        self._begin(None)

    def begin(self, service_id: str, language: str, mode: Assistance) -> Session:
        """Begin a request; raises what Intake.open_session raises.

        A draft that waits is replaced by the first answer, not yet here: the request may be a slip.
        """
        number = self._require_login()
        session = self.intake.open_session(service_id, language)
        self._beside = self._store.drafts.get(number, self._now_ms()) is not None
        self.save_draft(session, mode)
        return session

    def save_draft(self, session: Session, mode: Assistance) -> None:
        """Keep what was answered so far instead of any other draft; call it after each page."""
        number = self._require_login()
        answers, place = session.draft()
        if self._beside and not answers:
            return
        self._beside = False
        self._store.drafts.put(
            number,
            Draft(
                service=session.service.id,
                form=session.service.form.fingerprint,
                language=session.language,
                mode=mode,
                answers=answers,
                place=place,
                at=self._now_ms(),
            ),
        )

    def waiting_draft(self) -> DraftCard | DraftLost | None:
        """Return what this agent left unfinished in the last 12 hours. One that is lost is told once."""
        number = self._require_login()
        draft = self._store.drafts.get(number, self._now_ms())
        if draft is None:
            return None
        service = self._catalogue.find(draft.service)
        if service is None or service.form.fingerprint != draft.form:
            self._store.drafts.drop(number)
            return DraftLost("" if service is None else in_language(service.title, FRENCH))
        return DraftCard(in_language(service.title, FRENCH), draft.language, draft.mode, draft.at)

    def resume(self) -> tuple[Session, Assistance]:
        """Go on with the draft of `waiting_draft`; raises what Intake.open_session raises.

        RuntimeError when there is none.
        """
        draft = self._store.drafts.get(self._require_login(), self._now_ms())
        service = None if draft is None else self._catalogue.find(draft.service)
        if draft is None or service is None or service.form.fingerprint != draft.form:
            raise RuntimeError("no draft to resume")
        session = self.intake.resume_session(draft.service, draft.language, draft.answers, draft.place)
        self._beside = False
        return session, draft.mode

    def drop_draft(self) -> None:
        """Forget the draft of the request under way, or else the one that waits."""
        number = self._require_login()
        if not self._beside:
            self._store.drafts.drop(number)
        self._beside = False

    def submit(self, session: Session, mode: Assistance) -> Confirmation:
        """Record a reviewed request and drop its draft, in one transaction; see Intake.submit."""
        number = self._require_login()

        def with_it(known: Reminder) -> None:
            if session.service.partner is None:
                self._cases.add_own(known)
            if not self._beside:
                self._store.drafts.drop(number)

        confirmation = self.intake.submit(session, mode, with_it=with_it)
        self._wake_sync()
        return confirmation

    def network(self) -> Network:
        """Return what may be said of the line and of what waits here."""
        peers = self._store.peers.every()
        waits = self._store.cases.undelivered()
        return Network(
            reachable=any(peer.reachable for peer in peers) if peers else None,
            waiting=waits.requests,
            oldest_ms=None if waits.oldest is None else max(0, self._now_ms() - waits.oldest),
            changes=waits.decisions,
            late=sum(one.count for one in self._store.outbox.late(self._catalogue.most_ms, self._now_ms())),
            held=self._store.outbox.count_held(),
        )

    def local(self, wanted: Wanted) -> tuple[CaseTold, ...]:
        """Return the matching cases known here: told in the last 7 days, or of this station's own outbox."""
        self._require_login()
        return self._cases.local(wanted)

    def look(self, case: CaseTold, wanted: Wanted | None = None) -> CaseView:
        """Show a case that `local` or a Finder found, and keep it to be found again.

        wanted: what found it; a case that cannot be opened here is found again under nothing else. Once its
        answers were shown, the case is marked as read, unless somebody did so before.
        """
        return self._cases.look(case, wanted, self._require_login())

    def view(self, envelope_id: bytes) -> CaseView:
        """Show a case that was looked at as it is known now; raises KeyError."""
        self._require_login()
        return self._cases.view(envelope_id)

    def change_status(self, envelope_id: bytes, status: CaseStatus, message: str) -> CaseView:
        """Record a decision about a case, with words to the client, or ""; see CaseWork.change."""
        return self._cases.change(envelope_id, status, message, self._require_login())

    def add_note(self, envelope_id: bytes, message: str) -> CaseView:
        """Record words to the client about a case; see CaseWork.change."""
        return self._cases.change(envelope_id, None, message, self._require_login())

    def duplicate(self, envelope_id: bytes) -> None:
        """Queue a DUPLICATA of the paper of a case that this counter can open (trouble other than sealed)."""
        self._cases.duplicate(envelope_id, self._require_login())

    def print_summary(self, envelope_id: bytes) -> None:
        """Print a case that was read here on A4; raise OfficeMissing, OfficeRefused."""
        number = self._require_login()
        if self._office is None or self._texts is None:
            raise OfficeMissing
        view = self._cases.view(envelope_id)
        now_ms = self._now_ms() + (self._store.identity.offset_ms or 0)
        printed = datetime.fromtimestamp(now_ms / 1000, UTC).astimezone()
        self._office.print(make_summary(self._texts, self._agency, view, printed))
        self._cases.note_summary(envelope_id, number)

    def close(self) -> None:
        """Close the store, on the thread that opened it."""
        self.intake.close()

    def _begin(self, agent: Agent | None) -> None:
        self._agent = agent
        self._beside = False
        self._cases.begin()
        self.intake.forget()
        self._store.drafts.prune(self._now_ms())

    def _require_login(self) -> int:
        if self._agent is None:
            raise RuntimeError("nobody has logged in")
        return self._agent.number

    def _now_ms(self) -> int:
        return max(0, self._clock.now_ms())

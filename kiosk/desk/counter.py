"""What an agent does at a counter: log in, enter a request with a client, find a case and answer it."""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.catalogue.agency import AgencySheet
from kiosk.catalogue.catalogue import Catalogue
from kiosk.clock import Clock
from kiosk.desk.case_view import CaseView
from kiosk.desk.finder import Wanted
from kiosk.desk.intake import Confirmation, Intake
from kiosk.desk.office import Office
from kiosk.session import Session
from kiosk.store import Store
from kiosk.store.agents import Agent, PinLocked, Welcome, WrongPin
from kiosk.texts import Texts
from kiosk.wire.case import CaseStatus, CaseTold
from kiosk.wire.compact import Assistance


@dataclass(frozen=True)
class DraftCard:
    """A request that this agent has begun and not finished; saved_ms: milliseconds, station clock."""

    service_title: str
    language: str
    mode: Assistance
    saved_ms: int


@dataclass(frozen=True)
class DraftLost:
    """A draft was dropped: its service is gone, or its form is another one now. service: an id."""

    service: str


@dataclass(frozen=True)
class Network:
    """What may be said of the line. reachable: None before the first visit. oldest_ms: an age, of `waiting`."""

    reachable: bool | None
    waiting: int
    oldest_ms: int | None


class Counter:
    """The agent's use cases; belongs to the desk thread. Without a login, RuntimeError from most of them."""

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
        """texts: the French ones, for the summary of an office. wake_sync: tells that an envelope waits."""
        self.intake = intake

    def agents(self) -> tuple[Agent, ...]:
        """Return who may log in; needs no login."""
        raise NotImplementedError

    def log_in(self, number: int, pin: str) -> Welcome | WrongPin | PinLocked:
        """Open the desk to an agent whose PIN this is; needs no network."""
        raise NotImplementedError

    def log_out(self) -> None:
        """Close the desk; what is left of the client who was here is forgotten, a draft is kept."""
        raise NotImplementedError

    def begin(self, service_id: str, language: str, mode: Assistance) -> Session:
        """Begin a request, kept as a draft from the first page; raise what Intake.open_session raises."""
        raise NotImplementedError

    def save_draft(self, session: Session, mode: Assistance) -> None:
        """Keep what was answered so far; call it after each page."""
        raise NotImplementedError

    def waiting_draft(self) -> DraftCard | DraftLost | None:
        """Return what this agent left unfinished; a lost one is told once."""
        raise NotImplementedError

    def resume(self) -> tuple[Session, Assistance]:
        """Go on with the draft; raise RuntimeError when there is none, and what Intake.open_session raises."""
        raise NotImplementedError

    def drop_draft(self) -> None:
        """Forget the draft."""
        raise NotImplementedError

    def submit(self, session: Session, mode: Assistance) -> Confirmation:
        """Record a reviewed request and drop its draft, in one transaction; raise what Intake.submit raises."""
        raise NotImplementedError

    def network(self) -> Network:
        """Return what may be said of the line and of the envelopes that wait here; needs no login."""
        raise NotImplementedError

    def local(self, wanted: Wanted) -> tuple[CaseTold, ...]:
        """Return the matching cases known here: told in the last 7 days, or of this station's own outbox."""
        raise NotImplementedError

    def look(self, case: CaseTold, wanted: Wanted | None = None) -> CaseView:
        """Open a case that `local` or a Finder found, and keep it to be found again.

        wanted: what found it; a case that cannot be opened here is found again under nothing else. Once its
        answers were shown, it is marked as read, unless somebody did before.
        """
        raise NotImplementedError

    def change_status(self, envelope_id: bytes, status: CaseStatus, message: str) -> CaseView:
        """Record a decision about a case that was looked at, with words to the client, or ""."""
        raise NotImplementedError

    def add_note(self, envelope_id: bytes, message: str) -> CaseView:
        """Record words to the client about a case that was looked at."""
        raise NotImplementedError

    def duplicate(self, envelope_id: bytes) -> None:
        """Queue a DUPLICATA of the paper of a case whose code is known here because it could be opened."""
        raise NotImplementedError

    def print_summary(self, envelope_id: bytes) -> None:
        """Print a case on A4; raise OfficeMissing, OfficeRefused."""
        raise NotImplementedError

    def close(self) -> None:
        """Close the store, on the thread that opened it."""
        self.intake.close()

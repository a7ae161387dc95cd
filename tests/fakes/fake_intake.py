"""An intake without store or outbox: for the screens, and for what the real desk cannot be made to do."""

from datetime import date

from kiosk.catalogue.agency import AgencySheet
from kiosk.catalogue.openings import Closed
from kiosk.catalogue.pack import Service, in_language, note_on_phone, papers_to_bring
from kiosk.catalogue.situations import Situation
from kiosk.desk.intake import Confirmation, Home, Printing, Progress, ServiceCard
from kiosk.desk.news import News
from kiosk.device import NoStick, StickStatus
from kiosk.errors import Problem
from kiosk.session import Session

AGENCY = AgencySheet(
    "Mairie de Saint-Aubin",
    "01 99 00 12 34",
    "Prix d’un appel local.",
    ("Du lundi au vendredi, de 9 h à 17 h.",),
)
CODE = 482913507264
LINK = "https://suivi.example.org/s/3-abcdefghijklmnopqrstuvwxyz"


class FakeIntake:
    """Offers `services`; `recalled`, `progress_now` and `trouble` are set by the test."""

    def __init__(self, services: tuple[Service, ...], agency: AgencySheet = AGENCY) -> None:
        self.services = services
        self.agency = agency
        self.closed: tuple[Closed, ...] = ()
        self.situations: tuple[Situation, ...] = ()
        self.recalled: Confirmation | None = None
        self.progress_now = Progress("recorded", None, None)
        self.printing_now = Printing("none", None)
        self.printed_again = 0
        self.papers_seen: list[bool] = []
        self.news_now: News | None = None
        self.scanned: list[str] = []
        self.trouble: Problem | None = None
        self.stick_now: StickStatus = NoStick()
        self.room: Problem | None = None
        self.link: str | None = LINK
        self.submitted: list[Session] = []
        self.finished: list[bytes] = []
        self.sessions: list[Session] = []

    def home(self, language: str) -> Home:
        cards = (ServiceCard(s.id, in_language(s.title, language), s.icon, s.cap) for s in self.services)
        situations = tuple(each for each in self.situations if language in each.title)
        return Home(self.agency, tuple(cards), situations, self.closed)

    def languages(self) -> tuple[str, ...]:
        return tuple(sorted({language for service in self.services for language in service.title}))

    def stick(self) -> StickStatus:
        return self.stick_now

    def check_room(self, size: int) -> None:
        if self.room is not None:
            raise self.room

    def news(self, scanned: str) -> News | None:
        if self.trouble:
            raise self.trouble
        self.scanned.append(scanned)
        return self.news_now

    def printing(self, envelope_id: bytes) -> Printing:
        return self.printing_now

    def print_again(self, envelope_id: bytes) -> None:
        self.printed_again += 1

    def paper_came_out(self, envelope_id: bytes, came: bool) -> None:
        self.papers_seen.append(came)

    def reworded(self, confirmation: Confirmation, language: str) -> Confirmation:
        return self.confirmation(self.services[0], language)

    def open_session(self, service_id: str, language: str) -> Session:
        service = next(s for s in self.services if s.id == service_id)
        self.sessions.append(Session(service, language, lambda: date(2026, 11, 22)))
        return self.sessions[-1]

    def submit(self, session: Session) -> Confirmation:
        if self.trouble:
            raise self.trouble
        self.submitted.append(session)
        service = session.service
        confirmation = self.confirmation(service, session.language)
        session.confirm()
        return confirmation

    def confirmation(self, service: Service, language: str = "fr") -> Confirmation:
        promise = in_language(service.promise, language) if service.promise else None
        return Confirmation(
            b"\1" * 16,
            service.id,
            CODE,
            self.link,
            in_language(service.title, language),
            promise,
            in_language(service.treated_by, language),
            language,
            next=in_language(service.next, language),
            bring=papers_to_bring(service, language),
            phone=service.phone,
            phone_note=note_on_phone(service, language),
        )

    def progress(self, envelope_id: bytes) -> Progress:
        return self.progress_now

    def recall(self) -> Confirmation | None:
        return self.recalled

    def close(self) -> None:
        """Keep nothing to close."""

    def finish(self, envelope_id: bytes) -> None:
        self.finished.append(envelope_id)
        self.recalled = None

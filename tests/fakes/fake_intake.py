"""An intake without store or outbox: for the screens, and for what the real desk cannot be made to do."""

from datetime import date

from kiosk.catalogue.agency import AgencySheet
from kiosk.catalogue.pack import Service
from kiosk.desk.intake import Confirmation, Home, Progress, ServiceCard
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
        self.recalled: Confirmation | None = None
        self.progress_now = Progress("recorded", None, None)
        self.trouble: Problem | None = None
        self.link: str | None = LINK
        self.submitted: list[Session] = []
        self.finished: list[bytes] = []
        self.sessions: list[Session] = []

    def home(self, language: str) -> Home:
        cards = (ServiceCard(s.id, s.title[language], s.icon, s.cap) for s in self.services)
        return Home(self.agency, tuple(cards))

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
        promise = service.promise[language] if service.promise else None
        return Confirmation(
            b"\1" * 16,
            CODE,
            self.link,
            service.title[language],
            promise,
            service.treated_by[language],
            language,
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

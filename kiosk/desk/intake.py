"""What a client does at a kiosk: see the services, be served, confirm, see what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Literal, TypedDict, cast

from kiosk.catalogue.agency import AgencySheet
from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.pack import AGENCY, Service, in_language
from kiosk.clock import Clock
from kiosk.errors import PackUnreadable
from kiosk.session import Reviewing, Session
from kiosk.store import Identity, Store
from kiosk.store.reminder import Reminder
from kiosk.wire.compact import Assistance, Content, Index, Kind, Plain
from kiosk.wire.envelope import Address, make_envelope, new_id
from kiosk.wire.followup import followup_url, new_code, new_token


@dataclass(frozen=True)
class ServiceCard:
    """A service on the home screen, in one language. cap: the colour token of its card."""

    id: str
    title: str
    icon: str
    cap: str


@dataclass(frozen=True)
class Home:
    """What the first screens show."""

    agency: AgencySheet
    services: tuple[ServiceCard, ...]


@dataclass(frozen=True)
class Confirmation:
    """A request committed on this station. promise: a delay counted from its reception, or None."""

    envelope_id: bytes
    service: str
    code: int = field(repr=False)
    followup_url: str | None = field(repr=False)
    service_title: str
    promise: str | None
    treated_by: str
    language: str


class _Words(TypedDict):
    service_title: str
    promise: str | None
    treated_by: str


@dataclass(frozen=True)
class Progress:
    """What may truthfully be said of a request.

    "received": the central's signed acceptance was verified. "on_the_way": handed to a hub, stick or phone.
    "held": kept, a person must look. reachable: whether the central answered when last asked, None when this
    request was not offered yet. problem: the code of what stands in the way, or None.
    """

    state: Literal["recorded", "on_the_way", "received", "held"]
    reachable: bool | None
    problem: str | None


@dataclass(frozen=True)
class Printing:
    """What may truthfully be said of a request's paper. trouble: what stands in its way, or None."""

    state: Literal["none", "waiting", "printing", "printed", "not_printed", "unknown"]
    trouble: str | None


class Intake:
    """The client's use cases; belongs to the desk thread, as its store does."""

    def __init__(self, store: Store, catalogue: Catalogue, agency: AgencySheet, clock: Clock) -> None:
        self._store = store
        self._catalogue = catalogue
        self._agency = agency
        self._clock = clock
        self._last: tuple[Session, Confirmation] | None = None

    def home(self, language: str) -> Home:
        """Return the agency and its services in a language."""
        cards = [
            ServiceCard(service.id, in_language(service.title, language), service.icon, service.cap)
            for service in self._catalogue.services
        ]
        return Home(self._agency, tuple(cards))

    def languages(self) -> tuple[str, ...]:
        """Return the languages in which at least one service exists."""
        spoken = {language for service in self._catalogue.services for language in service.title}
        return tuple(sorted(spoken))

    def open_session(self, service_id: str, language: str) -> Session:
        """Begin a client's sitting; whoever was here before is gone, and so is their reminder.

        Raises, before the questions and not after them, NotEnrolled, and PackUnreadable for a service sealed
        to somebody whose key is not here.
        """
        service = self._catalogue.service(service_id)
        if service.recipient != AGENCY:
            raise PackUnreadable(path=service.id, detail=f"recipient {service.recipient}")
        offset_ms = self._store.identity.offset_ms
        self._forget()
        return Session(service, language, lambda: self._today(offset_ms))

    def submit(self, session: Session) -> Confirmation:
        """Seal and commit a reviewed request in one transaction; the same session gives the same answer.

        Raises StoreUnwritable, StoreBusy, StoreDamaged, NotEnrolled with nothing recorded and the session
        still in review; RuntimeError for a session that is not in review.
        """
        if self._last is not None and self._last[0] is session:
            return self._last[1]
        if not isinstance(session.place, Reviewing):
            raise RuntimeError(f"nothing to submit at {session.place}")
        identity = self._store.identity
        content = self._content(session, identity)
        envelope_id = new_id(content.created)

        def seal(sequence: int) -> bytes:
            address = Address(identity.agency, identity.station, envelope_id, sequence)
            return make_envelope(
                content,
                address,
                recipient=identity.recipient,
                signer=identity.signing,
                lookup=identity.lookup,
            )

        reminder = Reminder(
            envelope_id, content.code, content.token, content.service, content.language, content.created
        )
        # Nothing that can fail comes after the commit: a request must not be recorded and then called failed.
        confirmation = self._confirmation(reminder, session.service, identity)
        with self._store.transaction():
            self._store.outbox.append(envelope_id, content.service, content.created, seal)
            self._store.reminder.put(reminder)
            self._store.journal.append(content.created, "recorded", envelope_id, content.service)
        self._last = (session, confirmation)
        session.confirm()
        return confirmation

    def progress(self, envelope_id: bytes) -> Progress:
        """Return what may be said of a request now; raise KeyError for one that is not kept here."""
        row = self._store.outbox.get(envelope_id)
        if row is None:
            raise KeyError(envelope_id.hex())
        if row.state == "acknowledged":
            return Progress("received", True, None)
        peers = self._store.peers.every()
        reachable = any(peer.reachable for peer in peers) if peers and row.attempts else None
        if row.state == "held":
            return Progress("held", reachable, row.verdict or row.last_trouble)
        state: Literal["recorded", "on_the_way"] = "on_the_way" if row.handed_over_at else "recorded"
        return Progress(state, reachable, row.last_trouble)

    def printing(self, envelope_id: bytes) -> Printing:
        """Return what may be said of the newest paper of a request."""
        return Printing("none", None)

    def print_again(self, envelope_id: bytes) -> None:
        """Print a duplicate."""

    def paper_came_out(self, envelope_id: bytes, came: bool) -> None:
        """Take what the client saw."""

    def recall(self) -> Confirmation | None:
        """Return the confirmation that a restart interrupted: at most 60 s old, its client not finished."""
        reminder = self._store.reminder.get(self._clock.now_ms())
        if reminder is None:
            return None
        offered = {service.id: service for service in self._catalogue.services}
        if reminder.service not in offered:
            self._store.reminder.forget()
            return None
        return self._confirmation(reminder, offered[reminder.service], self._store.identity)

    def reworded(self, confirmation: Confirmation, language: str) -> Confirmation:
        """Return the same confirmation in another language."""
        service = self._catalogue.service(confirmation.service)
        return replace(confirmation, language=language, **self._words(service, language))

    def finish(self, envelope_id: bytes) -> None:
        """Forget the code and the token of a request whose client is done, or has left."""
        if self._last is not None and self._last[1].envelope_id == envelope_id:
            self._last = None
        self._store.reminder.forget(envelope_id)

    def oldest_undelivered_ms(self) -> int | None:
        """Return the age of the oldest request without acknowledgement, held ones too, or None."""
        oldest = self._store.outbox.oldest_open()
        return None if oldest is None else max(0, self._clock.now_ms() - oldest)

    def _today(self, offset_ms: int | None) -> date:
        """A station whose clock starts in 1970 must not refuse every birth date as one of the future."""
        if offset_ms is None:
            return self._clock.today()
        return datetime.fromtimestamp((self._clock.now_ms() + offset_ms) / 1000, UTC).astimezone().date()

    def close(self) -> None:
        """Close the store, on the thread that opened it: its last words to the disk belong to no other."""
        self._store.close()

    def _forget(self) -> None:
        self._last = None
        self._store.reminder.forget()

    def _content(self, session: Session, identity: Identity) -> Content:
        return Content(
            kind=Kind.SUBMISSION,
            service=session.service.id,
            form=session.service.form.fingerprint,
            language=session.language,
            created=max(0, self._clock.now_ms()),
            offset=identity.offset_ms,
            assistance=Assistance.ALONE,
            token=new_token(),
            code=new_code(),
            birth_year=session.birth_year(),
            answers=cast("Mapping[Index, Plain]", session.content_answers()),
        )

    def _confirmation(self, reminder: Reminder, service: Service, identity: Identity) -> Confirmation:
        language = reminder.language
        host = identity.followup
        return Confirmation(
            envelope_id=reminder.envelope_id,
            service=service.id,
            code=reminder.code,
            followup_url=None if host is None else followup_url(host, identity.station, reminder.token),
            language=language,
            **self._words(service, language),
        )

    @staticmethod
    def _words(service: Service, language: str) -> _Words:
        return {
            "service_title": in_language(service.title, language),
            "promise": None if service.promise is None else in_language(service.promise, language),
            "treated_by": in_language(service.treated_by, language),
        }

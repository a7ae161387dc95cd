"""What a client does at a kiosk: see the services, be served, confirm, see what became of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Literal, TypedDict

from kiosk.catalogue.agency import AgencySheet
from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.openings import Closed
from kiosk.catalogue.pack import Service, in_language, note_on_phone, papers_to_bring
from kiosk.catalogue.situations import Situation
from kiosk.clock import Clock
from kiosk.desk.news import News, news_of
from kiosk.desk.sealing import lookup_for, submission, to_recipient
from kiosk.device import NoStick, StickStatus
from kiosk.session import Reviewing, Session
from kiosk.store import Identity, Store
from kiosk.store.reminder import Reminder
from kiosk.store.spool import NOT_SEEN
from kiosk.store.spool import State as JobState
from kiosk.wire.compact import Assistance, Index, Plain
from kiosk.wire.envelope import new_id
from kiosk.wire.followup import followup_url, new_code, new_token

PrintState = Literal["none", "waiting", "printing", "printed", "not_printed", "unknown"]
_PRINT_STATES: Mapping[JobState, PrintState] = {
    "queued": "waiting",
    "sending": "printing",
    "sent": "printing",
    "confirmed": "printed",
    "failed": "not_printed",
    "unknown": "unknown",
}


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
    situations: tuple[Situation, ...] = ()
    closed: tuple[Closed, ...] = ()


@dataclass(frozen=True)
class Confirmation:
    """A request committed on this station. promise: a delay counted from its reception, or None.

    bring: the papers to bring, one a line.
    """

    envelope_id: bytes
    service: str
    code: int = field(repr=False)
    followup_url: str | None = field(repr=False)
    service_title: str
    promise: str | None
    treated_by: str
    language: str
    next: str = ""
    bring: tuple[str, ...] = ()
    phone: str = ""
    phone_note: str = ""


class _Words(TypedDict):
    service_title: str
    promise: str | None
    treated_by: str
    next: str
    bring: tuple[str, ...]
    phone: str
    phone_note: str


@dataclass(frozen=True)
class Progress:
    """What may truthfully be said of a request.

    "received": the central's signed acceptance was verified. "on_the_way": handed to a hub, stick or phone.
    "held": kept, a person must look. reachable: whether the central answered when last asked, None when this
    request was not offered yet. problem: the code of what stands in the way, or None. attached: how many
    pictures and documents of it the central does not keep yet.
    """

    state: Literal["recorded", "on_the_way", "received", "held"]
    reachable: bool | None
    problem: str | None
    attached: int = 0


@dataclass(frozen=True)
class Printing:
    """What may truthfully be said of a request's paper. trouble: what stands in its way, or None.

    "none": no paper was ever asked for. "printed": the printer has confirmed, or the client has seen it.
    """

    state: PrintState
    trouble: str | None


class Intake:
    """The client's use cases; belongs to the desk thread, as its store does."""

    def __init__(
        self,
        store: Store,
        catalogue: Catalogue,
        agency: AgencySheet,
        clock: Clock,
        *,
        printing: bool = False,
        wake: Callable[[], None] | None = None,
        stick: Callable[[], StickStatus] = NoStick,
    ) -> None:
        """printing: whether this station has a printer. wake: tells its thread that there is a job.

        stick: says of a plugged-in stick what is known now.
        """
        self.stick = stick
        self._store = store
        self._catalogue = catalogue
        self._agency = agency
        self._clock = clock
        self._printing = printing
        self._wake = wake
        self._last: tuple[Session, Confirmation] | None = None
        # What a further paper needs, for as long as the client is here; a job forgets it when it ends.
        self._sitting: Reminder | None = None

    def home(self, language: str) -> Home:
        """Return the agency and the services that exist in a language; all of them where none does."""
        services = [service for service in self._catalogue.services if language in service.languages()]
        cards = [
            ServiceCard(service.id, in_language(service.title, language), service.icon, service.cap)
            for service in services or self._catalogue.services
        ]
        offered = {card.id for card in cards}
        situations = tuple(
            situation
            for situation in self._catalogue.situations
            if language in situation.title and situation.leads_to(offered)
        )
        sheet = self._agency.in_language(language)
        closed = sheet.closed_soon(self._today(self._store.identity.offset_ms)) if sheet.closures else ()
        return Home(sheet, tuple(cards), situations, closed)

    def languages(self) -> tuple[str, ...]:
        """Return the languages in which at least one service exists, its title and its form."""
        return tuple(sorted({code for service in self._catalogue.services for code in service.languages()}))

    def open_session(self, service_id: str, language: str) -> Session:
        """Begin a client's sitting; whoever was here before is gone, and so is their reminder.

        Raises NotEnrolled, before the questions and not after them.
        """
        service, today = self._admit(service_id)
        return Session(service, language, today)

    def resume_session(
        self, service_id: str, language: str, answers: Mapping[Index, Plain], place: Index | None
    ) -> Session:
        """Go on where `Session.draft` was taken; raises what open_session raises."""
        service, today = self._admit(service_id)
        return Session.resumed(service, language, today, answers, place)

    def submit(
        self,
        session: Session,
        assistance: Assistance = Assistance.ALONE,
        *,
        with_it: Callable[[Reminder], None] | None = None,
    ) -> Confirmation:
        """Seal and commit a reviewed request in one transaction; the same session gives the same answer.

        assistance: who typed the answers. with_it: what else the transaction does. Raises
        StoreUnwritable, StoreBusy, StoreDamaged, AttachmentsFull, NotEnrolled with nothing recorded and the
        session still in review; RuntimeError for a session that is not in review.
        """
        if self._last is not None and self._last[0] is session:
            return self._last[1]
        if not isinstance(session.place, Reviewing):
            raise RuntimeError(f"nothing to submit at {session.place}")
        identity = self._store.identity
        created = max(0, self._clock.now_ms())
        envelope_id = new_id(created)
        reminder = Reminder(
            envelope_id, new_code(), new_token(), session.service.id, session.language, created
        )
        content, sealed = submission(session, identity, assistance, reminder)
        seal = to_recipient(content, envelope_id, identity, session.service.partner)
        # Nothing that can fail comes after the commit: a request must not be recorded and then called failed.
        confirmation = self._confirmation(reminder, session.service, identity)
        with self._store.transaction():
            self._store.outbox.append(envelope_id, reminder.service, created, seal)
            for one in sealed:
                self._store.attachments.append(one.digest, envelope_id, one.raw, created)
            self._store.reminder.put(reminder)
            self._store.journal.append(created, "recorded", envelope_id, reminder.service)
            if self._printing:
                self._spool(reminder)
            if with_it is not None:
                with_it(reminder)
        self._last = (session, confirmation)
        self._sitting = reminder
        session.confirm()
        self._wake_printer()
        return confirmation

    def check_room(self, size: int) -> None:
        """Return when a picture of that size could be kept; raise AttachmentsFull, before it is an answer."""
        self._store.attachments.check_room(size)

    def progress(self, envelope_id: bytes) -> Progress:
        """Return what may be said of a request now; raise KeyError for one that is not kept here."""
        row = self._store.outbox.get(envelope_id)
        if row is None:
            raise KeyError(envelope_id.hex())
        attached = sum(one.state != "stored" for one in self._store.attachments.of(envelope_id))
        if row.state == "acknowledged":
            return Progress("received", True, None, attached)
        peers = self._store.peers.every()
        reachable = any(peer.reachable for peer in peers) if peers and row.attempts else None
        if row.state == "held":
            return Progress("held", reachable, row.verdict or row.last_trouble, attached)
        state: Literal["recorded", "on_the_way"] = "on_the_way" if row.handed_over_at else "recorded"
        return Progress(state, reachable, row.last_trouble, attached)

    def news(self, scanned: str) -> News | None:
        """Return what is known here of the request on a scanned paper; None when it is no such square."""
        return news_of(self._store, scanned)

    def printing(self, envelope_id: bytes) -> Printing:
        """Return what may be said of the newest paper of a request."""
        job = self._store.spool.of(envelope_id)
        return Printing("none", None) if job is None else Printing(_PRINT_STATES[job.state], job.trouble)

    def print_again(self, envelope_id: bytes) -> None:
        """Queue one more paper for the client who is here, once the newest has ended.

        It says DUPLICATA n where earlier ones may exist. A touch that comes too early (the paper is under
        way) or too late (the client has left) changes nothing. Raises StoreUnwritable, StoreBusy.
        """
        sitting = self._sitting
        if not self._printing or sitting is None or sitting.envelope_id != envelope_id:
            return
        job = self._store.spool.of(envelope_id)
        if job is None or job.ended:
            self._spool(sitting)
            self._wake_printer()

    def print_duplicate(self, known: Reminder, station: int | None) -> None:
        """Queue a DUPLICATA of a request that was found again, once its newest paper here has ended.

        station: the number of the other station that made it, None for this one; `known.at` is then of the
        central's clock. Without a printer nothing happens. Raises StoreUnwritable, StoreBusy.
        """
        job = self._store.spool.of(known.envelope_id)
        if self._printing and (job is None or job.ended):
            self._spool(known, duplicate=True, station=station)
            self._wake_printer()

    def paper_came_out(self, envelope_id: bytes, came: bool) -> None:
        """Take what the client saw, where the printer could not tell; a late answer of the printer stands."""
        job = self._store.spool.of(envelope_id)
        if job is not None and job.state == "unknown":
            self._store.spool.mark(job.id, "confirmed" if came else "failed", None if came else NOT_SEEN)

    def recall(self) -> Confirmation | None:
        """Return the confirmation that a restart interrupted: at most 60 s old, its client not finished."""
        reminder = self._store.reminder.get(self._clock.now_ms())
        service = None if reminder is None else self._catalogue.find(reminder.service)
        if reminder is None or service is None:
            self.forget()
            return None
        self._sitting = reminder
        return self._confirmation(reminder, service, self._store.identity)

    def reworded(self, confirmation: Confirmation, language: str) -> Confirmation:
        """Return the same confirmation in another language, that of the papers still to come."""
        service = self._catalogue.service(confirmation.service)
        if self._sitting is not None and self._sitting.envelope_id == confirmation.envelope_id:
            self._sitting = replace(self._sitting, language=language)
        return replace(confirmation, language=language, **self._words(service, language))

    def finish(self, envelope_id: bytes) -> None:
        """Forget the code and the token of a request whose client is done, or has left.

        A paper that has not begun is not printed any more: it would come out for the next client.
        """
        if self._last is not None and self._last[1].envelope_id == envelope_id:
            self._last = None
        if self._sitting is not None and self._sitting.envelope_id == envelope_id:
            self._sitting = None
        with self._store.transaction():
            self._store.reminder.forget(envelope_id)
            self._store.spool.end_sitting(envelope_id)

    def oldest_undelivered_ms(self) -> int | None:
        """Return the age of the oldest request without acknowledgement, held ones too, or None."""
        oldest = self._store.outbox.oldest_open()
        return None if oldest is None else max(0, self._clock.now_ms() - oldest)

    def _today(self, offset_ms: int | None, issued_ms: int | None = None) -> date:
        """A station whose clock starts in 1970 must not refuse every birth date as one of the future.

        issued_ms: of the roster. The clock may have lost its battery since the offset was learned.
        """
        now_ms = self._clock.now_ms() + (offset_ms or 0)
        return datetime.fromtimestamp(max(now_ms, issued_ms or 0) / 1000, UTC).astimezone().date()

    def close(self) -> None:
        """Close the store, on the thread that opened it: its last words to the disk belong to no other."""
        self._store.close()

    def forget(self) -> None:
        """Forget whoever was here: their code, their token, their papers that have not begun."""
        self._last = None
        self._sitting = None
        with self._store.transaction():
            self._store.reminder.forget()
            self._store.spool.end_sitting()

    def _admit(self, service_id: str) -> tuple[Service, Callable[[], date]]:
        service = self._catalogue.service(service_id)
        identity = self._store.identity
        lookup_for(identity, service.partner)
        offset_ms, issued_ms = identity.offset_ms, self._store.enrolment.roster_issued()
        self.forget()
        return service, lambda: self._today(offset_ms, issued_ms)

    def _spool(self, sitting: Reminder, *, duplicate: bool = False, station: int | None = None) -> None:
        self._store.spool.append(
            sitting.envelope_id,
            created=max(0, self._clock.now_ms()),
            code=sitting.code,
            token=sitting.token,
            service=sitting.service,
            language=sitting.language,
            recorded_at=sitting.at,
            duplicate=duplicate,
            station=station,
        )

    def _wake_printer(self) -> None:
        if self._wake is not None:
            self._wake()

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
            "next": in_language(service.next, language),
            "bring": papers_to_bring(service, language),
            "phone": service.phone,
            "phone_note": note_on_phone(service, language),
        }

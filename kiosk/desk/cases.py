"""The cases of the agency at a counter: found again, read, decided about, printed once more.

What is decided is an envelope sealed to the central, so it works without a network and the counter itself
cannot read it back: its words are kept beside it until the central tells them.
"""

from collections.abc import Callable

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.pack import FRENCH
from kiosk.clock import Clock
from kiosk.desk.case_view import CaseReader, CaseView, created_ms
from kiosk.desk.finder import Wanted, WantedCode, WantedToken
from kiosk.desk.intake import Intake
from kiosk.desk.sealing import to_central
from kiosk.errors import NotEnrolled
from kiosk.store import Store
from kiosk.store.cases import Decision, KeptCase
from kiosk.store.reminder import Reminder
from kiosk.wire.case import CaseStatus, CaseTold
from kiosk.wire.compact import Kind, change_content
from kiosk.wire.envelope import new_id

LONGEST_MESSAGE = 1000
# The name of the service stays under the request's own seal: the central learns none from a decision.
NO_SERVICE = "?"


class CaseWork:
    """What agents do with cases; belongs to the desk thread. agent: the number of who does it."""

    def __init__(
        self, store: Store, catalogue: Catalogue, clock: Clock, intake: Intake, wake: Callable[[], None]
    ) -> None:
        """wake: tells the dispatcher that an envelope waits."""
        self._store = store
        self._clock = clock
        self._intake = intake
        self._wake = wake
        self._reader = CaseReader(store, catalogue, clock)
        # Since the login: what was told, to know it from what is told anew, and whose answers were shown.
        self._told: list[CaseTold] = []
        self._shown: set[bytes] = set()

    def begin(self) -> None:
        """Begin anew, with another agent."""
        self._told.clear()
        self._shown.clear()

    def local(self, wanted: Wanted) -> tuple[KeptCase, ...]:
        """Return the matching cases known here: those told of, and those of this station's own outbox."""
        kept, now_ms = self._store.cases, self._reader.now_ms()
        ids = (
            kept.by_code(wanted.code, now_ms)
            if isinstance(wanted, WantedCode)
            else kept.by_token(wanted.token, now_ms)
        )
        return tuple(self._reader.known(envelope_id) for envelope_id in ids)

    def add_own(self, known: Reminder) -> None:
        """Let a request be found here that is being recorded, where this counter can open it."""
        if self._store.agency_key.opening(self._store.identity.recipient.key_id) is not None:
            self._store.cases.add_own(known.envelope_id, known.code, known.token)

    def look(self, case: CaseTold, wanted: Wanted | None, agent: int) -> CaseView:
        """Show a case; keep one that was told just now, and say that its answers were read, if nobody has."""
        # The screen may come back to a case with the very object that it was given: nothing new was told.
        fresh = not isinstance(case, KeptCase) and all(case is not one for one in self._told)
        now_ms = self._reader.now_ms()
        with self._store.transaction():
            if fresh:
                kept = KeptCase(**vars(case), told_ms=now_ms)
                self._keep(kept, wanted, now_ms)
            else:
                kept = self._reader.known(case.envelope_id)
            view = self._reader.view(kept, fresh=fresh)
            if not view.trouble and kept.envelope_id not in self._shown:
                self._note("case.opened", kept.envelope_id, agent)
            reading = _is_unread(view)
            if reading:
                self._record(kept, CaseStatus.READ, "", agent)
        if fresh:
            self._told.append(case)
        if not view.trouble:
            self._shown.add(case.envelope_id)
        if not reading:
            return view
        self._wake()
        return self._reader.view(kept, fresh=fresh)

    def view(self, envelope_id: bytes) -> CaseView:
        """Show a case as it is known here; raise KeyError."""
        return self._reader.view(self._reader.known(envelope_id))

    def change(self, envelope_id: bytes, status: CaseStatus | None, message: str, agent: int) -> CaseView:
        """Record a decision with words to the client or "", or (status None) words alone.

        Raises KeyError for a case that is not known here, NotEnrolled while the central's key is unknown,
        ValueError for words that are too long or missing, RuntimeError for a case that a partner treats, and
        what the store raises, with nothing recorded.
        """
        words = message.strip()
        if len(words) > LONGEST_MESSAGE or (status is None and not words):
            raise ValueError("not words for a client")
        case = self._reader.known(envelope_id)
        if self._reader.partner(case) is not None:
            raise RuntimeError("only the partner who treats a case decides about it")
        with self._store.transaction():
            self._record(case, status, words, agent)
        self._wake()
        return self._reader.view(case)

    def duplicate(self, envelope_id: bytes, agent: int) -> None:
        """Queue a DUPLICATA; raise KeyError, and RuntimeError for a case that cannot be opened here."""
        case = self._reader.known(envelope_id)
        content = self._reader.open(case)
        if content is None or content.code is None or content.token is None:
            raise RuntimeError("a sealed case has no paper here")
        own = case.station == self._store.identity.station
        at = content.created if own else created_ms(case, content)
        paper = Reminder(envelope_id, content.code, content.token, content.service, content.language, at)
        self._intake.print_duplicate(paper, None if own else case.station)
        self._note("case.duplicate", envelope_id, agent)

    def note_summary(self, envelope_id: bytes, agent: int) -> None:
        """Journal that the answers of a case went to the office printer."""
        self._note("case.summary", envelope_id, agent)

    def _keep(self, case: KeptCase, wanted: Wanted | None, now_ms: int) -> None:
        """Keep a case under what is inside it, or else under what found it."""
        content = self._reader.open(case)
        code = None if content is None else content.code
        token = None if content is None else content.token
        match wanted if content is None else None:
            case WantedCode(code):
                pass
            case WantedToken(_, token):
                pass
        self._store.cases.keep([case], now_ms, code=code, token=token)

    def _record(self, case: KeptCase, status: CaseStatus | None, message: str, agent: int) -> None:
        """Seal a decision to the central and keep it; call it in a transaction."""
        identity = self._store.identity
        if identity.sealing is None:
            # Enrolled before stations were told the central's own key; the next word of the central has it.
            raise NotEnrolled
        created = max(0, self._clock.now_ms())
        content = change_content(
            Kind.NOTE if status is None else Kind.STATUS_CHANGE,
            case=case.envelope_id,
            service=NO_SERVICE,
            language=FRENCH,
            created=created,
            offset=identity.offset_ms,
            status=None if status is None else str(status),
            message=message,
        )
        change_id = new_id(created)
        seal = to_central(content, change_id, identity, identity.sealing)
        at_ms = max(0, created + (identity.offset_ms or 0))
        self._store.outbox.append(change_id, content.service, created, seal)
        self._store.cases.decide(Decision(change_id, case.envelope_id, at_ms, status, message))
        self._note("case.note" if status is None else f"case.{status}", case.envelope_id, agent)

    def _note(self, event: str, envelope_id: bytes, agent: int) -> None:
        self._store.journal.append(max(0, self._clock.now_ms()), event, envelope_id, f"agent {agent}")


def _is_unread(view: CaseView) -> bool:
    """Tell whether nobody read a case whose answers are shown now.

    What was told some time ago may have moved on since, and "read" would be a step back: such a case is not
    marked before the central tells of it again. A request that is only here cannot have moved.
    """
    untouched = view.status is CaseStatus.RECEIVED and view.read_ms is None
    decided = any(change.status is not None for change in view.road)
    return untouched and not decided and not view.trouble and (view.fresh or view.received_ms is None)

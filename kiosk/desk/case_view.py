"""A case as the agent sees it: what the central told, what this counter adds, the answers if it can open."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.pack import FRENCH, Partner, Service, in_language
from kiosk.clock import Clock
from kiosk.errors import CannotOpen, FormBroken, Malformed
from kiosk.forms.reading import read_answers
from kiosk.store import Identity, OutboxRow, Store
from kiosk.store.cases import KeptCase
from kiosk.wire.case import CaseStatus
from kiosk.wire.compact import Content, Kind
from kiosk.wire.envelope import open_envelope, parse_envelope

Trouble = Literal["", "sealed", "partner", "form_unknown", "form_broken"]
Answers = tuple[tuple[str, str], ...]
# Nothing more is promised to the client: the case is over, or the next step is theirs.
SETTLED = (CaseStatus.PAPERS_MISSING, CaseStatus.DONE)
# An answer of the central may have crossed a decision on its way to it: for so long after the decision was
# accepted, it is not yet expected in what the central tells.
_CROSSING_MS = 60_000


@dataclass(frozen=True)
class ChangeView:
    """One step of the case, central's clock. status None: a note. held: the central refused it, for ever."""

    at_ms: int
    status: CaseStatus | None
    message: str = field(repr=False)
    state: Literal["recorded", "received"]
    held: bool = False


@dataclass(frozen=True)
class CaseView:
    """A case, in French. code: None when unknown. service_title, icon, cap: "" for a service not offered.
    treated_by: who really treats it, "" when unknown.

    created_ms, received_ms, read_ms: central's clock, None while not known to have happened; a case that is
    not received yet has the status "received" all the same. next_step: what the organisation has promised and
    not yet done, or "". road: what was decided or said, oldest first, what is still on its way from this
    counter included. answers: (label, shown); trouble: why there are none. language: the client's, ""
    when sealed. assistance: of kiosk.wire.compact. as_of_ms: when the central told this; now, for a request
    that is only here. fresh: whether the central told it just now.
    """

    envelope_id: bytes
    station: int
    code: int | None = field(repr=False)
    service_title: str
    treated_by: str
    icon: str
    cap: str
    created_ms: int
    received_ms: int | None
    read_ms: int | None
    status: CaseStatus
    next_step: str
    road: tuple[ChangeView, ...]
    answers: Answers = field(repr=False)
    trouble: Trouble
    language: str
    assistance: int | None
    as_of_ms: int
    fresh: bool


class CaseReader:
    """Finds what this station has of a case, opens it where it has the key, and puts it into words."""

    def __init__(self, store: Store, catalogue: Catalogue, clock: Clock) -> None:
        self._store = store
        self._catalogue = catalogue
        self._clock = clock

    def now_ms(self) -> int:
        """Return the central's time, as far as it is known."""
        return max(0, self._clock.now_ms()) + (self._store.identity.offset_ms or 0)

    def known(self, envelope_id: bytes) -> KeptCase:
        """Return a case that was told of, or recorded here; raise KeyError."""
        told = self._store.cases.get(envelope_id)
        if told is not None:
            return told
        row = self._store.outbox.get(envelope_id)
        if row is None:
            raise KeyError(envelope_id.hex())
        return _recorded(row, self._store.identity)

    def open(self, case: KeptCase) -> Content | None:
        """Return what a person wrote, or None where the key is not here, or opens another request."""
        try:
            envelope = parse_envelope(case.raw)
            place = (envelope.agency, envelope.station, envelope.id)
            key = self._store.agency_key.opening(envelope.recipient)
            if key is None or place != (self._store.identity.agency, case.station, case.envelope_id):
                return None
            content = open_envelope(envelope, key)
        except (CannotOpen, Malformed):
            return None
        return content if content.kind == Kind.SUBMISSION else None

    def partner(self, case: KeptCase) -> Partner | None:
        """Return the partner that a case is sealed to, None when it is no partner's."""
        try:
            return self._catalogue.partner(parse_envelope(case.raw).recipient)
        except Malformed:
            return None

    def view(self, case: KeptCase, *, fresh: bool = False) -> CaseView:
        """Put a case into words."""
        content, partner = self.open(case), self.partner(case)
        answers, trouble = self._answers(content, partner)
        status, read_ms, road = self._standing(case)
        service = self._service(case.service if content is None else content.service)
        promise = None if service is None or status in SETTLED else service.promise
        received_ms, as_of_ms = self._reception(case)
        return CaseView(
            envelope_id=case.envelope_id,
            station=case.station,
            code=self._store.cases.code_of(case.envelope_id) if content is None else content.code,
            service_title="" if service is None else in_language(service.title, FRENCH),
            treated_by=_treated_by(service, partner),
            icon="" if service is None else service.icon,
            cap="" if service is None else service.cap,
            created_ms=created_ms(case, content),
            received_ms=received_ms,
            read_ms=read_ms,
            status=status,
            next_step="" if promise is None else in_language(promise, FRENCH),
            road=road,
            answers=answers,
            trouble=trouble,
            language="" if content is None else content.language,
            assistance=None if content is None else content.assistance,
            as_of_ms=as_of_ms,
            fresh=fresh,
        )

    def _answers(self, content: Content | None, partner: Partner | None) -> tuple[Answers, Trouble]:
        if content is None:
            return (), "sealed" if partner is None else "partner"
        try:
            rows = read_answers(self._catalogue.form(content.form or b""), content.answers, FRENCH)
        except KeyError:
            return (), "form_unknown"
        except FormBroken:
            return (), "form_broken"
        return tuple((label or name, shown) for name, label, shown in rows), ""

    def _standing(self, case: KeptCase) -> tuple[CaseStatus, int | None, tuple[ChangeView, ...]]:
        """Return status, reading and road with what this counter decided and the central did not tell yet."""
        told = [ChangeView(one.at_ms, one.status, one.message, "received") for one in case.changes]
        decided_ms = max((one.at_ms for one in told if one.status is not None), default=0)
        status, read_ms = case.status, case.read_ms
        own = tuple(self._untold(case))
        for one in own:
            if one.status is not None and one.at_ms >= decided_ms and not one.held:
                status = one.status
            if one.status is CaseStatus.READ and read_ms is None:
                read_ms = one.at_ms
        return status, read_ms, tuple(sorted((*told, *own), key=lambda change: change.at_ms))

    def _untold(self, case: KeptCase) -> Iterator[ChangeView]:
        told = {(one.at_ms, one.status, one.message) for one in case.changes}
        for made in self._store.cases.decisions(case.envelope_id):
            row = self._store.outbox.get(made.id)
            if row is None or (made.at_ms, made.status, made.message) in told:
                continue
            if row.acknowledged_at is None:
                held = row.state == "held"
                yield ChangeView(made.at_ms, made.status, made.message, "recorded", held)
            elif case.told_ms is None or case.told_ms < row.acknowledged_at + _CROSSING_MS:
                yield ChangeView(made.at_ms, made.status, made.message, "received")

    def _reception(self, case: KeptCase) -> tuple[int | None, int]:
        """Return when a case was received, and when that was known."""
        if case.told_ms is not None:
            return case.received_ms, case.told_ms
        row = self._store.outbox.get(case.envelope_id)
        at_ms = None if row is None else row.acknowledged_at
        return at_ms, self.now_ms() if at_ms is None else at_ms

    def _service(self, service_id: str) -> Service | None:
        return self._catalogue.find(service_id)


def _treated_by(service: Service | None, partner: Partner | None) -> str:
    if service is not None:
        return in_language(service.treated_by, FRENCH)
    return "" if partner is None else in_language(partner.name, FRENCH)


def _recorded(row: OutboxRow, identity: Identity) -> KeptCase:
    """Return what is known of a request of our own before the central tells of it: that it is recorded."""
    return KeptCase(
        envelope_id=row.id,
        station=identity.station,
        service=row.service,
        created_ms=row.created + (identity.offset_ms or 0),
        received_ms=row.acknowledged_at or 0,
        read_ms=None,
        status=CaseStatus.RECEIVED,
        changes=(),
        raw=row.raw,
        told_ms=None,
    )


def created_ms(case: KeptCase, content: Content | None) -> int:
    """Return when a request was recorded, by the central's clock as the station knew it, if it did."""
    if content is None or content.offset is None:
        return case.created_ms
    return content.created + content.offset

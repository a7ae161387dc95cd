"""A case for each submission: what the central must know to find it again, and nothing more."""

from dataclasses import dataclass, field

from django.conf import settings

from central.cases.changes import KINDS, apply_waiting, take_change
from central.cases.models import Case
from central.cases.publishing import publish
from central.intake.models import StoredEnvelope
from central.stations.models import Station
from kiosk.errors import CannotOpen, Malformed
from kiosk.wire.compact import Kind
from kiosk.wire.envelope import Envelope, open_envelope, open_lookup
from kiosk.wire.followup import CODE_DIGITS

UNREADABLE = "unreadable"


@dataclass(frozen=True)
class _Known:
    service: str
    created_ms: int
    token: bytes = field(repr=False)
    code: int = field(repr=False)


def token_digest(token: bytes) -> bytes:
    """Return what a follow-up token is found by."""
    return settings.KEYS.digest("token", token)


def code_digest(code: int) -> bytes:
    """Return what a follow-up code is found by."""
    return settings.KEYS.digest("code", f"{code:0{CODE_DIGITS}d}".encode())


def file_envelope(stored: StoredEnvelope, envelope: Envelope, station: Station) -> str:
    """Make of a new envelope what it is, a case or a change of one; return "" or the code of a rejection."""
    if envelope.recipient == settings.KEYS.lookup.public.key_id:
        try:
            content = open_envelope(envelope, settings.KEYS.lookup)
        except (CannotOpen, Malformed):
            # Its station says that we open it, so no other key will: a person looks at it there.
            return UNREADABLE
        if content.kind in KINDS:
            return take_change(stored, content, station)
        if content.kind != Kind.SUBMISSION:
            return ""
    make_case(stored, envelope, station)
    return ""


def make_case(stored: StoredEnvelope, envelope: Envelope, station: Station) -> None:
    """Record the case of a submission, with what counters already said; other kinds are only kept.

    An envelope that its station signed but that nothing here opens becomes a case too, without its digests:
    refusing it would leave the request at the station, where no agent sees it. The back office shows it as
    unreadable, its bytes are kept, and it opens once the right key is here.
    """
    try:
        known = _open(envelope, stored.received_ms)
    except (CannotOpen, Malformed):
        known = _Known(service="", created_ms=stored.received_ms, token=b"", code=-1)
    if known is None:
        return
    case = Case.objects.create(
        envelope=stored,
        agency=station.agency,
        station=station,
        service=known.service,
        recipient=envelope.recipient,
        created_ms=known.created_ms,
        received_ms=stored.received_ms,
        token_digest=token_digest(known.token) if known.token else None,
        code_digest=code_digest(known.code) if known.token else None,
    )
    apply_waiting(case)
    if known.token:
        publish(case, known.token)


def _open(envelope: Envelope, received_ms: int) -> _Known | None:
    key = settings.KEYS.opening(envelope.agency, envelope.recipient)
    if key is None:
        lookup = open_lookup(envelope, settings.KEYS.lookup)
        return _Known("", received_ms, lookup.token, lookup.code)
    content = open_envelope(envelope, key)
    if content.kind != Kind.SUBMISSION:
        return None
    # A clock at 1970 or 2100 must stop nothing; the offset is what the station knew of our time.
    created = max(0, content.created + (content.offset or 0))
    return _Known(content.service, created, content.token, content.code)

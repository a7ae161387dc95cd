"""What this station says, sealed to whom it is for and signed as this station."""

from collections.abc import Callable, Mapping
from typing import cast

from kiosk.session import Session
from kiosk.store import Identity
from kiosk.store.reminder import Reminder
from kiosk.wire.compact import Assistance, Content, Index, Kind, Plain
from kiosk.wire.envelope import Address, make_envelope
from kiosk.wire.keys import SealKey

Seal = Callable[[int], bytes]


def submission(session: Session, identity: Identity, assistance: Assistance, known: Reminder) -> Content:
    """Return a reviewed request as it travels, under the code, token and time that are `known` of it."""
    return Content(
        kind=Kind.SUBMISSION,
        service=known.service,
        form=session.service.form.fingerprint,
        language=known.language,
        created=known.at,
        offset=identity.offset_ms,
        assistance=assistance,
        token=known.token,
        code=known.code,
        birth_year=session.birth_year(),
        answers=cast("Mapping[Index, Plain]", session.content_answers()),
    )


def to_agency(content: Content, envelope_id: bytes, identity: Identity) -> Seal:
    """Return how the request becomes an envelope, once it has its sequence number."""
    return _to(content, envelope_id, identity, identity.recipient, identity.lookup)


def to_central(content: Content, envelope_id: bytes, identity: Identity, central: SealKey) -> Seal:
    """Return how a word to the central itself becomes an envelope."""
    return _to(content, envelope_id, identity, central, None)


def _to(
    content: Content, envelope_id: bytes, identity: Identity, recipient: SealKey, lookup: SealKey | None
) -> Seal:
    def seal(sequence: int) -> bytes:
        address = Address(identity.agency, identity.station, envelope_id, sequence)
        return make_envelope(content, address, recipient=recipient, signer=identity.signing, lookup=lookup)

    return seal

"""What this station says, sealed to whom it is for and signed as this station."""

from collections.abc import Callable, Mapping
from typing import cast

from kiosk.catalogue.pack import FRENCH, Partner, Service
from kiosk.errors import NotEnrolled
from kiosk.session import Session
from kiosk.store import Identity
from kiosk.store.reminder import Reminder
from kiosk.wire.attachment import SealedAttachment, seal_attachment
from kiosk.wire.compact import Assistance, Content, Index, Kind, Plain
from kiosk.wire.envelope import Address, make_envelope
from kiosk.wire.keys import SealKey

Seal = Callable[[int], bytes]


def submission(
    session: Session, identity: Identity, assistance: Assistance, known: Reminder
) -> tuple[Content, tuple[SealedAttachment, ...]]:
    """Return a reviewed request as it travels, with what is attached to it, sealed.

    known: the code, token and time that it goes under.
    """
    answers, taken = session.attached.travelling(cast("Mapping[Index, Plain]", session.content_answers()))
    sealed = tuple(seal_attachment(raw) for _, raw in taken)
    content = Content(
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
        answers=answers,
        attachments=tuple((one.digest, one.key) for one in sealed),
        promise=_own_promise(session.service),
    )
    return content, sealed


def _own_promise(service: Service) -> str | None:
    """Return what the central cannot know: its pages would promise what the pack says."""
    if not service.own_promise:
        return None
    return "" if service.promise is None else service.promise[FRENCH]


def to_recipient(content: Content, envelope_id: bytes, identity: Identity, partner: Partner | None) -> Seal:
    """Return how the request becomes an envelope for a partner, or (None) for the agency itself.

    It still wants its sequence number. Raises NotEnrolled as lookup_for does.
    """
    recipient = identity.recipient if partner is None else partner.key
    return _to(content, envelope_id, identity, recipient, lookup_for(identity, partner))


def lookup_for(identity: Identity, partner: Partner | None) -> SealKey | None:
    """Return what the token and the code of a request are also sealed to, if anything.

    Raises NotEnrolled for a partner while the central's own key is unknown: nobody would find the request.
    """
    if partner is None:
        return identity.lookup
    # Only the central knows whether it hosts this partner, so the lookup always goes along.
    if identity.sealing is None:
        # Enrolled before stations were told the central's own key; the next word of the central has it.
        raise NotEnrolled
    return identity.sealing


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

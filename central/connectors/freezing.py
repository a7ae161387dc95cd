"""The bytes of a delivery: made once, before the first attempt, and kept hidden until they are there.

They are not made again from the sealed envelope: a newer version of this program, or a pack that was
corrected, could make others, and the other side would see another case (ADR 0086).
"""

from typing import cast

from django.conf import settings

from central.cases.enclosed import enclosed_in, open_enclosed
from central.cases.models import Case
from central.cases.office import Office
from central.cases.reading import catalogue_of, opens_at_counter, service_of
from central.connectors.connector import (
    AnswersKind,
    CannotFreeze,
    Carries,
    Kind,
    Later,
    Never,
    Opened,
    Parcel,
    Trouble,
)
from central.connectors.handover import handed_over
from central.connectors.models import Delivery, State
from kiosk.errors import CannotOpen, FormProblem, Malformed, PackProblem
from kiosk.wire.compact import Content
from kiosk.wire.envelope import open_envelope, parse_envelope
from kiosk.wire.keys import OpeningKey

PURPOSE = "delivery"
PATIENCE_MS = 24 * 3600 * 1000


def is_for(case: Case, kind: Kind) -> bool:
    """Tell whether a case is its agency's own, and one that this kind can carry.

    What is sealed to anybody else is none of its business, even where this central holds that key too.
    """
    key = settings.KEYS.recipients.get(case.agency_id)
    hosted = key is not None and parse_envelope(bytes(case.envelope.raw)).recipient == key.public.key_id
    opened = kind.carries is Carries.ANSWERS
    return (hosted and bool(case.service)) if opened else (hosted or opens_at_counter(case))


def parcel_of(delivery: Delivery, kind: Kind, now_ms: int) -> Parcel:
    """Return what goes out, frozen and committed. Raises CannotFreeze."""
    case = bytes(delivery.case.envelope.envelope_id)
    if kind.carries is Carries.NOTICE:
        return Parcel(case, b"")
    if kind.carries is Carries.ENVELOPE:
        return Parcel(case, handed_over(delivery.case, delivery.connector.partner))
    if delivery.digest is None:
        raw = _made(delivery, cast("AnswersKind", kind))
        delivery.frozen, delivery.digest = settings.KEYS.hide(raw.decode()), _digest(delivery, raw)
        mine = Delivery.objects.filter(pk=delivery.pk, state=State.WAITING)
        if not mine.update(frozen=delivery.frozen, digest=delivery.digest):
            raise CannotFreeze(Later(Trouble.BUSY))
    raw = settings.KEYS.show(delivery.frozen).encode()
    # Whoever can write into the database must not swap two people's requests.
    if bytes(delivery.digest) != _digest(delivery, raw):
        raise CannotFreeze(Never(Trouble.BUG, "digest"))
    return Parcel(case, raw, _files(delivery, now_ms) if kind.files else ())


def _files(delivery: Delivery, now_ms: int) -> tuple[tuple[str, bytes, str], ...]:
    """Return the pictures of a case, which no version of a program makes anew: they are opened each time.

    Whoever waits a day for one that does not come gets the answers without it, which name it all the same.
    """
    case = delivery.case
    try:
        enclosed = enclosed_in(case, _open(delivery), {})
    except (CannotOpen, Malformed):
        raise CannotFreeze(Later(Trouble.SEALED)) from None
    if not all(one.here for one in enclosed) and now_ms - case.received_ms < PATIENCE_MS:
        raise CannotFreeze(Later(Trouble.PICTURE))
    key = _key(delivery)
    opened = ((one.name, open_enclosed(case, key, one.number)) for one in enclosed)
    return tuple((name, *found) for name, found in opened if found is not None)


def _open(delivery: Delivery) -> Content:
    key = _key(delivery)
    if key is None:
        raise CannotOpen
    return open_envelope(parse_envelope(bytes(delivery.case.envelope.raw)), key)


def _key(delivery: Delivery) -> OpeningKey | None:
    connector = delivery.connector
    return Office("", connector.agency, connector.partner).key(delivery.case)


def _digest(delivery: Delivery, raw: bytes) -> bytes:
    # Keyed: of a form with two yes-or-no questions a bare digest would tell the answers.
    place = f"{delivery.connector_id} {delivery.case_id} ".encode()
    return settings.KEYS.digest(PURPOSE, place + raw)


def _made(delivery: Delivery, kind: AnswersKind) -> bytes:
    case = delivery.case
    try:
        content = _open(delivery)
    except (CannotOpen, Malformed):
        raise CannotFreeze(Later(Trouble.SEALED)) from None
    try:
        form = catalogue_of(case.agency).form(content.form)
        opened = Opened(
            case=bytes(case.envelope.envelope_id),
            content=content,
            form=form,
            service=service_of(case),
            created_ms=case.created_ms,
            received_ms=case.received_ms,
        )
        return kind.freeze(opened)
    except (KeyError, PackProblem):
        # The right pack may be installed later.
        raise CannotFreeze(Later(Trouble.FORM_HERE)) from None
    except Malformed as fault:
        # Names of questions, never an answer.
        raise CannotFreeze(Never(Trouble.UNFIT, str(fault.facts["detail"])[:200])) from None
    except FormProblem:
        raise CannotFreeze(Never(Trouble.UNFIT)) from None

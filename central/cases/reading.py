"""Opens a case for the agent who reads it; nothing of what is opened is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Lock

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.utils.translation import gettext as _

from central.cases.enclosed import Enclosed, enclosed_in
from central.cases.models import Case, StatusChange
from central.stations.models import Agency
from kiosk.catalogue.catalogue import MANIFEST, Catalogue, load_catalogue
from kiosk.catalogue.pack import Partner, Service, in_language
from kiosk.errors import CannotOpen, FormProblem, Malformed, PackProblem
from kiosk.forms.model import Form, order_of
from kiosk.forms.reading import read_answers
from kiosk.wire.compact import Content, Index, Plain
from kiosk.wire.envelope import Envelope, Lookup, open_envelope, open_lookup, parse_envelope
from kiosk.wire.keys import OpeningKey, VerifyKey, key_id

LANGUAGE = "fr"
Stamp = tuple[tuple[str, int, int], ...]


class Trouble(StrEnum):
    """Why a case cannot be shown as it should."""

    SEALED = "sealed"
    AT_COUNTER = "at_counter"
    PARTNER = "partner"
    FORM_UNKNOWN = "form_unknown"
    FORM_BROKEN = "form_broken"
    PACKS = "packs"


@dataclass(frozen=True)
class Reading:
    """A case as its recipient reads it. rows: (label, shown value); code: None when nothing here opens it."""

    code: int | None = field(repr=False)
    rows: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    enclosed: tuple[Enclosed, ...] = ()
    by_name: Mapping[str, Plain] = field(default_factory=dict, repr=False)
    trouble: Trouble | None = None


class _Shelf:
    """The catalogue of each publisher, loaded once a process and again when the packs folder changed."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: dict[bytes, tuple[Stamp, Catalogue]] = {}

    def catalogue(self, publisher: bytes) -> Catalogue:
        with self._lock:
            stamp = self._stamp()
            known = self._known.get(publisher)
            if known is None or known[0] != stamp:
                known = stamp, load_catalogue(settings.DATA / "packs", VerifyKey(publisher))
                self._known[publisher] = known
            return known[1]

    def _stamp(self) -> Stamp:
        # Packs are replaced as whole folders, so their manifests tell of every change.
        try:
            found = [(path, path.stat()) for path in sorted((settings.DATA / "packs").glob(f"*/{MANIFEST}"))]
        except FileNotFoundError:
            # They are being replaced this very moment; the next request stamps them again.
            return ()
        return tuple((str(path), stat.st_ino, stat.st_mtime_ns) for path, stat in found)


_SHELF = _Shelf()


def catalogue_of(agency: Agency) -> Catalogue:
    """Return the installed services that an agency trusts. Raises the Problems of load_catalogue."""
    return _SHELF.catalogue(bytes(agency.publisher))


def service_of(case: Case) -> Service | None:
    """Return the service of a case, None when no installed pack offers it any more."""
    try:
        return catalogue_of(case.agency).service(case.service)
    except (KeyError, PackProblem, FormProblem):
        return None


def open_case(case: Case) -> Content:
    """Return what is inside a case's envelope, by whichever key of this central.

    For what the central does by itself; what people read is opened by read_case, with their own office's
    key. Raises CannotOpen, Malformed.
    """
    envelope = parse_envelope(bytes(case.envelope.raw))
    return _open(envelope, settings.KEYS.opening(case.agency_id, envelope.recipient))


def partner_of(case: Case) -> Partner | None:
    """Return the partner that a case is sealed to, None when it is no partner's or its pack is not here."""
    try:
        return None if case.recipient is None else catalogue_of(case.agency).partner(bytes(case.recipient))
    except (PackProblem, FormProblem):
        return None


def treated_by(case: Case) -> str:
    """Return who really treats a case, "" when no pack here tells."""
    service = service_of(case)
    if service is not None:
        return in_language(service.treated_by, LANGUAGE)
    partner = partner_of(case)
    return "" if partner is None else in_language(partner.name, LANGUAGE)


def opens_at_counter(case: Case) -> bool:
    """Return whether a case is sealed to the key that the agency's own counters hold."""
    own = case.agency.recipient
    return own is not None and parse_envelope(bytes(case.envelope.raw)).recipient == key_id(bytes(own))


def code_of(case: Case) -> int | None:
    """Return the follow-up code, None when this central holds no key for it."""
    try:
        return open_case(case).code
    except (CannotOpen, Malformed):
        return _code_of_lookup(case)


def token_of(case: Case) -> bytes | None:
    """Return the follow-up token, None when this central holds no key for it."""
    try:
        return open_case(case).token
    except (CannotOpen, Malformed):
        lookup = _lookup_of(case)
        return None if lookup is None else lookup.token


def promise_of(case: Case, service: Service) -> str:
    """Return the delay as the paper has it, "" for none.

    Agencies say their own in a sheet that only their stations have, so that one travels with the request.
    """
    try:
        own = open_case(case).promise
    except (CannotOpen, Malformed):
        return ""
    if own is not None or service.promise is None:
        return own or ""
    return in_language(service.promise, LANGUAGE)


def read_case(case: Case, key: OpeningKey | None) -> Reading:
    """Return what an agent reads; what cannot be put in words is shown as it came, with the reason.

    key: that of the agent's own office. Another key of this central opens nothing for them.
    """
    try:
        content = _open(parse_envelope(bytes(case.envelope.raw)), key)
    except (CannotOpen, Malformed):
        return Reading(code_of(case), trouble=_closed(case))
    try:
        form = catalogue_of(case.agency).form(content.form)
        rows = tuple((label or name, shown) for name, label, shown in _read(form, content))
    except KeyError:
        return _as_it_came(case, content, Trouble.FORM_UNKNOWN)
    except PackProblem:
        return _as_it_came(case, content, Trouble.PACKS)
    except FormProblem:
        return _as_it_came(case, content, Trouble.FORM_BROKEN)
    by_name = {_name(form, index): plain for index, plain in content.answers.items()}
    # One row for each answer, in the order of the form.
    labels = {index: row[0] for index, row in zip(sorted(content.answers, key=order_of), rows, strict=True)}
    return Reading(content.code, rows, enclosed_in(case, content, labels), by_name)


def message_of(change: StatusChange) -> str | None:
    """Return what the agent wrote, "" for nothing, None when the key that hid it is not here any more."""
    try:
        return settings.KEYS.show(change.message)
    except InvalidToken:
        return None


def _open(envelope: Envelope, key: OpeningKey | None) -> Content:
    if key is None:
        raise CannotOpen
    return open_envelope(envelope, key)


def _closed(case: Case) -> Trouble:
    if partner_of(case) is not None:
        return Trouble.PARTNER
    return Trouble.AT_COUNTER if opens_at_counter(case) else Trouble.SEALED


def _read(form: Form, content: Content) -> list[tuple[str, str, str]]:
    return read_answers(form, content.answers, LANGUAGE)


def _code_of_lookup(case: Case) -> int | None:
    lookup = _lookup_of(case)
    return None if lookup is None else lookup.code


def _lookup_of(case: Case) -> Lookup | None:
    try:
        return open_lookup(parse_envelope(bytes(case.envelope.raw)), settings.KEYS.lookup)
    except (CannotOpen, Malformed):
        return None


def _as_it_came(case: Case, content: Content, trouble: Trouble) -> Reading:
    """Show bare values by question number: an agent can still call the person."""
    answers = sorted(content.answers.items(), key=lambda item: _place(item[0]))
    rows = tuple((_("Question %(number)d") % {"number": _place(i)[0] + 1}, _words(a)) for i, a in answers)
    by_number = {_number(index): plain for index, plain in answers}
    return Reading(content.code, rows, enclosed_in(case, content, {}), by_number, trouble)


def _words(plain: Plain) -> str:
    return ", ".join(plain) if isinstance(plain, list) else str(plain)


def _place(index: Index) -> tuple[int, int]:
    return index if isinstance(index, tuple) else (index, 0)


def _number(index: Index) -> str:
    return "{} ({})".format(*index) if isinstance(index, tuple) else str(index)


def _name(form: Form, index: Index) -> str:
    """Return a question's name; its path where two groups use one name, lest an answer hide another."""
    number = _place(index)[0]
    if number >= len(form.questions):
        return _number(index)
    question = form.questions[number]
    twice = [other for other in form.questions if other.name == question.name][1:]
    name = question.path if twice else question.name
    return f"{name}[{index[1] + 1}]" if isinstance(index, tuple) else name

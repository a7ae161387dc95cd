"""`GET /s/<station>-<token>`: where a request stands, for who holds its receipt (ENVELOPE.md, Follow-up)."""

import re
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from central.cases.changes import UNDECIDED
from central.cases.models import Case, Status
from central.cases.opening import token_digest
from central.cases.reading import code_of, message_of, promise_of, service_of, treated_by
from central.pages.errors import guarded, not_found
from central.pages.templatetags.french import day
from central.stations.api import COUNTER
from kiosk.catalogue.pack import Service, in_language, note_on_phone, papers_to_bring
from kiosk.wire.followup import parse_token

LANGUAGE = "fr"
NAME = re.compile(r"([1-9][0-9]{0,9})-([A-Za-z2-7]{26})")
MOST_STATIONS = (1 << 32) - 1
# After these the promised call has no meaning any more.
SETTLED = (Status.PAPERS_MISSING, Status.DONE)
# The page is short; older words are in the back office.
MOST_SAID = 5


@dataclass(frozen=True)
class Step:
    """One arch of the road. state: "done", "now" or "next"."""

    number: int
    title: str
    detail: str
    state: str


@require_safe
def followup(request: HttpRequest, name: str) -> HttpResponse:
    """Show where a request stands; the same page for every token that is not known here."""
    found = NAME.fullmatch(name)
    token = parse_token(found[2]) if found else None
    if found is None or token is None or int(found[1]) > MOST_STATIONS:
        return not_found(request)
    station = int(found[1])
    cases = Case.objects.select_related("envelope", "agency", "station")
    case = cases.filter(token_digest=token_digest(token), station=station).order_by("received_ms").first()
    if case is None:
        return guarded(render(request, "pages/unknown.html", {"station": station}, status=404))
    return guarded(render(request, "pages/followup.html", _told(case)))


def _told(case: Case) -> dict[str, object]:
    service = service_of(case)
    said = _said(case)
    settled = case.status in SETTLED
    bring = papers_to_bring(service, LANGUAGE) if service and case.status != Status.DONE else ()
    return {
        "agency": case.agency,
        "service": service,
        "title": in_language(service.title, LANGUAGE) if service else "",
        "treated_by": treated_by(case),
        "answer": _answer(case),
        "promise": promise_of(case, service) if service and not settled else "",
        "next": in_language(service.next, LANGUAGE) if service and not settled else "",
        "bring": bring,
        "call": _call(case, service),
        # A message may ask for something, and papers are to be found: this is only said without them.
        "nothing_to_do": not said and not bring and not settled,
        "said": said,
        "road": _road(case),
        "code": code_of(case),
    }


def _call(case: Case, service: Service | None) -> dict[str, str]:
    """Return whom to call about this request, and when: the service's own number, else the agency's."""
    if service is not None and service.phone:
        who = in_language(service.treated_by, LANGUAGE)
        return {"name": who, "phone": service.phone, "when": note_on_phone(service, LANGUAGE)}
    return {"name": case.agency.name, "phone": case.agency.phone, "when": case.agency.hours}


def _said(case: Case) -> list[tuple[int, str]]:
    """Return when and what agents said, newest first, back to the last decision.

    A decision replaces what was said before it. A reading does not: a counter marks a case as read by itself.
    """
    said: list[tuple[int, str]] = []
    for change in case.changes.order_by("-at_ms", "-pk"):
        if words := message_of(change):
            said.append((change.at_ms, words))
        if change.status and change.status not in UNDECIDED:
            break
    return said[:MOST_SAID]


def _answer(case: Case) -> list[str]:
    """Return the sentences that answer « où en est ma demande ? »; none says more than what is proven."""
    if case.status == Status.DONE:
        return [_("Terminée.")]
    if case.status == Status.PAPERS_MISSING:
        return [_("Il manque un papier.")]
    if case.status == Status.IN_PROGRESS:
        return [_("En cours.")]
    return [_("Lue.")] if case.read_ms else [_("Reçue."), _("Pas encore lue.")]


def _road(case: Case) -> list[Step]:
    counter = case.station.role == COUNTER
    registered = _("au guichet") if counter else _("à la borne %(number)d") % {"number": case.station_id}
    if case.service:
        # Without a readable envelope nobody here knows the day of registration.
        registered = f"{day(case.created_ms)}, {registered}"
    read = _("Lue le %(day)s") % {"day": day(case.read_ms)} if case.read_ms else _("Pas encore lue")
    further = case.status in (Status.IN_PROGRESS, *SETTLED)
    result = Status(case.status).label if further else _("Pas encore de réponse")
    done = case.status == Status.DONE
    return [
        Step(1, _("Demande enregistrée"), registered, "done"),
        Step(2, _("Demande reçue"), day(case.received_ms), "done"),
        Step(3, _("Lecture de la demande"), read, "done" if case.read_ms else "now"),
        Step(4, _("Réponse"), result, "done" if done else "now" if case.read_ms or further else "next"),
    ]

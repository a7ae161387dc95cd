"""The back office: the cases of an agency or of a partner, what they say, and what the agent answers."""

import re
from dataclasses import dataclass

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from central.cases.changes import settle
from central.cases.models import Case, Status, StatusChange
from central.cases.office import Office
from central.cases.opening import code_digest
from central.cases.publishing import publish
from central.cases.reading import (
    Reading,
    code_of,
    message_of,
    opens_at_counter,
    partner_of,
    read_case,
    service_of,
    treated_by,
)
from central.connectors.alarms import connectors_of, need_attention
from central.intake.alarms import count_quarantined
from central.pages.errors import not_found
from central.pages.login import office_only
from central.stations.resend import troubled
from kiosk.catalogue.pack import in_language
from kiosk.clock import SystemClock
from kiosk.wire.followup import format_code, parse_code

LANGUAGE = "fr"
A_PAGE = 50
LONGEST_MESSAGE = 500
ENVELOPE_ID = re.compile(r"[0-9a-f]{32}")
STATION = re.compile(r"[1-9][0-9]{0,9}")


@dataclass(frozen=True)
class Line:
    """A case in the list."""

    case: Case
    code: int | None
    title: str
    address: str


@require_http_methods(["GET", "HEAD", "POST"])
@office_only
def cases(request: HttpRequest, office: Office) -> HttpResponse:
    """List the office's cases, newest first. A code is looked for by POST: addresses end up in histories."""
    wanted = request.GET.get("statut", "")
    found = office.cases()
    told: dict[str, object] = {"office": office, "inside": True, "statuses": Status.choices, "wanted": wanted}
    if request.method == "POST":
        code = parse_code(request.POST.get("code", ""))
        if code is None:
            told["trouble"] = _("Ce code a une erreur. Un code a 12 chiffres. Relisez-le sur le papier.")
        else:
            found = found.filter(code_digest=code_digest(code))
            if len(same := list(found[:2])) == 1:
                return HttpResponseRedirect(address_of(same[0]))
            told["searched"] = True
    elif wanted in Status.values:
        found = found.filter(status=wanted)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    quarantined = count_quarantined(office.agency) if office.agency else 0
    told |= {"page": page, "lines": [line_of(case) for case in page], "quarantined": quarantined}
    told |= {"connected": connectors_of(office).exists(), "attention": need_attention(office)}
    if office.agency is not None:
        told["troubled"] = troubled(office.agency)
    return render(request, "pages/cases.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
@csp_update({"img-src": [SELF]})
@office_only
def case(request: HttpRequest, office: Office, name: str) -> HttpResponse:
    """Show a case, which makes it read; take a new status with a message for the person."""
    found = find_case(request, office, name)
    if found is None:
        return not_found(request)
    told: dict[str, object] = {"office": office, "inside": True, "longest": LONGEST_MESSAGE}
    if request.method == "POST":
        trouble = _take_change(found, office, request.POST)
        if not trouble:
            return HttpResponseRedirect(address_of(found))
        told |= {"trouble": trouble, "message": request.POST.get("message", "")}
    reading = read_case(found, office.key(found))
    # Only what was really put in words before an agent's eyes is read.
    if request.method == "GET" and not reading.trouble:
        mark_read(found)
    told |= _told(found, office, reading)
    return render(request, "pages/case.html", told, status=400 if "trouble" in told else 200)


@require_safe
@office_only
def case_json(request: HttpRequest, office: Office, name: str) -> HttpResponse:
    """Give a case to the office's own program.

    It does not make the case read: « lue » tells the person that somebody has read the request.
    """
    found = find_case(request, office, name)
    if found is None:
        return JsonResponse({"error": "unknown"}, status=404)
    reading = read_case(found, office.key(found))
    told = {
        "envelope_id": name,
        "code": None if reading.code is None else format_code(reading.code),
        "status": found.status,
        "answers": reading.by_name,
        "received_ms": found.received_ms,
        "created_ms": found.created_ms,
    }
    if reading.enclosed:
        told["attachments"] = {one.name: one.here for one in reading.enclosed}
    if reading.trouble:
        told["trouble"] = reading.trouble
    return JsonResponse(told)


def find_case(request: HttpRequest, office: Office, name: str) -> Case | None:
    """Return the office's case of an envelope id; `?borne=` chooses where two stations used one id."""
    if not ENVELOPE_ID.fullmatch(name):
        return None
    found = office.cases().filter(envelope__envelope_id=bytes.fromhex(name))
    station = request.GET.get("borne", "")
    if STATION.fullmatch(station):
        found = found.filter(station=int(station))
    # The first to arrive has the name: nobody takes it from an honest station by copying it later.
    return found.last()


def address_of(known: Case, page: str = "case") -> str:
    """Return where a case is shown; page: the name of an address."""
    name = bytes(known.envelope.envelope_id).hex()
    return f"{reverse(page, args=[name])}?borne={known.station_id}"


def _enclosed_address(known: Case, number: int) -> str:
    name = bytes(known.envelope.envelope_id).hex()
    return f"{reverse('case_enclosed', args=[name, number])}?borne={known.station_id}"


def line_of(known: Case) -> Line:
    """Return a case as a list shows it."""
    return Line(known, code_of(known), title_of(known), address_of(known))


def title_of(known: Case) -> str:
    """Return what a case is about, as far as it is known here."""
    service = service_of(known)
    if service is not None:
        return in_language(service.title, LANGUAGE)
    if known.service:
        return known.service
    if partner_of(known) is not None:
        return _("Demande à un partenaire")
    return _("Demande à lire au guichet") if opens_at_counter(known) else _("Service inconnu ici")


def _told(known: Case, office: Office, reading: Reading) -> dict[str, object]:
    # What a partner says to the person is none of the agency's business.
    changes = (
        known.changes.select_related("station").order_by("-at_ms", "-pk") if office.decides(known) else []
    )
    service = service_of(known)
    return {
        "case": known,
        "sheet": address_of(known, "case_sheet"),
        "treated_by": treated_by(known),
        "title": title_of(known),
        "reading": reading,
        "enclosed": [(one, _enclosed_address(known, one.number)) for one in reading.enclosed],
        "law_date": service.law_date if service else "",
        "statuses": _offered(known, office),
        "changes": [(change, message_of(change)) for change in changes],
    }


def _offered(known: Case, office: Office) -> list[Status]:
    """Return what an agent may decide: « Reçue » is no decision, « Lue » is true only of a read case."""
    if not office.decides(known):
        return []
    further = [Status.IN_PROGRESS, Status.PAPERS_MISSING, Status.DONE]
    return [Status.READ, *further] if known.read_ms else further


def mark_read(known: Case) -> None:
    """Record that an agent has read the answers."""
    with transaction.atomic():
        mine = Case.objects.filter(pk=known.pk)
        mine.filter(read_ms=None).update(read_ms=SystemClock().now_ms())
        news = mine.filter(status=Status.RECEIVED).update(status=Status.READ)
        known.refresh_from_db(fields=["read_ms", "status"])
        if news:
            publish(known)


def _take_change(known: Case, office: Office, form: QueryDict) -> str:
    """Record a new status and return "", or return why not."""
    status = form.get("status", "")
    # Browsers send line ends as two characters and count them as one.
    message = form.get("message", "").replace("\r\n", "\n").strip()
    if status not in _offered(known, office):
        return _("Choisissez où en est la demande.")
    if len(message) > LONGEST_MESSAGE:
        return _("Le message est trop long. Il a au plus %(longest)d signes.") % {"longest": LONGEST_MESSAGE}
    with transaction.atomic():
        known.refresh_from_db(fields=["read_ms"])
        StatusChange.objects.create(
            case=known, at_ms=SystemClock().now_ms(), status=status, message=settings.KEYS.hide(message)
        )
        settle(known)
    return ""

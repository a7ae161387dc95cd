"""The way into the back office of an agency or a partner: a link that works once, then one day's session."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from central.cases.models import LoginLink
from central.cases.office import Office, office_of
from central.pages.errors import guarded
from central.stations.models import Agency
from kiosk.clock import SystemClock
from kiosk.wire.followup import new_token, parse_token, token_text

P = ParamSpec("P")
VALID_MS = 15 * 60 * 1000
AGENCY, PARTNER = "agency", "partner"


def make_login_link(agency: Agency | None, now_ms: int, partner: str = "") -> str:
    """Return a new address that lets its holder in once, within 15 minutes; agency None: to a partner's."""
    token = new_token()
    expires_ms = now_ms + VALID_MS
    LoginLink.objects.create(digest=_digest(token), agency=agency, partner=partner, expires_ms=expires_ms)
    return settings.URL + reverse("enter", args=[token_text(token)])


def private(response: HttpResponse) -> HttpResponse:
    """Keep a page of the back office out of caches, and let its own forms prove where they come from.

    With no-referrer, browsers send « Origin: null » with a form, and the protection against forged forms
    refuses it.
    """
    response["Referrer-Policy"] = "same-origin"
    return guarded(response)


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, text: str) -> HttpResponse:
    """Offer one button; only pressing it uses the link up, so that programs that preview links do not."""
    token = parse_token(text)
    now_ms = SystemClock().now_ms()
    links = LoginLink.objects.filter(digest=_digest(token or b""), used=False, expires_ms__gt=now_ms)
    link = links.select_related("agency").first()
    if link is None:
        return private(render(request, "pages/no_entry.html", {"spent": True}, status=403))
    if request.method == "GET":
        return private(render(request, "pages/enter.html", {"office": office_of(link.agency, link.partner)}))
    # One statement decides, so that of two presses at the same moment one wins.
    if links.update(used=True) != 1:
        return private(render(request, "pages/no_entry.html", {"spent": True}, status=403))
    # A new session, whatever the browser held before: no fixation, nothing of another agency.
    request.session.flush()
    request.session[AGENCY], request.session[PARTNER] = link.agency_id, link.partner
    rotate_token(request)
    return private(redirect("cases"))


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the session."""
    request.session.flush()
    return private(render(request, "pages/left.html"))


def office_only(
    view: Callable[Concatenate[HttpRequest, Office, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Make a view of one that takes the office of the session; without one, say how to get a link."""

    @wraps(view)
    def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        agency = Agency.objects.filter(pk=request.session.get(AGENCY)).first()
        office = office_of(agency, request.session.get(PARTNER, ""))
        if office is not None:
            return private(view(request, office, *args, **kwargs))
        if request.path.endswith(".json"):
            return private(JsonResponse({"error": "not_logged_in"}, status=403))
        return private(render(request, "pages/no_entry.html", status=403))

    return answer


def _digest(token: bytes) -> bytes:
    return settings.KEYS.digest("login", token)

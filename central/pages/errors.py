"""Pages that say no."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Return one and the same page for everything that is not here."""
    return guarded(render(request, "pages/nowhere.html", status=404))


def refused_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Return the answer to a form that did not come from our own page, or came too late."""
    return guarded(render(request, "pages/refused_form.html", status=403))


def broken(request: HttpRequest) -> HttpResponse:
    """Return what is said when the central itself is at fault."""
    return guarded(render(request, "pages/broken.html", status=500))


def guarded(response: HttpResponse) -> HttpResponse:
    """Keep a page out of caches and search engines."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response

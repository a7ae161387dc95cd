"""`/r`: the page that the receipt's courier QR opens, and where it posts the envelope (docs/adr/0099).

The envelope and the token come in the fragment of the address, which no browser sends. The page takes them
out of it, posts the envelope, and opens the follow-up page with the token.
"""

import tomllib
from pathlib import Path
from typing import Final

from csp.constants import NONCE, SELF
from csp.decorators import csp_update
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from central.intake.receive import Outcome, take_envelope
from central.pages.errors import guarded
from central.stations.api import BUSY_S, log_busy, passes
from kiosk.clock import SystemClock

# No square holds as much (kiosk.wire.courier_qr).
MOST_BYTES = 4096
FIRST: Final = "fr"
RIGHT_TO_LEFT = ("ar",)
WORDS: Final[dict[str, dict[str, str]]] = tomllib.loads(
    Path(__file__).with_name("courier_words.toml").read_text("utf-8")
)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@csp_update({"script-src": [NONCE], "connect-src": [SELF]})
def courier(request: HttpRequest) -> HttpResponse:
    """Show the page, or take the envelope that it posts."""
    return guarded(_take(request.body) if request.method == "POST" else _page(request))


def _page(request: HttpRequest) -> HttpResponse:
    language = preferred(request.headers.get("Accept-Language", ""))
    tongues = {
        code: {**words, "dir": "rtl" if code in RIGHT_TO_LEFT else "ltr"} for code, words in WORDS.items()
    }
    facts = {"language": language, "words": tongues[language], "tongues": tongues}
    return render(request, "pages/courier.html", facts)


def preferred(header: str) -> str:
    """Return the language of the page that a browser likes best; French where it likes none."""
    for wanted, _ in parse_accept_lang_header(header.lower()):
        if (language := wanted.partition("-")[0]) in WORDS:
            return language
    return FIRST


def _take(raw: bytes) -> HttpResponse:
    """Answer after the durable commit: received, or one and the same no for every other reason."""
    outcome = Outcome()
    if len(raw) <= MOST_BYTES:
        try:
            with transaction.atomic():
                take_envelope(raw, SystemClock().now_ms(), outcome)
        except OperationalError as fault:
            if not passes(fault):
                raise
            log_busy(fault)
            return JsonResponse({"received": False}, status=503, headers={"Retry-After": str(BUSY_S)})
    received = any(verdict.rejected is None for verdict in outcome.verdicts)
    return JsonResponse({"received": received}, status=200 if received else 404)

"""What every answer to a station has in common: CBOR, signed requests, refusals with a code."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from central.stations.models import Nonce, Station
from kiosk.clock import SystemClock
from kiosk.errors import BadSignature, Malformed
from kiosk.wire.cbor import decode, encode
from kiosk.wire.keys import VerifyKey
from kiosk.wire.signature import MAX_SKEW_S, Signature, claimed_keyid, verify_request
from kiosk.wire.statement import TIME, sign_statement

LOG = logging.getLogger(__name__)
MEDIA_TYPE = "application/cbor"
MOST_BYTES = 512 * 1024
COUNTER = "counter"
BUSY_S = 10
# What a full disk, a lock, or a worn-out drive says. Any other error of the database is a bug of ours.
PASSING = (
    "SQLITE_BUSY",
    "SQLITE_LOCKED",
    "SQLITE_FULL",
    "SQLITE_IOERR",
    "SQLITE_READONLY",
    "SQLITE_CANTOPEN",
)


@dataclass
class Refusal(Exception):
    """A request turned away. error: a code for the station; wait_s: Retry-After, or 0."""

    status: int
    error: str
    wait_s: int = 0

    def answer(self, now_ms: int) -> HttpResponse:
        """Return it as a response; a refused clock is told the signed time."""
        told: dict[str, Any] = {"error": self.error}
        if self.error == "clock_skew":
            told["time"] = sign_statement(TIME, now_ms, settings.KEYS.signing)
        response = cbor(told, self.status)
        if self.wait_s:
            response["Retry-After"] = str(self.wait_s)
        return response


@dataclass(frozen=True)
class Call:
    """A request of a station, its body decoded, its arrival time in milliseconds."""

    request: HttpRequest
    raw: bytes
    value: Any
    now_ms: int

    def verify(self, key: VerifyKey) -> Signature:
        """Return the verified signature of this request. Raises Refusal."""
        http = self.request
        # Only path and query are covered by the signature: a proxy may serve us under other names.
        url = f"https://central.invalid{http.get_full_path()}"
        try:
            signature = verify_request(http.method or "", url, dict(http.headers), self.raw, key=key)
        except (BadSignature, Malformed):
            raise Refusal(401, "bad_signature") from None
        if abs(signature.created_s * 1000 - self.now_ms) > MAX_SKEW_S * 1000:
            raise Refusal(401, "clock_skew")
        return signature

    def station(self) -> Station:
        """Return the enrolled station that signed this request, once for each nonce. Raises Refusal."""
        claimed = claimed_keyid(dict(self.request.headers))
        station = Station.objects.filter(pk=claimed[0]).first() if claimed else None
        if station is None:
            raise Refusal(401, "bad_signature")
        signature = self.verify(VerifyKey(bytes(station.signing)))
        if station.revoked:
            raise Refusal(403, "revoked")
        self._spend(station.pk, signature.nonce)
        return station

    def counter(self) -> Station:
        """Return the station that signed this request when it is a counter. Raises Refusal."""
        station = self.station()
        if station.role != COUNTER:
            raise Refusal(403, "not_a_counter")
        return station

    def _spend(self, station: int, nonce: str) -> None:
        # Outside this window a replay is refused for its date, so older nonces need not be remembered.
        try:
            with transaction.atomic():
                Nonce.objects.filter(at_ms__lt=self.now_ms - 2 * MAX_SKEW_S * 1000).delete()
                Nonce.objects.create(station=station, nonce=nonce, at_ms=self.now_ms)
        except IntegrityError:
            raise Refusal(401, "bad_signature") from None


def cbor(value: Any, status: int = 200) -> HttpResponse:
    """Return a CBOR response."""
    return HttpResponse(encode(value), status=status, content_type=MEDIA_TYPE)


def station_api(view: Callable[[Call], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Make a view of a function that takes a Call; what it refuses becomes an answer with its code."""

    @csrf_exempt
    @require_POST
    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        now_ms = SystemClock().now_ms()
        try:
            raw = request.body
            if len(raw) > MOST_BYTES:
                raise Refusal(413, "too_large")
            return view(Call(request, raw, decode(raw, limit=MOST_BYTES), now_ms))
        except RequestDataTooBig:
            return Refusal(413, "too_large").answer(now_ms)
        except Malformed:
            return Refusal(400, "malformed").answer(now_ms)
        except Refusal as refusal:
            return refusal.answer(now_ms)
        except OperationalError as fault:
            if not passes(fault):
                raise
            log_busy(fault)
            return Refusal(503, "busy", wait_s=BUSY_S).answer(now_ms)

    return answer


def passes(fault: OperationalError) -> bool:
    """Tell whether this fault of the database passes: who asked keeps what it has, and comes back."""
    return str(getattr(fault.__cause__, "sqlite_errorname", "")).startswith(PASSING)


def log_busy(fault: OperationalError) -> None:
    """Alarm the operator."""
    LOG.error("base de données indisponible : %s", fault)

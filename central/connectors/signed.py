"""A POST that proves who speaks and when, and what the answers of a receiver mean."""

import hashlib
import hmac
from uuid import UUID

from central.connectors.connector import Delivered, Later, Never, Outcome, Parcel, Target, Trouble
from central.connectors.web import address, not_now, post
from kiosk.clock import SystemClock

SIGNATURE = "Relais-Signature"
DELIVERY = "Relais-Delivery"
ALREADY_THERE = 409
REFUSALS = {410: Trouble.REFUSED, 413: Trouble.TOO_LARGE, 422: Trouble.REFUSED}


def post_signed(parcel: Parcel, target: Target, media_type: str) -> Outcome:
    """Post the bytes of one case under its id; return what came of it."""
    url, _user = address(target)
    headers = {
        "Content-Type": media_type,
        DELIVERY: str(UUID(bytes=parcel.case)),
        SIGNATURE: sign(parcel.raw, target.secret, SystemClock().now_ms() // 1000),
    }
    answer = post(url, headers, data=parcel.raw)
    if isinstance(answer, Later):
        return answer
    if 200 <= answer.status < 300 or answer.status == ALREADY_THERE:
        return Delivered()
    if answer.status in REFUSALS:
        return Never(REFUSALS[answer.status], str(answer.status))
    # Whoever builds a receiver makes mistakes that pass: everything else is tried again.
    return not_now(answer) or Later(Trouble.REFUSED, str(answer.status), answer.wait_s)


def sign(body: bytes, secret: str, seconds: int) -> str:
    """Return the header that proves who speaks and when: HMAC-SHA256 over the time, a point, the body."""
    mac = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256)
    return f"t={seconds},v1={mac.hexdigest()}"

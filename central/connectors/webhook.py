"""A signed JSON POST, for any case system; docs/integrator.md says what is in it and how to check it."""

import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from central.connectors.connector import Delivered, Later, Never, Opened, Outcome, Parcel, Target, Trouble
from central.connectors.web import address, not_now, post
from kiosk.catalogue.pack import in_language
from kiosk.clock import SystemClock
from kiosk.forms.reading import read_answers
from kiosk.forms.submission import form_identity
from kiosk.wire.compact import Index

LANGUAGE = "fr"
VERSION = 1
SIGNATURE = "Relais-Signature"
DELIVERY = "Relais-Delivery"
ALREADY_THERE = 409
REFUSALS = {410: Trouble.REFUSED, 413: Trouble.TOO_LARGE, 422: Trouble.REFUSED}


class Webhook:
    """Cases as signed JSON."""

    opens = True
    files = False
    most = 1

    def freeze(self, opened: Opened) -> bytes:
        """Return the JSON. Raises FormBroken."""
        content, form = opened.content, opened.form
        identity, version = form_identity(form)
        title = in_language(opened.service.title, LANGUAGE) if opened.service else ""
        told = {
            "version": VERSION,
            "case": str(UUID(bytes=opened.case)),
            "service": {"id": content.service, "title": title},
            "form": {"id": identity, "version": version, "fingerprint": form.fingerprint.hex()},
            "language": content.language,
            "created": _iso(opened.created_ms),
            "received": _iso(opened.received_ms),
            **_answers(opened),
            "attachments": [{"sha256": digest.hex()} for digest, _key in content.attachments],
        }
        return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()

    def send(self, parcels: Sequence[Parcel], target: Target) -> Outcome:
        """Post one case, signed with the time of this attempt."""
        (parcel,) = parcels
        url, _user = address(target)
        headers = {
            "Content-Type": "application/json",
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


def _answers(opened: Opened) -> dict[str, Any]:
    """Return the answers by question name, those inside repeats in a list for each repeat."""
    form, given = opened.form, opened.content.answers
    rows = read_answers(form, given, LANGUAGE)
    answers: dict[str, Any] = {}
    repeats: dict[str, list[dict[str, Any]]] = {}
    for index, (name, label, shown) in zip(sorted(given, key=_place), rows, strict=True):
        told = {"label": label, "value": given[index], "text": shown}
        if isinstance(index, int):
            answers[name] = told
            continue
        question = form.questions[index[0]] if index[0] < len(form.questions) else None
        around = question.repeat if question else ""
        instances = repeats.setdefault(around.rpartition("/")[2], [])
        instances.extend({} for _ in range(index[1] + 1 - len(instances)))
        instances[index[1]][question.name if question else str(index[0])] = told
    return {"answers": answers, "repeats": repeats}


def _place(index: Index) -> tuple[int, int]:
    return index if isinstance(index, tuple) else (index, 0)


def _iso(ms: int) -> str | None:
    try:
        moment = datetime.fromtimestamp(ms / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

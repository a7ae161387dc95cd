"""A case as JSON, for whoever treats it by a program; docs/integrator.md says what is in it.

Knows no database, so that a partner's own machine says the same (central/partner.py).
"""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from central.connectors.connector import Opened
from kiosk.catalogue.pack import in_language
from kiosk.forms.reading import read_answers
from kiosk.forms.submission import form_identity
from kiosk.wire.compact import Index

LANGUAGE = "fr"
VERSION = 1


def tell(opened: Opened) -> dict[str, Any]:
    """Return what a receiver gets of a case. Raises FormBroken."""
    content, form = opened.content, opened.form
    identity, version = form_identity(form)
    title = in_language(opened.service.title, LANGUAGE) if opened.service else ""
    return {
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


def _iso(ms: int | None) -> str | None:
    if ms is None:
        return None
    try:
        moment = datetime.fromtimestamp(ms / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

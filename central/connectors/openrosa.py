"""OpenRosa Form Submission API 1.0, as ODK Central and KoboToolbox speak it.

The envelope's id is the instanceID, so both sides know a case that comes again: 201 or 202 for the same
bytes, 409 for others. https://docs.getodk.org/openrosa-form-submission
"""

from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from email.utils import formatdate
from uuid import UUID

from django.utils.timezone import get_current_timezone

from central.connectors.connector import (
    Carries,
    Delivered,
    Later,
    Never,
    Opened,
    Outcome,
    Parcel,
    Target,
    Trouble,
)
from central.connectors.web import SECRET, address, not_now, post
from kiosk.forms.submission import write_submission
from kiosk.forms.xml import parse_xml

DONE = (201, 202)
REFUSALS = {404: Trouble.FORM_THERE, 409: Trouble.CONFLICT, 413: Trouble.TOO_LARGE}
# Which form a server does not know is said; of a large name only the beginning.
MOST_NAME = 80


class OpenRosa:
    """Cases as XForms instances."""

    carries = Carries.ANSWERS
    files = True
    most = 1

    def freeze(self, opened: Opened) -> bytes:
        """Return the instance. Raises Malformed, FormBroken."""
        content = opened.content
        return write_submission(
            opened.form,
            content.answers,
            instance_id=opened.case,
            language=content.language,
            created=_moment(opened),
        )

    def send(self, parcels: Sequence[Parcel], target: Target) -> Outcome:
        """Post one instance, with its pictures as parts that bear the names it gives them."""
        (parcel,) = parcels
        url, user = address(target)
        headers = {"X-OpenRosa-Version": "1.0", "Date": formatdate(usegmt=True), **_login(target, user)}
        instance = (f"{UUID(bytes=parcel.case)}.xml", parcel.raw, "text/xml")
        parts = {"xml_submission_file": instance, **{file[0]: file for file in parcel.files}}
        answer = post(f"{url.rstrip('/')}/submission", headers, files=parts)
        if isinstance(answer, Later):
            return answer
        if answer.status in DONE:
            return Delivered()
        if again := not_now(answer):
            return again
        trouble = REFUSALS.get(answer.status, Trouble.REFUSED)
        known = trouble is Trouble.FORM_THERE
        return Never(trouble, _form_name(parcel.raw) if known else str(answer.status))


def _login(target: Target, user: str) -> dict[str, str]:
    if SECRET in target.url or not target.secret:
        return {}
    if user:
        return {"Authorization": "Basic " + b64encode(f"{user}:{target.secret}".encode()).decode()}
    return {"Authorization": f"Token {target.secret}"}


def _form_name(xml: bytes) -> str:
    root = parse_xml(xml, "submission")
    return f"{root.get('id', '')[:MOST_NAME]} {root.get('version', '')[:MOST_NAME]}".strip()


def _moment(opened: Opened) -> datetime:
    # A station's clock may point beyond the calendar.
    zone = get_current_timezone()
    try:
        return datetime.fromtimestamp(opened.created_ms / 1000, zone)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(opened.received_ms / 1000, zone)

"""Reads a case as an agent of its recipient does: by the one-time link, over HTTP, with a cookie."""

import re
from typing import TypedDict
from urllib.parse import urljoin, urlsplit

import requests

from kiosk.wire.compact import Plain


class Case(TypedDict):
    """What the back office says of one case."""

    envelope_id: str
    code: str
    status: str
    answers: dict[str, Plain]


def read_as_recipient(login_link: str, envelope_id: str) -> Case:
    """Log in and fetch one case. Raises requests.RequestException."""
    with requests.Session() as http:
        page = http.get(login_link, timeout=10)
        page.raise_for_status()
        # The link only shows a button: programs that preview links must not use it up.
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        form = {"csrfmiddlewaretoken": token.group(1)} if token else {}
        http.post(login_link, data=form, headers={"Referer": login_link}, timeout=10).raise_for_status()
        home = f"{urlsplit(login_link).scheme}://{urlsplit(login_link).netloc}"
        answer = http.get(urljoin(home, f"/agence/cases/{envelope_id}.json"), timeout=10)
        answer.raise_for_status()
        case: Case = answer.json()
        return case

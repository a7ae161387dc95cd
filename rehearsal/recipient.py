"""Reads a case as an agent of its recipient does: by the one-time link, over HTTP, with a cookie."""

import re
from typing import TypedDict
from urllib.parse import urljoin

import requests

from kiosk.wire.compact import Plain

BUTTON = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Case(TypedDict):
    """What the back office says of one case."""

    envelope_id: str
    code: str
    status: str
    answers: dict[str, Plain]


def log_in(link: str) -> requests.Session:
    """Press the button behind a one-time link; programs that preview links must not use it up.

    Raises requests.RequestException.
    """
    http = requests.Session()
    page = http.get(link, timeout=10)
    page.raise_for_status()
    form = {"csrfmiddlewaretoken": found[1]} if (found := BUTTON.search(page.text)) else {}
    http.post(link, data=form, headers={"Referer": link}, timeout=10).raise_for_status()
    return http


def read_as_recipient(login_link: str, envelope_id: str) -> Case:
    """Log in and fetch one case. Raises requests.RequestException."""
    with log_in(login_link) as http:
        answer = http.get(urljoin(login_link, f"/agence/cases/{envelope_id}.json"), timeout=10)
        answer.raise_for_status()
        case: Case = answer.json()
        return case

"""Reads a case as its recipient does: by a one-time link, over HTTP, or at a counter that has the key."""

import re
import time
from dataclasses import dataclass, field
from typing import NotRequired, TypedDict
from urllib.parse import urljoin

import requests

from kiosk.config import Config
from kiosk.store import open_store
from kiosk.wire.compact import Content, Plain
from kiosk.wire.envelope import open_envelope, parse_envelope

# Pictures travel beside their request, and may come later.
PICTURES_S = 30.0
BUTTON = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Case(TypedDict):
    """What the back office says of one case."""

    envelope_id: str
    code: str
    status: str
    answers: dict[str, Plain]
    attachments: NotRequired[dict[str, bool]]


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


def read_as_recipient(login_link: str, envelope_id: str) -> tuple[Case, dict[str, bytes]]:
    """Log in and fetch one case, with its pictures by name as they are shown there.

    Raises requests.RequestException, TimeoutError when a picture does not come.
    """
    page = urljoin(login_link, f"/agence/cases/{envelope_id}")
    with log_in(login_link) as http:
        until = time.monotonic() + PICTURES_S
        while True:
            answer = http.get(f"{page}.json", timeout=10)
            answer.raise_for_status()
            case: Case = answer.json()
            here = case.get("attachments", {})
            if all(here.values()):
                break
            if time.monotonic() > until:
                raise TimeoutError(f"not at the recipient: {[name for name in here if not here[name]]}")
            time.sleep(0.2)
        return case, {name: _picture(http, f"{page}/{number}") for number, name in enumerate(here, 1)}


def _picture(http: requests.Session, address: str) -> bytes:
    answer = http.get(address, timeout=10)
    answer.raise_for_status()
    return answer.content


@dataclass(frozen=True)
class Opened:
    """A request in a station's outbox, as its recipient opens it. state: of the outbox."""

    envelope_id: bytes
    state: str
    raw: bytes = field(repr=False)
    content: Content = field(repr=False)


def open_at_counter(counter: Config, station: Config) -> list[Opened]:
    """Return the requests in a station's outbox that the counter has the key for, oldest first."""
    found: list[Opened] = []
    with open_store(counter.data) as keys, open_store(station.data) as store:
        for row in store.outbox.every():
            envelope = parse_envelope(row.raw)
            key = keys.agency_key.opening(envelope.recipient)
            if key is not None:
                found.append(Opened(row.id, row.state, row.raw, open_envelope(envelope, key)))
    return found

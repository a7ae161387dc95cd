"""A sober HTTP client for case systems: no redirect, nothing from the environment, no body read.

What the other side says in words is never kept: it may quote what was sent.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import Any
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import requests

from central.connectors.connector import Later, Target, Trouble

CONNECT_S = 5.0
READ_S = 30.0
SECRET = "{secret}"  # noqa: S105 - the place of one
# Port 587 begins in clear and is encrypted before anything is said.
ENCRYPTED = ("https", "smtps", "smtp")
REASONS = {
    401: Trouble.LOGIN,
    403: Trouble.LOGIN,
    407: Trouble.LOGIN,
    408: Trouble.NO_ANSWER,
    425: Trouble.BUSY,
    429: Trouble.BUSY,
    502: Trouble.UNREACHABLE,
    503: Trouble.BUSY,
    504: Trouble.UNREACHABLE,
}


@dataclass(frozen=True)
class Answer:
    """What an HTTP server said. wait_s: Retry-After."""

    status: int
    wait_s: float | None


class _Http(requests.Session):
    """Does not so much as look where a redirect leads: requests would read its whole body to find out."""

    def get_redirect_target(self, resp: requests.Response) -> None:  # noqa: ARG002 - the library's signature
        return None


def is_safe(url: str) -> bool:
    """Tell whether an address is encrypted, or on this very machine, and holds no password."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.password is not None or parts.fragment:
        return False
    return parts.scheme in ENCRYPTED or (parts.scheme == "http" and is_loopback(host))


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def address(target: Target) -> tuple[str, str]:
    """Return the address with the secret in its place, and the name in front of its @, "" without one."""
    parts = urlsplit(target.url)
    user, _, place = parts.netloc.rpartition("@")
    url = urlunsplit((parts.scheme, place, parts.path, parts.query, ""))
    return url.replace(SECRET, quote(target.secret, safe="")), unquote(user)


def post(url: str, headers: Mapping[str, str], **body: Any) -> Answer | Later:
    """Post once; return what was answered, or why nothing was."""
    with _Http() as http:
        # The environment may name proxies and a .netrc with passwords.
        http.trust_env = False
        try:
            with http.post(
                url,
                headers={"User-Agent": "relais", "Accept-Encoding": "identity", **headers},
                timeout=(CONNECT_S, READ_S),
                allow_redirects=False,
                stream=True,
                **body,
            ) as response:
                return Answer(response.status_code, _retry_after(response.headers))
        except requests.exceptions.SSLError:
            return Later(Trouble.UNTRUSTED, everyone=True)
        except (requests.exceptions.ConnectTimeout, requests.exceptions.InvalidURL):
            return Later(Trouble.UNREACHABLE, everyone=True)
        except requests.exceptions.ReadTimeout:
            # It may be there already; the same bytes go again.
            return Later(Trouble.NO_ANSWER, everyone=True)
        except requests.exceptions.RequestException as fault:
            return Later(_broken_off(fault), everyone=True)


def not_now(answer: Answer) -> Later | None:
    """Return why an answer is to be asked again, None when it is about this very case."""
    status = answer.status
    if status in REASONS:
        return Later(REASONS[status], str(status), answer.wait_s, everyone=True)
    if status >= 500:
        # One case may break what works for the others.
        return Later(Trouble.BROKEN, str(status), answer.wait_s)
    if status < 400:
        # A portal, a moved address: nobody who takes cases speaks like this.
        return Later(Trouble.NONSENSE, str(status), answer.wait_s, everyone=True)
    return None


def _broken_off(fault: requests.exceptions.RequestException) -> Trouble:
    cause = getattr(fault.args[0], "reason", None) if fault.args else None
    return Trouble.UNREACHABLE if cause is not None else Trouble.NO_ANSWER


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds, also for a date: counted from the other side's own Date, since a clock may be wrong."""
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    until, since = _date(value), _date(headers.get("Date", "")) or datetime.now(UTC)
    return None if until is None else max(0.0, float(math.ceil((until - since).total_seconds())))


def _date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

"""Signed CBOR requests to a central or hub, and a sober reading of whatever answers.

Anything may stand between a station and its central: a captive portal, a proxy, a stranger with the address.
So an answer counts only when it is CBOR of the right type, small, and in time; redirects are not followed,
and proxies, certificates and passwords of the environment are not used.
"""

import io
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3

from kiosk.clock import Clock
from kiosk.config import is_loopback
from kiosk.errors import (
    CentralBrokeOff,
    CentralNonsense,
    CentralUnreachable,
    CentralUntrusted,
    ConfigBadValue,
    Malformed,
)
from kiosk.wire.cbor import decode, encode
from kiosk.wire.keys import SigningKey
from kiosk.wire.signature import sign_request

CONNECT_S = 4.0
READ_S = 10.0
TOTAL_S = 30.0
# A machine in the same building answers at once; one that left must not keep the others waiting.
NEAR_CONNECT_S, NEAR_READ_S, NEAR_TOTAL_S = 1.0, 5.0, 15.0
MAX_ANSWER = 256 * 1024
MEDIA_TYPE = "application/cbor"
BUSY = "busy"
_PIECE = 8192
WORD = re.compile(r"[a-z][a-z0-9_]{0,63}")
_BEFORE_SENDING = (
    urllib3.exceptions.NewConnectionError,
    urllib3.exceptions.ConnectTimeoutError,
    urllib3.exceptions.NameResolutionError,
)


@dataclass(frozen=True)
class Answer:
    """What a central said. error: its word for what is wrong, None on success. wait_s: Retry-After."""

    status: int
    value: Mapping[str, Any]
    error: str | None
    wait_s: float | None


class _Http(requests.Session):
    """Does not so much as look where a redirect leads: requests would read its whole body to find out."""

    def get_redirect_target(self, resp: requests.Response) -> None:  # noqa: ARG002 - the library's signature
        return None


class StationApi:
    """The station's side of the API of a central or hub; keeps one connection alive between calls."""

    def __init__(self, base_url: str, clock: Clock, ca: Path | None = None, *, plain: bool = False) -> None:
        """Take the peer's address and its own certificate authority, if any; raise ConfigBadValue.

        plain: a hub of the local network, which speaks http (docs/adr/0097).
        """
        self.address = base_url if plain else _checked(base_url)
        self._timeout = (NEAR_CONNECT_S, NEAR_READ_S) if plain else (CONNECT_S, READ_S)
        self._total_s = NEAR_TOTAL_S if plain else TOTAL_S
        self._clock = clock
        if ca is not None and not ca.is_file():
            raise ConfigBadValue(path="", key="central.ca", expected=f"un fichier PEM : {ca}")
        self._verify: str | bool = True if ca is None else str(ca)
        self._http = _Http()
        # The environment may name proxies, another certificate store and a .netrc with passwords.
        self._http.trust_env = False
        self._http.headers = requests.structures.CaseInsensitiveDict(
            {
                "User-Agent": "relais",
                "Accept": MEDIA_TYPE,
                "Accept-Encoding": "identity",
                "Content-Type": MEDIA_TYPE,
            }
        )

    def post(self, path: str, value: Any, *, station: int, signer: SigningKey, now_ms: int) -> Answer:
        """Send one signed request and return what the central said, good or bad.

        now_ms: the time to sign with, corrected by what is known of the central's clock. Raises
        CentralUnreachable, CentralBrokeOff, CentralUntrusted, CentralNonsense.
        """
        return self._send("POST", path, encode(value), station, signer, now_ms)

    def get(self, path: str, *, station: int, signer: SigningKey, now_ms: int) -> Answer:
        """Ask with one signed request without a body and return what the peer said; raises the same."""
        return self._send("GET", path, b"", station, signer, now_ms)

    def _send(  # noqa: PLR0917 - one call for both methods
        self, method: str, path: str, body: bytes, station: int, signer: SigningKey, now_ms: int
    ) -> Answer:
        url = self.address + path
        headers = sign_request(method, url, {}, body, station=station, signer=signer, now_ms=now_ms)
        deadline = self._clock.monotonic() + self._total_s
        try:
            with self._http.request(
                method,
                url,
                # A stream is sent in pieces, each with its own time limit; as one piece, half a megabyte on
                # a slow line would have to pass within one limit.
                data=io.BytesIO(body) if body else None,
                headers=headers,
                stream=True,
                allow_redirects=False,
                verify=self._verify,
                timeout=self._timeout,
            ) as response:
                content = self._content(response, deadline)
                return self._answer(response, content)
        except requests.exceptions.SSLError as error:
            raise CentralUntrusted(address=self.address) from error
        except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError) as error:
            raise self._failure(error) from error
        except OSError as error:  # requests says so when the authority's file is gone
            raise CentralUntrusted(address=self.address) from error

    def close(self) -> None:
        """Close the connection that was kept alive."""
        self._http.close()

    def _content(self, response: requests.Response, deadline: float) -> bytes:
        # read1 returns after each arrival: a peer that drips bytes cannot hold us beyond the deadline.
        content = bytearray()
        while piece := response.raw.read1(_PIECE, decode_content=False):
            content += piece
            if len(content) > MAX_ANSWER:
                raise self._nonsense("too long")
            if self._clock.monotonic() > deadline:
                raise CentralBrokeOff(address=self.address)
        expected = response.headers.get("Content-Length")
        if expected is not None and expected != str(len(content)):
            raise CentralBrokeOff(address=self.address)
        return bytes(content)

    def _answer(self, response: requests.Response, content: bytes) -> Answer:
        status = response.status_code
        if status in (502, 504):  # a proxy speaks for a central that is away
            raise CentralUnreachable(address=self.address)
        wait_s = _retry_after(response.headers, self._clock.now_ms())
        media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if media_type == MEDIA_TYPE and "Content-Encoding" not in response.headers:
            value = self._map(content)
            if status in (200, 202):
                return Answer(status, value, None, wait_s)
            error = value.get("error")
            if 400 <= status < 600 and isinstance(error, str) and WORD.fullmatch(error):
                return Answer(status, value, error, wait_s)
        elif status in (429, 503):  # also said by proxies, in their own words
            return Answer(status, {}, BUSY, wait_s)
        elif status == 413:
            return Answer(status, {}, "too_large", wait_s)
        elif status >= 500:
            return Answer(status, {}, f"http_{status}", wait_s)
        raise self._nonsense(f"HTTP {status}, {media_type[:40] or 'no type'}")

    def _map(self, content: bytes) -> Mapping[str, Any]:
        try:
            value = decode(content, limit=MAX_ANSWER)
        except Malformed as malformed:
            raise self._nonsense(str(malformed.facts["detail"])) from malformed
        if not isinstance(value, dict):
            raise self._nonsense("not a map")
        return value

    def _nonsense(self, detail: str) -> CentralNonsense:
        return CentralNonsense(address=self.address, detail=detail)

    def _failure(self, error: Exception) -> CentralUnreachable | CentralBrokeOff:
        cause = getattr(error.args[0], "reason", None) if error.args else None
        if isinstance(error, requests.exceptions.ConnectTimeout) or isinstance(cause, _BEFORE_SENDING):
            return CentralUnreachable(address=self.address)
        return CentralBrokeOff(address=self.address)


def _checked(base_url: str) -> str:
    # The configuration has checked it already; a key or an address given on the way must not get past.
    parts = urlsplit(base_url)
    host = parts.hostname
    secure = parts.scheme == "https" or (parts.scheme == "http" and host is not None and is_loopback(host))
    if not secure or not host or parts.username or parts.query or parts.fragment:
        raise ConfigBadValue(path="", key="central.url", expected="https://…")
    return base_url.rstrip("/")


def _retry_after(headers: Mapping[str, str], now_ms: int) -> float | None:
    """Seconds, also for a date: counted from the peer's own Date, since our clock may be wrong."""
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    until = _http_date(value)
    if until is None:
        return None
    since = _http_date(headers.get("Date", "")) or datetime.fromtimestamp(now_ms / 1000, UTC)
    return max(0.0, float(math.ceil((until - since).total_seconds())))


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

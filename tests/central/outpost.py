"""A station as the central meets it: keys, signed requests, envelopes. The transport is the test's."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from django.conf import settings
from django.test import Client

from central.stations.models import Agency
from kiosk.clock import SystemClock
from kiosk.errors import Malformed
from kiosk.wire.cbor import decode, encode
from kiosk.wire.compact import Content, Kind, change_content
from kiosk.wire.envelope import Address, make_envelope, new_id
from kiosk.wire.followup import new_code
from kiosk.wire.keys import OpeningKey, SealKey, SigningKey
from kiosk.wire.signature import sign_request
from kiosk.wire.statement import RECIPIENT as RECIPIENT_KIND
from kiosk.wire.statement import sign_statement

ENROL = "/d/v1/enrol"
ENVELOPES = "/d/v1/envelopes"
CHANGES = "/d/v1/changes"
RECIPIENT = "/d/v1/recipient"
SHARES = "/d/v1/shares"
CASES = "/d/v1/cases"
ORIGIN = "http://testserver"
PUBLISHER = SigningKey.generate()


@dataclass(frozen=True)
class Reply:
    """What came back: status, decoded CBOR (None when it was none), its bytes, headers."""

    status: int
    value: Any
    raw: bytes
    headers: Mapping[str, str]

    @property
    def refused(self) -> list[str]:
        return [code for _, code in self.value["refused"]]


def reply_of(status: int, raw: bytes, headers: Mapping[str, str]) -> Reply:
    try:
        value = decode(raw)
    except Malformed:
        value = None
    return Reply(status, value, raw, headers)


def through_django(path: str, body: bytes, headers: Mapping[str, str], **other: object) -> Reply:
    """Hand a request to Django in this process; a bug raises here instead of becoming a 500."""
    client = Client()
    answer = client.post(path, data=body, content_type="application/cbor", headers=dict(headers), **other)
    return reply_of(answer.status_code, answer.content, dict(answer.headers))


class Transport(Protocol):
    def __call__(self, path: str, body: bytes, headers: Mapping[str, str]) -> Reply: ...


def content(**other: object) -> Content:
    plain = Content(
        kind=0, service="rendez-vous-identite", form=b"formform", language="fr",
        created=SystemClock().now_ms(), offset=None, assistance=0, token=secrets.token_bytes(16),
        code=new_code(), birth_year=1953, answers={0: "une réponse"},
    )  # fmt: skip
    return replace(plain, **other)


def said(
    kind: Kind, about: bytes, status: str | None, message: str | None = None, **other: object
) -> Content:
    """Return what a counter says about the case of an envelope id."""
    plain = change_content(
        kind, case=about, service="rendez-vous-identite", language="fr", created=SystemClock().now_ms(),
        offset=None, status=status, message=message,
    )  # fmt: skip
    return replace(plain, **other)


@dataclass
class Outpost:
    """A station, enrolled or not (number 0)."""

    transport: Transport
    agency: int = 0
    number: int = 0
    recipient: SealKey = field(default_factory=lambda: OpeningKey.generate().public)
    signing: SigningKey = field(default_factory=SigningKey.generate)
    sealing: OpeningKey = field(default_factory=OpeningKey.generate)
    made: int = 0

    def post(
        self,
        path: str,
        value: Any,
        *,
        now_ms: int | None = None,
        station: int | None = None,
        signer: SigningKey | None = None,
        origin: str = ORIGIN,
        change: Callable[[dict[str, str]], None] = lambda headers: None,
    ) -> Reply:
        """Post a value (or bytes as they are), signed; `change` may spoil the headers afterwards."""
        body = value if isinstance(value, bytes) else encode(value)
        headers = sign_request(
            "POST", origin + path, {}, body,
            station=self.number if station is None else station,
            signer=signer or self.signing,
            now_ms=SystemClock().now_ms() if now_ms is None else now_ms,
        )  # fmt: skip
        change(headers)
        return self.transport(path, body, headers)

    def asks(self, code: object, /, **other: object) -> dict[str, object]:
        plain = {
            "code": code,
            "name": "Nom tapé",
            "role": "kiosk",
            "signing": self.signing.public.raw,
            "sealing": self.sealing.public.raw,
        }
        return plain | other

    def enrol(self, code: str, **how: Any) -> Reply:
        return self.post(ENROL, self.asks(code), **({"station": 0} | how))

    def envelope(self, inside: Content | None = None, **other: Any) -> bytes:
        """Return an envelope; agency, station, id, sequence, recipient, signer, lookup may be others."""
        self.made += 1
        address = Address(
            other.pop("agency", self.agency),
            other.pop("station", self.number),
            other.pop("id", None) or new_id(SystemClock().now_ms()),
            other.pop("sequence", self.made),
        )
        sealing = {"recipient": self.recipient, "signer": self.signing} | other
        return make_envelope(inside or content(), address, **sealing)

    def says(self, inside: Content, **other: Any) -> bytes:
        """Return an envelope sealed to the central, as counters say what became of a case."""
        return self.envelope(inside, recipient=settings.KEYS.lookup.public, **other)

    def endorses(self, key: SealKey, **other: Any) -> dict[str, bytes]:
        """Return what registers the agency's key; agency and signer may be others."""
        value = [other.get("agency", self.agency), key.raw, SystemClock().now_ms()]
        return {"statement": sign_statement(RECIPIENT_KIND, value, other.get("signer", self.signing))}

    def send(self, *envelopes: bytes, **how: Any) -> Reply:
        return self.post(ENVELOPES, list(envelopes), **how)


def outpost_of(agency: Agency) -> Outpost:
    """Return a station of an agency that is not enrolled yet."""
    return Outpost(through_django, agency.pk, recipient=settings.KEYS.recipients[agency.pk].public)

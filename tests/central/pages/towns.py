"""An agency with a station, and cases made as stations and intake make them."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from django.test import Client

from central.cases.models import Case
from central.cases.opening import make_case
from central.intake.models import StoredEnvelope
from central.pages.login import make_login_link
from central.stations.models import Agency, Station
from kiosk.catalogue.catalogue import Catalogue
from kiosk.clock import SystemClock
from kiosk.wire.compact import Content, Index, Plain
from kiosk.wire.envelope import Address, make_envelope, new_id, parse_envelope
from kiosk.wire.followup import new_code, token_text
from kiosk.wire.keys import SealKey, SigningKey
from rehearsal.answers import automatic_answers

ROOT = Path(__file__).resolve().parents[3]
SERVICE = "rendez-vous-identite"
CREATED_MS = 1_795_268_400_000
"""21 November 2026, 14 h 40 in Paris."""
RECEIVED_MS = CREATED_MS + 26 * 3_600_000


@dataclass(frozen=True)
class Published:
    """A pack built once for all tests, and who published it."""

    folder: Path
    publisher: SigningKey
    catalogue: Catalogue


@dataclass
class Town:
    """One agency of the central with one station, and the means to make requests arrive."""

    agency: Agency
    station: Station
    signer: SigningKey
    recipient: SealKey
    published: Published
    made: int = 0

    def answers(self) -> dict[str, Plain]:
        form = self.published.catalogue.service(SERVICE).form
        return automatic_answers(form, "fr", SystemClock().today())

    def content(self, answers: Mapping[str, Plain] | None = None, **other: object) -> Content:
        form = self.published.catalogue.service(SERVICE).form
        named = self.answers() if answers is None else answers
        by_index: dict[Index, Plain] = {form.named(name).index: value for name, value in named.items()}
        content = Content(
            kind=0,
            service=SERVICE,
            form=form.fingerprint,
            language="fr",
            created=CREATED_MS,
            offset=None,
            assistance=0,
            token=secrets.token_bytes(16),
            code=new_code(),
            birth_year=None,
            answers=by_index,
        )
        return replace(content, **other)

    def arrive(
        self,
        content: Content,
        *,
        envelope_id: bytes | None = None,
        received_ms: int = RECEIVED_MS,
        **keys: SealKey,
    ) -> Case:
        self.made += 1
        address = Address(
            self.agency.pk, self.station.pk, envelope_id or new_id(SystemClock().now_ms()), self.made
        )
        sealing = {"recipient": self.recipient, **keys}
        envelope = parse_envelope(make_envelope(content, address, signer=self.signer, **sealing))
        stored = StoredEnvelope.objects.create(
            agency=envelope.agency,
            station=envelope.station,
            envelope_id=envelope.id,
            digest=envelope.digest,
            sequence=envelope.sequence,
            raw=envelope.raw,
            received_ms=received_ms,
        )
        make_case(stored, envelope, self.station)
        return Case.objects.get(envelope=stored)

    def followup(self, content: Content) -> str:
        return f"/s/{self.station.pk}-{token_text(content.token)}"

    def agent(self) -> Client:
        """Return a browser that entered by a link."""
        client = Client()
        link = make_login_link(self.agency, SystemClock().now_ms())
        assert client.post("/" + link.split("/", 3)[3]).status_code == 302
        return client

    def address(self, case: Case, suffix: str = "") -> str:
        return f"/agence/cases/{bytes(case.envelope.envelope_id).hex()}{suffix}"

"""A counter's desk for tests, and the cases that its central tells it."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kiosk.desk.counter import Counter
from kiosk.desk.intake import Intake
from kiosk.session import Session
from kiosk.store.agents import Welcome
from kiosk.texts import load_texts
from kiosk.wire.case import CaseStatus, CaseTold
from kiosk.wire.compact import Assistance, Content, Index, Kind, Plain
from kiosk.wire.envelope import Address, make_envelope, new_id, open_envelope, parse_envelope
from kiosk.wire.keys import SigningKey
from tests.desk.conftest import ROOT, SHEET, Desk
from tests.fakes.fake_office import FakeOffice

PIN = "470913"
# The kiosk next door, and a request of somebody there.
NEIGHBOUR = 4
CODE, TOKEN = 482_913_507_264, b"NEIGHBOURS TOKEN"


class CounterDesk(Desk):
    """A counter whose agency has its own key, held here, with a printer, an office printer and an agent."""

    def __init__(self, folder: Path, *args: Any) -> None:
        super().__init__(folder, *args)
        if not self.store.agents.every():
            self.store.agents.add("Agent 1", PIN, self.clock.now_ms())

    def start(self, **parts: Any) -> Intake:
        """As after a restart; nobody has logged in."""
        self.woken = {"printer": 0, "sync": 0}
        self.office = FakeOffice()
        intake = super().start(printing=True, wake=lambda: self._wake("printer"))
        texts = load_texts(ROOT / "assets" / "i18n", "fr", "agent")
        given = {"office": self.office, "texts": texts, **parts}
        self.counter = Counter(
            self.store,
            self.catalogue,
            SHEET,
            self.clock,
            intake=intake,
            wake_sync=lambda: self._wake("sync"),
            **given,
        )
        return intake

    def _wake(self, thread: str) -> None:
        self.woken[thread] += 1

    def hold_key(self) -> None:
        """Give this counter the agency's key."""
        self.store.agency_key.take(self.keys.recipient, self.clock.now_ms())

    def log_in(self, number: int = 1, pin: str = PIN) -> None:
        assert isinstance(self.counter.log_in(number, pin), Welcome)

    def reviewed(self, mode: Assistance = Assistance.ENTERED_BY_AGENT) -> Session:
        """A client and the agent at the last page, everything answered."""
        session = self.counter.begin(self.service.id, "fr", mode)
        return self.filled(session)

    def content(self, **others: Any) -> Content:
        """What somebody wrote at the kiosk next door."""
        form = self.service.form
        answers: Mapping[Index, Plain] = {
            form.named(name).index: plain for name, plain in self.answers.items()
        }
        written: dict[str, Any] = {
            "kind": Kind.SUBMISSION,
            "service": self.service.id,
            "form": form.fingerprint,
            "language": "es",
            "created": self.clock.now_ms() - 3_600_000,
            "offset": None,
            "assistance": Assistance.ALONE,
            "token": TOKEN,
            "code": CODE,
            "birth_year": None,
            "answers": answers,
        }
        return Content(**{**written, **others})

    def told(self, content: Content | None = None, **others: Any) -> CaseTold:
        """The case of a request as the central tells it; `others` are fields of CaseTold."""
        content = content or self.content()
        station = others.get("station", NEIGHBOUR)
        envelope_id = others.get("envelope_id", new_id(content.created))
        raw = make_envelope(
            content,
            Address(7, station, envelope_id, 1),
            recipient=self.keys.recipient.public,
            signer=SigningKey.generate(),
            lookup=self.keys.sealing.public if content.kind == Kind.SUBMISSION else None,
        )
        known: dict[str, Any] = {
            "envelope_id": envelope_id,
            "station": station,
            "service": "",
            "created_ms": content.created,
            "received_ms": content.created + 60_000,
            "read_ms": None,
            "status": CaseStatus.RECEIVED,
            "changes": (),
            "raw": raw,
        }
        return CaseTold(**{**known, **others})

    def sent(self) -> list[Content]:
        """What this counter sealed to the central itself, opened with the central's key."""
        central = self.keys.sealing
        envelopes = [parse_envelope(row.raw) for row in self.store.outbox.every()]
        return [
            open_envelope(envelope, central)
            for envelope in envelopes
            if envelope.recipient == central.public.key_id
        ]

    def deliver(self, envelope_id: bytes | None = None, *, rejected: str | None = None) -> None:
        """Settle what waits, or one envelope, as the central's verified word would."""
        for row in self.store.outbox.every():
            if envelope_id in (None, row.id) and row.state == "waiting":
                digest = hashlib.sha256(row.raw).digest()
                assert self.store.outbox.settle(row.id, digest, rejected, self.clock.now_ms())

    def events(self) -> list[tuple[str, str, str]]:
        """The journal."""
        return [(entry.event, entry.subject, entry.detail) for entry in self.store.journal.entries()]

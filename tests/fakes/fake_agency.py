"""The central's side of one agency, for a scripted server: it signs what a test says, true or not."""

from collections.abc import Callable
from dataclasses import dataclass, field

from kiosk.store import Identity, Store
from kiosk.wire.cbor import decode
from kiosk.wire.keys import OpeningKey, SealKey, SigningKey
from kiosk.wire.published import Entry, Page, sign_page
from kiosk.wire.statement import sign_statement
from tests.fakes.scripted_server import Reply, Request

AGENCY = 7
CHANGES, REGISTER, SHARES = "/d/v1/changes", "/d/v1/recipient", "/d/v1/shares"


@dataclass
class FakeAgency:
    """Answers the questions of its stations; `replies` answers a path otherwise.

    central, sealing: the central's keys. recipient: the agency's; endorser: who signed it, None while it is
    hosted. members: as in a roster. told: the time it gives, ms. altered: other values in answers to CHANGES.
    share: what each station is handed. given: what counters gave. published: its list, in pages of a_page.
    """

    central: SigningKey = field(default_factory=SigningKey.generate)
    sealing: OpeningKey = field(default_factory=OpeningKey.generate)
    recipient: SealKey = field(default_factory=lambda: OpeningKey.generate().public)
    endorser: SigningKey | None = None
    members: list[list[object]] = field(default_factory=list)
    name: str = "Mairie de Saint-Aubin"
    issued: int = 1_790_000_000_000
    told: int = 1_790_000_000_000
    altered: dict[str, object] = field(default_factory=dict)
    replies: dict[str, Callable[[Request], Reply]] = field(default_factory=dict)
    share: bytes | None = None
    wanting: list[object] = field(default_factory=list)
    given: list[list[object]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    published: list[Entry] = field(default_factory=list)
    a_page: int = 2

    def enrol(self, store: Store, number: int = 3, role: str = "kiosk") -> Identity:
        """Make a station of this agency of a store, which keeps the roster as it is now."""
        signing, opening = store.enrolment.keys()
        self.members.append([number, role, f"{role} {number}", signing.public.raw, opening.public.raw])
        identity = Identity(
            station=number, agency=AGENCY, name=f"{role} {number}", signing=signing, opening=opening,
            central_keys=(self.central.public,), sealing=self.sealing.public, hosted=self.endorser is None,
            publisher=SigningKey.generate().public, roster=self.roster(), recipient=self.recipient,
            followup="https://relais.example", offset_ms=0,
        )  # fmt: skip
        store.enrolment.record(identity)
        return identity

    def roster(self, *, signer: SigningKey | None = None, **other: object) -> bytes:
        """Return the signed roster; `other` values in it as a test wants them."""
        value = {
            "agency": AGENCY,
            "name": self.name,
            "recipient": self.recipient.raw,
            "hosted": self.endorser is None,
            "stations": list(self.members),
            "issued": self.issued,
            "endorsement": None if self.endorser is None else self.endorsement(self.endorser),
        }
        return sign_statement("relais/roster/2", value | other, signer or self.central)

    def endorsement(self, endorser: SigningKey, recipient: SealKey | None = None) -> bytes:
        """Return the statement of a counter about the agency's key."""
        return sign_statement("relais/recipient/1", [AGENCY, (recipient or self.recipient).raw, 1], endorser)

    def own_key(self, store: Store, key: OpeningKey | None = None) -> OpeningKey:
        """Give the agency a key of its own, endorsed by the counter that a store belongs to."""
        made = key or OpeningKey.generate()
        self.recipient, self.endorser = made.public, store.identity.signing
        return made

    def __call__(self, request: Request) -> Reply:
        """Answer one request, as the script of a server."""
        self.asked.append(request.path)
        if request.path in self.replies:
            return self.replies[request.path](request)
        asked = decode(request.body)
        if request.path == CHANGES:
            return Reply(value=self._changes(asked["published"]))
        if request.path == REGISTER:
            return Reply(status=409, value={"error": "other_recipient"})
        self.given += asked["give"]
        return Reply(value={"mine": self.share, "wanting": self.wanting})

    def page(self, after: int, *, signer: SigningKey | None = None, agency: int = AGENCY) -> bytes:
        """Return the signed page of the list behind a place: one entry a place."""
        shown = self.published[after : after + self.a_page]
        upto = after + len(shown)
        more = upto < len(self.published)
        return sign_page(Page(agency, after, upto, self.told, more, tuple(shown)), signer or self.central)

    def _changes(self, after: int = 0) -> dict[str, object]:
        told = {
            "published": self.page(after),
            "resend": None,
            "roster": self.roster(),
            "sealing": self.sealing.public.raw,
            "followup": "https://relais.example",
            "time": sign_statement("relais/time/1", self.told, self.central),
        }
        return {name: value for name, value in (told | self.altered).items() if value != "absent"}

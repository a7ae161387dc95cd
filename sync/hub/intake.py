"""What a hub answers to the stations of its agency; it verifies everything and opens nothing.

Its roster says whom it answers. It has no signed time to offer, so it judges nobody's clock, and remembers no
nonce: each request may be repeated without harm (docs/adr/0096).
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from kiosk.clock import Clock
from kiosk.errors import BadSignature, Malformed, NotEnrolled, StoreProblem, WireProblem
from kiosk.store import Member, Store
from kiosk.wire.cbor import decode, encode
from kiosk.wire.envelope import ID_BYTES, Envelope, parse_envelope, verify_envelope
from kiosk.wire.roster import Roster, RosterStation, read_roster
from kiosk.wire.signature import claimed_keyid, verify_request
from kiosk.wire.statement import KEPT, MOST_KEPT, sign_statement
from sync.batches import MOST_PARCELS

MOST_BODY = 512 * 1024
# What may wait here for one station: a hundred thousand ordinary requests.
QUOTA_BYTES = 64 << 20
# Less than this on the disk is kept for what this station's own clients confirm.
LEAST_ROOM = 512 << 20
# The answer of a hub fits a station's limit of 256 KiB, with the statement of what is kept beside it.
MOST_WORDS_BYTES = 200 * 1024
FULL_S, BUSY_S = 300, 10


@dataclass(frozen=True)
class Request:
    """What came in. target: path and query. body: read only from a station of the roster."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: Callable[[], bytes] = field(repr=False)


@dataclass(frozen=True)
class Reply:
    """What goes out. body: CBOR, empty with 304. wait_s: Retry-After, or None."""

    status: int
    body: bytes = field(repr=False)
    wait_s: int | None = None
    etag: str | None = None


@dataclass
class Refused(Exception):
    """A request turned away. error: a code for the station."""

    status: int
    error: str
    wait_s: int | None = None

    @property
    def reply(self) -> Reply:
        """It as an answer."""
        return Reply(self.status, encode({"error": self.error}), self.wait_s)


@dataclass(frozen=True)
class _Call:
    """A verified request of a station of the roster."""

    store: Store
    member: Member
    roster: Roster
    headers: Mapping[str, str]
    query: str
    body: bytes


class HubIntake:
    """Answers one request at a time for each thread that asks; opens the store anew for each."""

    def __init__(
        self,
        open_store: Callable[[], Store],
        clock: Clock,
        forward: Callable[[], None],
        room: Callable[[], int],
    ) -> None:
        """forward: called when something new is to go on. room: the bytes left on the disk."""
        self._open_store = open_store
        self._clock = clock
        self._forward = forward
        self._room = room
        self._doors: Mapping[tuple[str, str], Callable[[_Call], Reply]] = {
            ("POST", "/d/v1/envelopes"): self._keep,
            ("GET", "/d/v1/acknowledgements"): self._tell,
            ("GET", "/d/v1/changes"): self._changes,
        }

    def answer(self, request: Request) -> Reply:
        """Return the answer to a request, whatever it is."""
        try:
            with self._open_store() as store:
                return self._answer(store, request)
        except Refused as refused:
            return refused.reply
        except (StoreProblem, NotEnrolled):
            # A full or busy disk passes; the station keeps what it has and comes back.
            return Refused(503, "busy", BUSY_S).reply

    def _answer(self, store: Store, request: Request) -> Reply:
        parts = urlsplit(request.target)
        door = self._doors.get((request.method, parts.path))
        if door is None:
            raise Refused(404, "not_here")
        member = store.member
        try:
            roster = read_roster(member.roster, member.keys_by_id)
        except WireProblem:
            raise Refused(503, "busy", BUSY_S) from None
        claimed = claimed_keyid(request.headers)
        station = None if claimed is None else _member_of(roster, claimed[0])
        if station is None:
            # Not in the roster that the central signed: unknown, or revoked.
            raise Refused(403, "unknown_station")
        body = request.body()
        url = f"http://hub.invalid{request.target}"
        try:
            verify_request(request.method, url, request.headers, body, key=station.signing)
        except WireProblem:
            raise Refused(401, "bad_signature") from None
        return door(_Call(store, member, roster, request.headers, parts.query, body))

    def _keep(self, call: _Call) -> Reply:
        if self._room() < LEAST_ROOM:
            raise Refused(503, "full", FULL_S)
        asked, envelopes = _batch(call)
        now = self._clock.now_ms() + (call.member.offset_ms or 0)
        fresh, over = False, False
        room = {one.number: QUOTA_BYTES - call.store.relayed.open_bytes(one.number) for one in asked.values()}
        with call.store.transaction():
            for envelope in envelopes:
                room[envelope.station] -= len(envelope.raw)
                known = call.store.relayed.get(envelope.digest) is not None
                if not known and room[envelope.station] < 0:
                    over = True
                    continue
                fresh |= call.store.relayed.keep(
                    envelope.id, envelope.digest, envelope.station, envelope.raw, now
                )
                if not known:
                    call.store.journal.append(
                        self._clock.now_ms(), "relayed", envelope.id, str(envelope.station)
                    )
        if fresh:
            self._forward()
        ids = [envelope.id for envelope in envelopes]
        if over and not call.store.relayed.on_the_way(ids):
            raise Refused(429, "quota", FULL_S)
        return Reply(202, _said(call, ids), FULL_S if over else None)

    def _tell(self, call: _Call) -> Reply:
        return Reply(200, _said(call, _ids(call.query)))

    def _changes(self, call: _Call) -> Reply:
        body = encode({"roster": call.member.roster})
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        known = {name.lower(): value for name, value in call.headers.items()}.get("if-none-match")
        return Reply(304, b"", etag=etag) if known == etag else Reply(200, body, etag=etag)


def _member_of(roster: Roster, number: int) -> RosterStation | None:
    return next((one for one in roster.stations if one.number == number), None)


def _batch(call: _Call) -> tuple[Mapping[int, RosterStation], Sequence[Envelope]]:
    """Return the stations of the envelopes of a batch, and those envelopes that a station of ours signed.

    One batch may hold envelopes of several stations: one of them may have brought a stick.
    """
    try:
        value = decode(call.body, limit=MOST_BODY)
    except Malformed:
        raise Refused(400, "malformed") from None
    if not isinstance(value, list) or not value or not all(isinstance(raw, bytes) for raw in value):
        raise Refused(400, "malformed")
    if len(value) > MOST_PARCELS:
        raise Refused(413, "too_large")
    stations: dict[int, RosterStation] = {}
    envelopes: list[Envelope] = []
    for raw in value:
        try:
            envelope = parse_envelope(raw)
            signer = _member_of(call.roster, envelope.station)
            if signer is None or envelope.agency != call.roster.agency:
                continue
            verify_envelope(envelope, signer.signing)
        except (Malformed, BadSignature):
            # It is not in the list of what is kept; its station sees that and goes another way.
            continue
        stations[signer.number] = signer
        envelopes.append(envelope)
    return stations, envelopes


def _ids(query: str) -> list[bytes]:
    texts = parse_qs(query, max_num_fields=1).get("ids", [""])[0].split(",") if query else []
    try:
        ids = [bytes.fromhex(text) for text in texts]
    except ValueError:
        raise Refused(400, "malformed") from None
    if not 1 <= len(ids) <= MOST_KEPT or any(len(one) != ID_BYTES for one in ids):
        raise Refused(400, "malformed")
    return ids


def _said(call: _Call, ids: Sequence[bytes]) -> bytes:
    """Return the central's words about envelopes, and what this hub signs that it keeps of them."""
    kept = call.store.relayed.on_the_way(ids)[:MOST_KEPT]
    signed = None
    if kept:
        signed = sign_statement(KEPT, [list(one) for one in kept], call.member.signing)
    words = call.store.relayed.words(ids, MOST_WORDS_BYTES)
    return encode({"acknowledgements": list(words), "kept": signed})

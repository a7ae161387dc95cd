"""Attachments on their way: resumed after any cut, never in the way of an envelope, gone only when proven."""

import hashlib
import socket
import threading
from contextlib import closing, contextmanager, suppress

import pytest

from kiosk.courier import Deposit
from kiosk.errors import CentralBrokeOff, CentralRefused, CentralUnreachable
from kiosk.store import open_store
from kiosk.wire.attachment import make_stored, seal_attachment
from kiosk.wire.cbor import encode
from kiosk.wire.keys import OpeningKey, SigningKey
from sync.attachments import REFUSALS_TO_HOLD, AttachmentDispatcher
from sync.couriers.https import PIECE, HttpsCourier
from tests.fakes.fake_clock import FakeClock
from tests.fakes.scripted_server import Reply, closed_port, serving, url_of
from tests.fakes.stations import Keys, identity_of

KEYS = Keys()
IDENTITY = identity_of(KEYS, SigningKey.generate(), OpeningKey.generate())
SEALED = seal_attachment(bytes(range(256)) * 1500)
SIZE = len(SEALED.raw)
assert PIECE * 2 < SIZE < PIECE * 3


def piece(offset: int, length: int) -> bytes:
    return SEALED.raw[offset : offset + length]


class Shelf:
    """A central's side: what came so far. spoil: what to answer instead, once."""

    def __init__(self) -> None:
        self.kept = bytearray()
        self.offsets: list[tuple[int, int]] = []
        self.spoil: list[Reply] = []

    def answer(self, request) -> Reply:
        path, _, query = request.path.partition("?")
        asked = dict(pair.split("=") for pair in query.split("&"))
        assert path == f"/d/v1/attachments/{SEALED.digest.hex()}" and asked["size"] == str(SIZE)
        offset = int(asked["offset"])
        self.offsets.append((offset, len(request.body)))
        if self.spoil:
            return self.spoil.pop(0)
        if request.body:
            if offset != len(self.kept):
                return Reply(status=409, value={"error": "offset", "have": len(self.kept)})
            self.kept += request.body
        if len(self.kept) < SIZE:
            return Reply(value={"have": len(self.kept)})
        digest = hashlib.sha256(self.kept).digest()
        return Reply(value={"stored": make_stored([digest], KEYS.central)})


@contextmanager
def shelf():
    made = Shelf()
    with serving(made.answer) as server:
        yield made, HttpsCourier(url_of(server), IDENTITY, FakeClock())


def offer(courier) -> Deposit:
    return courier.put_attachment(SEALED.digest, SIZE, piece)


def test_it_asks_and_then_goes_on_from_there():
    with shelf() as (made, courier):
        deposit = offer(courier)
        assert deposit.stored and bytes(made.kept) == SEALED.raw
        assert made.offsets == [(0, 0), (0, PIECE), (PIECE, PIECE), (2 * PIECE, SIZE - 2 * PIECE)]
        # Once more costs one question.
        assert offer(courier).stored and len(made.offsets) == 5


def test_a_peer_that_lost_its_place_or_got_a_piece_twice_says_so():
    with shelf() as (made, courier):
        made.kept += SEALED.raw[:1000]
        made.spoil = [Reply(value={"have": 0})]
        assert offer(courier).stored and bytes(made.kept) == SEALED.raw
        assert made.offsets[1:3] == [(0, PIECE), (1000, PIECE)]


@pytest.mark.parametrize(
    ("reply", "refused", "trouble"),
    [
        (Reply(status=422, value={"error": "digest_mismatch"}), "digest_mismatch", None),
        (Reply(status=413, value={"error": "too_large"}), "too_large", None),
        (Reply(status=507, value={"error": "no_room"}), None, CentralRefused),
        (Reply(value={"have": -1}), None, "central.nonsense"),
        (Reply(value={"have": SIZE}), None, "central.nonsense"),
        (Reply(value={"kept": True}), None, "central.nonsense"),
        (Reply(raw=b""), None, CentralBrokeOff),
    ],
)
def test_what_else_may_be_answered(reply, refused, trouble):
    with shelf() as (made, courier):
        made.spoil = [reply]
        deposit = offer(courier)
    assert (deposit.stored, deposit.refused) == (None, refused)
    if isinstance(trouble, str):
        assert deposit.trouble.code == trouble
    else:
        assert type(deposit.trouble) is (trouble or type(None))


def test_nobody_there():
    courier = HttpsCourier(f"http://127.0.0.1:{closed_port()}", IDENTITY, FakeClock())
    assert isinstance(offer(courier).trouble, CentralUnreachable)


class Cutter:
    """Stands between courier and central and cuts each connection after so many bytes of the way there."""

    def __init__(self, port: int) -> None:
        self.left: int | None = None
        self._port = port
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._door.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._door.accept()
                server = socket.create_connection(("127.0.0.1", self._port))
                threading.Thread(target=self._pass, args=(server, client, False), daemon=True).start()
                threading.Thread(target=self._pass, args=(client, server, True), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, counted: bool) -> None:
        with suppress(OSError), closing(source), closing(target):
            while data := source.recv(4096):
                if counted and self.left is not None:
                    data, self.left = data[: self.left], max(0, self.left - len(data))
                    target.sendall(data)
                    if self.left == 0:
                        # Both ways: nobody hears the end of this.
                        source.shutdown(socket.SHUT_RDWR)
                        return
                else:
                    target.sendall(data)


def test_a_cut_at_any_byte_resumes():
    """Cut after so many bytes, from the very first on: each time it goes on, and little is sent twice."""
    made = Shelf()
    with serving(made.answer) as server:
        cutter = Cutter(server.server_address[1])
        with closing(cutter):
            courier = HttpsCourier(cutter.url, IDENTITY, FakeClock())
            for cut in (1, 300, 700, 1500, 60_000, PIECE + 900, PIECE + 2000, 2 * PIECE, 300_000):
                cutter.left = cut
                before = len(made.kept)
                deposit = offer(courier)
                assert len(made.kept) >= before
                if deposit.stored:
                    break
                assert isinstance(deposit.trouble, CentralBrokeOff | CentralUnreachable)
            assert 0 < before < SIZE, "a cut came in the middle"
            cutter.left = None
            assert offer(courier).stored
    assert bytes(made.kept) == SEALED.raw
    assert sum(size for _, size in made.offsets) <= SIZE + 3 * PIECE


class FakeAttachmentCourier:
    """Says what `plan` makes of a digest."""

    name = "https"

    def __init__(self, plan) -> None:
        self.plan = plan
        self.visits: list[bytes] = []

    def put_attachment(self, digest, size, piece) -> Deposit:
        self.visits.append(digest)
        return self.plan(digest, b"".join(piece(at, 100) for at in range(0, size, 100)))


@pytest.fixture
def loop(bench):
    """The loop on the store of a bench; `loop.courier.plan` says how a visit ends."""
    courier = FakeAttachmentCourier(
        lambda digest, _: Deposit(stored=make_stored([digest], bench.keys.central))
    )
    made = AttachmentDispatcher(
        lambda: open_store(bench._folder, durable=False), courier, bench.clock, bench.topics.append
    )
    made.courier = courier
    yield made
    made.close()


def keep(bench, number: int) -> bytes:
    sealed = seal_attachment(bytes([number]) * 500)
    bench.store.attachments.append(
        sealed.digest, number.to_bytes(16, "big"), sealed.raw, bench.clock.now_ms()
    )
    return sealed.digest


def steps(bench, loop, count: int) -> None:
    for _ in range(count):
        bench.clock.advance(max(0.001, loop.step()))


def test_a_stored_one_is_settled_journalled_and_told(bench, loop):
    digest = keep(bench, 1)
    steps(bench, loop, 2)
    assert bench.store.attachments.get(digest) is None, "its envelope is not kept here, so it goes"
    events = [(entry.event, entry.detail) for entry in bench.store.journal.entries()]
    assert ("attachment", "stored") in events and bench.topics == ["outbox"]
    assert loop.step() > 0 and len(loop.courier.visits) == 1


@pytest.mark.parametrize("signer", ["stranger", "other digest", "garbage"])
def test_a_word_that_does_not_verify_settles_nothing(bench, loop, signer):
    digest = keep(bench, 1)
    words = {
        "stranger": make_stored([digest], SigningKey.generate()),
        "other digest": make_stored([bytes(32)], bench.keys.central),
        "garbage": encode([digest]),
    }
    loop.courier.plan = lambda *_: Deposit(stored=words[signer])
    steps(bench, loop, 5)
    row = bench.store.attachments.get(digest)
    assert (row.state, row.last_trouble) == ("waiting", "central.nonsense")


def test_one_that_is_refused_is_held_at_the_third_time_and_the_others_pass(bench, loop):
    bad, good = keep(bench, 1), keep(bench, 2)
    plan = loop.courier.plan
    loop.courier.plan = lambda digest, raw: (
        Deposit(refused="too_large") if digest == bad else plan(digest, raw)
    )
    steps(bench, loop, 8)
    row = bench.store.attachments.get(bad)
    assert (row.state, row.attempts, row.last_trouble) == ("held", REFUSALS_TO_HOLD, "too_large")
    assert bench.store.attachments.get(good) is None
    assert loop.courier.visits.index(good) <= 1


def test_a_long_outage_writes_once_and_ends_within_seconds(bench, loop):
    digest = keep(bench, 1)
    plan = loop.courier.plan
    loop.courier.plan = lambda *_: Deposit(trouble=CentralUnreachable(address="x"))
    steps(bench, loop, 50)
    assert bench.store.attachments.get(digest).attempts == 1 and loop.step() <= 4.0
    loop.courier.plan = plan
    steps(bench, loop, 3)
    assert bench.store.attachments.get(digest) is None


def test_a_peer_that_asks_to_wait_is_left_alone(bench, loop):
    keep(bench, 1)
    loop.courier.plan = lambda *_: Deposit(trouble=CentralRefused(address="x", reason="busy"), wait_s=40.0)
    assert loop.step() >= 40.0
    assert loop.step() >= 39.0 and len(loop.courier.visits) == 1

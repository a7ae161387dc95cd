"""The hub's own side: whom it answers, what it keeps, what it never does."""

import ast
import hashlib
import http.client
import socket
import threading
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from kiosk.errors import StoreUnwritable
from kiosk.store import Store, open_store
from kiosk.wire import keys as wire_keys
from kiosk.wire.acknowledgement import Verdict, make_acknowledgement
from kiosk.wire.cbor import decode, encode
from kiosk.wire.signature import sign_request
from kiosk.wire.statement import KEPT, read_statement
from sync.hub import intake as hub_intake
from sync.hub import server as hub_server
from sync.hub.intake import HubIntake, Reply, Request
from sync.hub.server import HubServer
from tests.fakes.fake_clock import FakeClock
from tests.fakes.neighbours import AGENCY, TEXT, Neighbour, Neighbourhood

ROOT = Path(__file__).resolve().parents[2]
ENVELOPES, WORDS, CHANGES = "/d/v1/envelopes", "/d/v1/acknowledgements", "/d/v1/changes"


@dataclass
class Bench:
    town: Neighbourhood
    kiosk: Neighbour
    counter: Neighbour
    store: Store
    intake: HubIntake
    clock: FakeClock
    forwarded: list[int]

    def ask(self, method: str, target: str, value: object = None, **how: object) -> Reply:
        return self.intake.answer(self.request(method, target, value, **how))

    def request(
        self, method: str, target: str, value: object = None, *, by: Neighbour | None = None,
        body: bytes | None = None, headers: dict[str, str] | None = None, now_ms: int = 0,
    ) -> Request:  # fmt: skip
        by = by or self.kiosk
        sent = (b"" if value is None else encode(value)) if body is None else body
        signed = sign_request(
            method, f"http://hub{target}", {}, sent, station=by.number, signer=by.signing, now_ms=now_ms
        )
        return Request(method, target, signed | (headers or {}), lambda: sent)

    def send(self, *raws: bytes, **how: object) -> Reply:
        return self.ask("POST", ENVELOPES, list(raws), **how)

    def kept(self, reply: Reply) -> list[bytes]:
        signed = decode(reply.body)["kept"]
        keys = {self.counter.signing.public.key_id: self.counter.signing.public}
        return [] if signed is None else [name for name, _ in read_statement(KEPT, signed, keys)]

    def settle(self, *raws: bytes, code: str | None = None) -> bytes:
        rows = [self.store.relayed.get(hashlib.sha256(raw).digest()) for raw in raws]
        verdicts = [Verdict(row.id, row.digest, code) for row in rows]
        word = make_acknowledgement(verdicts, self.town.keys.central)
        assert self.store.relayed.settle(word, verdicts, 5) == len(raws)
        return word


@pytest.fixture
def bench(tmp_path):
    town = Neighbourhood()
    kiosk, counter = town.join(), town.join("counter")
    clock, forwarded = FakeClock(), []
    with town.store(tmp_path, counter) as store:
        intake = HubIntake(
            lambda: open_store(tmp_path, durable=False), clock, lambda: forwarded.append(1), lambda: 1 << 40
        )
        yield Bench(town, kiosk, counter, store, intake, clock, forwarded)


def said(reply: Reply) -> tuple[int, object]:
    return reply.status, decode(reply.body).get("error")


def test_it_keeps_what_a_station_signed_and_says_so_signed(bench):
    one, raw = bench.kiosk.envelope(bench.town.keys)
    two, other = bench.kiosk.envelope(bench.town.keys)
    reply = bench.send(raw, other)
    assert (reply.status, bench.kept(reply), bench.forwarded) == (202, [one, two], [1])
    assert [(row.raw, row.station, row.state) for row in bench.store.relayed.every()] == [
        (raw, bench.kiosk.number, "waiting"), (other, bench.kiosk.number, "waiting"),
    ]  # fmt: skip
    assert [entry.event for entry in bench.store.journal.entries()] == ["relayed", "relayed"]
    assert bench.kept(bench.send(raw)) == [one], "the same again is the same"
    assert len(bench.store.relayed.every()) == 2 and len(bench.store.journal.entries()) == 2


def test_the_central_s_word_is_handed_back_as_it_was_signed(bench):
    one, raw = bench.kiosk.envelope(bench.town.keys)
    two, other = bench.kiosk.envelope(bench.town.keys)
    target = f"{WORDS}?ids={one.hex()},{two.hex()}"
    assert decode(bench.ask("GET", target).body) == {"acknowledgements": [], "kept": None}
    bench.send(raw, other)
    reply = bench.ask("GET", target)
    assert decode(reply.body)["acknowledgements"] == [] and bench.kept(reply) == [one, two]
    word = bench.settle(raw)
    assert decode(bench.ask("GET", target).body)["acknowledgements"] == [word]
    rejected = bench.settle(other, code="unreadable")
    assert decode(bench.ask("GET", target).body)["acknowledgements"] == [word, rejected]
    assert decode(bench.send(raw).body)["acknowledgements"] == [word]


def test_two_stations_may_use_one_id_and_both_are_kept(bench):
    name, raw = bench.kiosk.envelope(bench.town.keys)
    forger = bench.town.join()
    bench.store._connection.change("UPDATE enrolment SET roster = ?", [bench.town.roster(2)])
    _, forged = forger.envelope(bench.town.keys, id=name)
    assert bench.kept(bench.send(forged, by=forger)) == [name]
    assert bench.kept(bench.send(raw)) == [name, name]
    assert {row.raw for row in bench.store.relayed.waiting(most=9, most_bytes=9999)} == {raw, forged}
    bench.settle(forged)
    assert bench.store.relayed.get(hashlib.sha256(raw).digest()).state == "waiting"


def bad_batches(bench) -> dict[str, list[bytes]]:
    other_town = Neighbourhood()
    stranger = replace(other_town.join(), number=bench.kiosk.number)
    unknown = Neighbour(99)
    _, raw = bench.kiosk.envelope(bench.town.keys)
    return {
        "signed by a stranger with our number": [stranger.envelope(bench.town.keys)[1]],
        "of a station that is not in the roster": [unknown.envelope(bench.town.keys)[1]],
        "of another agency": [bench.kiosk.envelope(bench.town.keys, agency=AGENCY + 1)[1]],
        "in the name of another station": [
            bench.kiosk.envelope(bench.town.keys, station=bench.counter.number)[1]
        ],
        "altered": [raw[:-1] + bytes([raw[-1] ^ 1])],
        "cut": [raw[:-1]],
        "lengthened": [raw + b"\x00"],
        "nothing": [b""],
        "an acknowledgement": [
            make_acknowledgement([Verdict(bytes(16), bytes(32), None)], bench.kiosk.signing)
        ],
    }


def test_nothing_unverified_is_kept_and_the_rest_of_its_batch_is(bench):
    for what, raws in bad_batches(bench).items():
        name, good = bench.kiosk.envelope(bench.town.keys)
        reply = bench.send(*raws, good)
        assert (reply.status, bench.kept(reply)) == (202, [name]), what
        assert decode(bench.send(*raws).body) == {"acknowledgements": [], "kept": None}, what
    assert all(row.station == bench.kiosk.number for row in bench.store.relayed.every())


def test_a_station_may_bring_what_another_one_signed(bench):
    second = bench.town.join()
    bench.store._connection.change("UPDATE enrolment SET roster = ?", [bench.town.roster(2)])
    name, raw = second.envelope(bench.town.keys)
    assert bench.kept(bench.send(raw)) == [name]
    assert bench.store.relayed.every()[0].station == second.number


def test_only_the_stations_of_the_roster_are_answered(bench):
    _, raw = bench.kiosk.envelope(bench.town.keys)
    for target in (WORDS + "?ids=" + "00" * 16, CHANGES):
        assert said(bench.ask("GET", target, by=Neighbour(99))) == (403, "unknown_station")
    forger = Neighbour(bench.kiosk.number)
    assert said(bench.send(raw, by=forger)) == (401, "bad_signature")
    plain = bench.request("POST", ENVELOPES, [raw])
    assert said(bench.intake.answer(replace(plain, headers={}))) == (403, "unknown_station")
    assert said(bench.intake.answer(replace(plain, body=lambda: encode([raw, raw])))) == (
        401,
        "bad_signature",
    )
    assert said(bench.intake.answer(replace(plain, target=ENVELOPES + "?x=1"))) == (401, "bad_signature")
    revoked = bench.town.roster(2, without=(bench.kiosk.number,))
    bench.store._connection.change("UPDATE enrolment SET roster = ?", [revoked])
    assert said(bench.send(raw)) == (403, "unknown_station")
    assert bench.store.relayed.every() == ()


def test_the_body_of_a_stranger_is_not_even_read(bench):
    def body() -> bytes:
        raise AssertionError("read")

    stranger = bench.request("POST", ENVELOPES, [], by=Neighbour(99))
    assert said(bench.intake.answer(replace(stranger, body=body))) == (403, "unknown_station")


@pytest.mark.parametrize("now_ms", [0, 1_790_000_000_000, 4_102_444_800_000])
def test_it_judges_nobody_s_clock(bench, now_ms):
    name, raw = bench.kiosk.envelope(bench.town.keys)
    assert bench.kept(bench.send(raw, now_ms=now_ms)) == [name]


@pytest.mark.parametrize("value", [[], {}, 1, [1], ["x"], [b"x", 1]])
def test_what_is_not_a_batch_is_malformed(bench, value):
    assert said(bench.ask("POST", ENVELOPES, value)) == (400, "malformed")
    assert said(bench.ask("POST", ENVELOPES, body=b"\xff")) == (400, "malformed")
    assert said(bench.send(*[b"x"] * 201)) == (413, "too_large")


@pytest.mark.parametrize("query", ["", "?ids=", "?ids=zz", "?ids=00", "?ids=" + ",".join(["00" * 16] * 201)])
def test_what_are_not_ids_is_malformed(bench, query):
    assert said(bench.ask("GET", WORDS + query)) == (400, "malformed")


@pytest.mark.parametrize(
    ("method", "path"), [("GET", ENVELOPES), ("POST", CHANGES), ("GET", "/"), ("GET", "/s/1")]
)
def test_other_doors_are_not_here(bench, method, path):
    assert said(bench.ask(method, path)) == (404, "not_here")


def test_what_the_central_last_said_is_passed_on_and_told_once(bench):
    reply = bench.ask("GET", CHANGES)
    assert decode(reply.body) == {"roster": bench.store.identity.roster}
    again = bench.ask("GET", CHANGES, headers={"If-None-Match": reply.etag})
    assert (again.status, again.body) == (304, b"")
    bench.store._connection.change("UPDATE enrolment SET roster = ?", [bench.town.roster(2)])
    assert bench.ask("GET", CHANGES, headers={"If-None-Match": reply.etag}).status == 200


def test_a_quota_for_each_station_and_room_for_our_own(bench, monkeypatch):
    second = bench.town.join()
    bench.store._connection.change("UPDATE enrolment SET roster = ?", [bench.town.roster(2)])
    raws = [bench.kiosk.envelope(bench.town.keys) for _ in range(4)]
    size = max(len(raw) for _, raw in raws)
    monkeypatch.setattr(hub_intake, "QUOTA_BYTES", 2 * size)
    reply = bench.send(*[raw for _, raw in raws])
    assert (reply.status, reply.wait_s, bench.kept(reply)) == (202, 300, [name for name, _ in raws[:2]])
    late = bench.send(raws[3][1])
    assert (said(late), late.wait_s) == ((429, "quota"), 300)
    assert bench.send(raws[0][1]).status == 202, "what is here is here"
    name, raw = second.envelope(bench.town.keys)
    assert bench.kept(bench.send(raw, by=second)) == [name], "another station has its own"
    bench.settle(raws[0][1], raws[1][1])
    assert bench.send(raws[3][1]).status == 202
    bench.intake._room = lambda: 1
    full = bench.send(raws[2][1])
    assert (said(full), full.wait_s) == ((503, "full"), 300)


def test_a_store_that_cannot_be_used_is_busy_and_promises_nothing(bench, monkeypatch):
    _, raw = bench.kiosk.envelope(bench.town.keys)

    def no_store():
        raise StoreUnwritable(path="x", detail="full")

    bench.intake._open_store = no_store
    reply = bench.send(raw)
    assert (said(reply), reply.wait_s) == ((503, "busy"), 10)


def test_a_held_one_is_forwarded_again_when_its_station_brings_it(bench):
    name, raw = bench.kiosk.envelope(bench.town.keys)
    bench.send(raw)
    digest = hashlib.sha256(raw).digest()
    assert bench.store.relayed.hold(digest, "bad_signature")
    assert bench.kept(bench.ask("GET", f"{WORDS}?ids={name.hex()}")) == [], "it is not on its way"
    assert bench.kept(bench.send(raw)) == [name]
    assert bench.store.relayed.get(digest).state == "waiting"


def test_the_hub_opens_nothing(bench, monkeypatch):
    """No key that opens is so much as made while a hub serves, though the same machine has some."""
    bench.store.agency_key.make(1)
    raws = [bench.kiosk.envelope(bench.town.keys)[1] for _ in range(3)]

    def never(*_: object) -> None:
        raise AssertionError("a hub opens nothing")

    monkeypatch.setattr(wire_keys.OpeningKey, "__init__", never)
    assert bench.send(*raws).status == 202
    bench.settle(raws[0])
    assert bench.ask("GET", f"{WORDS}?ids={'00' * 16}").status == 200
    assert bench.ask("GET", CHANGES).status == 200
    with pytest.raises(AssertionError, match="opens nothing"):
        _ = bench.store.identity


OPENERS = {"OpeningKey", "open_envelope", "open_lookup", "opening", "agency_key", "identity", "expand"}


def names_in(source: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.alias):
            found |= set(node.name.split("."))
    return found


def test_its_code_names_nothing_that_opens():
    modules = [*(ROOT / "sync" / "hub").glob("*.py"), ROOT / "kiosk" / "store" / "relayed.py"]
    for path in [*modules, ROOT / "sync" / "couriers" / "hub.py"]:
        assert not names_in(path.read_text("utf-8")) & OPENERS, path
    assert names_in("from kiosk.wire.envelope import open_envelope") & OPENERS
    assert names_in("store.identity.opening") & OPENERS


def test_what_it_keeps_is_sealed_on_its_disk(bench, tmp_path):
    bench.send(bench.kiosk.envelope(bench.town.keys)[1])
    for path in tmp_path.iterdir():
        assert TEXT.encode() not in path.read_bytes(), path


@contextmanager
def listening(bench):
    server = HubServer(("127.0.0.1", 0), bench.intake, bench.clock)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def wait_for(true) -> None:
    for _ in range(2000):
        if true():
            return
        time.sleep(0.01)
    raise AssertionError("it does not come")


def over_http(server: HubServer, request: Request, **more: str) -> tuple[int, bytes, dict[str, str]]:
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    with closing(line):
        line.request(request.method, request.target, request.body() or None, dict(request.headers) | more)
        answer = line.getresponse()
        return answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()}


def test_over_http(bench):
    name, raw = bench.kiosk.envelope(bench.town.keys)
    with listening(bench) as server:
        status, body, headers = over_http(server, bench.request("POST", ENVELOPES, [raw]))
        assert (status, headers["connection"], headers["server"]) == (202, "close", "relais")
        assert bench.kept(Reply(status, body)) == [name]
        assert over_http(server, bench.request("GET", f"{WORDS}?ids={name.hex()}"))[1] == body
        big = bench.request("POST", ENVELOPES, body=bytes(hub_intake.MOST_BODY + 1))
        assert over_http(server, big)[0] == 413
        assert (
            over_http(server, bench.request("POST", ENVELOPES, body=bytes(400_000), by=Neighbour(9)))[0]
            == 403
        )
        chunked = bench.request("POST", ENVELOPES, [raw])
        assert over_http(server, chunked, **{"Transfer-Encoding": "chunked"})[0] == 411


def test_what_is_not_http_ends_and_harms_nobody(bench, capfd):
    _, raw = bench.kiosk.envelope(bench.town.keys)
    with listening(bench) as server:
        for noise in (
            b"\x16\x03\x01\x00\r\n\r\n",
            b"GET\r\n\r\n",
            b"A" * 70_000,
            b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 200,
        ):
            with socket.create_connection(("127.0.0.1", server.port), timeout=20) as line:
                line.sendall(noise)
                line.shutdown(socket.SHUT_WR)
                with closing(line.makefile("rb")) as answer:
                    answer.read()
        assert over_http(server, bench.request("POST", ENVELOPES, [raw]))[0] == 202
    assert "Traceback" not in capfd.readouterr().err


def test_slow_and_many_connections_leave_a_place_for_the_others(bench, monkeypatch):
    monkeypatch.setattr(hub_server, "MOST_OF_ONE", 3)
    with listening(bench) as server:
        lines = [socket.create_connection(("127.0.0.1", server.port), timeout=20) for _ in range(3)]
        for line in lines:
            line.sendall(b"POST /d/v1/envelopes HTTP/1.1\r\nContent-Length: 500\r\n")
        wait_for(lambda: len(server._open) == 3)
        status, _, headers = over_http(server, bench.request("GET", CHANGES))
        assert (status, headers["retry-after"]) == (503, "10")
        bench.clock.advance(hub_server.TOTAL_S + 1)
        for line in lines:
            assert line.recv(100) == b"", "its time is up, however it drips"
            line.close()
        wait_for(lambda: not server._open)
        assert over_http(server, bench.request("GET", CHANGES))[0] == 200

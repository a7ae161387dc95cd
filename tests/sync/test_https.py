"""The https courier against a real server: what counts as an answer, and what does not."""

import gzip
import hashlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_address

import pytest

from kiosk.courier import Parcel
from kiosk.errors import (
    CentralBrokeOff,
    CentralBusy,
    CentralNonsense,
    CentralRefused,
    CentralUnreachable,
    CentralUntrusted,
    ClockSkew,
    ConfigBadValue,
    StationRevoked,
)
from kiosk.wire.acknowledgement import Verdict, make_acknowledgement, read_acknowledgement
from kiosk.wire.cbor import decode, encode
from kiosk.wire.keys import OpeningKey, SigningKey
from kiosk.wire.signature import claimed_keyid, verify_request
from kiosk.wire.statement import sign_statement
from sync import station_api
from sync.batches import MOST_BYTES
from sync.couriers.https import HttpsCourier
from tests.fakes.certificates import make_certificates
from tests.fakes.fake_clock import FakeClock
from tests.fakes.scripted_server import Reply, closed_port, deaf_port, serving, url_of
from tests.fakes.stations import Keys, identity_of

KEYS = Keys()
SIGNING, OPENING = SigningKey.generate(), OpeningKey.generate()
IDENTITY = identity_of(KEYS, SIGNING, OPENING)
PARCELS = tuple(Parcel(bytes([n]) * 16, b"sealed %d" % n) for n in range(1, 4))


def courier(url: str, clock: FakeClock | None = None, **more) -> HttpsCourier:
    return HttpsCourier(url, more.pop("identity", IDENTITY), clock or FakeClock(), **more)


def digest(raw: bytes) -> bytes:
    return hashlib.sha256(raw).digest()


def accepting(request):
    verdicts = [Verdict(parcel.id, digest(parcel.raw), None) for parcel in PARCELS]
    return Reply(value={"acknowledgement": make_acknowledgement(verdicts, KEYS.central), "refused": []})


def exchange(reply: Reply, clock: FakeClock | None = None):
    with serving(lambda request: reply) as server:
        return courier(url_of(server), clock).exchange(PARCELS)


def test_a_batch_travels_signed_and_comes_back_acknowledged():
    clock = FakeClock()
    with serving(accepting) as server:
        found = courier(url_of(server), clock).exchange(PARCELS)
        url = url_of(server) + "/d/v1/envelopes"
    assert found.trouble is None and found.refused == ()
    verdicts = read_acknowledgement(found.acknowledgements[0], IDENTITY.keys_by_id)
    assert [verdict.id for verdict in verdicts] == [parcel.id for parcel in PARCELS]
    (request,) = server.requests
    assert decode(request.body) == [parcel.raw for parcel in PARCELS]
    assert request.headers["Content-Type"] == "application/cbor"
    assert "Cookie" not in request.headers and "Authorization" not in request.headers
    assert claimed_keyid(request.headers) == (3, SIGNING.public.key_id)
    signature = verify_request("POST", url, request.headers, request.body, key=SIGNING.public)
    assert signature.created_s == clock.now_ms() // 1000


def test_the_known_offset_corrects_the_time_of_the_signature():
    clock = FakeClock(wall_ms=1000)
    identity = identity_of(KEYS, SIGNING, OPENING, offset_ms=1_790_000_000_000)
    with serving(accepting) as server:
        courier(url_of(server), clock, identity=identity).exchange(PARCELS)
        url = url_of(server) + "/d/v1/envelopes"
    (request,) = server.requests
    signature = verify_request("POST", url, request.headers, request.body, key=SIGNING.public)
    assert signature.created_s == 1_790_000_001


def test_refused_envelopes_are_named_by_id():
    found = exchange(
        Reply(
            value={
                "acknowledgement": None,
                "refused": [[digest(b"sealed 2"), "id_conflict"], [bytes(32), "not_ours"]],
            }
        )
    )
    assert found.trouble is None and found.acknowledgements == ()
    assert found.refused == ((PARCELS[1].id, "id_conflict"),)


def test_large_loads_are_split_into_batches_the_central_takes():
    big = [Parcel(bytes([n]) * 16, bytes(200 * 1024)) for n in range(5)]
    many = [Parcel(n.to_bytes(16, "big"), b"%d" % n) for n in range(450)]
    too_large = [Parcel(bytes(16), bytes(MOST_BYTES + 1))]
    with serving(lambda request: Reply(value={"acknowledgement": None, "refused": []})) as server:
        post = courier(url_of(server))
        post.exchange(big)
        assert [len(decode(r.body)) for r in server.requests] == [2, 2, 1]
        assert all(len(r.body) <= 512 * 1024 for r in server.requests)
        server.requests.clear()
        post.exchange(many)
        assert [len(decode(r.body)) for r in server.requests] == [200, 200, 50]
        server.requests.clear()
        post.exchange(too_large)
        assert len(server.requests) == 1
        assert post.exchange(()).acknowledgements == ()
        assert len(server.requests) == 1


def test_the_first_trouble_ends_the_visit_and_keeps_what_was_brought():
    replies = [accepting(None), Reply(status=503, value={"error": "busy"}, headers={"Retry-After": "7"})]
    many = [Parcel(n.to_bytes(16, "big"), b"%d" % n) for n in range(600)]
    with serving(lambda request: replies.pop(0)) as server:
        found = courier(url_of(server)).exchange(many)
    assert len(found.acknowledgements) == 1
    assert isinstance(found.trouble, CentralBusy) and found.wait_s == 7
    assert len(server.requests) == 2


NONSENSE = {
    "captive portal": Reply(body=b"<html>Bienvenue</html>", media_type="text/html"),
    "html that claims to be cbor": Reply(body=b"<html>Bienvenue</html>"),
    "another type": Reply(value={"acknowledgement": None, "refused": []}, media_type="application/json"),
    "no type": Reply(value={"acknowledgement": None, "refused": []}, media_type=""),
    "redirect": Reply(status=302, value={}, headers={"Location": "/elsewhere"}),
    "permanent redirect": Reply(status=308, value={}, headers={"Location": "/elsewhere"}),
    "redirect with a huge body": Reply(
        status=302, body=bytes(3 * 1024 * 1024), headers={"Location": "/elsewhere"}
    ),
    "no content": Reply(status=204, body=b""),
    "created": Reply(status=201, value={"acknowledgement": None, "refused": []}),
    "not found": Reply(status=404, body=b"<html>404</html>", media_type="text/html"),
    "forbidden by something": Reply(status=403, body=b"<html>blocked</html>", media_type="text/html"),
    "half of the cbor": Reply(body=encode({"acknowledgement": None, "refused": []})[:-3]),
    "cbor with a tail": Reply(body=encode({"acknowledgement": None, "refused": []}) + b"\x00"),
    "cbor in another order": Reply(body=b"\xa2\x6facknowledgement\xf6\x67refused\x80"),
    "a list": Reply(value=[]),
    "a text": Reply(value="ok"),
    "nothing in it": Reply(value={}),
    "one key only": Reply(value={"acknowledgement": None}),
    "one key more": Reply(value={"acknowledgement": None, "refused": [], "more": 1}),
    "text for bytes": Reply(value={"acknowledgement": "yes", "refused": []}),
    "strange refusals": Reply(value={"acknowledgement": None, "refused": [["a", "b"]]}),
    "a refusal with a sentence": Reply(
        value={"acknowledgement": None, "refused": [[bytes(32), "Erreur\n!"]]}
    ),
    "short refusals": Reply(value={"acknowledgement": None, "refused": [[b"a"]]}),
    "an error without a word": Reply(status=400, value={"error": 7}),
    "an error with a sentence": Reply(status=400, value={"error": "Something went WRONG!"}),
    "an unsigned time": Reply(
        status=401,
        value={"error": "clock_skew", "time": sign_statement("relais/time/1", 5, SigningKey.generate())},
    ),
    "compressed": Reply(
        body=gzip.compress(encode({"acknowledgement": None, "refused": []})),
        headers={"Content-Encoding": "gzip"},
    ),
    "huge": Reply(body=bytes(3 * 1024 * 1024)),
    "huge without a length": Reply(
        raw=b"HTTP/1.1 200 OK\r\nContent-Type: application/cbor\r\n\r\n" + bytes(3 * 1024 * 1024)
    ),
}


@pytest.mark.parametrize("reply", NONSENSE.values(), ids=NONSENSE)
def test_what_is_not_the_protocol_is_nonsense_and_proves_nothing(reply):
    found = exchange(reply)
    assert isinstance(found.trouble, CentralNonsense), found
    assert (found.acknowledgements, found.refused, found.handed_over, found.peer_time) == ((), (), (), None)


def test_a_redirect_is_not_followed():
    with serving(lambda request: Reply(status=307, value={}, headers={"Location": "/elsewhere"})) as server:
        courier(url_of(server)).exchange(PARCELS)
    assert [request.path for request in server.requests] == ["/d/v1/envelopes"]


BROKEN_OFF = {
    "no answer": Reply(raw=b""),
    "half a line": Reply(raw=b"HTTP/1.1 20"),
    "not http": Reply(raw=b"SSH-2.0-OpenSSH_9.2\r\n"),
    "half a body": Reply(body=bytes(1000), cut=100),
    "less than promised": Reply(
        raw=b"HTTP/1.1 200 OK\r\nContent-Type: application/cbor\r\nContent-Length: 90\r\n\r\n\xa0"
    ),
    "a broken chunk": Reply(
        raw=b"HTTP/1.1 200 OK\r\nContent-Type: application/cbor\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
    ),
}


@pytest.mark.parametrize("reply", BROKEN_OFF.values(), ids=BROKEN_OFF)
def test_a_connection_that_breaks_is_no_answer(reply):
    found = exchange(reply)
    assert isinstance(found.trouble, CentralBrokeOff), found
    assert found.acknowledgements == ()


def test_nobody_at_the_port():
    found = courier(f"http://127.0.0.1:{closed_port()}").exchange(PARCELS)
    assert isinstance(found.trouble, CentralUnreachable)


def test_a_name_that_does_not_exist():
    found = courier("https://central.invalid").exchange(PARCELS)
    assert isinstance(found.trouble, CentralUnreachable)


@pytest.mark.parametrize("status", [502, 504])
def test_a_proxy_without_its_central(status):
    found = exchange(Reply(status=status, body=b"<html>Bad Gateway</html>", media_type="text/html"))
    assert isinstance(found.trouble, CentralUnreachable)


def test_a_peer_that_never_answers(monkeypatch):
    monkeypatch.setattr(station_api, "READ_S", 0.05)
    with deaf_port() as port:
        found = courier(f"http://127.0.0.1:{port}").exchange(PARCELS)
    assert isinstance(found.trouble, CentralBrokeOff)


class DrippingClock(FakeClock):
    """A second passes whenever somebody looks."""

    def monotonic(self) -> float:
        self.seconds += 1
        return self.seconds


def test_a_peer_that_drips_bytes_is_left_after_the_total_time():
    clock = DrippingClock()
    reply = Reply(body=bytes(100_000), drip_s=0.001)
    began = clock.seconds
    found = exchange(reply, clock)
    assert isinstance(found.trouble, CentralBrokeOff)
    assert clock.seconds - began <= station_api.TOTAL_S + 3


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        (Reply(status=400, value={"error": "malformed"}), CentralRefused),
        (Reply(status=401, value={"error": "bad_signature"}), CentralRefused),
        (Reply(status=403, value={"error": "revoked"}), StationRevoked),
        (Reply(status=403, value={"error": "other"}), CentralRefused),
        (Reply(status=401, value={"error": "clock_skew"}), CentralRefused),
        (Reply(status=413, value={"error": "too_large"}), CentralRefused),
        (Reply(status=413, body=b"<html>413</html>", media_type="text/html"), CentralRefused),
        (Reply(status=500, body=b"<h1>Server Error (500)</h1>", media_type="text/html"), CentralRefused),
        (Reply(status=429, value={"error": "slow_down"}), CentralBusy),
        (Reply(status=503, body=b"<html>maintenance</html>", media_type="text/html"), CentralBusy),
    ],
)
def test_each_refusal_has_its_problem(reply, problem):
    found = exchange(reply)
    assert type(found.trouble) is problem
    assert found.acknowledgements == ()


SERVED_AT = datetime(2001, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "wait_s"),
    [
        ({"Retry-After": "120"}, 120),
        ({"Retry-After": " 0 "}, 0),
        ({"Retry-After": format_datetime(SERVED_AT + timedelta(seconds=90), usegmt=True)}, 90),
        ({"Retry-After": format_datetime(SERVED_AT - timedelta(days=9), usegmt=True)}, 0),
        ({"Retry-After": "soon"}, 5),
        ({"Retry-After": "-5"}, 5),
        ({"Retry-After": "²"}, 5),
        ({}, 5),
    ],
)
def test_retry_after_in_seconds_or_as_a_date_by_the_peers_clock(headers, wait_s):
    dated = {"Date": format_datetime(SERVED_AT, usegmt=True), **headers}
    lines = "".join(f"{name}: {value}\r\n" for name, value in dated.items())
    raw = f"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n{lines}\r\n".encode("latin-1")
    found = exchange(Reply(raw=raw))
    assert isinstance(found.trouble, CentralBusy)
    assert found.wait_s == wait_s
    assert found.trouble.facts["seconds"] == wait_s


def test_a_refused_clock_is_corrected_by_the_signed_time_at_the_next_visit():
    clock = FakeClock(wall_ms=1000)
    statement = sign_statement("relais/time/1", 1_790_000_000_000, KEYS.central)
    replies = [Reply(status=401, value={"error": "clock_skew", "time": statement})]
    with serving(lambda request: replies.pop() if replies else accepting(request)) as server:
        post = courier(url_of(server), clock)
        first = post.exchange(PARCELS)
        assert isinstance(first.trouble, ClockSkew)
        assert first.peer_time == statement
        assert first.trouble.facts["seconds"] == 1_789_999_999
        assert post.exchange(PARCELS).trouble is None
        url = url_of(server) + "/d/v1/envelopes"
    request = server.requests[1]
    signature = verify_request("POST", url, request.headers, request.body, key=SIGNING.public)
    assert signature.created_s == 1_790_000_000


@pytest.mark.parametrize(
    "url",
    [
        "http://central.example",
        "http://192.0.2.1",
        "ftp://127.0.0.1",
        "https://",
        "central.example",
        "https://name:secret@central.example",
        "https://central.example/?a=1",
        "http://127.0.0.1.example",
        "",
    ],
)
def test_an_address_that_is_not_safe_is_refused_before_any_call(url):
    with pytest.raises(ConfigBadValue):
        courier(url)


def test_loopback_may_be_plain():
    assert ip_address("127.0.0.1").is_loopback
    courier("http://127.0.0.1:1")
    courier("http://localhost:1/")


def test_tls_with_the_centrals_own_authority(tmp_path):
    ca, certificate = make_certificates(tmp_path)
    with serving(accepting, certificate=certificate) as server:
        found = courier(url_of(server, "https"), ca=ca).exchange(PARCELS)
    assert found.trouble is None


def test_an_authority_whose_file_is_not_there(tmp_path):
    with pytest.raises(ConfigBadValue):
        courier("https://127.0.0.1:1", ca=tmp_path / "ca.pem")
    ca, certificate = make_certificates(tmp_path)
    with serving(accepting, certificate=certificate) as server:
        post = courier(url_of(server, "https"), ca=ca)
        ca.unlink()
        assert isinstance(post.exchange(PARCELS).trouble, CentralUntrusted)
        ca.write_text("not a certificate")
        assert isinstance(post.exchange(PARCELS).trouble, CentralUntrusted)


@pytest.mark.parametrize("case", ["unknown authority", "expired", "another name", "another authority"])
def test_a_certificate_that_does_not_hold_is_refused_before_anything_is_sent(tmp_path, case):
    ca, certificate = make_certificates(
        tmp_path / "a",
        expired=case == "expired",
        address="192.0.2.7" if case == "another name" else "127.0.0.1",
    )
    if case == "another authority":
        ca, _ = make_certificates(tmp_path / "b")
    with serving(accepting, certificate=certificate) as server:
        trusted = None if case == "unknown authority" else ca
        found = courier(url_of(server, "https"), ca=trusted).exchange(PARCELS)
        assert server.requests == []
    assert isinstance(found.trouble, CentralUntrusted)
    assert found.acknowledgements == ()


def test_the_environment_has_no_say(tmp_path, monkeypatch):
    ca, certificate = make_certificates(tmp_path)
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login a password b\n")
    for name, value in {
        "HTTP_PROXY": "http://127.0.0.1:1",
        "HTTPS_PROXY": "http://127.0.0.1:1",
        "ALL_PROXY": "http://127.0.0.1:1",
        "REQUESTS_CA_BUNDLE": str(ca),
        "CURL_CA_BUNDLE": str(ca),
        "NETRC": str(tmp_path / ".netrc"),
    }.items():
        monkeypatch.setenv(name, value)
        monkeypatch.setenv(name.lower(), value)
    with serving(accepting) as server:
        assert courier(url_of(server)).exchange(PARCELS).trouble is None
        assert "Authorization" not in server.requests[0].headers
    with serving(accepting, certificate=certificate) as server:
        found = courier(url_of(server, "https")).exchange(PARCELS)
    assert isinstance(found.trouble, CentralUntrusted)


def test_a_restarted_central_is_found_again_by_the_same_courier():
    with serving(accepting) as server:
        port = server.server_address[1]
        post = courier(url_of(server))
        assert post.exchange(PARCELS).trouble is None
    assert isinstance(post.exchange(PARCELS).trouble, CentralUnreachable | CentralBrokeOff)
    with serving(accepting, port=port):
        assert post.exchange(PARCELS).trouble is None

"""Enrolment against a scripted central."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from kiosk.errors import (
    CentralBrokeOff,
    CentralBusy,
    CentralNonsense,
    CentralRefused,
    CentralUnreachable,
    CentralUntrusted,
    ClockSkew,
    CodeExpired,
    CodeRefused,
    ConfigBadValue,
    NotEnrolled,
    StationRevoked,
    TooManyTries,
)
from kiosk.store import Store, open_store
from kiosk.wire.cbor import decode
from kiosk.wire.keys import OpeningKey, SigningKey, VerifyKey
from kiosk.wire.signature import claimed_keyid, verify_request
from kiosk.wire.statement import sign_statement
from sync.enrolment import enrol
from tests.fakes.certificates import make_certificates
from tests.fakes.fake_clock import FakeClock
from tests.fakes.scripted_server import Reply, Request, closed_port, serving, url_of
from tests.fakes.stations import Keys, endorsement_of

CODE = "482913507264"
TOLD = 1_790_000_123_456


@dataclass
class Registry:
    """The central's side of enrolment: one code, good for one key, answered alike for ever."""

    keys: Keys = field(default_factory=Keys)
    sealing: OpeningKey = field(default_factory=OpeningKey.generate)
    used_by: bytes | None = None
    altered: dict[str, object] = field(default_factory=dict)

    def __call__(self, request: Request) -> Reply:
        asked = decode(request.body)
        if asked["code"] != CODE or self.used_by not in (None, asked["signing"]):
            return Reply(status=403, value={"error": "code_refused"})
        self.used_by = asked["signing"]
        answer = {**self.answer(asked["signing"], asked["sealing"]), **self.altered}
        return Reply(value={name: value for name, value in answer.items() if value != "absent"})

    def answer(self, signing: bytes, sealing: bytes) -> dict[str, object]:
        return {
            "station": 3,
            "agency": 7,
            "central_keys": [self.keys.central.public.raw],
            "sealing": self.sealing.public.raw,
            "publisher": self.keys.publisher.public.raw,
            "roster": self.roster(signing, sealing),
            "followup": "https://relais.example",
            "time": sign_statement("relais/time/1", TOLD, self.keys.central),
        }

    def roster(self, signing: bytes, sealing: bytes, *, endorsement=None, signer=None, **other) -> bytes:
        station = other.pop("station", 3)
        counter = [9, "counter", "Guichet", self.keys.counter.public.raw, self.keys.recipient.public.raw]
        roster = {
            "agency": 7,
            "name": "Mairie de Saint-Aubin",
            "recipient": self.keys.recipient.public.raw,
            "hosted": endorsement is None,
            "stations": [counter, [station, "kiosk", "Borne 1", signing, sealing]],
            "issued": 1,
            "endorsement": endorsement,
        }
        return sign_statement("relais/roster/2", roster | other, signer or self.keys.central)


@pytest.fixture
def registry() -> Registry:
    return Registry()


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "data") as opened:
        yield opened


def publics(store: Store) -> tuple[bytes, bytes]:
    signing, opening = store.enrolment.keys()
    return signing.public.raw, opening.public.raw


def ask(script, store: Store, code: str = CODE, clock: FakeClock | None = None):
    with serving(script) as server:
        return enrol(url_of(server), code, "Borne 1", "kiosk", store, clock or FakeClock())


def test_a_station_becomes_who_the_central_says(registry, store, tmp_path):
    clock = FakeClock()
    identity = ask(registry, store, clock=clock)
    assert (identity.station, identity.agency, identity.name) == (3, 7, "Borne 1")
    assert identity.recipient == registry.keys.recipient.public
    assert identity.publisher == registry.keys.publisher.public
    assert identity.central_keys == (registry.keys.central.public,)
    assert identity.followup == "https://relais.example"
    assert identity.offset_ms == TOLD - clock.now_ms()
    assert (identity.hosted, identity.sealing, identity.lookup) == (True, registry.sealing.public, None)
    with open_store(tmp_path / "data") as again:
        assert again.identity.roster == identity.roster
        assert again.identity.signing.public == identity.signing.public
        assert [(e.event, e.detail) for e in again.journal.entries()] == [("enrolled", "7/3")]


def test_a_station_of_an_agency_with_its_own_key_tells_the_central_no_more_than_the_lookup(registry, store):
    signing, sealing = publics(store)
    registry.altered = {
        "roster": registry.roster(signing, sealing, endorsement=endorsement_of(registry.keys)),
        "followup": None,
    }
    identity = ask(registry, store)
    assert (identity.hosted, identity.lookup) == (False, registry.sealing.public)
    assert identity.recipient == registry.keys.recipient.public
    assert identity.followup is None


@pytest.mark.parametrize(
    "address", ["https://relais.example:8443", "http://127.0.0.1:8000", "http://[::1]:80"]
)
def test_pages_stand_at_any_safe_address(registry, store, address):
    registry.altered = {"followup": address}
    assert ask(registry, store).followup == address


def test_the_request_proves_the_key_and_shows_no_secret(registry, store):
    with serving(registry) as server:
        identity = enrol(url_of(server), "482 913 507 264", "Borne 1", "kiosk", store, FakeClock())
        url = url_of(server) + "/d/v1/enrol"
    (request,) = server.requests
    asked = decode(request.body)
    assert asked == {
        "code": CODE,
        "name": "Borne 1",
        "role": "kiosk",
        "signing": identity.signing.public.raw,
        "sealing": identity.opening.public.raw,
    }
    assert claimed_keyid(request.headers) == (0, identity.signing.public.key_id)
    verify_request("POST", url, request.headers, request.body, key=VerifyKey(asked["signing"]))


def test_a_lost_answer_is_given_again_to_the_same_key(registry, store, tmp_path):
    def lose(request):
        registry(request)
        return Reply(raw=b"")

    with pytest.raises(CentralBrokeOff):
        ask(lose, store)
    assert not store.enrolment.is_done()
    store.close()
    with open_store(tmp_path / "data") as restarted:
        identity = ask(registry, restarted)
    assert identity.signing.public.raw == registry.used_by
    assert identity.station == 3


def test_another_key_with_a_used_code_is_refused(registry, store, tmp_path):
    ask(registry, store)
    with open_store(tmp_path / "other") as other, pytest.raises(CodeRefused):
        ask(registry, other)


def test_an_enrolled_station_stays_who_it_is_without_a_call(registry, store):
    identity = ask(registry, store)
    with serving(registry) as server:
        again = enrol(url_of(server), "000000000000", "Other", "kiosk", store, FakeClock())
        assert server.requests == []
    assert (again.station, again.name) == (identity.station, "Borne 1")


@pytest.mark.parametrize(
    ("reply", "problem", "facts"),
    [
        (Reply(status=403, value={"error": "code_refused"}), CodeRefused, {}),
        (Reply(status=410, value={"error": "code_expired"}), CodeExpired, {}),
        (
            Reply(status=429, value={"error": "too_many_tries"}, headers={"Retry-After": "61"}),
            TooManyTries,
            {"minutes": 2},
        ),
        (Reply(status=429, value={"error": "too_many_tries"}), TooManyTries, {"minutes": 1}),
        (Reply(status=503, value={"error": "busy"}), CentralBusy, None),
        (Reply(status=400, value={"error": "malformed"}), CentralRefused, None),
        (Reply(status=401, value={"error": "bad_signature"}), CentralRefused, None),
        (Reply(status=403, value={"error": "revoked"}), StationRevoked, None),
        (Reply(status=500, body=b"<h1>500</h1>", media_type="text/html"), CentralRefused, None),
        (Reply(body=b"<html>Bienvenue</html>", media_type="text/html"), CentralNonsense, None),
        (Reply(status=404, body=b"<html>404</html>", media_type="text/html"), CentralNonsense, None),
        (Reply(value={}), CentralNonsense, None),
        (Reply(value=[]), CentralNonsense, None),
        (Reply(status=200, value={"error": "code_refused"}), CentralNonsense, None),
    ],
)
def test_each_refusal_has_its_problem_and_leaves_the_station_as_it_was(store, reply, problem, facts):
    keys = store.enrolment.keys()
    with pytest.raises(problem) as raised:
        ask(lambda request: reply, store)
    assert type(raised.value) is problem
    assert facts is None or raised.value.facts == facts
    assert CODE not in str(raised.value)
    with pytest.raises(NotEnrolled):
        _ = store.identity
    assert store.enrolment.keys()[0].public == keys[0].public


def test_nobody_there(store):
    with pytest.raises(CentralUnreachable):
        enrol(f"http://127.0.0.1:{closed_port()}", CODE, "Borne 1", "kiosk", store, FakeClock())
    with pytest.raises(ConfigBadValue):
        enrol("http://central.example", CODE, "Borne 1", "kiosk", store, FakeClock())
    assert not store.enrolment.is_done()


def test_only_a_central_with_the_right_certificate_gets_the_code(registry, store, tmp_path):
    _, certificate = make_certificates(tmp_path / "a")
    ca, _ = make_certificates(tmp_path / "b")
    with serving(registry, certificate=certificate) as server:
        with pytest.raises(CentralUntrusted):
            enrol(url_of(server, "https"), CODE, "Borne 1", "kiosk", store, FakeClock(), ca=ca)
        assert server.requests == []


STRANGER = SigningKey.generate()
ALTERED = {
    "no station": {"station": "absent"},
    "a word for a station": {"station": "3"},
    "true for a station": {"station": True},
    "another station": {"station": 4},
    "another agency": {"agency": 8},
    "no keys": {"central_keys": []},
    "a short key": {"central_keys": [b"short"]},
    "a key of another central": {"central_keys": [STRANGER.public.raw]},
    "a key that seals nothing": {"sealing": bytes(32)},
    "no key to seal to": {"sealing": None},
    "the answer of an older central": {"sealing": "absent", "lookup": None},
    "no publisher": {"publisher": None},
    "a roster by a stranger": {"roster": "stranger"},
    "a roster without this station": {"roster": "without"},
    "a roster of another agency": {"roster": "elsewhere"},
    "a roster that gives this station another's sealing key": {"roster": "unsealed"},
    "a key of the agency that nobody endorsed": {"roster": "unendorsed"},
    "a key of the agency that a stranger endorsed": {"roster": "usurped"},
    "no roster": {"roster": b""},
    "a time by a stranger": {"time": sign_statement("relais/time/1", TOLD, STRANGER)},
    "no time": {"time": None},
    "a number for the pages": {"followup": 5},
    "pages anybody may read on the way": {"followup": "http://relais.example"},
    "pages below a path": {"followup": "https://relais.example/s"},
    "pages with a password": {"followup": "https://mairie:secret@relais.example"},
    "pages nowhere": {"followup": "https://"},
    "pages at a port that is none": {"followup": "https://relais.example:99999"},
    "pages at half an address": {"followup": "https://[::1"},
    "something more": {"more": 1},
}


@pytest.mark.parametrize("altered", ALTERED.values(), ids=ALTERED)
def test_an_answer_that_does_not_hold_together_is_nonsense(registry, store, altered):
    signing, sealing = publics(store)
    usurped = endorsement_of(replace(registry.keys, counter=STRANGER))
    rosters = {
        "stranger": registry.roster(signing, sealing, signer=STRANGER),
        "without": registry.roster(STRANGER.public.raw, sealing),
        "elsewhere": registry.roster(signing, sealing, agency=8),
        "unsealed": registry.roster(signing, registry.sealing.public.raw),
        "unendorsed": registry.roster(signing, sealing, hosted=False),
        "usurped": registry.roster(signing, sealing, endorsement=usurped),
    }
    registry.altered = {
        name: rosters.get(value, value) if name == "roster" and isinstance(value, str) else value
        for name, value in altered.items()
    }
    with pytest.raises(CentralNonsense):
        ask(registry, store)
    assert not store.enrolment.is_done()
    registry.altered = {}
    assert ask(registry, store).station == 3


def test_a_wrong_clock_is_corrected_once(registry, store):
    clock = FakeClock(wall_ms=1000)
    statement = sign_statement("relais/time/1", TOLD, registry.keys.central)
    skews = [Reply(status=401, value={"error": "clock_skew", "time": statement})]
    with serving(lambda request: skews.pop() if skews else registry(request)) as server:
        identity = enrol(url_of(server), CODE, "Borne 1", "kiosk", store, clock)
        url = url_of(server) + "/d/v1/enrol"
    assert identity.offset_ms == TOLD - 1000
    request = server.requests[1]
    signature = verify_request("POST", url, request.headers, request.body, key=identity.signing.public)
    assert signature.created_s == TOLD // 1000


def test_a_central_never_content_with_the_clock(store):
    statement = sign_statement("relais/time/1", TOLD, STRANGER)
    with serving(
        lambda request: Reply(status=401, value={"error": "clock_skew", "time": statement})
    ) as server:
        with pytest.raises(ClockSkew) as raised:
            enrol(url_of(server), CODE, "Borne 1", "kiosk", store, FakeClock(wall_ms=TOLD + 90_000))
        assert len(server.requests) == 2
    assert raised.value.facts["seconds"] == 90


@pytest.mark.parametrize("time", [b"", b"\x00", None, 5, sign_statement("relais/pack/1", b"x", STRANGER)])
def test_a_senseless_time(store, time):
    with pytest.raises(CentralNonsense):
        ask(lambda request: Reply(status=401, value={"error": "clock_skew", "time": time}), store)


def test_the_keys_are_durable_before_the_central_hears_of_them(registry, store, tmp_path):
    seen: list[bytes] = []

    def look(request):
        with open_store(Path(tmp_path / "data")) as other:
            seen.append(other.enrolment.keys()[0].public.raw)
        return registry(request)

    identity = ask(look, store)
    assert seen == [identity.signing.public.raw]

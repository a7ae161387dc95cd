"""The central as a source of cases, scripted: what counts as an answer about a case, and what does not."""

import secrets
from dataclasses import replace

import pytest

from kiosk.desk.finder import WantedCode, WantedToken
from kiosk.errors import (
    CentralBusy,
    CentralNonsense,
    CentralProblem,
    CentralRefused,
    CentralUnreachable,
    ConfigBadValue,
    StationRevoked,
)
from kiosk.store import Identity, open_store
from kiosk.wire.case import CaseStatus, CaseTold, ChangeTold, write_cases
from kiosk.wire.cbor import decode
from kiosk.wire.compact import Content
from kiosk.wire.envelope import Address, make_envelope, new_id
from kiosk.wire.followup import new_code
from kiosk.wire.keys import OpeningKey, SigningKey
from kiosk.wire.signature import verify_request
from sync.cases import CentralCases
from tests.fakes.fake_agency import AGENCY, FakeAgency
from tests.fakes.fake_clock import FakeClock
from tests.fakes.scripted_server import Reply, closed_port, serving, url_of

CODE, TOKEN = new_code(), secrets.token_bytes(16)
CASES = "/d/v1/cases"


@pytest.fixture(scope="module")
def identity(tmp_path_factory) -> Identity:
    with open_store(tmp_path_factory.mktemp("counter"), durable=False) as store:
        return FakeAgency().enrol(store, 9, "counter")


def envelope(envelope_id: bytes, *, agency: int = AGENCY, station: int = 3) -> bytes:
    content = Content(
        kind=0, service="rendez-vous-identite", form=b"formform", language="fr", created=1, offset=None,
        assistance=0, token=TOKEN, code=CODE, birth_year=None, answers={0: "une réponse"},
    )  # fmt: skip
    address = Address(agency, station, envelope_id, 1)
    return make_envelope(
        content, address, recipient=OpeningKey.generate().public, signer=SigningKey.generate()
    )


def case(**other: object) -> CaseTold:
    envelope_id = new_id(1_790_000_000_000)
    plain = CaseTold(
        envelope_id=envelope_id, station=3, service="", created_ms=1, received_ms=2, read_ms=None,
        status=CaseStatus.RECEIVED, changes=(), raw=envelope(envelope_id),
    )  # fmt: skip
    return replace(plain, **other)


def find(identity: Identity, reply: Reply):
    with serving(lambda request: reply) as server:
        return CentralCases(url_of(server), identity, FakeClock()).find(WantedCode(CODE))


def telling(*cases: CaseTold) -> Reply:
    return Reply(value={"cases": write_cases(cases)})


def test_a_code_is_asked_for_in_a_signed_body_and_in_no_address(identity):
    known = case(changes=(ChangeTold(5, CaseStatus.READ, ""), ChangeTold(6, None, "Passez nous voir.")))
    with serving(lambda request: telling(known)) as server:
        source = CentralCases(url_of(server), identity, FakeClock())
        assert source.find(WantedCode(CODE)) == (known,)
        url = url_of(server) + CASES
        source.close()
    (request,) = server.requests
    assert (request.path, decode(request.body)) == (CASES, {"code": CODE})
    assert str(CODE) not in str(request.headers)
    signature = verify_request("POST", url, request.headers, request.body, key=identity.signing.public)
    assert signature.station == 9


def test_a_token_is_asked_for_and_only_the_station_on_the_paper_counts(identity):
    mine, other = case(), case(station=4)
    other = replace(other, raw=envelope(other.envelope_id, station=4))
    with serving(lambda request: telling(mine, other)) as server:
        source = CentralCases(url_of(server), identity, FakeClock())
        assert source.find(WantedToken(3, TOKEN)) == (mine,)
        assert source.find(WantedToken(5, TOKEN)) == ()
    assert decode(server.requests[0].body) == {"token": TOKEN}


def test_nobody_knows_it(identity):
    assert find(identity, telling()) == ()


def test_a_case_too_large_for_an_answer_comes_without_its_envelope(identity):
    bare = case(raw=b"")
    assert find(identity, telling(bare)) == (bare,)


def test_each_search_opens_its_own_line(identity):
    ports = []
    with serving(lambda request: telling()) as server:
        source = CentralCases(url_of(server), identity, FakeClock())
        for _ in range(2):
            source.find(WantedCode(CODE))
            ports.append(len(server._open))
    assert ports == [1, 2]


FALSE = {
    "of another agency": lambda one: replace(one, raw=envelope(one.envelope_id, agency=AGENCY + 1)),
    "of another station": lambda one: replace(one, station=4),
    "of another envelope": lambda one: replace(one, raw=envelope(new_id(5))),
    "of no envelope": lambda one: replace(one, raw=b"\xd2\x84"),
}


@pytest.mark.parametrize("spoil", FALSE.values(), ids=FALSE)
def test_a_case_that_is_not_about_its_envelope_is_nonsense(identity, spoil):
    with pytest.raises(CentralNonsense):
        find(identity, telling(spoil(case())))


ANSWERS = {
    "a portal": (Reply(body=b"<html>", media_type="text/html"), CentralNonsense),
    "nothing": (Reply(value={}), CentralNonsense),
    "no list": (Reply(value={"cases": {}}), CentralNonsense),
    "a word": (Reply(value={"cases": ["case"]}), CentralNonsense),
    "something more": (Reply(value={"cases": [], "more": 1}), CentralNonsense),
    "an unknown status": (
        Reply(value={"cases": [write_cases([case()])[0] | {"status": "lost"}]}), CentralNonsense
    ),
    "a long answer": (Reply(body=bytes(300 * 1024)), CentralNonsense),
    "half an answer": (Reply(value={"cases": []}, cut=3), CentralProblem),
    "a kiosk's": (Reply(status=403, value={"error": "not_a_counter"}), CentralRefused),
    "a revoked station's": (Reply(status=403, value={"error": "revoked"}), StationRevoked),
    "a busy central's": (Reply(status=503, value={"error": "busy"}), CentralBusy),
    "a page that is not there": (Reply(status=404, value={"error": "not_found"}), CentralRefused),
}  # fmt: skip


@pytest.mark.parametrize(("reply", "problem"), ANSWERS.values(), ids=ANSWERS)
def test_every_failure_is_the_centrals_problem(identity, reply, problem):
    with pytest.raises(problem) as raised:
        find(identity, reply)
    assert isinstance(raised.value, CentralProblem)
    assert str(CODE) not in str(raised.value)


def test_nobody_there(identity):
    with pytest.raises(CentralUnreachable):
        CentralCases(f"http://127.0.0.1:{closed_port()}", identity, FakeClock()).find(WantedCode(CODE))
    with pytest.raises(ConfigBadValue):
        CentralCases("http://central.example", identity, FakeClock())

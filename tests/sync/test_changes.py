"""The changes loop against a scripted central: what a station believes, what it never does, and its pace."""

import threading
from dataclasses import replace

import pytest

from kiosk.errors import (
    CentralBusy,
    CentralNonsense,
    CentralProblem,
    CentralRefused,
    CentralUnreachable,
    ClockSkew,
    ConfigBadValue,
    StationRevoked,
    StoreUnwritable,
)
from kiosk.store import Store, open_store
from kiosk.wire.cbor import decode, encode
from kiosk.wire.cose import sign1
from kiosk.wire.keys import OpeningKey, SigningKey
from kiosk.wire.signature import verify_request
from kiosk.wire.statement import sign_statement
from sync.changes import EVERY_S, OFFSET_STEP_MS, Changes, catch_up
from sync.trust import KEEP_EVERY_MS
from tests.fakes.fake_agency import CHANGES, FakeAgency
from tests.fakes.fake_clock import FakeClock
from tests.fakes.scripted_server import Reply, closed_port, serving, url_of

STRANGER = SigningKey.generate()


@pytest.fixture
def agency() -> FakeAgency:
    return FakeAgency()


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "data", durable=False) as opened:
        yield opened


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


class Kiosk:
    """A station's loop, asked step by step."""

    def __init__(self, folder, url: str, clock: FakeClock, role: str = "kiosk", **more) -> None:
        self.topics: list[str] = []
        self.loop = Changes(
            lambda: open_store(folder, durable=False), url, clock, self.topics.append, role=role, **more
        )


@pytest.fixture
def kiosk(agency, store, clock, tmp_path):
    agency.enrol(store)
    with serving(agency) as server:
        made = Kiosk(tmp_path / "data", url_of(server), clock)
        yield made
        made.loop.close()


def known(store: Store) -> tuple[object, ...]:
    """Everything that a round could change."""
    one = store.identity
    return one.roster, one.recipient, one.hosted, one.sealing, one.followup, one.offset_ms


def test_the_first_round_brings_the_key_of_the_agency_once_and_for_all(agency, store, kiosk):
    before = store.identity
    kiosk.loop.step()
    kiosk.topics.clear()
    counter = OpeningKey.generate()
    agency.members.append([9, "counter", "Guichet", STRANGER.public.raw, counter.public.raw])
    agency.recipient, agency.endorser, agency.issued = counter.public, STRANGER, agency.issued + 1
    kiosk.loop.step()
    after = store.identity
    assert kiosk.loop.problem is None and kiosk.topics == ["changes"]
    assert (after.hosted, after.recipient, after.lookup) == (False, counter.public, agency.sealing.public)
    assert (after.station, after.signing.public, after.publisher) == (
        before.station, before.signing.public, before.publisher
    )  # fmt: skip
    assert [(e.event, e.detail) for e in store.journal.entries()] == [
        ("recipient", f"{before.recipient.key_id.hex()} {counter.public.key_id.hex()}")
    ]


def test_a_round_is_one_signed_question(agency, store, kiosk, clock, tmp_path):
    with serving(agency) as server:
        catch_up(store, url_of(server), clock, "kiosk")
        url = url_of(server) + CHANGES
    (request,) = server.requests
    asked = {"published": 0, "accepted": 0, "held": 0, "late": 0}
    assert (request.path, decode(request.body)) == (CHANGES, asked)
    signature = verify_request("POST", url, request.headers, request.body, key=store.identity.signing.public)
    assert (signature.station, signature.created_s) == (3, clock.now_ms() // 1000)


def test_other_stations_another_name_other_pages_are_taken_up(agency, store, kiosk):
    kiosk.loop.step()
    kiosk.topics.clear()
    counter = [9, "counter", "Guichet", STRANGER.public.raw, OpeningKey.generate().public.raw]
    for change in (
        lambda: agency.members.append(counter),
        lambda: setattr(agency, "name", "Mairie de Saint-Aubin-du-Lac"),
        lambda: agency.altered.update(followup="https://suivi.example"),
        lambda: agency.altered.update(followup=None),
    ):
        change()
        agency.issued += 1
        kiosk.loop.step()
        assert kiosk.loop.problem is None
        assert kiosk.topics.pop() == "changes"
    assert store.identity.roster == agency.roster()
    assert store.identity.followup is None


def test_another_date_alone_is_no_news_and_is_kept_once_a_day(agency, store, kiosk):
    kiosk.loop.step()
    kiosk.topics.clear()
    kept = store.identity.roster
    agency.issued += KEEP_EVERY_MS - 1
    kiosk.loop.step()
    assert store.identity.roster == kept
    agency.issued += 1
    kiosk.loop.step()
    assert store.identity.roster == agency.roster() != kept
    assert kiosk.topics == [] and store.journal.entries() == ()


def test_a_station_enrolled_before_centrals_told_their_key_learns_it_once(agency, store, kiosk):
    older = sign1(
        encode({"agency": 7, "issued": 5, "stations": []}), aad=b"relais/roster/1",
        kid=agency.central.public.key_id, signer=agency.central,
    )  # fmt: skip
    store.enrolment.record(replace(store.identity, sealing=None, roster=older))
    kiosk.loop.step()
    assert kiosk.loop.problem is None
    assert store.identity.sealing == agency.sealing.public
    assert store.identity.roster == agency.roster()


def _with_me(agency: FakeAgency, column: int, value: object) -> bytes:
    me = list(agency.members[0])
    me[column] = value
    return agency.roster(stations=[me])


REFUSED = {
    "a roster issued earlier": lambda a, s: {"roster": a.roster(issued=a.issued - 1)},
    "another agency": lambda a, s: {"roster": a.roster(agency=8)},
    "a roster without this station": lambda a, s: {"roster": a.roster(stations=[])},
    "this station with another number": lambda a, s: {"roster": _with_me(a, 0, 4)},
    "this station with another sealing key": lambda a, s: {
        "roster": _with_me(a, 4, OpeningKey.generate().public.raw)
    },
    "this station twice": lambda a, s: {"roster": a.roster(stations=[*a.members, [5, *a.members[0][1:]]])},
    "a station whose key is none": lambda a, s: {
        "roster": a.roster(stations=[*a.members, [5, "counter", "G", bytes(32), bytes(32)]])
    },
    "a roster by a stranger": lambda a, s: {"roster": a.roster(signer=STRANGER)},
    "no roster": lambda a, s: {"roster": b""},
    "a signed time for a roster": lambda a, s: {"roster": sign_statement("relais/time/1", 5, a.central)},
    "a key that nobody endorsed": lambda a, s: {
        "roster": a.roster(hosted=False, recipient=OpeningKey.generate().public.raw)
    },
    "a key endorsed by this kiosk": lambda a, s: {
        "roster": a.roster(hosted=False, endorsement=a.endorsement(s.identity.signing))
    },
    "a key endorsed by a stranger": lambda a, s: {
        "roster": a.roster(hosted=False, endorsement=a.endorsement(STRANGER))
    },
    "a hosted key with an endorsement": lambda a, s: {
        "roster": a.roster(endorsement=a.endorsement(STRANGER))
    },
    "another key of the central": lambda a, s: {"sealing": OpeningKey.generate().public.raw},
    "a key that seals nothing": lambda a, s: {"sealing": bytes(32)},
    "a short key": lambda a, s: {"sealing": b"short"},
    "no key": lambda a, s: {"sealing": None},
    "pages anybody may read on the way": lambda a, s: {"followup": "http://relais.example"},
    "pages below a path": lambda a, s: {"followup": "https://relais.example/piege"},
    "pages with an account": lambda a, s: {"followup": "https://mairie@relais.example"},
    "pages with a question": lambda a, s: {"followup": "https://relais.example?"},
    "a very long address": lambda a, s: {"followup": "https://" + "a" * 200},
    "a time by a stranger": lambda a, s: {"time": sign_statement("relais/time/1", 5, STRANGER)},
    "no time": lambda a, s: {"time": b""},
    "nothing for the time": lambda a, s: {"time": "absent"},
    "no pages and no word of it": lambda a, s: {"followup": "absent"},
    "something more": lambda a, s: {"command": "erase"},
    "no standings": lambda a, s: {"published": "absent"},
    "standings by a stranger": lambda a, s: {"published": a.page(0, signer=STRANGER)},
    "standings of another agency": lambda a, s: {"published": a.page(0, agency=8)},
    "standings that are none": lambda a, s: {"published": a.roster()},
}


@pytest.mark.parametrize("spoil", REFUSED.values(), ids=REFUSED)
def test_what_does_not_hold_together_is_neither_kept_nor_a_crash(agency, store, kiosk, spoil):
    kiosk.loop.step()
    kiosk.topics.clear()
    before = known(store)
    agency.altered = spoil(agency, store)
    kiosk.loop.step()
    assert isinstance(kiosk.loop.problem, CentralNonsense)
    assert known(store) == before and store.journal.entries() == ()
    agency.altered = {}
    kiosk.loop.step()
    assert kiosk.loop.problem is None and known(store) == before


BACK = {
    "to be hosted again": lambda a, s: {
        "roster": a.roster(hosted=True, endorsement=None, issued=a.issued + 1)
    },
    "to be hosted again, by another key": lambda a, s: {
        "roster": a.roster(
            hosted=True, endorsement=None, recipient=OpeningKey.generate().public.raw, issued=a.issued + 1
        )
    },
    "to another key of the same counter": lambda a, s: {
        "roster": a.roster(
            recipient=(other := OpeningKey.generate().public).raw,
            endorsement=a.endorsement(a.endorser, other),
            issued=a.issued + 1,
        )
    },
}


@pytest.mark.parametrize("spoil", BACK.values(), ids=BACK)
def test_an_agency_with_its_own_key_never_goes_back(agency, store, kiosk, spoil):
    agency.members.append([9, "counter", "Guichet", STRANGER.public.raw, OpeningKey.generate().public.raw])
    agency.recipient, agency.endorser = OpeningKey.generate().public, STRANGER
    agency.issued += 1
    kiosk.loop.step()
    before = known(store)
    assert store.identity.hosted is False
    agency.altered = spoil(agency, store)
    kiosk.loop.step()
    assert isinstance(kiosk.loop.problem, CentralNonsense)
    assert known(store) == before


REPLIES = {
    "a portal": (Reply(body=b"<html>Bienvenue</html>", media_type="text/html"), CentralNonsense),
    "no map": (Reply(value=[]), CentralNonsense),
    "an empty map": (Reply(value={}), CentralNonsense),
    "half a line": (Reply(value={"roster": bytes(64)}, cut=9), CentralProblem),
    "no bytes": (Reply(raw=b""), CentralProblem),
    "a page that is not there": (Reply(status=404, value={"error": "not_found"}), CentralRefused),
    "a revoked station": (Reply(status=403, value={"error": "revoked"}), StationRevoked),
    "a bad signature": (Reply(status=401, value={"error": "bad_signature"}), CentralRefused),
    "a skew without a time": (Reply(status=401, value={"error": "clock_skew"}), CentralNonsense),
    "a skew with a stranger's time": (
        Reply(
            status=401,
            value={"error": "clock_skew", "time": sign_statement("relais/time/1", 5, STRANGER)},
        ),
        CentralNonsense,
    ),
    "an error of the server": (Reply(status=500, body=b"oops", media_type="text/plain"), CentralRefused),
    "a busy server": (Reply(status=503, value={"error": "busy"}), CentralBusy),
}


@pytest.mark.parametrize(("reply", "problem"), REPLIES.values(), ids=REPLIES)
def test_whatever_else_answers_is_a_problem_and_nothing_more(agency, store, kiosk, reply, problem):
    before = known(store)
    agency.replies[CHANGES] = lambda request: reply
    kiosk.loop.step()
    assert isinstance(kiosk.loop.problem, problem)
    assert known(store) == before


def test_nobody_there(store, agency, clock):
    agency.enrol(store)
    with pytest.raises(CentralUnreachable):
        catch_up(store, f"http://127.0.0.1:{closed_port()}", clock, "counter")
    with pytest.raises(ConfigBadValue):
        catch_up(store, "http://central.example", clock, "counter")


def test_the_clock_is_corrected_when_it_is_off_by_more_than_the_line_wavers(agency, store, kiosk, clock):
    agency.told = clock.now_ms() + OFFSET_STEP_MS - 1
    kiosk.loop.step()
    assert store.identity.offset_ms == 0
    agency.told = clock.now_ms() - OFFSET_STEP_MS
    kiosk.loop.step()
    assert store.identity.offset_ms == -OFFSET_STEP_MS
    assert [e.event for e in store.journal.entries()] == ["clock"]


def test_a_refused_clock_is_corrected_by_the_signed_time_and_the_question_asked_again(agency, store, kiosk):
    clock = FakeClock(wall_ms=1000)
    agency.told = 1_790_000_000_000
    statement = sign_statement("relais/time/1", agency.told, agency.central)
    skews = [Reply(status=401, value={"error": "clock_skew", "time": statement})]
    with serving(lambda request: skews.pop() if skews else agency(request)) as server:
        catch_up(store, url_of(server), clock, "kiosk")
        url = url_of(server) + CHANGES
    request = server.requests[1]
    signature = verify_request("POST", url, request.headers, request.body, key=store.identity.signing.public)
    assert signature.created_s == agency.told // 1000
    assert store.identity.offset_ms == agency.told - 1000


def test_a_central_never_content_with_the_clock(agency, store, kiosk, clock):
    statement = sign_statement("relais/time/1", clock.now_ms() + 90_000, agency.central)
    agency.replies[CHANGES] = lambda request: Reply(
        status=401, value={"error": "clock_skew", "time": statement}
    )
    kiosk.loop.step()
    assert isinstance(kiosk.loop.problem, ClockSkew) and kiosk.loop.problem.facts["seconds"] == 90
    assert agency.asked == [CHANGES, CHANGES]


def test_a_kiosk_asks_for_changes_and_for_nothing_else(agency, store, kiosk):
    kiosk.loop.step()
    kiosk.loop.step()
    assert agency.asked == [CHANGES, CHANGES]


def test_each_round_opens_its_own_line(agency, store, clock, tmp_path):
    agency.enrol(store)
    with serving(agency) as server:
        one = Kiosk(tmp_path / "data", url_of(server), clock)
        one.loop.step()
        one.loop.step()
        assert len(server._open) == 2
        one.loop.close()


def test_each_minute_a_little_early(kiosk, agency):
    rests = [kiosk.loop.step() for _ in range(20)]
    assert all(EVERY_S * 0.75 <= rest <= EVERY_S for rest in rests)
    assert len(set(rests)) > 1


def test_a_central_away_is_tried_again_within_the_minute(agency, store, clock, tmp_path):
    agency.enrol(store)
    away = Kiosk(tmp_path / "data", f"http://127.0.0.1:{closed_port()}", clock)
    rests = [away.loop.step() for _ in range(20)]
    away.loop.close()
    assert rests[0] <= 1.0 and max(rests) <= EVERY_S and min(rests[10:]) >= EVERY_S * 0.75


def test_nonsense_is_tried_again_ever_less_often(agency, kiosk):
    agency.replies[CHANGES] = lambda request: Reply(value={})
    rests = [kiosk.loop.step() for _ in range(14)]
    assert rests[0] <= 1.0 and EVERY_S * 3 < rests[-1] <= 300.0


@pytest.mark.parametrize(
    "reply",
    [Reply(status=503, value={"error": "busy"}, headers={"Retry-After": "600"}), None],
    ids=["busy", "content"],
)
def test_a_central_that_asks_to_be_left_alone_is(agency, kiosk, clock, reply):
    content = Reply(value=agency._changes(), headers={"Retry-After": "600"})
    agency.replies[CHANGES] = lambda request: reply or content
    rest = kiosk.loop.step()
    assert 600.0 <= rest <= 660.0
    kiosk.loop.wake()
    clock.advance(599)
    assert 0.0 < kiosk.loop.step() <= 61.0
    assert len(agency.asked) == 1
    clock.advance(61)
    kiosk.loop.step()
    assert len(agency.asked) == 2


def test_a_station_with_nothing_to_deliver_still_knows_whether_the_central_is_there(
    agency, store, kiosk, clock
):
    def reach():
        return [(one.name, one.reachable, one.trouble, one.tried_at) for one in store.peers.every()]

    started = clock.now_ms()
    kiosk.loop.step()
    assert reach() == [("https", True, None, started)] and kiosk.topics == ["changes"]
    clock.advance(60)
    kiosk.loop.step()
    assert reach() == [("https", True, None, started)], "an unchanged minute is not written down"
    agency.replies[CHANGES] = lambda request: Reply(status=502, body=b"", media_type="text/html")
    clock.advance(60)
    kiosk.loop.step()
    assert reach() == [("https", False, "central.unreachable", clock.now_ms())]
    agency.replies[CHANGES] = lambda request: Reply(status=503, value={"error": "busy"})
    clock.advance(60)
    kiosk.loop.step()
    assert reach()[0][1] is True, "who refuses is there"
    assert kiosk.topics == ["changes"] * 3


def test_the_loop_asks_at_once_and_when_woken_and_ends(agency, store, kiosk):
    asked = threading.Semaphore(0)
    agency.replies[CHANGES] = lambda request: (asked.release(), Reply(value=agency._changes()))[1]
    thread = threading.Thread(target=kiosk.loop.run)
    thread.start()
    try:
        assert asked.acquire(timeout=10)
        kiosk.loop.wake()
        assert asked.acquire(timeout=10)
    finally:
        kiosk.loop.stop()
        thread.join(10)
    assert not thread.is_alive()
    assert len(agency.asked) == 2


def test_a_full_disk_is_a_problem_that_passes(agency, store, clock, tmp_path):
    agency.enrol(store)
    full = [StoreUnwritable(path="x", detail="full")]
    seen: list[object] = []

    def opening():
        if full:
            raise full.pop()
        seen.append(loop.problem)
        return open_store(tmp_path / "data", durable=False)

    told = threading.Event()
    with serving(agency) as server:
        loop = Changes(opening, url_of(server), clock, lambda topic: told.set(), role="kiosk")
        thread = threading.Thread(target=loop.run)
        thread.start()
        try:
            assert told.wait(10)
            assert loop.problem is None
            assert isinstance(seen[0], StoreUnwritable)
        finally:
            loop.stop()
            thread.join(10)

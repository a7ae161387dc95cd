"""What the dispatcher does with each kind of answer."""

import hashlib
import threading
import time

import pytest

from kiosk.courier import Exchange
from kiosk.errors import (
    CentralBrokeOff,
    CentralBusy,
    CentralNonsense,
    CentralRefused,
    CentralUnreachable,
    ClockSkew,
    NotEnrolled,
    StationRevoked,
    StoreBusy,
    StoreDamaged,
)
from kiosk.store import open_store
from kiosk.wire.acknowledgement import Verdict, make_acknowledgement
from kiosk.wire.keys import SigningKey
from kiosk.wire.statement import sign_statement
from sync.dispatcher import Dispatcher
from tests.fakes.fake_central import FakeCourier
from tests.fakes.fake_clock import FakeClock

AWAY = CentralUnreachable(address="central")
PORTAL = CentralNonsense(address="central", detail="portal")


def trouble(problem, **more):
    return lambda parcels: Exchange(trouble=problem, **more)


def signed(key, verdicts):
    return lambda parcels: Exchange(acknowledgements=(make_acknowledgement(verdicts(parcels), key),))


def digest(parcel):
    return hashlib.sha256(parcel.raw).digest()


def test_nothing_to_do_is_no_visit(bench):
    assert bench.step() == 1.0
    assert bench.courier.visits == []


def test_an_accepted_envelope_is_acknowledged_and_everybody_told(bench):
    one = bench.record()
    bench.step()
    assert bench.state(one) == "acknowledged"
    assert bench.topics == ["outbox"]
    row = bench.store.outbox.get(one)
    assert (row.attempts, row.last_trouble, row.verdict) == (1, None, "accepted")
    assert [e.event for e in bench.store.journal.entries()] == ["acknowledged"]
    bench.run_for(60)
    assert len(bench.courier.visits) == 1


def test_more_than_a_batch_goes_without_waiting(bench):
    bench.record_many([None] * 450)
    delays = [bench.step() for _ in range(3)]
    assert delays == [0, 0, 0]
    assert [len(visit) for visit in bench.courier.visits] == [200, 200, 50]
    assert set(bench.states()) == {"acknowledged"}


def test_a_batch_is_bounded_in_bytes(bench):
    for _ in range(4):
        bench.record(bytes(200 * 1024))
    bench.step()
    assert len(bench.courier.visits[0]) == 2


def test_a_rejected_envelope_is_held_with_the_code_and_not_offered_again(bench):
    bench.central.rejects = lambda raw: "unknown_form" if raw == b"bad" else None
    bad, good = bench.record(b"bad"), bench.record()
    bench.run_for(600)
    assert (bench.state(bad), bench.state(good)) == ("held", "acknowledged")
    assert bench.store.outbox.get(bad).verdict == "unknown_form"
    assert len(bench.courier.visits) == 1
    assert ("rejected", bad.hex(), "unknown_form") in [
        (e.event, e.subject, e.detail) for e in bench.store.journal.entries()
    ]


@pytest.mark.parametrize(
    "verdicts",
    [
        lambda parcels: [Verdict(p.id, bytes(32), None) for p in parcels],
        lambda parcels: [Verdict(bytes(15) + b"\xff", digest(p), None) for p in parcels],
        lambda parcels: [Verdict(p.id, digest(p)[::-1], "unknown_form") for p in parcels],
    ],
)
def test_a_verdict_about_other_bytes_settles_nothing(bench, verdicts):
    one = bench.record()
    bench.plan = signed(bench.central.key, verdicts)
    bench.step()
    assert bench.state(one) == "waiting"


def test_a_verdict_by_another_key_settles_nothing_and_slows_down(bench):
    one = bench.record()
    bench.plan = signed(SigningKey.generate(), lambda ps: [Verdict(p.id, digest(p), None) for p in ps])
    assert 0.7 < bench.step() <= 1
    assert bench.state(one) == "waiting"
    row = bench.store.outbox.get(one)
    assert (row.last_trouble, row.attempts) == ("central.nonsense", 1)
    assert not bench.store.peers.every()[0].reachable


def test_unverifiable_bytes_beside_a_good_acknowledgement(bench):
    one = bench.record()
    bench.plan = lambda parcels: Exchange(acknowledgements=(b"\xff", bench.central.receive(parcels)))
    bench.step()
    assert bench.state(one) == "acknowledged"


def test_an_acknowledgement_altered_on_the_way_settles_nothing(bench):
    one = bench.record()

    def alter(parcels):
        good = bytearray(bench.central.receive(parcels))
        good[40] ^= 1
        return Exchange(acknowledgements=(bytes(good),))

    bench.plan = alter
    bench.step()
    assert bench.state(one) == "waiting"


def test_refusals_beside_unverifiable_bytes_count_for_nothing(bench):
    one = bench.record()
    bench.plan = lambda ps: Exchange(acknowledgements=(b"\xff",), refused=((one, "bad_signature"),))
    bench.run_for(3600)
    assert bench.state(one) == "waiting"


def test_a_lost_reply_is_asked_for_again_and_counted_once(bench):
    one = bench.record()
    lost = []

    def lose_the_first_reply(parcels):
        acknowledgement = bench.central.receive(parcels)
        if lost:
            return Exchange(acknowledgements=(acknowledgement,))
        lost.append(acknowledgement)
        return Exchange(trouble=CentralBrokeOff(address="central"))

    bench.plan = lose_the_first_reply
    bench.run_for(10)
    assert bench.state(one) == "acknowledged"
    assert bench.central.new_rows == 1


def test_a_late_acknowledgement_settles_what_was_not_offered(bench):
    one = bench.record()
    two = bench.record()
    acknowledgement = make_acknowledgement(
        [Verdict(row.id, row.digest, None) for row in bench.store.outbox.every()], bench.central.key
    )
    bench.store.outbox.hold(two, "id_conflict")
    bench.plan = lambda parcels: Exchange(acknowledgements=(acknowledgement,))
    bench.step()
    assert [bench.state(one), bench.state(two)] == ["acknowledged", "acknowledged"]


def test_an_away_central_is_noticed_within_five_seconds_without_a_new_request(bench):
    one = bench.record()
    bench.plan = trouble(AWAY)
    bench.run_for(3 * 24 * 3600 / 100)
    bench.plan = lambda parcels: Exchange(acknowledgements=(bench.central.receive(parcels),))
    bench.run_for(4.01)
    assert bench.state(one) == "acknowledged"


def test_a_long_outage_writes_nothing(bench):
    bench.record()
    bench.plan = trouble(AWAY)
    bench.run_for(60)
    before = bench.store._connection.rows("PRAGMA data_version"), bench.store.outbox.every()
    bench.run_for(3600)
    assert (bench.store._connection.rows("PRAGMA data_version"), bench.store.outbox.every()) == before
    assert before[1][0].attempts == 1
    assert bench.topics == ["outbox"]
    bench.record()
    bench.run_for(10)
    assert [row.attempts for row in bench.store.outbox.every()] == [1, 1]


@pytest.mark.parametrize(
    "problem",
    [PORTAL, CentralRefused(address="central", reason="malformed"), StationRevoked(address="central")],
)
def test_senseless_answers_slow_down_to_five_minutes_and_settle_nothing(bench, problem):
    one = bench.record()
    bench.plan = trouble(problem)
    bench.run_for(24 * 3600)
    assert bench.state(one) == "waiting"
    assert 280 < len(bench.courier.visits) < 420
    bench.plan = lambda parcels: Exchange(acknowledgements=(bench.central.receive(parcels),))
    bench.run_for(300)
    assert bench.state(one) == "acknowledged"


def test_many_envelopes_do_not_hammer_a_captive_portal(bench):
    for _ in range(50):
        bench.record()
    bench.plan = trouble(PORTAL)
    bench.run_for(3600)
    assert len(bench.courier.visits) < 60
    assert set(bench.states()) == {"waiting"}
    bench.plan = lambda parcels: Exchange(acknowledgements=(bench.central.receive(parcels),))
    bench.run_for(301)
    assert set(bench.states()) == {"acknowledged"}


@pytest.mark.parametrize(("asked", "least", "most"), [(30.0, 30, 33), (0.0, 0, 0), (10.0**9, 3600, 3630)])
def test_retry_after_is_obeyed(bench, asked, least, most):
    bench.record()
    bench.plan = trouble(CentralBusy(address="central", seconds=0), wait_s=asked)
    bench.step()
    bench.dispatcher.wake()
    bench.clock.advance(max(0, least - 0.5))
    bench.step()
    assert len(bench.courier.visits) == (1 if least else 2)
    bench.clock.advance(most - least + 1)
    bench.step()
    assert len(bench.courier.visits) == (2 if least else 3)


def test_a_signed_time_is_kept_and_the_next_visit_is_at_once(bench):
    one = bench.record()
    told = bench.clock.now_ms() + 86_400_000
    statement = sign_statement("relais/time/1", told, bench.central.key)
    skew = ClockSkew(address="central", seconds=86_400)
    bench.plan = trouble(skew, peer_time=statement)
    assert bench.step() == 0
    assert bench.store.identity.offset_ms == 86_400_000
    assert bench.step() > 0.9, "a central that is never content is not asked in a loop"
    bench.run_for(3600)
    assert len(bench.courier.visits) < 30
    bench.plan = lambda parcels: Exchange(acknowledgements=(bench.central.receive(parcels),))
    bench.run_for(300)
    row = bench.store.outbox.get(one)
    assert row.acknowledged_at > bench.clock.now_ms() + 80_000_000
    assert "clock" in [e.event for e in bench.store.journal.entries()]


@pytest.mark.parametrize(
    "statement",
    [
        sign_statement("relais/time/1", 5, SigningKey.generate()),
        b"",
        b"\xd2garbage",
    ],
)
def test_an_unsigned_time_changes_nothing(bench, statement):
    bench.record()
    bench.plan = trouble(ClockSkew(address="central", seconds=1), peer_time=statement)
    assert bench.step() > 0.7
    assert bench.store.identity.offset_ms is None


def test_handed_over_is_on_the_way_and_asked_for_again_later(bench):
    one = bench.record()
    bench.plan = lambda parcels: Exchange(handed_over=tuple(p.id for p in parcels))
    bench.run_for(50)
    assert bench.state(one) == "waiting"
    row = bench.store.outbox.get(one)
    assert (row.handed_over_at is not None, row.last_trouble, row.attempts) == (True, None, 1)
    assert len(bench.courier.visits) == 5, "soon, since somebody may wait for it; then ever more rarely"
    bench.run_for(600)
    assert len(bench.courier.visits) in range(13, 17), "once a minute"
    bench.plan = lambda parcels: Exchange(acknowledgements=(bench.central.receive(parcels),))
    bench.run_for(61)
    assert bench.state(one) == "acknowledged"


def test_the_second_courier_carries_what_the_first_cannot(bench):
    away = FakeCourier(trouble(AWAY), name="https")
    hub = FakeCourier(lambda ps: Exchange(acknowledgements=(bench.central.receive(ps),)), name="hub")
    bench.dispatcher = bench.dispatch_with(away, hub)
    one = bench.record()
    bench.step()
    assert bench.state(one) == "acknowledged"
    assert [(p.name, p.reachable) for p in bench.store.peers.every()] == [("https", False), ("hub", True)]


def test_acknowledged_envelopes_go_after_thirty_days(bench):
    old = bench.record()
    bench.step()
    bench.clock.advance(29 * 86_400)
    fresh = bench.record()
    bench.step()
    assert bench.store.outbox.get(old) is not None
    bench.clock.advance(2 * 86_400)
    bench.step()
    assert bench.store.outbox.get(old) is not None, "no visit, no proof of the time: nothing goes"
    bench.record()
    bench.step()
    assert bench.store.outbox.get(old) is None
    assert bench.store.outbox.get(fresh) is not None


def test_a_held_envelope_that_a_person_releases_is_offered_again(bench):
    bench.plan = lambda parcels: Exchange(refused=tuple((p.id, "id_conflict") for p in parcels))
    one = bench.record()
    bench.run_for(1000)
    assert bench.state(one) == "held"
    bench.plan = lambda parcels: Exchange(acknowledgements=(bench.central.receive(parcels),))
    assert bench.store.outbox.release(one)
    bench.run_for(10)
    assert bench.state(one) == "acknowledged"


def test_before_enrolment_the_loop_does_not_start(tmp_path):
    with open_store(tmp_path) as store:
        store.outbox.append(bytes(16), "service", 1, lambda _: b"sealed")
    courier = FakeCourier(trouble(AWAY))
    dispatcher = Dispatcher(lambda: open_store(tmp_path), [courier], FakeClock(), print)
    with pytest.raises(NotEnrolled):
        dispatcher.step()
    dispatcher.close()


class RealTime(FakeClock):
    def monotonic(self) -> float:
        return time.monotonic()


def start(dispatcher: Dispatcher) -> threading.Thread:
    thread = threading.Thread(target=dispatcher.run)
    thread.start()
    return thread


def test_the_thread_delivers_and_stops(bench):
    told = threading.Event()
    dispatcher = Dispatcher(
        lambda: open_store(bench._folder), [bench.courier], RealTime(), lambda topic: told.set()
    )
    thread = start(dispatcher)
    one = bench.record()
    dispatcher.wake()
    assert told.wait(20)
    dispatcher.stop()
    thread.join(20)
    assert not thread.is_alive()
    assert bench.state(one) == "acknowledged"


def test_a_store_in_trouble_does_not_end_the_thread(bench, monkeypatch):
    monkeypatch.setattr("sync.loop.slow_delay", lambda *_: 0.0)
    told = threading.Event()
    problems = [StoreBusy(path="x"), StoreDamaged(path="x", detail="y")]

    def opening():
        if problems:
            raise problems.pop()
        return open_store(bench._folder)

    bench.record()
    dispatcher = Dispatcher(opening, [bench.courier], RealTime(), lambda topic: told.set())
    thread = start(dispatcher)
    assert told.wait(20)
    dispatcher.stop()
    thread.join(20)
    assert set(bench.states()) == {"acknowledged"}
    assert dispatcher.problem is None


def test_a_failed_settlement_is_repeated_and_loses_nothing(bench, monkeypatch):
    one = bench.record()
    real = type(bench.store.journal).append

    def full(*_):
        raise StoreBusy(path="x")

    monkeypatch.setattr("kiosk.store.journal.Journal.append", full)
    with pytest.raises(StoreBusy):
        bench.step()
    assert bench.state(one) == "waiting"
    assert bench.store.outbox.get(one).attempts == 0
    monkeypatch.setattr("kiosk.store.journal.Journal.append", real)
    bench.step()
    assert bench.state(one) == "acknowledged"
    assert bench.central.new_rows == 1

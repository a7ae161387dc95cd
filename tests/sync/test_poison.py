"""One envelope that a peer chokes on must neither stop the others nor be lost."""

import pytest

from kiosk.courier import Exchange
from kiosk.errors import CentralBrokeOff, CentralNonsense, CentralRefused, CentralUnreachable

POISON = b"poison"
TROUBLES = [
    CentralRefused(address="central", reason="malformed"),
    CentralRefused(address="central", reason="http_500"),
    CentralNonsense(address="central", detail="HTTP 403, text/html"),
    CentralBrokeOff(address="central"),
]


def choking(bench, problem):
    def plan(parcels):
        if any(parcel.raw == POISON for parcel in parcels):
            return Exchange(trouble=problem)
        return Exchange(acknowledgements=(bench.central.receive(parcels),))

    return plan


@pytest.mark.parametrize("problem", TROUBLES, ids=lambda p: f"{p.code}")
@pytest.mark.parametrize("place", [0, 57, 299])
def test_the_others_arrive_within_seconds(bench, problem, place):
    bench.record_many([POISON if n == place else None for n in range(300)])
    bench.plan = choking(bench, problem)
    bench.run_for(30)
    assert bench.states().count("acknowledged") == 299
    assert bench.states().count("waiting") == 1
    late = bench.record()
    bench.run_for(5)
    assert bench.state(late) == "acknowledged", "a suspect must not delay what is recorded later"


@pytest.mark.parametrize("problem", TROUBLES, ids=lambda p: f"{p.code}")
def test_it_is_given_up_only_after_many_failures_while_others_pass(bench, problem):
    poison = bench.record(POISON)
    bench.plan = choking(bench, problem)
    for _ in range(7):
        bench.record()
        bench.run_for(600)
        assert bench.state(poison) == "waiting"
    for _ in range(3):
        bench.record()
        bench.run_for(600)
    assert bench.state(poison) == "held"
    row = bench.store.outbox.get(poison)
    assert row.last_trouble == problem.facts.get("reason", problem.code)
    assert row.raw == POISON
    assert "held" in [e.event for e in bench.store.journal.entries()]
    visits = len(bench.courier.visits)
    bench.run_for(3600)
    assert len(bench.courier.visits) == visits


@pytest.mark.parametrize("problem", TROUBLES, ids=lambda p: f"{p.code}")
def test_alone_it_is_never_given_up(bench, problem):
    poison = bench.record(POISON)
    bench.plan = choking(bench, problem)
    bench.run_for(2 * 3600)
    assert bench.state(poison) == "waiting"


def test_a_central_that_fails_with_everything_makes_nothing_held(bench):
    for _ in range(20):
        bench.record()
    bench.plan = lambda parcels: Exchange(trouble=TROUBLES[1])
    bench.run_for(24 * 3600)
    assert set(bench.states()) == {"waiting"}
    assert len(bench.courier.visits) < 420, "no more often with many envelopes than with one"
    bench.plan = lambda parcels: Exchange(acknowledgements=(bench.central.receive(parcels),))
    bench.run_for(301)
    assert set(bench.states()) == {"acknowledged"}


def test_refused_by_name_is_held_after_it_repeats_and_the_others_go_on(bench):
    refused = bench.record(POISON)
    others = [bench.record() for _ in range(3)]

    def plan(parcels):
        good = [p for p in parcels if p.raw != POISON]
        return Exchange(
            acknowledgements=(bench.central.receive(good),) if good else (),
            refused=tuple((p.id, "bad_signature") for p in parcels if p.raw == POISON),
        )

    bench.plan = plan
    bench.step()
    assert [bench.state(one) for one in others] == ["acknowledged"] * 3
    assert bench.state(refused) == "waiting"
    bench.run_for(299)
    assert bench.state(refused) == "waiting"
    bench.run_for(10)
    assert bench.state(refused) == "held"
    row = bench.store.outbox.get(refused)
    assert (row.last_trouble, row.verdict, row.attempts) == ("bad_signature", None, 3)
    assert bench.courier.visits[1:] == [(refused,), (refused,)]


def test_one_refusal_that_does_not_repeat_is_forgotten(bench):
    one = bench.record()
    bench.plan = lambda parcels: Exchange(refused=((one, "bad_signature"),))
    bench.step()
    bench.plan = lambda parcels: Exchange(acknowledgements=(bench.central.receive(parcels),))
    bench.run_for(6)
    assert bench.state(one) == "acknowledged"


def test_a_refusal_of_what_was_not_offered_is_ignored(bench):
    one = bench.record()
    bench.plan = lambda parcels: Exchange(
        acknowledgements=(bench.central.receive(parcels),), refused=((bytes(16), "x"), (one, "x"))
    )
    bench.run_for(600)
    assert bench.state(one) == "acknowledged"


def test_an_envelope_that_is_passed_over_in_silence_delays_nobody(bench):
    silent = bench.record(POISON)
    bench.plan = lambda parcels: Exchange(
        acknowledgements=tuple(
            [bench.central.receive(good)] if (good := [p for p in parcels if p.raw != POISON]) else []
        )
    )
    for _ in range(12):
        late = bench.record()
        bench.run_for(400)
        assert bench.state(late) == "acknowledged"
    assert bench.state(silent) == "held"


def test_an_unreachable_central_makes_nobody_a_suspect(bench):
    for _ in range(30):
        bench.record()
    bench.plan = lambda parcels: Exchange(trouble=CentralUnreachable(address="central"))
    bench.run_for(120)
    bench.plan = lambda parcels: Exchange(acknowledgements=(bench.central.receive(parcels),))
    bench.run_for(4.1)
    assert len(bench.courier.visits[-1]) == 30


def test_a_line_that_drops_large_batches_gets_smaller_ones(bench):
    bench.record_many([None] * 100)

    def plan(parcels):
        if len(parcels) > 10:
            return Exchange(trouble=CentralBrokeOff(address="central"))
        return Exchange(acknowledgements=(bench.central.receive(parcels),))

    bench.plan = plan
    bench.run_for(60)
    assert set(bench.states()) == {"acknowledged"}

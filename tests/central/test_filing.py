"""A large batch is acknowledged before it is opened; a small one has its cases at once."""

import pytest

from central.cases import filing
from central.cases.filing import AT_ONCE, file_waiting
from central.cases.models import Case, Status
from central.intake.models import StoredEnvelope
from kiosk.wire.compact import Kind
from kiosk.wire.envelope import new_id, parse_envelope
from tests.central.outpost import Outpost, said

MANY = AT_ONCE + 1


def _waiting() -> int:
    return StoredEnvelope.objects.filter(filed=False).count()


def test_a_few_have_their_cases_with_the_answer(outpost: Outpost) -> None:
    outpost.send(*[outpost.envelope() for _ in range(AT_ONCE)])
    assert (Case.objects.count(), _waiting()) == (AT_ONCE, 0)


def test_many_are_acknowledged_and_their_cases_follow_in_order(outpost: Outpost) -> None:
    raws = [outpost.envelope() for _ in range(MANY)]
    assert outpost.send(*raws).refused == []
    assert (Case.objects.count(), _waiting()) == (0, MANY)
    assert [file_waiting(most=6), file_waiting(most=6), file_waiting()] == [6, MANY - 6, 0]
    named = [
        bytes(one) for one in Case.objects.order_by("pk").values_list("envelope__envelope_id", flat=True)
    ]
    assert named == [parse_envelope(raw).id for raw in raws]
    assert not Case.objects.filter(code_digest=None).exists()


def test_sent_again_before_it_is_filed_nothing_is_twice(outpost: Outpost) -> None:
    raws = [outpost.envelope() for _ in range(MANY)]
    answers = {outpost.send(*raws).raw for _ in range(2)}
    one = outpost.send(raws[0])
    assert len(answers) == 1 and one.refused == []
    # Alone it is filed with its answer; the others wait on.
    assert (Case.objects.count(), _waiting()) == (1, MANY - 1)
    file_waiting()
    assert Case.objects.count() == StoredEnvelope.objects.count() == MANY


def test_two_that_file_at_once_make_one_case(outpost: Outpost, monkeypatch: pytest.MonkeyPatch) -> None:
    outpost.send(*[outpost.envelope() for _ in range(MANY)])
    meanwhile, opened = file_waiting, filing.new_case

    def interrupted(*args: object) -> object:
        monkeypatch.setattr(filing, "new_case", opened)
        meanwhile()
        return opened(*args)

    monkeypatch.setattr(filing, "new_case", interrupted)
    file_waiting()
    assert Case.objects.count() == MANY


def test_a_change_that_came_first_finds_its_case(outpost: Outpost, counter: Outpost) -> None:
    raws = [outpost.envelope() for _ in range(MANY)]
    done = counter.says(said(Kind.STATUS_CHANGE, parse_envelope(raws[3]).id, "done"))
    counter.send(done)
    outpost.send(*raws)
    file_waiting()
    assert [case.status for case in Case.objects.order_by("pk")].index(Status.DONE) == 3


def test_what_needs_a_verdict_gets_it_in_a_large_batch_too(outpost: Outpost, counter: Outpost) -> None:
    about = new_id(1)
    forbidden = outpost.says(said(Kind.STATUS_CHANGE, about, "done"))
    raws = [forbidden, *[outpost.envelope() for _ in range(MANY)]]
    outpost.send(*raws)
    assert StoredEnvelope.objects.exclude(rejected="").count() == 1
    assert _waiting() == MANY


def test_batches_go_first_but_nobody_waits_long(outpost: Outpost) -> None:
    outpost.send(*[outpost.envelope() for _ in range(MANY)])
    at = StoredEnvelope.objects.order_by("pk").first().received_ms
    times = (at, at + filing.QUIET_MS - 1, at + filing.QUIET_MS, at + 10**9, at - 10**9)
    assert [filing._is_time(now_ms) for now_ms in times] == [False, False, True, True, True]
    StoredEnvelope.objects.filter(pk=StoredEnvelope.objects.order_by("pk").last().pk).update(
        received_ms=at + filing.LATEST_MS
    )
    assert filing._is_time(at + filing.LATEST_MS)
    file_waiting()
    assert not filing._is_time(at + 10**9)

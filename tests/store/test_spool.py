"""The print queue: it goes forward only, and knows code and token no longer than it needs them."""

from itertools import pairwise

import pytest
from sqlcipher3 import dbapi2 as engine

from kiosk.store import open_store
from kiosk.store.reminder import Reminder
from kiosk.store.spool import KEPT_MS, NOT_SEEN, OPEN
from tests.store.test_rows_of_one import decrypted_pages

FIRST, SECOND = b"\1" * 16, b"\2" * 16
CODE, TOKEN = 482_913_507_264, b"TOKENTOKENTOKEN!"
STATES = ("queued", "sending", "sent", "confirmed", "unknown", "failed")
LEGAL = {
    ("queued", "sending"), ("queued", "failed"),
    ("sending", "sent"), ("sending", "unknown"), ("sending", "failed"),
    ("sent", "confirmed"), ("sent", "unknown"), ("sent", "failed"),
    ("unknown", "confirmed"), ("unknown", "failed"),
}  # fmt: skip
WAYS = {
    "queued": (),
    "sending": ("sending",),
    "sent": ("sending", "sent"),
    "confirmed": ("sending", "sent", "confirmed"),
    "unknown": ("sending", "unknown"),
    "failed": ("failed",),
}


def append(store, envelope_id=FIRST, created=1000):
    store.spool.append(
        envelope_id,
        created=created,
        code=CODE,
        token=TOKEN,
        service="service",
        language="ar",
        recorded_at=900,
    )
    return store.spool.of(envelope_id)


def job_in(store, state, envelope_id=FIRST):
    job = append(store, envelope_id)
    for step in WAYS[state]:
        assert store.spool.mark(job.id, step)
    return store.spool.of(envelope_id)


def test_a_job_begins_queued_with_all_that_its_paper_needs(store):
    assert store.spool.next() is None and store.spool.of(FIRST) is None
    job = append(store)
    assert job == store.spool.next()
    assert (job.envelope_id, job.copy, job.state, job.trouble) == (FIRST, 1, "queued", None)
    assert (job.code, job.token, job.service, job.language) == (CODE, TOKEN, "service", "ar")
    assert (job.created, job.recorded_at, job.ended) == (1000, 900, False)


def test_the_oldest_comes_first(store):
    append(store, FIRST)
    append(store, SECOND)
    assert store.spool.next().envelope_id == FIRST
    store.spool.mark(store.spool.next().id, "sending")
    assert store.spool.next().envelope_id == SECOND


@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize("after", STATES)
def test_a_job_goes_forward_only_whoever_writes(store, raw_connection, before, after):
    job = job_in(store, before)
    change = "UPDATE spool SET state = ?, code = ?, token = ? WHERE id = ?"
    kept = (CODE, TOKEN) if after in OPEN and before in OPEN else (None, None)
    if (before, after) in LEGAL or (before == after):
        raw_connection.execute(change, [after, *kept, job.id])
        assert store.spool.of(FIRST).state == after
    else:
        with pytest.raises(engine.IntegrityError):
            raw_connection.execute(change, [after, *kept, job.id])
        assert store.spool.of(FIRST) == job


@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize("after", STATES)
def test_marking_says_whether_the_job_was_still_open(store, before, after):
    job = job_in(store, before)
    if (before, after) in LEGAL or (before == after and before in OPEN):
        assert store.spool.mark(job.id, after, "why")
        assert (store.spool.of(FIRST).state, store.spool.of(FIRST).trouble) == (after, "why")
    elif before in OPEN:
        with pytest.raises(engine.IntegrityError):
            store.spool.mark(job.id, after)
        assert store.spool.of(FIRST) == job
    else:
        assert not store.spool.mark(job.id, after, "why")
        assert store.spool.of(FIRST) == job


@pytest.mark.parametrize("state", STATES)
def test_code_and_token_are_there_as_long_as_the_job_is_open(store, raw_connection, state):
    job_in(store, state)
    (row,) = raw_connection.execute("SELECT code, token FROM spool").fetchall()
    assert row == ((CODE, TOKEN) if state in OPEN else (None, None))


@pytest.mark.parametrize("end", ["confirmed", "unknown", "failed"])
def test_a_job_that_ends_with_its_code_is_refused_by_the_database(store, raw_connection, end):
    job = job_in(store, "sent")
    for change in ("state = ?", "state = ?, code = NULL", "state = ?, token = NULL"):
        with pytest.raises(engine.IntegrityError):
            raw_connection.execute(f"UPDATE spool SET {change} WHERE id = ?", [end, job.id])


@pytest.mark.parametrize(
    "change",
    ["envelope_id = x'03'", "copy = 2", "recorded_at = 1", "language = 'fr'", "code = 1", "token = x'00'",
     "code = NULL"],
)  # fmt: skip
def test_an_open_job_is_about_one_thing(store, raw_connection, change):
    job = append(store)
    with pytest.raises(engine.IntegrityError):
        raw_connection.execute(f"UPDATE spool SET {change}")
    assert store.spool.of(FIRST) == job


def test_an_ended_job_never_gets_a_code_again(store, raw_connection):
    job_in(store, "failed")
    with pytest.raises(engine.IntegrityError):
        raw_connection.execute("UPDATE spool SET code = 1, token = x'00'")


def test_a_job_is_neither_lost_nor_begun_elsewhere(store, raw_connection):
    append(store)
    with pytest.raises(engine.IntegrityError, match="never lost"):
        raw_connection.execute("DELETE FROM spool")
    with pytest.raises(engine.IntegrityError, match="begins queued"):
        raw_connection.execute(
            "INSERT INTO spool SELECT 9, envelope_id, copy, 'sent', created, trouble, code, token, service,"
            " language, recorded_at, about, station FROM spool"
        )


@pytest.mark.parametrize(
    ("ends", "copies"),
    [
        (["confirmed", "confirmed"], [1, 2, 3]),
        (["unknown"], [1, 2]),
        (["failed", "failed"], [1, 1, 1]),
        (["failed", "confirmed", "failed"], [1, 1, 2, 2]),
    ],
)
def test_a_paper_is_a_duplicate_where_an_earlier_one_may_exist(store, raw_connection, ends, copies):
    for end in ends:
        job_in(store, end)
    append(store)
    assert [job.copy for job in store.spool.every()] == copies


def test_a_client_who_saw_no_paper_may_be_wrong(store):
    job = job_in(store, "unknown")
    assert store.spool.mark(job.id, "failed", NOT_SEEN)
    assert append(store).copy == 2


@pytest.mark.parametrize(
    ("state", "ended"),
    [("queued", "failed"), ("sending", "unknown"), ("sent", "unknown")],
)
def test_a_sitting_that_ends_ends_its_jobs(store, state, ended):
    job_in(store, state, FIRST)
    other = append(store, SECOND)
    assert store.spool.end_sitting(FIRST) == 1
    job = store.spool.of(FIRST)
    assert (job.state, job.trouble, job.code, job.token) == (ended, "left", None, None)
    assert store.spool.of(SECOND) == other
    assert store.spool.end_sitting() == 1
    assert store.spool.next() is None
    assert store.spool.end_sitting() == 0


@pytest.mark.parametrize("state", ["confirmed", "unknown", "failed"])
def test_what_has_ended_stays_as_it_ended(store, state):
    job = job_in(store, state)
    assert store.spool.end_sitting() == 0 and store.spool.recover(1000) == 0
    assert store.spool.of(FIRST) == job


@pytest.mark.parametrize(("now", "there"), [(1000, True), (61_000, True), (61_001, False), (999, False)])
def test_after_a_restart_only_the_reminded_client_still_gets_a_paper(store, now, there):
    append(store, SECOND)
    append(store, FIRST)
    store.reminder.put(Reminder(FIRST, CODE, TOKEN, "service", "ar", 1000))
    assert store.spool.recover(now) == (1 if there else 2)
    assert (store.spool.of(SECOND).state, store.spool.of(SECOND).trouble) == ("failed", "stopped")
    assert store.spool.of(FIRST).state == ("queued" if there else "failed")
    assert (store.spool.next() is not None) == there


@pytest.mark.parametrize("state", ["sending", "sent"])
def test_after_a_restart_what_was_on_its_way_is_unknown_and_not_printed_again(store, state):
    job_in(store, state)
    store.reminder.put(Reminder(FIRST, CODE, TOKEN, "service", "ar", 1000))
    assert store.spool.recover(1000) == 1
    job = store.spool.of(FIRST)
    assert (job.state, job.trouble, job.code, job.token) == ("unknown", "stopped", None, None)
    assert store.spool.next() is None


def test_a_job_taken_by_the_printer_is_refused_once_the_client_has_left(folder, store):
    append(store)
    with open_store(folder) as printers:
        job = printers.spool.next()
        store.spool.end_sitting()
        assert not printers.spool.mark(job.id, "sending")
    assert store.spool.of(FIRST).state == "failed"


def test_ended_jobs_go_after_thirty_days_and_open_ones_stay(store):
    job_in(store, "confirmed", FIRST)
    append(store, SECOND)
    append(store, b"\3" * 16, 1000 + KEPT_MS)
    assert len(store.spool.every()) == 3
    append(store, b"\4" * 16, 1001 + KEPT_MS)
    assert [job.envelope_id[0] for job in store.spool.every()] == [2, 3, 4]


@pytest.mark.parametrize("ending", ["mark", "leave", "stay"])
def test_an_ended_job_leaves_no_trace_even_for_the_key(folder, store, ending):
    job = append(store)
    append(store, SECOND)
    store._connection._raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert decrypted_pages(folder).count(TOKEN) == 2
    if ending == "mark":
        for before, after in pairwise(("queued", *WAYS["confirmed"])):
            assert before != after and store.spool.mark(job.id, after)
    elif ending == "leave":
        store.spool.end_sitting(FIRST)
    store.close()
    assert decrypted_pages(folder).count(TOKEN) == (2 if ending == "stay" else 1)


def test_code_and_token_are_not_in_the_repr(store):
    said = repr(append(store))
    assert str(CODE) not in said and "TOKEN" not in said


def test_a_receipt_whose_original_came_out_elsewhere_says_duplicate_from_the_start(store):
    asked = {"code": CODE, "token": TOKEN, "service": "service", "language": "ar", "recorded_at": 900}
    store.spool.append(FIRST, created=1000, **asked, duplicate=True, station=3)
    job = store.spool.of(FIRST)
    assert (job.copy, job.station, job.about) == (2, 3, "request")
    assert store.spool.mark(job.id, "failed")
    store.spool.append(FIRST, created=1000, **asked, duplicate=True, station=3)
    assert store.spool.of(FIRST).copy == 2
    for step in WAYS["confirmed"]:
        store.spool.mark(store.spool.of(FIRST).id, step)
    store.spool.append(FIRST, created=1000, **asked, duplicate=True, station=3)
    assert store.spool.of(FIRST).copy == 3


def sheet_in(store, state):
    assert store.spool.append_recovery(1000)
    job = store.spool.next()
    for step in WAYS[state]:
        assert store.spool.mark(job.id, step)
    return store.spool.every()[-1]


def test_a_recovery_sheet_has_no_request_and_no_secret(store, raw_connection):
    job = sheet_in(store, "queued")
    assert (job.about, job.copy, job.service, job.station) == ("recovery", 1, "", None)
    (row,) = raw_connection.execute("SELECT code, token FROM spool").fetchall()
    assert row == (0, b"")


def test_clients_who_come_and_go_leave_the_recovery_sheet_alone(store):
    for state in ("queued", "sending", "sent"):
        store.spool.append_recovery(1000)
        if state != "queued":
            store.spool.mark(store.spool.every()[-1].id, state)
        append(store)
        before = store.spool.every()[-2]
        assert store.spool.end_sitting() == 1
        assert store.spool.end_sitting(before.envelope_id) == 0
        assert store.spool.every()[-2] == before


@pytest.mark.parametrize(
    ("state", "after"), [("queued", "queued"), ("sending", "unknown"), ("sent", "unknown")]
)
def test_after_a_restart_a_queued_sheet_still_waits_and_one_on_its_way_is_unknown(store, state, after):
    sheet_in(store, state)
    store.spool.recover(61_001)
    assert store.spool.every()[-1].state == after


@pytest.mark.parametrize("state", STATES)
def test_no_second_sheet_is_printed_unless_somebody_asks(store, state):
    sheet_in(store, state)
    assert store.spool.append_recovery(2000) == (state == "failed")
    again = store.spool.append_recovery(3000, again=True)
    assert again == (state in ("confirmed", "unknown"))
    copies = [job.copy for job in store.spool.every()]
    assert copies == ([1, 1] if state == "failed" else [1, 2] if again else [1])


def test_a_sheet_of_long_ago_is_not_forgotten_and_so_not_printed_again(store):
    sheet_in(store, "unknown")
    append(store, FIRST, 2000 + KEPT_MS)
    assert not store.spool.append_recovery(2000 + KEPT_MS)


def test_a_client_who_waits_comes_before_the_sheet(store):
    sheet_in(store, "queued")
    append(store)
    assert store.spool.next().about == "request"
    store.spool.end_sitting()
    assert store.spool.next().about == "recovery"


def test_what_a_job_is_about_never_changes(store, raw_connection):
    sheet_in(store, "queued")
    for change in ("about = 'request'", "station = 3"):
        with pytest.raises(engine.IntegrityError):
            raw_connection.execute(f"UPDATE spool SET {change}")

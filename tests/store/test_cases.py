"""Cases told by the central, and what was decided here: found again for 7 days, then gone."""

from dataclasses import replace

import pytest

from kiosk.store.cases import LIFETIME_MS, Decision, KeptCase, Undelivered
from kiosk.wire.case import CaseStatus, CaseTold, ChangeTold
from tests.store.test_rows_of_one import decrypted_pages

NOW = 1_790_000_000_000
CODE, TOKEN = 482_913_507_264, b"CANARYTOKEN12345"
CASE = CaseTold(
    envelope_id=bytes(range(16)),
    station=4,
    service="",
    created_ms=NOW - 9000,
    received_ms=NOW - 8000,
    read_ms=None,
    status=CaseStatus.IN_PROGRESS,
    changes=(ChangeTold(NOW - 5000, CaseStatus.IN_PROGRESS, "Bonjour"), ChangeTold(NOW - 4000, None, "Mot")),
    raw=b"sealed",
)
OTHER = replace(CASE, envelope_id=bytes(range(1, 17)), changes=())


def kept(case: CaseTold, told_ms: int = NOW) -> KeptCase:
    return KeptCase(**vars(case), told_ms=told_ms)


def decision(number: int, at_ms: int = NOW, *, about: bytes = CASE.envelope_id) -> Decision:
    return Decision(bytes([number]) * 16, about, at_ms, CaseStatus.DONE, "Venez jeudi")


def test_a_case_comes_back_as_it_was_told(store):
    assert store.cases.get(CASE.envelope_id) is None
    store.cases.keep([CASE], NOW)
    assert store.cases.get(CASE.envelope_id) == kept(CASE)
    assert store.cases.by_code(CODE, NOW) == () and store.cases.code_of(CASE.envelope_id) is None


def test_it_is_found_under_what_it_is_known_by(store):
    store.cases.keep([CASE, OTHER], NOW, code=CODE)
    store.cases.keep([CASE], NOW + 1, token=TOKEN)
    assert store.cases.by_code(CODE, NOW) == (OTHER.envelope_id, CASE.envelope_id), "codes are not unique"
    assert store.cases.by_token(TOKEN, NOW) == (CASE.envelope_id,)
    assert store.cases.get(CASE.envelope_id) == kept(CASE, NOW + 1)
    assert store.cases.code_of(CASE.envelope_id) == CODE
    assert store.cases.by_code(CODE + 1, NOW) == store.cases.by_token(bytes(16), NOW) == ()


def test_what_is_told_last_counts(store):
    store.cases.keep([CASE], NOW, code=CODE)
    done = replace(CASE, status=CaseStatus.DONE, service="rendez-vous-identite")
    store.cases.keep([done], NOW + 5)
    assert store.cases.by_code(CODE, NOW) == (CASE.envelope_id,)
    assert store.cases.get(CASE.envelope_id) == kept(done, NOW + 5)


def test_our_own_is_found_for_as_long_as_it_stands_in_the_outbox(store):
    envelope_id, later = CASE.envelope_id, NOW + 9 * LIFETIME_MS
    store.outbox.append(envelope_id, "service", NOW, lambda _: b"sealed")
    store.cases.add_own(envelope_id, CODE, TOKEN)
    assert store.cases.by_code(CODE, later) == store.cases.by_token(TOKEN, later) == (envelope_id,)
    assert store.cases.get(envelope_id) is None and store.cases.code_of(envelope_id) == CODE
    store.outbox.settle(envelope_id, store.outbox.get(envelope_id).digest, None, NOW)
    store.outbox.prune(NOW + 1)
    assert store.cases.by_code(CODE, later) == ()


def test_our_own_that_the_central_told_of_is_one_case(store):
    store.outbox.append(CASE.envelope_id, "service", NOW, lambda _: b"sealed")
    store.cases.add_own(CASE.envelope_id, CODE, TOKEN)
    store.cases.keep([CASE], NOW)
    assert store.cases.by_code(CODE, NOW) == (CASE.envelope_id,)
    assert store.cases.get(CASE.envelope_id) == kept(CASE)


def test_a_case_as_large_as_the_wire_allows_comes_back(store):
    changes = tuple(ChangeTold(NOW, None, "é" * 4000) for _ in range(1000))
    large = replace(CASE, changes=changes, raw=bytes(512 * 1024))
    store.cases.keep([large], NOW)
    assert store.cases.get(CASE.envelope_id) == kept(large)


@pytest.mark.parametrize("later_ms", [LIFETIME_MS + 1, -LIFETIME_MS - 1])
def test_after_7_days_it_is_gone(store, later_ms):
    store.cases.keep([CASE], NOW, code=CODE)
    assert store.cases.by_code(CODE, NOW + LIFETIME_MS) != ()
    assert store.cases.by_token(TOKEN, NOW + later_ms) == ()
    assert store.cases.get(CASE.envelope_id) is None


def test_decisions_about_a_case_are_kept_in_order(store):
    note = replace(decision(2), status=None)
    for made in (decision(1), note, decision(3, about=OTHER.envelope_id)):
        store.cases.decide(made)
    assert store.cases.decisions(CASE.envelope_id) == (decision(1), note)


@pytest.mark.parametrize("delivered", [True, False])
def test_a_decision_is_forgotten_after_7_days_unless_it_is_on_its_way(store, delivered):
    made = decision(1)
    store.outbox.append(made.id, "service", NOW, lambda _: b"sealed")
    store.cases.decide(made)
    if delivered:
        store.outbox.settle(made.id, store.outbox.get(made.id).digest, None, NOW)
    store.cases.prune(NOW + LIFETIME_MS)
    assert store.cases.decisions(CASE.envelope_id) == (made,)
    store.cases.prune(NOW + LIFETIME_MS + 1)
    assert store.cases.decisions(CASE.envelope_id) == (() if delivered else (made,))


def test_requests_and_decisions_that_wait_are_told_apart(store):
    assert store.cases.undelivered() == Undelivered(0, None, 0)
    made = decision(1)
    store.outbox.append(CASE.envelope_id, "service", NOW, lambda _: b"sealed")
    store.outbox.append(made.id, "service", NOW + 1, lambda _: b"sealed")
    store.outbox.append(OTHER.envelope_id, "service", NOW + 2, lambda _: b"sealed")
    store.cases.decide(made)
    store.outbox.hold(OTHER.envelope_id, "wire.malformed")
    assert store.cases.undelivered() == Undelivered(2, NOW, 1), "what is held is not delivered"
    store.outbox.settle(CASE.envelope_id, store.outbox.get(CASE.envelope_id).digest, None, NOW)
    assert store.cases.undelivered() == Undelivered(1, NOW + 2, 1)


def test_the_token_is_not_kept_and_words_are_encrypted(folder, store):
    store.cases.keep([CASE], NOW, code=CODE, token=TOKEN)
    store.cases.decide(replace(decision(1), message="CANARYWORDS"))
    store._connection._raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"CANARYWORDS" in decrypted_pages(folder) and TOKEN not in decrypted_pages(folder)
    assert b"CANARYWORDS" not in (folder / "station.db").read_bytes()


def test_words_and_bytes_are_not_in_the_repr():
    told = repr(kept(CASE)) + repr(decision(1))
    assert "Bonjour" not in told and "Venez" not in told and "sealed" not in told

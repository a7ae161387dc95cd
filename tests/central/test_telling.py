"""A counter finds its agency's cases by code or token, and nobody else's."""

import os

import pytest
from django.conf import settings

from central.cases import telling
from central.cases.models import Case, Status
from central.cases.telling import MOST_CASES, MOST_CHANGES
from central.stations.models import Agency
from central.stations.opening import open_agency
from kiosk.clock import SystemClock
from kiosk.wire.case import CaseStatus, CaseTold, read_cases
from kiosk.wire.cbor import encode
from kiosk.wire.compact import MAX_MS, Content, Kind
from kiosk.wire.envelope import open_envelope, parse_envelope
from kiosk.wire.followup import new_code, new_token
from kiosk.wire.keys import OpeningKey
from tests.central.outpost import CASES, ENVELOPES, PUBLISHER, Outpost, Reply, content, said

# What a station reads of an answer (sync/station_api.py).
READABLE = 256 * 1024


def _cases(reply: Reply) -> tuple[CaseTold, ...]:
    assert reply.status == 200, reply.value
    assert set(reply.value) == {"cases"}
    return read_cases(reply.value["cases"])


def _sent(station: Outpost, inside: Content, **other: object) -> bytes:
    raw = station.envelope(inside, **other)
    assert station.send(raw).refused == []
    return raw


def test_code_and_token_find_the_same_case(outpost: Outpost, counter: Outpost) -> None:
    inside = content()
    raw = _sent(outpost, inside)
    _sent(outpost, content())
    by_code = _cases(counter.post(CASES, {"code": inside.code}))
    assert by_code == _cases(counter.post(CASES, {"token": inside.token}))
    (told,) = by_code
    assert (told.envelope_id, told.station, told.raw) == (parse_envelope(raw).id, outpost.number, raw)
    assert (told.service, told.created_ms) == (inside.service, inside.created)
    assert abs(told.received_ms - SystemClock().now_ms()) < 60_000
    assert (told.status, told.read_ms, told.changes) == (CaseStatus.RECEIVED, None, ())


def test_finding_a_case_makes_nobody_read_it(outpost: Outpost, counter: Outpost) -> None:
    inside = content()
    _sent(outpost, inside)
    counter.post(CASES, {"code": inside.code})
    case = Case.objects.get()
    assert (case.status, case.read_ms) == (Status.RECEIVED, None)


def test_what_was_said_is_told_oldest_first(outpost: Outpost, counter: Outpost) -> None:
    inside = content()
    about = parse_envelope(_sent(outpost, inside)).id
    for change in (
        said(Kind.NOTE, about, None, "Demain.", created=30),
        said(Kind.STATUS_CHANGE, about, "papers_missing", "Une photo.", created=20),
        said(Kind.STATUS_CHANGE, about, "read", created=10),
    ):
        counter.send(counter.says(change))
    (told,) = _cases(counter.post(CASES, {"code": inside.code}))
    assert (told.status, told.read_ms) == (CaseStatus.PAPERS_MISSING, 10)
    assert [(one.at_ms, one.status, one.message) for one in told.changes] == [
        (10, CaseStatus.READ, ""),
        (20, CaseStatus.PAPERS_MISSING, "Une photo."),
        (30, None, "Demain."),
    ]


def test_what_the_central_cannot_open_is_opened_at_the_counter(outpost: Outpost, counter: Outpost) -> None:
    own, inside = OpeningKey.generate(), content()
    _sent(outpost, inside, recipient=own.public, lookup=settings.KEYS.lookup.public)
    (told,) = _cases(counter.post(CASES, {"token": inside.token}))
    assert told.service == ""
    assert open_envelope(parse_envelope(told.raw), own) == inside


def test_codes_are_not_unique_and_the_newest_come_first(outpost: Outpost, counter: Outpost) -> None:
    code = new_code()
    raws = [_sent(outpost, content(code=code)) for _ in range(MOST_CASES + 1)]
    told = _cases(counter.post(CASES, {"code": code}))
    assert [one.raw for one in told] == raws[:0:-1]


def test_an_agent_of_another_agency_finds_nothing(outpost: Outpost, enrol_at: object) -> None:
    inside = content()
    _sent(outpost, inside)
    stranger = enrol_at(open_agency("Autre", "", "", PUBLISHER.public.raw), "counter")
    nothing = stranger.post(CASES, {"code": new_code()})
    for wanted in ({"code": inside.code}, {"token": inside.token}, {"token": new_token()}):
        # The very bytes of a search for what exists nowhere.
        assert stranger.post(CASES, wanted).raw == nothing.raw
    assert _cases(nothing) == ()


def test_kiosks_and_strangers_find_nothing(outpost: Outpost, counter: Outpost, agency: Agency) -> None:
    inside = content()
    _sent(outpost, inside)
    wanted = {"code": inside.code}
    reply = outpost.post(CASES, wanted)
    assert (reply.status, reply.value) == (403, {"error": "not_a_counter"})
    assert counter.post(CASES, wanted, signer=outpost.signing).status == 401
    kept: dict[str, str] = {}
    assert counter.post(CASES, wanted, change=kept.update).status == 200
    # A request serves once, and its signature covers where it goes.
    assert counter.transport(CASES, encode(wanted), kept).status == 401
    assert counter.post(ENVELOPES, wanted, change=lambda headers: headers.update(kept)).status in (400, 401)


@pytest.mark.parametrize(
    "wanted",
    [
        {}, [], {"code": 5}, {"code": True}, {"code": -1}, {"code": "482913507264"}, {"code": 10**12},
        {"token": bytes(15)}, {"token": "a" * 26}, {"code": 482_913_507_264, "token": bytes(16)}, {"more": 1},
    ],
    ids=str,
)  # fmt: skip
def test_what_names_no_case_is_malformed(wanted: object, counter: Outpost) -> None:
    reply = counter.post(CASES, wanted)
    assert (reply.status, reply.value) == (400, {"error": "malformed"})


def test_the_answer_stays_readable_however_much_there_is(outpost: Outpost, counter: Outpost) -> None:
    code, own = new_code(), OpeningKey.generate().public
    for size in (10, 60_000, 60_000, 60_000, 60_000):
        # Answers that no deflate makes shorter.
        answers = {0: "".join(chr(33 + byte % 90) for byte in os.urandom(size))}
        raw = _sent(
            outpost, content(code=code, answers=answers), recipient=own, lookup=settings.KEYS.lookup.public
        )
    about = parse_envelope(raw).id
    for number in range(MOST_CHANGES + 2):
        note = said(Kind.NOTE, about, None, "é" * 3990 + str(number), created=number)
        assert counter.send(counter.says(note)).refused == []
    reply = counter.post(CASES, {"code": code})
    told = _cases(reply)
    assert len(reply.raw) <= READABLE
    assert len(told) == 5
    assert {bool(one.raw) for one in told} == {True, False}
    # A case without its bytes still says where it stands.
    assert all(one.envelope_id and one.received_ms for one in told)


def test_only_the_newest_changes_are_told(outpost: Outpost, counter: Outpost) -> None:
    inside = content()
    about = parse_envelope(_sent(outpost, inside)).id
    for number in range(MOST_CHANGES + 1):
        counter.send(counter.says(said(Kind.NOTE, about, None, str(number), created=number)))
    (told,) = _cases(counter.post(CASES, {"code": inside.code}))
    assert [one.message for one in told.changes] == [str(number) for number in range(1, MOST_CHANGES + 1)]


def test_a_clock_beyond_the_calendar_is_told_as_far_as_the_wire_can(
    outpost: Outpost, counter: Outpost
) -> None:
    inside = content(created=MAX_MS, offset=MAX_MS)
    _sent(outpost, inside)
    (told,) = _cases(counter.post(CASES, {"code": inside.code}))
    assert told.created_ms == MAX_MS


def test_words_of_a_lost_key_are_told_as_none(outpost: Outpost, counter: Outpost) -> None:
    inside = content()
    _sent(outpost, inside)
    Case.objects.get().changes.create(at_ms=1, status="done", message=b"not ours")
    (told,) = _cases(counter.post(CASES, {"code": inside.code}))
    assert [(one.status, one.message) for one in told.changes] == [(CaseStatus.DONE, "")]


def test_the_room_of_an_answer_is_less_than_what_stations_read() -> None:
    assert telling.MOST_ANSWER < READABLE

"""What counters say arrives by envelope: once, in any order, and never from a kiosk."""

from itertools import permutations

import pytest
from django.conf import settings

from central.cases.models import Case, Status, StatusChange, WaitingChange
from central.cases.reading import message_of
from central.intake.models import StoredEnvelope
from central.stations.models import Agency
from central.stations.opening import open_agency
from kiosk.clock import SystemClock
from kiosk.wire.acknowledgement import Verdict, read_acknowledgement
from kiosk.wire.case import CaseStatus
from kiosk.wire.compact import Kind
from kiosk.wire.envelope import new_id, parse_envelope
from kiosk.wire.keys import OpeningKey
from tests.central.outpost import PUBLISHER, Outpost, content, said

EARLY_MS = 1_794_000_000_000


def _verdict(station: Outpost, raw: bytes) -> str | None:
    reply = station.send(raw)
    assert (reply.status, reply.refused) == (200, [])
    public = settings.KEYS.signing.public
    (verdict,) = read_acknowledgement(reply.value["acknowledgement"], {public.key_id: public})
    envelope = parse_envelope(raw)
    assert verdict == Verdict(envelope.id, envelope.digest, verdict.rejected)
    return verdict.rejected


def _status(
    counter: Outpost, about: bytes, status: str, message: str | None = None, **other: object
) -> bytes:
    return counter.says(said(Kind.STATUS_CHANGE, about, status, message, **other))


def _note(counter: Outpost, about: bytes, message: str, **other: object) -> bytes:
    return counter.says(said(Kind.NOTE, about, None, message, **other))


def _arrived(station: Outpost, **other: object) -> bytes:
    """Make a request arrive; return the id of its envelope."""
    raw = station.envelope(**other)
    assert _verdict(station, raw) is None
    return parse_envelope(raw).id


def _changes() -> list[tuple[str, str | None]]:
    return [(one.status, message_of(one)) for one in StatusChange.objects.order_by("at_ms", "pk")]


def test_stations_and_the_central_speak_of_the_same_statuses() -> None:
    assert [str(one) for one in CaseStatus] == Status.values


def test_a_counter_changes_a_status_with_words(outpost: Outpost, counter: Outpost) -> None:
    about = _arrived(outpost)
    assert _verdict(counter, _status(counter, about, "papers_missing", "Il manque une photo.")) is None
    case = Case.objects.get()
    assert (case.status, case.read_ms) == (Status.PAPERS_MISSING, None)
    change = StatusChange.objects.get()
    assert (change.case, change.station_id) == (case, counter.number)
    assert message_of(change) == "Il manque une photo."
    assert b"photo" not in bytes(change.message)


def test_the_same_change_again_changes_nothing_and_gets_the_same_bytes(
    outpost: Outpost, counter: Outpost
) -> None:
    raw = _status(counter, _arrived(outpost), "done")
    assert len({counter.send(raw).raw for _ in range(3)}) == 1
    assert StatusChange.objects.count() == 1


def test_a_note_is_a_word_and_no_status(outpost: Outpost, counter: Outpost) -> None:
    about = _arrived(outpost)
    _verdict(counter, _status(counter, about, "in_progress"))
    assert _verdict(counter, _note(counter, about, "Nous vous appelons.")) is None
    assert Case.objects.get().status == Status.IN_PROGRESS
    assert ("", "Nous vous appelons.") in _changes()


def test_a_reading_at_the_counter_is_a_reading(outpost: Outpost, counter: Outpost) -> None:
    about = _arrived(outpost)
    _verdict(counter, _status(counter, about, "read", created=EARLY_MS + 5))
    case = Case.objects.get()
    assert (case.status, case.read_ms) == (Status.READ, EARLY_MS + 5)
    # The first of two readings counts, in whatever order they come.
    _verdict(counter, _status(counter, about, "read", created=EARLY_MS + 9))
    _verdict(counter, _status(counter, about, "read", created=EARLY_MS))
    assert Case.objects.get().read_ms == EARLY_MS


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_in_whatever_order_they_arrive_the_newest_decides(
    order: tuple[int, ...], outpost: Outpost, counter: Outpost
) -> None:
    request = outpost.envelope()
    about = parse_envelope(request).id
    raws = [
        request,
        _status(counter, about, "read", created=EARLY_MS),
        _status(counter, about, "in_progress", created=EARLY_MS + 10),
        _status(counter, about, "done", created=EARLY_MS + 20),
    ]
    for place in order:
        assert _verdict(counter, raws[place]) is None
    case = Case.objects.get()
    assert (case.status, case.read_ms) == (Status.DONE, EARLY_MS)
    assert [status for status, _ in _changes()] == ["read", "in_progress", "done"]
    assert not WaitingChange.objects.exists()


def test_of_two_at_one_moment_the_later_arrival_decides(outpost: Outpost, counter: Outpost) -> None:
    about = _arrived(outpost)
    for status in ("done", "in_progress"):
        _verdict(counter, _status(counter, about, status, created=EARLY_MS))
    assert Case.objects.get().status == Status.IN_PROGRESS


def test_a_late_reading_takes_no_decision_back_and_words_do(outpost: Outpost, counter: Outpost) -> None:
    about = _arrived(outpost)
    _verdict(counter, _status(counter, about, "done", created=EARLY_MS))
    _verdict(counter, _status(counter, about, "read", created=EARLY_MS + 10))
    case = Case.objects.get()
    assert (case.status, case.read_ms) == (Status.DONE, EARLY_MS + 10)
    _verdict(counter, _status(counter, about, "read", "Une erreur. Nous reprenons.", created=EARLY_MS + 20))
    assert Case.objects.get().status == Status.READ


def test_a_clock_that_runs_ahead_does_not_decide_for_ever(outpost: Outpost, counter: Outpost) -> None:
    about = _arrived(outpost)
    ahead = SystemClock().now_ms() + 10**10
    _verdict(counter, _status(counter, about, "done", created=ahead))
    received = StoredEnvelope.objects.order_by("pk").last().received_ms
    assert StatusChange.objects.get().at_ms == received
    _verdict(counter, _status(counter, about, "in_progress", created=received + 1000))
    assert Case.objects.get().status == Status.IN_PROGRESS


def test_a_known_offset_corrects_the_clock_and_never_below_1970(outpost: Outpost, counter: Outpost) -> None:
    about = _arrived(outpost)
    _verdict(counter, _status(counter, about, "done", created=5000, offset=1000))
    _verdict(counter, _status(counter, about, "done", created=5000, offset=-9000))
    assert list(StatusChange.objects.order_by("pk").values_list("at_ms", flat=True)) == [6000, 0]


def test_a_change_that_comes_first_waits_sealed_for_its_case(outpost: Outpost, counter: Outpost) -> None:
    request = outpost.envelope()
    about = parse_envelope(request).id
    assert _verdict(counter, _note(counter, about, "Bonjour.")) is None
    assert not StatusChange.objects.exists()
    (waiting,) = WaitingChange.objects.values_list()
    assert not [value for value in waiting if isinstance(value, bytes) and b"Bonjour" in value]
    _arrived(outpost)
    assert not StatusChange.objects.exists()
    _verdict(outpost, request)
    assert _changes() == [("", "Bonjour.")]


def test_a_case_that_the_central_cannot_open_takes_changes_too(outpost: Outpost, counter: Outpost) -> None:
    outpost.recipient = OpeningKey.generate().public
    about = _arrived(outpost, lookup=settings.KEYS.lookup.public)
    assert _verdict(counter, _status(counter, about, "done")) is None
    assert Case.objects.get().status == Status.DONE


def test_a_kiosk_decides_nothing(outpost: Outpost) -> None:
    about = _arrived(outpost)
    for raw in (_status(outpost, about, "done"), _note(outpost, about, "Bonjour")):
        assert [_verdict(outpost, raw) for _ in range(2)] == ["not_a_counter"] * 2
        assert outpost.send(raw).raw == outpost.send(raw).raw
    assert Case.objects.get().status == Status.RECEIVED
    assert not StatusChange.objects.exists()


def test_a_rejection_outlives_what_caused_it(outpost: Outpost, counter: Outpost) -> None:
    raw = _status(counter, _arrived(outpost), "lost")
    assert _verdict(counter, raw) == "bad_status"
    StoredEnvelope.objects.update(received_ms=1)
    assert _verdict(counter, raw) == "bad_status"
    # Brought by another station it gets the same word.
    assert _verdict(outpost, raw) == "bad_status"
    assert not StatusChange.objects.exists()


def test_two_cases_under_one_id_are_not_guessed_between(
    outpost: Outpost, counter: Outpost, agency: Agency, enrol_at: object
) -> None:
    name = new_id(SystemClock().now_ms())
    for station in (outpost, enrol_at(agency)):
        _verdict(station, station.envelope(id=name))
    raw = _status(counter, name, "done")
    assert [_verdict(counter, raw) for _ in range(2)] == ["case_ambiguous"] * 2
    assert not StatusChange.objects.exists()


def test_a_counter_of_another_agency_changes_nothing_here(outpost: Outpost, enrol_at: object) -> None:
    about = _arrived(outpost)
    stranger = enrol_at(open_agency("Autre", "", "", PUBLISHER.public.raw), "counter")
    # It learns nothing either: the case could be one that has not come yet.
    assert _verdict(stranger, _status(stranger, about, "done")) is None
    assert Case.objects.get().status == Status.RECEIVED
    assert not StatusChange.objects.exists()
    assert WaitingChange.objects.get().agency_id == stranger.agency


def test_what_says_that_we_open_it_and_does_not_open_is_rejected(counter: Outpost) -> None:
    other = OpeningKey.generate().public
    envelope = parse_envelope(counter.envelope(said(Kind.NOTE, new_id(1), None, "x"), recipient=other))
    raw = _resealed(counter, envelope.sealed)
    assert [_verdict(counter, raw) for _ in range(2)] == ["unreadable"] * 2
    assert (Case.objects.count(), StatusChange.objects.count()) == (0, 0)


def _resealed(counter: Outpost, sealed: bytes) -> bytes:
    """Return an envelope, rightly signed, that names our key and holds somebody else's seal."""
    from kiosk.wire.cbor import encode
    from kiosk.wire.cose import sign1
    from kiosk.wire.envelope import AAD

    ours = settings.KEYS.lookup.public.key_id
    payload = encode([counter.agency, new_id(1), 99, ours, 1, 1, sealed, None])
    kid = counter.number.to_bytes(4, "big") + counter.signing.public.key_id
    return sign1(payload, aad=AAD, kid=kid, signer=counter.signing)


def test_a_request_sealed_to_the_central_is_kept_for_a_person(outpost: Outpost) -> None:
    assert _verdict(outpost, outpost.says(content())) is None
    assert Case.objects.get().token_digest is None


@pytest.mark.parametrize("kind", [Kind.APPOINTMENT, Kind.COUNTS, Kind.TRAINING, Kind.WITHDRAWAL])
def test_kinds_of_later_versions_are_kept_and_make_nothing(kind: Kind, counter: Outpost) -> None:
    assert _verdict(counter, counter.says(said(kind, new_id(1), None))) is None
    assert (StoredEnvelope.objects.count(), Case.objects.count()) == (1, 0)
    assert not WaitingChange.objects.exists()


def test_a_good_one_beside_a_bad_one_in_a_batch(outpost: Outpost, counter: Outpost) -> None:
    about = _arrived(outpost)
    raws = [_status(counter, about, "lost"), _status(counter, about, "done")]
    public = settings.KEYS.signing.public
    reply = counter.send(*raws)
    verdicts = read_acknowledgement(reply.value["acknowledgement"], {public.key_id: public})
    assert [one.rejected for one in verdicts] == ["bad_status", None]
    assert Case.objects.get().status == Status.DONE

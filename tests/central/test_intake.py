import pytest
from django.conf import settings

from central.cases.models import Case
from central.intake.alarms import count_quarantined
from central.intake.models import QuarantinedEnvelope, StoredEnvelope
from central.stations.models import Agency, Nonce, Station
from central.stations.opening import open_agency
from kiosk.clock import SystemClock
from kiosk.wire.acknowledgement import Verdict, read_acknowledgement
from kiosk.wire.cbor import encode
from kiosk.wire.compact import Kind
from kiosk.wire.envelope import new_id, parse_envelope
from kiosk.wire.keys import OpeningKey, SigningKey
from kiosk.wire.signature import MAX_SKEW_S
from tests.central.outpost import ENVELOPES, PUBLISHER, Outpost, Reply, content, said

YEAR_2100_MS = 4_102_444_800_000


def _verdicts(reply: Reply) -> tuple[Verdict, ...]:
    public = settings.KEYS.signing.public
    return read_acknowledgement(reply.value["acknowledgement"], {public.key_id: public})


def _nothing_is_kept() -> bool:
    return not (StoredEnvelope.objects.exists() or QuarantinedEnvelope.objects.exists())


def test_an_envelope_is_kept_becomes_a_case_and_is_acknowledged(outpost: Outpost) -> None:
    raw = outpost.envelope()
    reply = outpost.send(raw)
    envelope = parse_envelope(raw)
    assert (reply.status, reply.refused) == (200, [])
    assert _verdicts(reply) == (Verdict(envelope.id, envelope.digest, None),)
    assert bytes(StoredEnvelope.objects.get().raw) == raw
    assert Case.objects.get().service == "rendez-vous-identite"


def test_repeating_adds_nothing_and_repeats_the_verdict_to_the_byte(outpost: Outpost) -> None:
    raw = outpost.envelope()
    answers = {outpost.send(raw).raw for _ in range(3)}
    assert len(answers) == 1
    assert (StoredEnvelope.objects.count(), Case.objects.count()) == (1, 1)


def test_the_verdict_stays_when_the_case_has_gone_on(outpost: Outpost) -> None:
    raw = outpost.envelope()
    first = outpost.send(raw).raw
    Case.objects.update(status="done", read_ms=1)
    assert outpost.send(raw).raw == first
    assert Case.objects.get().status == "done"


def test_twice_in_one_batch_is_once(outpost: Outpost) -> None:
    raw = outpost.envelope()
    assert len(set(_verdicts(outpost.send(raw, raw)))) == 1
    assert Case.objects.count() == 1


def test_other_bytes_under_a_taken_name_go_to_quarantine_with_an_alarm(
    outpost: Outpost, agency: Agency, django_capture_on_commit_callbacks: object, alarms: list[str]
) -> None:
    name = new_id(SystemClock().now_ms())
    first, second = outpost.envelope(id=name), outpost.envelope(id=name)
    settled = outpost.send(first).raw
    with django_capture_on_commit_callbacks(execute=True):
        answers = [outpost.send(second) for _ in range(2)]
    assert [(one.value["acknowledgement"], one.refused) for one in answers] == [(None, ["id_conflict"])] * 2
    assert bytes(QuarantinedEnvelope.objects.get().raw) == second
    assert bytes(StoredEnvelope.objects.get().raw) == first
    assert outpost.send(first).raw == settled
    assert count_quarantined(agency) == 1
    # Once, however often the station repeats.
    (line,) = alarms
    assert f"agence {agency.pk}, station {outpost.number}, enveloppe {name.hex()}" in line


def test_quarantine_is_counted_for_each_agency(outpost: Outpost, agency: Agency) -> None:
    other = open_agency("Autre", "", "", PUBLISHER.public.raw)
    name = new_id(SystemClock().now_ms())
    outpost.send(outpost.envelope(id=name), outpost.envelope(id=name))
    assert (count_quarantined(agency), count_quarantined(other)) == (1, 0)


def test_one_id_may_serve_two_stations(outpost: Outpost, agency: Agency, enrol_at: object) -> None:
    name = new_id(SystemClock().now_ms())
    neighbour = enrol_at(agency)
    for station in (outpost, neighbour):
        assert station.send(station.envelope(id=name)).refused == []
    assert Case.objects.count() == 2


@pytest.mark.parametrize(
    "forged",
    [
        {"signer": SigningKey.generate()},
        {"agency": 4_000_000_000},
        {"station": 4_000_000_000},
    ],
)
def test_what_is_not_verified_is_not_kept_and_gets_no_signed_word(
    outpost: Outpost, forged: dict[str, object]
) -> None:
    reply = outpost.send(outpost.envelope(**forged))
    assert (reply.status, reply.value["acknowledgement"], reply.refused) == (200, None, ["bad_signature"])
    assert _nothing_is_kept()


def test_a_forger_does_not_take_the_id_of_an_honest_envelope(outpost: Outpost) -> None:
    name = new_id(SystemClock().now_ms())
    outpost.send(outpost.envelope(id=name, signer=SigningKey.generate()))
    assert outpost.send(outpost.envelope(id=name)).refused == []


def test_a_station_cannot_speak_for_another_agency(outpost: Outpost) -> None:
    other = open_agency("Autre", "", "", PUBLISHER.public.raw)
    assert outpost.send(outpost.envelope(agency=other.pk)).refused == ["bad_signature"]
    assert _nothing_is_kept()


def test_a_bit_turned_on_the_way_is_never_kept(outpost: Outpost, agency: Agency, enrol_at: object) -> None:
    raw, outpost = outpost.envelope(), enrol_at(agency)
    spoiled = [raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :] for at in range(0, len(raw), 5)]
    for start in range(0, len(spoiled), 100):
        reply = outpost.send(*spoiled[start : start + 100])
        assert reply.value["acknowledgement"] is None
        assert set(reply.refused) <= {"malformed", "bad_signature"}
    assert _nothing_is_kept()


def test_the_bad_ones_of_a_batch_do_not_hold_the_good_ones_up(outpost: Outpost) -> None:
    good = [outpost.envelope() for _ in range(2)]
    reply = outpost.send(good[0], b"\0", outpost.envelope(signer=SigningKey.generate()), good[1])
    assert reply.refused == ["malformed", "bad_signature"]
    assert [verdict.digest for verdict in _verdicts(reply)] == [parse_envelope(raw).digest for raw in good]


def test_an_envelope_brought_by_another_station_is_taken(
    outpost: Outpost, agency: Agency, enrol_at: object
) -> None:
    assert enrol_at(agency).send(outpost.envelope()).refused == []
    assert Case.objects.get().station_id == outpost.number


def test_a_request_of_an_unknown_station_is_refused(outpost: Outpost) -> None:
    reply = outpost.send(outpost.envelope(), station=4_000_000_000)
    assert (reply.status, reply.value) == (401, {"error": "bad_signature"})
    assert _nothing_is_kept()


def test_a_revoked_station_is_told_so_and_its_envelopes_stay_with_who_brings_them(
    outpost: Outpost, agency: Agency, enrol_at: object
) -> None:
    Station.objects.filter(pk=outpost.number).update(revoked=True)
    raw = outpost.envelope()
    reply = outpost.send(raw)
    assert (reply.status, reply.value) == (403, {"error": "revoked"})
    brought = enrol_at(agency).send(raw)
    # No signed verdict: whoever holds it must not forget it.
    assert (brought.value["acknowledgement"], len(brought.refused)) == (None, 1)


def test_a_revoked_station_is_named_so_only_to_who_has_its_key(outpost: Outpost) -> None:
    Station.objects.filter(pk=outpost.number).update(revoked=True)
    assert outpost.send(outpost.envelope(), signer=SigningKey.generate()).status == 401


def test_a_request_serves_once(outpost: Outpost) -> None:
    kept: dict[str, str] = {}
    batch = [outpost.envelope()]
    assert outpost.send(*batch, change=kept.update).status == 200
    reply = outpost.transport(ENVELOPES, encode(batch), kept)
    assert reply.status == 401


def test_a_replay_after_its_nonce_is_forgotten_is_refused_for_its_date(outpost: Outpost) -> None:
    kept: dict[str, str] = {}
    batch = [outpost.envelope()]
    late_ms = SystemClock().now_ms() - (MAX_SKEW_S + 5) * 1000
    assert outpost.send(*batch, now_ms=late_ms, change=kept.update).value["error"] == "clock_skew"
    Nonce.objects.all().delete()
    assert outpost.transport(ENVELOPES, encode(batch), kept).value["error"] == "clock_skew"


def test_old_nonces_are_forgotten_only_when_their_date_refuses_them(outpost: Outpost) -> None:
    outpost.send(outpost.envelope())
    Nonce.objects.update(at_ms=SystemClock().now_ms() - 2 * MAX_SKEW_S * 1000 + 5000)
    outpost.send(outpost.envelope())
    assert Nonce.objects.count() == 2
    Nonce.objects.update(at_ms=SystemClock().now_ms() - 2 * MAX_SKEW_S * 1000 - 5000)
    outpost.send(outpost.envelope())
    assert Nonce.objects.count() == 1


@pytest.mark.parametrize(
    "batch", [b"", b"\xff", encode([]), encode({}), encode([1]), encode("x"), encode([b"", ""])]
)
def test_what_is_no_batch_is_malformed(outpost: Outpost, batch: bytes) -> None:
    reply = outpost.post(ENVELOPES, batch)
    assert (reply.status, reply.value) == (400, {"error": "malformed"})


def test_201_envelopes_are_too_many_and_200_are_not(outpost: Outpost) -> None:
    reply = outpost.send(*[b"\0"] * 201)
    assert (reply.status, reply.value) == (413, {"error": "too_large"})
    assert outpost.send(*[b"\0"] * 200).status == 200


@pytest.mark.parametrize(("size", "status"), [(512 * 1024, 200), (512 * 1024 + 1, 413)])
def test_a_batch_weighs_at_most_512_kib(outpost: Outpost, size: int, status: int) -> None:
    filler = bytes(size - 6)
    assert len(encode([filler])) == size
    assert outpost.send(filler).status == status


def test_what_nothing_here_opens_is_kept_as_a_case_for_a_person(outpost: Outpost) -> None:
    outpost.recipient = OpeningKey.generate().public
    raw = outpost.envelope()
    assert outpost.send(raw).refused == []
    case = Case.objects.get()
    assert (case.service, case.token_digest, case.code_digest) == ("", None, None)
    assert bytes(case.envelope.raw) == raw


def test_what_is_sealed_to_somebody_else_is_found_by_its_lookup(outpost: Outpost) -> None:
    from central.cases.opening import code_digest, token_digest

    outpost.recipient = OpeningKey.generate().public
    inside = content()
    outpost.send(outpost.envelope(inside, lookup=settings.KEYS.lookup.public))
    case = Case.objects.get()
    assert bytes(case.token_digest) == token_digest(inside.token)
    assert bytes(case.code_digest) == code_digest(inside.code)


def test_another_kind_than_a_submission_is_kept_and_makes_no_case(outpost: Outpost) -> None:
    assert outpost.send(outpost.envelope(said(Kind.NOTE, new_id(1), None, "Bonjour"))).refused == []
    assert (StoredEnvelope.objects.count(), Case.objects.count()) == (1, 0)


@pytest.mark.parametrize("clock_ms", [0, YEAR_2100_MS])
def test_a_clock_at_1970_or_2100_stops_nothing(outpost: Outpost, clock_ms: int) -> None:
    raw = outpost.envelope(content(created=clock_ms), id=new_id(clock_ms))
    assert outpost.send(raw).refused == []
    case = Case.objects.get()
    assert case.created_ms == clock_ms
    assert abs(case.received_ms - SystemClock().now_ms()) < 60_000


def test_a_known_offset_corrects_the_clock_and_never_below_1970(outpost: Outpost) -> None:
    outpost.send(outpost.envelope(content(created=5000, offset=1000)))
    outpost.send(outpost.envelope(content(created=5000, offset=-9000)))
    assert list(Case.objects.order_by("pk").values_list("created_ms", flat=True)) == [6000, 0]

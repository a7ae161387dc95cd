import hashlib
from unittest.mock import patch

import pytest
from django.conf import settings

from central.stations import enrolment
from central.stations.enrolment import MOST_TRIES, TRIES_MS, new_enrolment_code
from central.stations.models import Agency, EnrolmentCode, EnrolmentTry, Station
from kiosk.clock import SystemClock
from kiosk.wire.keys import SigningKey, VerifyKey
from kiosk.wire.signature import MAX_SKEW_S
from kiosk.wire.statement import ROSTER, TIME, read_statement
from tests.central.outpost import ENROL, Outpost, through_django

WRONG = "000000000000"


@pytest.fixture
def newcomer() -> Outpost:
    return Outpost(through_django)


def _central() -> dict[bytes, VerifyKey]:
    public = settings.KEYS.signing.public
    return {public.key_id: public}


def test_the_answer_is_an_identity_that_the_central_signed(
    newcomer: Outpost, code: str, agency: Agency
) -> None:
    reply = newcomer.enrol(code)
    assert reply.status == 200
    station = Station.objects.get()
    assert (reply.value["station"], reply.value["agency"]) == (station.pk, agency.pk)
    roster = read_statement(ROSTER, reply.value["roster"], _central())
    keys = [newcomer.signing.public.raw, newcomer.sealing.public.raw]
    assert roster["stations"] == [[station.pk, "kiosk", "Borne 1", *keys]]
    assert (roster["hosted"], roster["endorsement"]) == (True, None)
    assert reply.value["sealing"] == settings.KEYS.lookup.public.raw
    assert "lookup" not in reply.value
    assert roster["recipient"] == settings.KEYS.recipients[agency.pk].public.raw
    assert abs(read_statement(TIME, reply.value["time"], _central()) - roster["issued"]) < 1000


def test_the_name_is_the_operators_not_the_one_typed_at_the_station(newcomer: Outpost, code: str) -> None:
    assert newcomer.asks(code)["name"] != "Borne 1"
    newcomer.enrol(code)
    assert Station.objects.get().name == "Borne 1"


def test_a_code_enrols_one_station(newcomer: Outpost, code: str) -> None:
    assert newcomer.enrol(code).status == 200
    other = Outpost(through_django).enrol(code)
    assert (other.status, other.value) == (403, {"error": "code_refused"})
    assert Station.objects.count() == 1


def test_a_used_code_with_the_same_signing_and_another_sealing_key_is_refused(
    newcomer: Outpost, code: str
) -> None:
    newcomer.enrol(code)
    newcomer.sealing = Outpost(through_django).sealing
    assert newcomer.enrol(code).status == 403


def test_an_enrolled_key_takes_no_second_code(newcomer: Outpost, code: str, agency: Agency) -> None:
    newcomer.enrol(code)
    second = new_enrolment_code(agency, "Borne 2", "kiosk", 15, SystemClock().now_ms())
    assert newcomer.enrol(second).status == 403
    assert EnrolmentCode.objects.get(name="Borne 2").used_by is None


def test_same_key_and_code_again_same_answer_but_for_its_time(newcomer: Outpost, code: str) -> None:
    first, again = newcomer.enrol(code).value, newcomer.enrol(code).value
    rosters = [read_statement(ROSTER, value.pop("roster"), _central()) for value in (first, again)]
    for value in (first, again):
        value.pop("time")
    assert first == again
    assert rosters[0] | {"issued": 0} == rosters[1] | {"issued": 0}
    assert Station.objects.count() == 1


def test_at_one_moment_the_answer_again_is_the_same_bytes(newcomer: Outpost, code: str) -> None:
    now_ms = SystemClock().now_ms()
    with patch("central.stations.api.SystemClock.now_ms", lambda self: now_ms):
        assert newcomer.enrol(code).raw == newcomer.enrol(code).raw


def test_a_late_code_is_expired_and_enrols_nobody(newcomer: Outpost, agency: Agency) -> None:
    late = new_enrolment_code(agency, "Borne 1", "kiosk", 15, SystemClock().now_ms() - 16 * 60_000)
    reply = newcomer.enrol(late)
    assert (reply.status, reply.value) == (410, {"error": "code_expired"})
    assert not Station.objects.exists()


def test_too_many_wrong_codes_and_enrolment_rests(newcomer: Outpost, code: str) -> None:
    for _ in range(MOST_TRIES):
        assert newcomer.enrol(WRONG).status == 403
    reply = newcomer.enrol(code)
    assert (reply.status, reply.value) == (429, {"error": "too_many_tries"})
    assert 1 <= int(reply.headers["Retry-After"]) <= TRIES_MS // 1000
    EnrolmentTry.objects.update(at_ms=SystemClock().now_ms() - TRIES_MS - 1)
    assert newcomer.enrol(code).status == 200


def test_who_repeats_after_a_lost_answer_is_not_stopped_by_the_tries_of_others(
    newcomer: Outpost, code: str
) -> None:
    newcomer.enrol(code)
    for _ in range(MOST_TRIES):
        Outpost(through_django).enrol(WRONG)
    assert Outpost(through_django).enrol(WRONG).status == 429
    assert newcomer.enrol(code).status == 200


def test_a_revoked_station_does_not_come_back_with_its_code(newcomer: Outpost, code: str) -> None:
    newcomer.enrol(code)
    Station.objects.update(revoked=True)
    reply = newcomer.enrol(code)
    assert (reply.status, reply.value) == (403, {"error": "revoked"})


def test_a_key_that_is_not_ones_own_cannot_be_enrolled(newcomer: Outpost, code: str) -> None:
    reply = newcomer.enrol(code, signer=SigningKey.generate())
    assert (reply.status, reply.value) == (401, {"error": "bad_signature"})
    assert not Station.objects.exists()
    assert not EnrolmentTry.objects.exists()


def test_a_signature_under_another_number_than_0_does_not_enrol(newcomer: Outpost, code: str) -> None:
    assert newcomer.enrol(code, station=3).status == 401
    assert not Station.objects.exists()


def test_a_body_that_was_changed_on_the_way_does_not_enrol(newcomer: Outpost, code: str) -> None:
    def other_digest(headers: dict[str, str]) -> None:
        headers["Content-Digest"] = "sha-256=:" + "A" * 43 + "=:"

    assert newcomer.enrol(code, change=other_digest).status == 401


@pytest.mark.parametrize("side", [-1, 1])
def test_a_wrong_clock_is_told_the_signed_time(newcomer: Outpost, code: str, side: int) -> None:
    now_ms = SystemClock().now_ms()
    reply = newcomer.enrol(code, now_ms=now_ms + side * (MAX_SKEW_S + 5) * 1000)
    assert (reply.status, reply.value["error"]) == (401, "clock_skew")
    assert 0 <= read_statement(TIME, reply.value["time"], _central()) - now_ms < 60_000
    assert newcomer.enrol(code, now_ms=now_ms + side * (MAX_SKEW_S - 30) * 1000).status == 200


@pytest.mark.parametrize(
    "spoiled",
    [
        {"code": 1},
        {"name": ""},
        {"name": "x" * 81},
        {"role": "admin"},
        {"signing": bytes(31)},
        {"sealing": bytes(31)},
        # A point of small order: nobody could seal to it.
        {"sealing": bytes(32)},
        {"more": 1},
    ],
)
def test_what_is_not_an_enrolment_is_malformed(
    newcomer: Outpost, code: str, spoiled: dict[str, object]
) -> None:
    reply = newcomer.post(ENROL, newcomer.asks(code, **spoiled), station=0)
    assert (reply.status, reply.value) == (400, {"error": "malformed"})
    assert not Station.objects.exists()


def test_neither_code_nor_its_plain_digest_is_kept(code: str) -> None:
    kept = bytes(EnrolmentCode.objects.get().digest)
    assert kept not in (code.encode(), hashlib.sha256(code.encode()).digest())
    assert kept == enrolment._digest(code)

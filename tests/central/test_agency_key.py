"""The agency's own key: registered once, shared between counters, never seen by the central."""

import pytest
from django.conf import settings
from django.test import override_settings

from central.stations.models import Agency, Station
from central.stations.opening import open_agency
from kiosk.wire.agency_key import share_agency_key, take_agency_key
from kiosk.wire.cbor import encode
from kiosk.wire.keys import OpeningKey, SealKey, VerifyKey
from kiosk.wire.roster import Roster, read_roster
from kiosk.wire.statement import TIME, read_statement, sign_statement
from tests.central.outpost import CHANGES, PUBLISHER, RECIPIENT, SHARES, Outpost, Reply

KEY = OpeningKey.generate()


def _central() -> dict[bytes, VerifyKey]:
    public = settings.KEYS.signing.public
    return {public.key_id: public}


def _roster(reply: Reply) -> Roster:
    assert reply.status == 200, reply.value
    return read_roster(reply.value["roster"], _central())


def _told(reply: Reply) -> tuple[int, object]:
    return reply.status, reply.value


@pytest.fixture
def registered(counter: Outpost) -> Outpost:
    _roster(counter.post(RECIPIENT, counter.endorses(KEY.public)))
    return counter


def test_changes_tell_any_station_its_roster_the_centrals_key_and_the_time(
    outpost: Outpost, counter: Outpost, agency: Agency
) -> None:
    reply = outpost.post(CHANGES, {})
    roster = _roster(reply)
    assert (roster.agency, roster.hosted) == (agency.pk, True)
    assert roster.recipient == settings.KEYS.recipients[agency.pk].public
    told = [(one.number, one.role, one.name, one.signing, one.sealing) for one in roster.stations]
    assert told == [
        (outpost.number, "kiosk", "Borne 1", outpost.signing.public, outpost.sealing.public),
        (counter.number, "counter", "Guichet 1", counter.signing.public, counter.sealing.public),
    ]
    assert reply.value["sealing"] == settings.KEYS.lookup.public.raw
    assert reply.value["followup"] == settings.URL
    assert read_statement(TIME, reply.value["time"], _central()) == roster.issued
    assert set(reply.value) == {"roster", "sealing", "followup", "time"}
    assert counter.post(CHANGES, {}).status == 200


def test_changes_are_for_enrolled_stations_and_their_own_agency(outpost: Outpost, enrol_at: object) -> None:
    other = enrol_at(open_agency("Autre", "", "", PUBLISHER.public.raw))
    roster = _roster(other.post(CHANGES, {}))
    assert (roster.name, [one.number for one in roster.stations]) == ("Autre", [other.number])
    assert outpost.post(CHANGES, {}, station=4_000_000_000).status == 401
    assert outpost.post(CHANGES, {}, signer=other.signing).status == 401
    Station.objects.filter(pk=outpost.number).update(revoked=True)
    assert _told(outpost.post(CHANGES, {})) == (403, {"error": "revoked"})


def test_a_revoked_station_leaves_the_roster(outpost: Outpost, counter: Outpost) -> None:
    Station.objects.filter(pk=outpost.number).update(revoked=True)
    assert [one.number for one in _roster(counter.post(CHANGES, {})).stations] == [counter.number]


def test_a_counter_registers_the_key_that_it_made(counter: Outpost, outpost: Outpost, agency: Agency) -> None:
    roster = _roster(counter.post(RECIPIENT, counter.endorses(KEY.public)))
    assert (roster.hosted, roster.recipient) == (False, KEY.public)
    # Its neighbours learn it, verified, and the central keeps what opens older requests.
    assert _roster(outpost.post(CHANGES, {})).recipient == KEY.public
    assert agency.pk in settings.KEYS.recipients


def test_the_same_key_again_gets_the_same_answer(registered: Outpost) -> None:
    kept = bytes(Agency.objects.get().endorsement)
    again = _roster(registered.post(RECIPIENT, registered.endorses(KEY.public)))
    assert again.recipient == KEY.public
    assert bytes(Agency.objects.get().endorsement) == kept


def test_another_key_is_refused_and_the_first_stays(registered: Outpost, enrol_at: object) -> None:
    other = enrol_at(Agency.objects.get(), "counter")
    for one in (registered, other):
        reply = one.post(RECIPIENT, one.endorses(OpeningKey.generate().public))
        assert _told(reply) == (409, {"error": "other_recipient"})
    assert _roster(other.post(CHANGES, {})).recipient == KEY.public


def test_the_endorsement_of_a_revoked_counter_is_replaced_by_one_that_counts(
    registered: Outpost, agency: Agency, enrol_at: object
) -> None:
    other = enrol_at(agency, "counter")
    Station.objects.filter(pk=registered.number).update(revoked=True)
    roster = _roster(other.post(RECIPIENT, other.endorses(KEY.public)))
    assert (roster.hosted, roster.recipient) == (False, KEY.public)


def test_a_kiosk_neither_registers_nor_shares(outpost: Outpost) -> None:
    for path, body in (
        (RECIPIENT, outpost.endorses(KEY.public)),
        (SHARES, {"has": True, "give": []}),
    ):
        assert _told(outpost.post(path, body)) == (403, {"error": "not_a_counter"})
    assert Agency.objects.get().recipient is None


@pytest.mark.parametrize("forged", ["signer", "agency"])
def test_a_statement_of_somebody_else_registers_nothing(
    forged: str, counter: Outpost, agency: Agency, enrol_at: object
) -> None:
    other = enrol_at(agency, "counter")
    changed = {"signer": {"signer": other.signing}, "agency": {"agency": agency.pk + 1}}[forged]
    reply = counter.post(RECIPIENT, counter.endorses(KEY.public, **changed))
    assert reply.status in (400, 401)
    assert Agency.objects.get().recipient is None


def _unusable(counter: Outpost) -> list[object]:
    time = sign_statement(TIME, 5, counter.signing)
    return [
        {}, [], {"statement": b""}, {"statement": "text"}, {"statement": bytes(600)}, {"statement": time},
        {**counter.endorses(KEY.public), "more": 1},
    ]  # fmt: skip


def test_what_is_no_registration_is_refused(counter: Outpost) -> None:
    for body in _unusable(counter):
        assert counter.post(RECIPIENT, body).status in (400, 401)
    assert Agency.objects.get().recipient is None


def test_a_key_of_small_order_is_refused(counter: Outpost) -> None:
    small = SealKey.__new__(SealKey)
    object.__setattr__(small, "raw", bytes(32))
    assert _told(counter.post(RECIPIENT, counter.endorses(small))) == (400, {"error": "malformed"})
    assert Agency.objects.get().recipient is None


@pytest.mark.parametrize("path", [CHANGES, RECIPIENT, SHARES])
@pytest.mark.parametrize("body", [b"", b"\xff", encode(None), encode([]), encode({"more": 1})])
def test_other_bodies_are_malformed(path: str, body: bytes, counter: Outpost) -> None:
    assert _told(counter.post(path, body)) == (400, {"error": "malformed"})


def _shares(counter: Outpost, has: bool, *give: list[object]) -> tuple[bytes | None, list[int]]:
    reply = counter.post(SHARES, {"has": has, "give": list(give)})
    assert reply.status == 200, reply.value
    assert set(reply.value) == {"mine", "wanting"}
    return reply.value["mine"], reply.value["wanting"]


def test_a_second_counter_gets_the_key_from_the_first(
    registered: Outpost, agency: Agency, enrol_at: object
) -> None:
    second = enrol_at(agency, "counter")
    assert _shares(second, False) == (None, [registered.number])
    assert _shares(registered, True) == (None, [second.number])
    roster = _roster(registered.post(CHANGES, {}))
    (sealing,) = [one.sealing for one in roster.stations if one.number == second.number]
    share = share_agency_key(KEY, agency.pk, second.number, sealing)
    assert _shares(registered, True, [second.number, share]) == (None, [])
    mine, wanting = _shares(second, False)
    assert wanting == []
    key = take_agency_key(mine, agency.pk, second.number, second.sealing)
    assert key.public == _roster(second.post(CHANGES, {})).recipient
    # Once it has it, nothing of it stays here, and nobody is asked again.
    assert _shares(second, True) == (None, [])
    assert Station.objects.get(pk=second.number).share is None
    assert _shares(registered, True) == (None, [])


def test_a_lost_answer_is_given_again_and_a_useless_share_is_asked_for_again(
    registered: Outpost, agency: Agency, enrol_at: object
) -> None:
    second = enrol_at(agency, "counter")
    _shares(registered, True, [second.number, b"useless"])
    assert _shares(second, False) == (b"useless", [])
    assert _shares(registered, True) == (None, [])
    # Back without the key: it keeps what it has, and another one may replace it.
    assert _shares(second, False) == (b"useless", [])
    assert _shares(registered, True) == (None, [second.number])
    assert _shares(registered, True, [second.number, b"good"]) == (None, [])
    assert _shares(second, False)[0] == b"good"


def test_a_share_reaches_nobody_else(registered: Outpost, outpost: Outpost, enrol_at: object) -> None:
    foreign = enrol_at(open_agency("Autre", "", "", PUBLISHER.public.raw), "counter")
    foreign.post(RECIPIENT, foreign.endorses(OpeningKey.generate().public))
    _shares(
        registered, True,
        [foreign.number, b"x"], [outpost.number, b"x"], [registered.number, b"x"], [4_000_000_000, b"x"],
    )  # fmt: skip
    assert not Station.objects.exclude(share=None).exists()
    assert _shares(registered, True) == (None, [])
    assert _shares(foreign, False) == (None, [])


def test_who_has_the_key_or_a_share_is_not_given_another(
    registered: Outpost, agency: Agency, enrol_at: object
) -> None:
    second = enrol_at(agency, "counter")
    _shares(registered, True, [second.number, b"first"])
    _shares(registered, True, [second.number, b"other"])
    assert _shares(second, False)[0] == b"first"
    _shares(second, True)
    _shares(registered, True, [second.number, b"late"])
    assert Station.objects.get(pk=second.number).share is None


def test_while_the_key_is_hosted_nothing_is_shared(
    counter: Outpost, agency: Agency, enrol_at: object
) -> None:
    second = enrol_at(agency, "counter")
    assert _shares(counter, True, [second.number, b"x"]) == (None, [])
    assert not Station.objects.filter(has_key=True).exists()
    assert _shares(second, False) == (None, [])


@pytest.mark.parametrize(
    "body",
    [
        {"has": 1, "give": []},
        {"has": True},
        {"has": True, "give": {}},
        {"has": True, "give": [[1]]},
        {"has": True, "give": [[0, b"x"]]},
        {"has": True, "give": [[True, b"x"]]},
        {"has": True, "give": [[1, b""]]},
        {"has": True, "give": [[1, bytes(257)]]},
        {"has": True, "give": [[1, "text"]]},
        {"has": True, "give": [[1, b"x"]] * 101},
        {"has": True, "give": [], "more": 1},
    ],
    ids=lambda body: str(body)[:40],
)
def test_what_is_no_exchange_of_shares_is_malformed(body: object, registered: Outpost) -> None:
    assert _told(registered.post(SHARES, body)) == (400, {"error": "malformed"})
    assert not Station.objects.filter(has_key=True).exists()


def test_the_central_never_holds_the_agencys_key(
    registered: Outpost, agency: Agency, enrol_at: object
) -> None:
    second = enrol_at(agency, "counter")
    share = share_agency_key(KEY, agency.pk, second.number, second.sealing.public)
    _shares(registered, True, [second.number, share])
    kept = [value for row in Station.objects.values_list() for value in row if isinstance(value, bytes)]
    kept += [value for row in Agency.objects.values_list() for value in row if isinstance(value, bytes)]
    assert not [value for value in kept if KEY.to_bytes() in value]
    for key in (settings.KEYS.lookup, *settings.KEYS.recipients.values()):
        assert key.to_bytes() != KEY.to_bytes()


@override_settings(URL="https://suivi.example")
def test_the_address_of_follow_up_pages_may_change(outpost: Outpost) -> None:
    assert outpost.post(CHANGES, {}).value["followup"] == "https://suivi.example"

"""How stations say they stand, and what a central makes of it that has lost envelopes."""

from itertools import pairwise

import pytest
from django.conf import settings

from central.cases.models import Case
from central.intake.models import StoredEnvelope
from central.stations.models import Station
from central.stations.resend import ask_everybody, troubled
from kiosk.wire.statement import RESEND, read_statement
from tests.central.outpost import CHANGES, Outpost


def stand(outpost: Outpost, accepted: int = 0, held: int = 0, late: int = 0) -> list[int] | None:
    """Say it; return the command that came back, verified."""
    reply = outpost.post(CHANGES, {"accepted": accepted, "held": held, "late": late})
    assert reply.status == 200
    raw = reply.value["resend"]
    public = settings.KEYS.signing.public
    return None if raw is None else read_statement(RESEND, raw, {public.key_id: public})


def lose(**which: int) -> None:
    Case.objects.filter(**{f"envelope__{name}": value for name, value in which.items()}).delete()
    StoredEnvelope.objects.filter(**which).delete()


def test_a_station_says_what_is_late_and_held_there(outpost: Outpost) -> None:
    assert stand(outpost, held=2, late=5) is None
    station = Station.objects.get(pk=outpost.number)
    assert (station.held, station.late, station.told_ms is None) == (2, 5, False)
    assert [*troubled(station.agency)] == [station]
    stand(outpost)
    assert [*troubled(station.agency)] == []


@pytest.mark.parametrize(
    "value",
    [
        {"accepted": 1}, {"accepted": 1, "held": 0}, {"accepted": -1, "held": 0, "late": 0},
        {"accepted": True, "held": 0, "late": 0}, {"accepted": 1 << 60, "held": 0, "late": 0},
        {"accepted": 1, "held": 0, "late": 0, "more": 1}, {"accepted": "1", "held": 0, "late": 0}, [],
    ],
)  # fmt: skip
def test_anything_else_is_malformed(outpost: Outpost, value: object) -> None:
    assert outpost.post(CHANGES, value).status == 400
    assert Station.objects.get(pk=outpost.number).told_ms is None


def test_who_says_nothing_is_asked_for_nothing(outpost: Outpost) -> None:
    assert "resend" not in outpost.post(CHANGES, {}).value


def test_what_was_accepted_and_is_gone_is_asked_for_once(outpost: Outpost, alarms: list[str]) -> None:
    outpost.send(*(outpost.envelope() for _ in range(3)))
    assert stand(outpost, accepted=3) is None, "all is here"
    assert stand(outpost, accepted=2) is None, "a verdict may be on its way"
    raws = [bytes(one.raw) for one in StoredEnvelope.objects.all()]
    lose()
    commands = [stand(outpost, accepted=3) for _ in range(3)]
    assert commands[0] is not None and commands == commands[:1] * 3, "repeated as it was"
    assert commands[0][:2] == [outpost.agency, outpost.number]
    assert len(alarms) == 1 and "3 demandes" in alarms[0]
    outpost.send(raws[0])
    assert stand(outpost, accepted=3) == commands[0], "on its way"
    outpost.send(*raws[1:])
    assert stand(outpost, accepted=3) == commands[0]
    lose(sequence=2)
    again = stand(outpost, accepted=3)
    assert again is not None and again[2] > commands[0][2], "another loss, another command"
    assert len(alarms) == 2


def test_a_neighbours_loss_and_rejected_envelopes_are_not_counted(outpost: Outpost, counter: Outpost) -> None:
    outpost.send(outpost.envelope())
    counter.send(counter.envelope())
    StoredEnvelope.objects.filter(station=counter.number).update(rejected="bad_status")
    assert stand(outpost, accepted=1) is None
    assert stand(counter, accepted=0) is None
    assert stand(counter, accepted=1) is not None


def test_an_operator_asks_everybody(outpost: Outpost, counter: Outpost) -> None:
    station = Station.objects.get(pk=outpost.number)
    assert ask_everybody(station.agency, 5) == 2
    assert ask_everybody(None, 6) == Station.objects.filter(revoked=False).count()
    told = [stand(one) for one in (outpost, counter)]
    assert [one[2] for one in told if one] == [6, 6]
    assert all(one != other for one, other in pairwise(told))

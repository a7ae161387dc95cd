import pytest

from kiosk.errors import BadSignature, Malformed
from kiosk.wire.cbor import encode
from kiosk.wire.cose import sign1
from kiosk.wire.roster import RosterStation, read_roster
from kiosk.wire.statement import RECIPIENT, ROSTER, TIME, sign_statement
from tests.wire import samples
from tests.wire.make_vectors import NAMED, OWN_ROSTER
from tests.wire.make_vectors import ROSTER as HOSTED
from tests.wire.samples import (
    AGENCY,
    CENTRAL,
    COUNTER,
    COUNTER_OPENING,
    STATION,
    STATION_OPENING,
    STRANGER,
    keys_of,
)

HOSTED_KEY = samples.RECIPIENT.public
KEYS = keys_of(CENTRAL)


def signed(value):
    return sign_statement(ROSTER, value, CENTRAL)


def test_a_hosted_roster_is_read():
    roster = read_roster(signed(HOSTED), KEYS)
    assert (roster.agency, roster.name, roster.issued) == (1, "Mairie de Saint-Aubin", 1_794_000_000_000)
    assert (roster.hosted, roster.recipient) == (True, HOSTED_KEY)
    assert roster.stations == (
        RosterStation(3, "kiosk", "Borne 1", STATION.public, STATION_OPENING.public),
        RosterStation(4, "counter", "Guichet 1", COUNTER.public, COUNTER_OPENING.public),
    )


def test_a_counter_endorses_the_agencys_own_key():
    roster = read_roster(signed(OWN_ROSTER), KEYS)
    assert (roster.hosted, roster.recipient) == (False, AGENCY.public)


def endorsed(statement):
    return OWN_ROSTER | {"endorsement": statement}


def by(signer, value=tuple(NAMED)):
    return sign_statement(RECIPIENT, list(value), signer)


def test_any_counter_of_the_roster_may_have_endorsed_it():
    second = [5, "counter", "Guichet 2", STRANGER.public.raw, COUNTER_OPENING.public.raw]
    value = endorsed(by(STRANGER)) | {"stations": [*OWN_ROSTER["stations"], second]}
    assert read_roster(signed(value), KEYS).recipient == AGENCY.public


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        # Not a station of this roster, the central itself, and a kiosk: none of them makes the key.
        (endorsed(by(STRANGER)), BadSignature),
        (endorsed(by(CENTRAL)), BadSignature),
        (endorsed(by(STATION)), BadSignature),
        # A counter, about another agency and another key.
        (endorsed(by(COUNTER, [2, AGENCY.public.raw, 1])), Malformed),
        (endorsed(by(COUNTER, [1, HOSTED_KEY.raw, 1])), Malformed),
        (OWN_ROSTER | {"recipient": HOSTED_KEY.raw}, Malformed),
        # Other words of the same counter.
        (endorsed(sign_statement(TIME, 5, COUNTER)), BadSignature),
        (endorsed(b"no statement"), Malformed),
        # Hosted and endorsed, or neither.
        (OWN_ROSTER | {"hosted": True}, Malformed),
        (endorsed(None), Malformed),
        (HOSTED | {"hosted": False}, Malformed),
        # The counter that endorsed is not in the roster any more.
        (OWN_ROSTER | {"stations": OWN_ROSTER["stations"][:1]}, BadSignature),
        # It is, as a kiosk.
        (
            OWN_ROSTER
            | {"stations": [[4, "kiosk", "Guichet 1", COUNTER.public.raw, COUNTER_OPENING.public.raw]]},
            BadSignature,
        ),
        # Keys that nobody can seal to.
        (HOSTED | {"recipient": bytes(32)}, Malformed),
        (HOSTED | {"stations": [[3, "kiosk", "Borne 1", STATION.public.raw, bytes(32)]]}, Malformed),
    ],
)
def test_no_other_key_passes_for_the_agencys(value, problem):
    with pytest.raises(problem):
        read_roster(signed(value), KEYS)


def test_only_the_central_signs_a_roster():
    with pytest.raises(BadSignature):
        read_roster(sign_statement(ROSTER, OWN_ROSTER, COUNTER), KEYS)


def test_a_roster_of_version_1_is_not_read():
    old = {key: value for key, value in HOSTED.items() if key != "endorsement"}
    old["stations"] = [station[:4] for station in HOSTED["stations"]]
    raw = sign1(encode(old), aad=b"relais/roster/1", kid=CENTRAL.public.key_id, signer=CENTRAL)
    with pytest.raises(BadSignature):
        read_roster(raw, KEYS)

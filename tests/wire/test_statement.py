import cbor2
import pytest
from cwt import COSE
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.errors import BadSignature, Malformed
from kiosk.wire.cose import sign1
from kiosk.wire.statement import KINDS, read_statement, sign_statement
from kiosk.wire.statement import PACK as PACK_KIND
from kiosk.wire.statement import RECIPIENT as RECIPIENT_KIND
from kiosk.wire.statement import ROSTER as ROSTER_KIND
from kiosk.wire.statement import STICK as STICK_KIND
from kiosk.wire.statement import TIME as TIME_KIND
from tests.wire.make_vectors import ROSTER, STATEMENTS, STATEMENTS_2
from tests.wire.samples import CENTRAL, PATIENT, STRANGER, cose_key, flip, flips, keys_of

VALUES = STATEMENTS | STATEMENTS_2
KEYS = keys_of(CENTRAL)
RAW = sign_statement(ROSTER_KIND, ROSTER, CENTRAL)


def signed(kind, value):
    payload = cbor2.dumps(value, canonical=True)
    return sign1(payload, aad=kind.encode(), kid=CENTRAL.public.key_id, signer=CENTRAL)


def test_every_kind_has_a_value_here():
    assert VALUES.keys() == KINDS.keys()


@pytest.mark.parametrize("kind", VALUES)
def test_a_statement_comes_back(kind):
    assert read_statement(kind, sign_statement(kind, VALUES[kind], CENTRAL), KEYS) == VALUES[kind]


@pytest.mark.parametrize("kind", VALUES)
def test_an_independent_cose_library_verifies_it(kind):
    raw = sign_statement(kind, VALUES[kind], CENTRAL)
    payload = COSE.new().decode(raw, cose_key(CENTRAL, CENTRAL.public.key_id), external_aad=kind.encode())
    assert cbor2.loads(payload) == VALUES[kind]


def test_a_statement_of_one_kind_is_not_one_of_another():
    for made in KINDS:
        for read in KINDS.keys() - {made}:
            with pytest.raises(BadSignature):
                read_statement(read, sign_statement(made, VALUES[made], CENTRAL), KEYS)


def test_only_the_given_keys_count():
    for keys in ({}, keys_of(STRANGER), {CENTRAL.public.key_id: STRANGER.public}):
        with pytest.raises(BadSignature):
            read_statement(ROSTER_KIND, RAW, keys)


def without(name):
    return {key: value for key, value in ROSTER.items() if key != name}


WRONG = [
    *((ROSTER_KIND, without(name)) for name in ROSTER),
    *((ROSTER_KIND, ROSTER | {name: None}) for name in ROSTER if name != "endorsement"),
    (ROSTER_KIND, ROSTER | {"endorsement": "text"}),
    (ROSTER_KIND, ROSTER | {"more": 1}),
    (ROSTER_KIND, ROSTER | {"agency": True}),
    (ROSTER_KIND, ROSTER | {"agency": 0}),
    (ROSTER_KIND, ROSTER | {"recipient": bytes(31)}),
    (ROSTER_KIND, ROSTER | {"stations": [[0, "kiosk", "Borne 1", bytes(32), bytes(32)]]}),
    (ROSTER_KIND, ROSTER | {"stations": [[3, "kiosk", "Borne 1", bytes(31), bytes(32)]]}),
    (ROSTER_KIND, ROSTER | {"stations": [[3, "kiosk", "Borne 1", bytes(32), bytes(31)]]}),
    (ROSTER_KIND, ROSTER | {"stations": [[3, "kiosk", "Borne 1", bytes(32)]]}),
    (ROSTER_KIND, []),
    (TIME_KIND, -1),
    (TIME_KIND, True),
    (TIME_KIND, "now"),
    (PACK_KIND, "text"),
    (RECIPIENT_KIND, [0, bytes(32), 1]),
    (RECIPIENT_KIND, [True, bytes(32), 1]),
    (RECIPIENT_KIND, [1, bytes(31), 1]),
    (RECIPIENT_KIND, [1, bytes(32), -1]),
    (RECIPIENT_KIND, [1, bytes(32)]),
    (RECIPIENT_KIND, [1, bytes(32), 1, 1]),
    (STICK_KIND, [0, bytes(16), 1]),
    (STICK_KIND, [1, bytes(15), 1]),
    (STICK_KIND, [1, bytes(16), -1]),
    (STICK_KIND, [1, bytes(16)]),
]


@pytest.mark.parametrize(("kind", "value"), WRONG, ids=lambda part: str(part)[:40])
def test_another_shape_is_neither_signed_nor_read(kind, value):
    with pytest.raises(Malformed):
        read_statement(kind, signed(kind, value), KEYS)
    with pytest.raises(ValueError, match="statement"):
        sign_statement(kind, value, CENTRAL)


@pytest.mark.parametrize("kind", ["relais/envelope/1", "relais/ack/1", "relais/roster/1", "relais/x/1", ""])
def test_a_statement_can_never_stand_for_an_envelope_or_an_acknowledgement(kind):
    with pytest.raises(ValueError, match="statement"):
        sign_statement(kind, 1, CENTRAL)
    with pytest.raises(KeyError):
        read_statement(kind, RAW, KEYS)


@given(flips(len(RAW)))
@settings(PATIENT, max_examples=500)
def test_no_damaged_bit_goes_unseen(damage):
    with pytest.raises((Malformed, BadSignature)):
        read_statement(ROSTER_KIND, flip(RAW, damage), KEYS)


@given(st.binary(max_size=200), st.sampled_from(sorted(KINDS)))
@PATIENT
def test_arbitrary_bytes_are_malformed(raw, kind):
    for attempt in (raw, b"\xd2" + raw):
        with pytest.raises(Malformed):
            read_statement(kind, attempt, KEYS)

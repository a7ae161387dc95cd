import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import CannotOpen, RecoveryWrong
from kiosk.wire.agency_key import read_recovery, recovery_text, share_agency_key, take_agency_key
from kiosk.wire.cbor import encode
from kiosk.wire.keys import OpeningKey
from tests.wire.samples import AGENCY, COUNTER_OPENING, PATIENT, RECIPIENT, open_independently

SHARE = share_agency_key(AGENCY, 1, 4, COUNTER_OPENING.public)
TEXT = recovery_text(AGENCY)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def test_the_other_counter_takes_the_very_key():
    assert take_agency_key(SHARE, 1, 4, COUNTER_OPENING).to_bytes() == AGENCY.to_bytes()
    assert len(SHARE) == 80 and AGENCY.to_bytes() not in SHARE


@pytest.mark.parametrize(
    ("sealed", "agency", "station", "own"),
    [
        (SHARE, 2, 4, COUNTER_OPENING),
        (SHARE, 1, 5, COUNTER_OPENING),
        (SHARE, 1, 4, RECIPIENT),
        (SHARE[:-1], 1, 4, COUNTER_OPENING),
        (SHARE[:-1] + bytes([SHARE[-1] ^ 1]), 1, 4, COUNTER_OPENING),
        (b"", 1, 4, COUNTER_OPENING),
        # Sealed rightly, and no key.
        (COUNTER_OPENING.public.seal(bytes(31), encode(["relais/share/1", 1, 4])), 1, 4, COUNTER_OPENING),
    ],
)
def test_another_context_another_key_and_damage_open_nothing(sealed, agency, station, own):
    with pytest.raises(CannotOpen):
        take_agency_key(sealed, agency, station, own)


def test_an_independent_hpke_opens_a_share():
    info = encode(["relais/share/1", 1, 4])
    assert open_independently(COUNTER_OPENING, SHARE, info) == AGENCY.to_bytes()


def test_the_sheet_has_14_groups_of_4():
    assert [len(group) for group in TEXT.split(" ")] == [4] * 14
    assert set(TEXT) <= set(LETTERS + " ")


@given(st.binary(min_size=32, max_size=32))
@PATIENT
def test_every_key_comes_back_from_its_sheet(raw):
    assert read_recovery(recovery_text(OpeningKey.from_bytes(raw))).to_bytes() == raw


@pytest.mark.parametrize(
    "typed",
    [
        TEXT.lower(),
        TEXT.replace(" ", ""),
        TEXT.replace(" ", "-"),
        "\n".join(TEXT.split(" ")),
        f"  {TEXT}.\r\n",
        TEXT.replace("O", "0").replace("I", "1").replace("B", "8"),
    ],
)
def test_it_is_read_as_people_and_scanners_type_it(typed):
    assert read_recovery(typed).to_bytes() == AGENCY.to_bytes()


def test_the_key_of_these_tests_has_the_letters_that_look_like_digits():
    assert set("OIB") <= set(TEXT)


@given(st.integers(0, 55), st.sampled_from(LETTERS))
@PATIENT
def test_one_wrong_letter_is_seen(at, letter):
    letters = TEXT.replace(" ", "")
    if letters[at] != letter:
        with pytest.raises(RecoveryWrong):
            read_recovery(letters[:at] + letter + letters[at + 1 :])


def test_two_swapped_letters_are_seen():
    letters = TEXT.replace(" ", "")
    for at in range(55):
        if letters[at] != letters[at + 1]:
            with pytest.raises(RecoveryWrong):
                read_recovery(letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :])


@pytest.mark.parametrize("typed", ["", "ABCD", TEXT + "A", TEXT[:-1], "9" * 56, "é" * 56, "ABCD " * 14])
def test_what_is_no_sheet_is_wrong(typed):
    with pytest.raises(RecoveryWrong) as caught:
        read_recovery(typed)
    assert caught.value.facts == {}


def test_the_bytes_are_those_of_the_format():
    raw = base64.b32decode(TEXT.replace(" ", ""))
    assert raw[:32] == AGENCY.to_bytes() and len(raw) == 35

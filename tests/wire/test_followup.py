import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.wire.followup import (
    check_digit,
    followup_url,
    format_code,
    is_code,
    new_code,
    new_token,
    parse_code,
    parse_token,
    token_text,
)
from tests.wire.samples import PATIENT

SAMPLE = [new_code() for _ in range(300)]


def test_the_known_damm_digit():
    assert check_digit("572") == 4
    assert check_digit("5724") == 0


def test_new_codes_are_codes_of_twelve_digits_and_differ():
    assert all(is_code(code) for code in SAMPLE)
    assert all(re.fullmatch(r"\d{3} \d{3} \d{3} \d{3}", format_code(code)) for code in SAMPLE)
    assert len(set(SAMPLE)) == len(SAMPLE)


def test_every_wrong_digit_is_noticed():
    for code in SAMPLE:
        digits = f"{code:012d}"
        for at, right in enumerate(digits):
            for wrong in set("0123456789") - {right}:
                assert not is_code(int(digits[:at] + wrong + digits[at + 1 :]))


def test_every_swap_of_neighbours_is_noticed():
    swaps = 0
    for code in SAMPLE:
        digits = f"{code:012d}"
        for at in range(11):
            if digits[at] != digits[at + 1]:
                swaps += 1
                assert not is_code(int(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]))
    assert swaps > 2000


@pytest.mark.parametrize("code", [-1, 10**12, 10**12 + 4])
def test_out_of_range_is_no_code(code):
    assert not is_code(code)


def test_leading_zeros_are_kept():
    code = int("00000000001" + str(check_digit("00000000001")))
    assert format_code(code).startswith("000 000 000 01")
    assert parse_code(format_code(code)) == code


@given(
    st.sampled_from(SAMPLE), st.sampled_from(["", " ", "\u00a0", "\u202f", "-", ".", " / ", "\n", "\u200f"])
)
def test_people_may_space_a_code_as_they_like(code, between):
    assert parse_code(between.join(format_code(code).split(" "))) == code
    assert parse_code(f"{between}{code:012d}{between}") == code


def test_digits_of_other_scripts_are_digits():
    code = SAMPLE[0]
    arabic = f"{code:012d}".translate({ord("0") + digit: 0x0660 + digit for digit in range(10)})
    assert parse_code(arabic) == code


@pytest.mark.parametrize(
    "text", ["", "482", "482 913 507 26", "482 913 507 2644", "a82 913 507 264", "²²²²²²²²²²²²"]
)
def test_no_code(text):
    assert parse_code(text) is None


@given(st.text(max_size=40))
@PATIENT
def test_any_text_is_a_code_or_none(text):
    code = parse_code(text)
    assert code is None or is_code(code)


@given(st.binary(min_size=16, max_size=16))
@PATIENT
def test_a_token_has_one_text(token):
    text = token_text(token)
    assert re.fullmatch("[a-z2-7]{26}", text)
    assert parse_token(text) == token
    assert parse_token(text.upper()) == token
    for spare in set("abcdefghijklmnopqrstuvwxyz234567") - {text[-1]}:
        assert parse_token(text[:-1] + spare) != token


@pytest.mark.parametrize(
    "text", ["", "a" * 25, "a" * 27, "1" * 26, "a" * 25 + "b", " " + "a" * 25, "K" * 26, "a" * 26 + "\n"]
)
def test_no_token(text):
    assert parse_token(text) is None


@given(st.text(max_size=30))
@PATIENT
def test_any_text_is_a_token_or_none(text):
    assert parse_token(text) is None or token_text(parse_token(text)) == text.lower()


def test_the_address_fits_a_small_qr():
    token = new_token()
    assert len(new_token()) == 16
    assert token != new_token()
    url = followup_url("https://suivi.saint-aubin.example/", 4_294_967_295, token)
    assert url == f"https://suivi.saint-aubin.example/s/4294967295-{token_text(token)}"
    with pytest.raises(ValueError, match="16 bytes"):
        token_text(token[:15])


def test_codes_are_spread():
    first = {f"{code:012d}"[0] for code in random.Random(1).sample(SAMPLE, 200)}
    assert len(first) == 10

import math
from datetime import UTC, datetime
from decimal import Decimal

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.errors import Malformed
from kiosk.wire.cbor import MAX_DEPTH, MAX_ITEMS, decode, encode
from tests.wire.samples import PATIENT

scalars = (
    st.integers(-(1 << 64), (1 << 64) - 1)
    | st.binary(max_size=40)
    | st.text(max_size=40)
    | st.booleans()
    | st.none()
)
keys = st.integers(-1000, 1000) | st.text(max_size=8) | st.tuples(st.integers(0, 300), st.integers(0, 300))
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(keys, inner, max_size=5),
    max_leaves=20,
)


@given(values)
@PATIENT
def test_a_value_has_one_encoding_and_comes_back(value):
    raw = encode(value)
    assert decode(raw) == value
    assert encode(decode(raw)) == raw


def test_keys_go_shorter_first_then_by_bytes():
    assert encode({"b": 0, 100: 0, -1: 0, 10: 0, "aa": 0}).hex() == "a50a00200018640061620062616100"


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("", "empty"),
        ("1801", "1 in two bytes"),
        ("190001", "1 in three bytes"),
        ("5800", "empty bytes with a long length"),
        ("a202000100", "keys out of order"),
        ("a26161000000", "text key before a shorter or equal integer key"),
        ("a201000100", "the same key twice"),
        ("a201000101", "the same key twice, other value"),
        ("9f01ff", "indefinite array"),
        ("bf0101ff", "indefinite map"),
        ("5f4101ff", "indefinite bytes"),
        ("7f6161ff", "indefinite text"),
        ("ff", "a break alone"),
        ("f90000", "half float"),
        ("fa00000000", "float"),
        ("fb7ff8000000000000", "not a number"),
        ("f97e00", "canonical not a number"),
        ("f7", "undefined"),
        ("f0", "unassigned simple value"),
        ("f8ff", "simple value in two bytes"),
        ("c074323032362d31312d32325430303a30303a30305a", "a date in tag 0"),
        ("c11a00000000", "a time in tag 1"),
        ("c249010000000000000000", "a big number"),
        ("c2420001", "a small big number"),
        ("d81c8101", "a shareable value"),
        ("d823636e6f65", "a regular expression"),
        ("d901028101", "a set"),
        ("d280", "tag 18 below the top"),
        ("61ff", "text that is not UTF-8"),
        ("63eda080", "a lone surrogate"),
        ("a1f500", "true as a key"),
        ("a1f600", "null as a key"),
        ("a1410000", "bytes as a key"),
        ("a1a000", "a map as a key"),
        ("1c", "reserved length"),
        ("0000", "something after the end"),
        ("8201", "array ends early"),
        ("42ff", "bytes end early"),
        ("5bffffffffffffffff", "bytes of 2^64"),
        ("9bffffffffffffffff00", "array of 2^64"),
        ("bbffffffffffffffff0000", "map of 2^64"),
        ("81" * MAX_DEPTH + "8100", "too deep"),
    ],
)
def test_refused(raw, why):
    with pytest.raises(Malformed):
        decode(bytes.fromhex(raw))


def test_depth_and_number_of_items_are_bounded_just_there():
    assert decode(bytes.fromhex("81" * MAX_DEPTH + "00"))
    assert len(decode(encode([0] * (MAX_ITEMS - 1)))) == MAX_ITEMS - 1
    with pytest.raises(Malformed):
        decode(cbor2.dumps([0] * MAX_ITEMS))


def test_the_limit_counts_bytes():
    assert decode(encode(b"12345678"), limit=9) == b"12345678"
    with pytest.raises(Malformed):
        decode(encode(b"12345678"), limit=8)


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        math.nan,
        1 << 64,
        Decimal(1),
        datetime(2026, 11, 22, tzinfo=UTC),
        {b"k": 1},
        {True: 1},
        {1, 2},
        object(),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_not_a_wire_value_is_a_bug_of_the_caller(value):
    with pytest.raises(TypeError, match="not a wire value"):
        encode(value)


@given(st.binary(max_size=200))
@settings(PATIENT, max_examples=1000)
def test_arbitrary_bytes_are_a_value_or_malformed(raw):
    try:
        value = decode(raw)
    except Malformed:
        return
    assert encode(value) == raw

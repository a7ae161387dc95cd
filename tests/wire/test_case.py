from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import Malformed
from kiosk.wire.case import CaseStatus, CaseTold, ChangeTold, read_cases, write_cases
from kiosk.wire.cbor import decode, encode
from kiosk.wire.compact import MAX_MS
from tests.wire.samples import PATIENT, TOLD

moments = st.integers(0, MAX_MS)
statuses = st.sampled_from(CaseStatus)
cases = st.builds(
    CaseTold,
    envelope_id=st.binary(min_size=16, max_size=16),
    station=st.integers(1, (1 << 32) - 1),
    service=st.text(max_size=64),
    created_ms=moments,
    received_ms=moments,
    read_ms=st.none() | moments,
    status=statuses,
    changes=st.lists(
        st.builds(ChangeTold, moments, st.none() | statuses, st.text(max_size=40)), max_size=5
    ).map(tuple),
    raw=st.binary(max_size=100),
)


@given(st.lists(cases, max_size=4))
@PATIENT
def test_cases_come_back_over_the_wire(told):
    assert read_cases(decode(encode(write_cases(told)))) == tuple(told)


def plain(**change):
    (first,) = write_cases(TOLD[:1])
    return first | change


WRONG = [
    None, {}, "cases", [None], [[]], [{}],
    *([{key: value for key, value in plain().items() if key != name}] for name in plain()),
    *([plain(**{name: None})] for name in plain() if name != "read"),
    [plain(more=1)], [plain(id=bytes(15))], [plain(station=0)], [plain(station=True)],
    [plain(station=1 << 32)], [plain(service="x" * 65)], [plain(created=-1)], [plain(created=True)],
    [plain(received=MAX_MS + 1)], [plain(read="now")], [plain(status="lost")], [plain(status=1)],
    [plain(status=[])], [plain(changes=[[1, None]])], [plain(changes=[[1, "lost", ""]])],
    [plain(changes=[[-1, None, ""]])], [plain(changes=[[1, None, 5]])],
    [plain(changes=[[1, None, "x" * 4001]])], [plain(changes=[[1, None, ""]] * 1001)], [plain(raw="text")],
]  # fmt: skip


@pytest.mark.parametrize("value", WRONG, ids=lambda value: str(value)[:50])
def test_what_is_no_list_of_cases_is_malformed(value):
    with pytest.raises(Malformed):
        read_cases(value)


def test_a_repr_shows_neither_words_nor_bytes():
    told = replace(TOLD[0], raw=b"SECRET")
    for secret in ("SECRET", "papier", "demain"):
        assert secret not in repr(told) and secret not in repr(told.changes)

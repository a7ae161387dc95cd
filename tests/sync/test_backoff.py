import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.backoff import ASKED_CAP_S, asked_delay, quick_delay, slow_delay

CHANCE = st.floats(0, 1, exclude_max=True)
FAILURES = st.integers(1, 10**9)


@given(FAILURES, CHANCE)
def test_a_peer_that_is_away_is_tried_again_within_four_seconds(failures, chance):
    assert 0.1 < quick_delay(failures, chance) <= 4.0


@given(FAILURES, CHANCE)
def test_senseless_answers_are_tried_again_within_five_minutes(failures, chance):
    assert 0.7 < slow_delay(failures, chance) <= 300.0


def test_delays_double():
    assert [quick_delay(n, 0) for n in range(1, 8)] == [0.25, 0.5, 1, 2, 4, 4, 4]
    assert [slow_delay(n, 0) for n in range(1, 11)] == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300]


def test_jitter_spreads_stations():
    assert len({quick_delay(9, n / 10) for n in range(10)}) == 10


@given(st.floats(0, ASKED_CAP_S), CHANCE)
def test_what_a_peer_asks_for_is_obeyed_and_hardly_more(asked, chance):
    assert asked <= asked_delay(asked, chance) <= asked + 30


@pytest.mark.parametrize("absurd", [1e9, float("inf")])
def test_nobody_silences_a_station_for_years(absurd):
    assert asked_delay(absurd, 0.5) <= ASKED_CAP_S + 30
    assert asked_delay(-5, 0.5) == 0

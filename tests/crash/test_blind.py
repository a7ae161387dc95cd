"""Couriers are blind: no attack achieves anything, and the proof would see it if one did."""

import json

import pytest

from rehearsal.blind import ATTEMPTS, DEFENCES, main, run
from rehearsal.hostile import ACKNOWLEDGEMENT_ATTACKS, ENVELOPE_ATTACKS

ATTACKS = len(ENVELOPE_ATTACKS) + len(ACKNOWLEDGEMENT_ATTACKS)
SHORT = 20 * ATTACKS
FOUND = {
    "signature": "altered",
    "spelling": "altered",
    "seal": "opened",
    "identity": "blocked",
    "digest": "settled",
}


def test_a_short_run_achieves_nothing_and_makes_every_attack(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--attempts", str(SHORT), "--seed", "7"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert json.loads(lines[-1]) == {"attempts": SHORT, "altered": 0, "opened": 0, "blocked": 0, "settled": 0}
    assert [line.split()[0] for line in lines[:ATTACKS]] == ["20"] * ATTACKS


@pytest.mark.parametrize("defence", DEFENCES)
def test_without_a_defence_the_proof_reports_it(defence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--attempts", str(6 * ATTACKS), "--without", defence]) == 1
    assert json.loads(capsys.readouterr().out.splitlines()[-1])[FOUND[defence]] > 0


def test_without_signatures_a_station_settles_what_anybody_says() -> None:
    tally, _ = run(6 * ATTACKS, 1, "signature")
    assert tally.settled > 0


@pytest.mark.long
def test_ten_thousand_attacks_achieve_nothing() -> None:
    tally, made = run(ATTEMPTS, 1)
    assert sum(made.values()) == tally.attempts == ATTEMPTS
    assert tally.altered == tally.opened == tally.blocked == tally.settled == 0

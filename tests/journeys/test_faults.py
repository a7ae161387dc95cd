"""The doctor on a real station: nothing wrong is nothing told; some of the sown faults; a check left out."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rehearsal.ailments import FAULTS
from rehearsal.faults import sow
from rehearsal.ward import Ward, open_ward
from technician.checks import CHECKS

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def ward() -> Iterator[Ward]:
    with open_ward() as opened:
        yield opened


def by_check(*checks: str) -> list:  # type: ignore[type-arg]
    chosen = {fault.check: fault for fault in FAULTS if fault.check in checks}
    assert set(chosen) == set(checks)
    return list(chosen.values())


def test_every_check_has_a_fault_and_there_are_enough() -> None:
    assert {fault.check for fault in FAULTS} == {check.id for check in CHECKS}
    assert len(FAULTS) >= 14
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)


def test_some_faults_are_found_by_the_right_check_alone(ward: Ward) -> None:
    tally = sow(ward, by_check("database", "central", "clock", "printer", "agency_key"))
    assert (tally.missed, tally.false_alarms) == ((), 0)
    assert tally.line() == '{"faults": 5, "found": 5, "false_alarms": 0}'


def test_a_doctor_that_leaves_a_check_out_is_caught(ward: Ward) -> None:
    (fault,) = by_check("journal")
    tally = sow(ward, [fault], without="journal")
    assert tally.missed == (fault.name,)
    assert not tally.flawless


def test_a_fault_that_another_check_sees_is_a_false_alarm(ward: Ward) -> None:
    (fault,) = by_check("undelivered")
    from dataclasses import replace

    tally = sow(ward, [replace(fault, check="held")])
    assert (tally.missed, tally.false_alarms) == ((fault.name,), 1)


def test_a_healthy_kiosk_alarms_nobody_either(ward: Ward) -> None:
    file = ward.stage.config.path
    if not ward.has_sound:
        file.write_text(file.read_text("utf-8") + "\n[voice]\nenabled = false\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "main.py", "doctor", "--config", str(file)],
        cwd=ROOT, env={**os.environ, **ward.environment}, text=True, capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "Tout est bon." in done.stdout

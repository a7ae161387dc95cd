"""The loop as a process of its own, killed at the worst moment."""

import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from central.connectors.drain import IDLE_S
from central.connectors.pace import ASKED_CAP_S, CAP_S, FIRST_S, delay_s
from rehearsal.answers import WORDS
from tests.central.process import ROOT, RealCentral
from tests.fakes.case_system import CaseSystem

LONG_S = 60


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + LONG_S
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def states(central: RealCentral) -> set[str]:
    with sqlite3.connect(f"file:{central.folder}/central.db?mode=ro", uri=True) as rows:
        return {state for (state,) in rows.execute("SELECT state FROM connectors_delivery")}


def told(xml: bytes) -> list[str]:
    """What the person said, as far as it cannot be there by chance or in the pack."""
    texts = (leaf.text or "" for leaf in etree.fromstring(xml).iterfind(".//*"))
    return [text for text in texts if text in ("0199004567", *WORDS[:3])]


def found(folder: Path, words: list[str]) -> list[tuple[str, str]]:
    """Files of the central, but for the packs, that hold one of the words."""
    files = [path for path in folder.iterdir() if path.is_file()]
    assert {"central.db", "central.db-wal"} <= {path.name for path in files}
    return [(path.name, word) for path in files for word in words if word.encode() in path.read_bytes()]


class Loop:
    """`python -m central connect`."""

    def __init__(self, central: RealCentral) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "central", "connect"], cwd=ROOT, env=central._environment(), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert self._process.stdout
        assert self._process.stdout.readline() == "central connecting\n"

    def end(self, number: int) -> int:
        self._process.send_signal(number)
        self._process.communicate(timeout=LONG_S)
        return self._process.returncode


@pytest.fixture
def central(tmp_path: Path, case_system: CaseSystem) -> RealCentral:
    words = [sys.executable, "-m", "tests.central.connectors.seed", str(tmp_path), case_system.url]
    subprocess.run(words, cwd=ROOT, check=True, timeout=LONG_S)
    return RealCentral(tmp_path)


def test_killed_between_sending_and_recording_leaves_one_case(
    central: RealCentral, case_system: CaseSystem
) -> None:
    # It keeps the case and says nothing: the loop dies while it waits for the answer.
    case_system.switch(next=["hang"])
    loop = Loop(central)
    until(lambda: len(case_system.kept) == 1)
    assert central.run("connect").stderr == "Un autre « connect » travaille déjà sur ce central.\n"
    assert loop.end(signal.SIGKILL) == -signal.SIGKILL
    assert states(central) == {"waiting"}
    (xml,) = case_system.kept.values()
    assert told(xml) and found(central.folder, told(xml)) == []
    assert found(central.folder, ["Mairie de Saint-Aubin"])
    loop = Loop(central)
    until(lambda: len(case_system.calls) == 2)
    until(lambda: states(central) == {"delivered", "waiting"})
    assert loop.end(signal.SIGTERM) == 0
    assert len(case_system.kept) == 1
    first, second = central.told("connector", "list").splitlines()
    assert first.endswith("0 waiting, 1 delivered, 0 dead ok")
    assert second.endswith("1 waiting, 0 delivered, 0 dead unreachable")


def test_delays_double_and_never_fall_below_what_was_asked() -> None:
    assert [delay_s(failures, None, 0.0) for failures in (1, 2, 3, 40)] == [FIRST_S, 30.0, 60.0, CAP_S]
    assert delay_s(1, None, 0.999) == pytest.approx(FIRST_S * 0.75, rel=0.01)
    for chance in (0.0, 0.5, 0.999):
        assert delay_s(40, None, chance) <= CAP_S
        assert delay_s(1, 600.0, chance) >= 600.0
        assert delay_s(40, 1.0, chance) >= CAP_S * 0.75
    assert delay_s(1, 1e12, 0.0) == ASKED_CAP_S
    assert FIRST_S > IDLE_S

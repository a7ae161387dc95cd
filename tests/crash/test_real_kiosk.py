"""The real kiosk under strace, in short; `rehearsal.kill` and `rehearsal.leaks` as programs do it all."""

from pathlib import Path

import pytest

from rehearsal.kill import StationRig
from rehearsal.leaks import search_station
from rehearsal.stage import set_stage
from rehearsal.strikes import KillPoint, count_calls, strike

pytestmark = pytest.mark.slow
LEAKY = Path(__file__).with_name("leaky_main.py")


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    made = set_stage(tmp_path_factory.mktemp("stage"), pack=None, form=None, skip_unsupported=False)
    yield made
    made.close()


@pytest.fixture(scope="module")
def rig(stage, tmp_path_factory):
    return StationRig(stage, tmp_path_factory.mktemp("log") / "kiosk.log")


@pytest.fixture(scope="module")
def counts(rig, tmp_path_factory):
    """The calls of one undisturbed life."""
    return count_calls(rig, tmp_path_factory.mktemp("counts"))


def test_nothing_of_the_client_is_left_in_clear(stage):
    scene = next(search_station(stage, seed=3))
    assert scene.findings == ()
    assert scene.escaped == ()
    # The envelope and the paper on their way, the code aloud: all were seen where they may be.
    assert scene.unseen == ()
    assert {"code", "token", "nom", "telephone"} <= set(scene.canaries)
    assert any(path.endswith("station.db-wal") for path in scene.report.files)


def test_a_kiosk_that_keeps_answers_for_a_moment_is_found_out(stage):
    scene = next(search_station(stage, seed=4, program=LEAKY))
    found = {(finding.canary, finding.encoding, finding.kind) for finding in scene.findings}
    assert {("nom", "utf-16-le", "file"), ("telephone", "utf-16-le", "file")} <= found
    assert not any(Path(finding.place).exists() for finding in scene.findings)
    assert not scene.sound


def test_a_kiosk_killed_at_its_commit_and_in_delivery_loses_nothing(rig, counts, tmp_path):
    for call in ("pwrite64", "recvfrom"):
        youngest = max(thread for thread, name in counts if name == call)
        one = strike(rig, KillPoint(youngest, call, 1), tmp_path)
        assert one.killed
        assert one.faults() == []


def test_a_kiosk_killed_while_it_prints_never_prints_twice(rig, counts, tmp_path):
    printing = max(thread for thread, name in counts if name == "sendto")
    one = strike(rig, KillPoint(printing, "sendto", counts[printing, "sendto"] // 2), tmp_path)
    assert one.killed
    assert (one.jobs, one.papers) == (("unknown",), 0)
    assert one.faults() == []

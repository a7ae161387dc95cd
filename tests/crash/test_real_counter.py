"""The real counter under strace, in short; `rehearsal.counter_leaks` as a program does it all."""

from pathlib import Path

import pytest

from rehearsal.counter_leaks import search_counter
from rehearsal.stage import set_stage

pytestmark = pytest.mark.slow
LEAKY = Path(__file__).with_name("leaky_main.py")


@pytest.fixture
def stage(tmp_path):
    made = set_stage(tmp_path, pack=None, form=None, skip_unsupported=False, counter=True)
    yield made
    made.close()


def test_nothing_of_clients_and_agents_is_left_in_clear(stage):
    scene = next(search_counter(stage, seed=5))
    assert scene.findings == ()
    assert scene.escaped == ()
    # The envelope and the paper on their way, the code looked for, the sheet for the file: all were seen.
    assert scene.unseen == ()
    assert {
        "code", "token", "nom", "telephone", "case code", "case token", "case nom", "case telephone",
        "message", "pin", "wrong pin", "agency key",
    } <= set(scene.canaries)  # fmt: skip
    assert any(path.endswith("station.db-wal") for path in scene.report.files)


def test_a_counter_that_keeps_answers_for_a_moment_is_found_out(stage):
    scene = next(search_counter(stage, seed=6, program=LEAKY))
    found = {(finding.canary, finding.encoding, finding.kind) for finding in scene.findings}
    assert {("nom", "utf-16-le", "file"), ("telephone", "utf-16-le", "file")} <= found
    assert not any(Path(finding.place).exists() for finding in scene.findings)
    assert not scene.sound

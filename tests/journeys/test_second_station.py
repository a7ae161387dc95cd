"""One more counter, by one command and one file: it enrols, is given the agency's key, and reads requests."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.clock import SystemClock
from kiosk.config import Config, load_config
from kiosk.store import open_store
from rehearsal.counter_journey import request_at_kiosk
from rehearsal.recipient import open_at_counter
from rehearsal.stage import Stage, set_stage
from sync.changes import catch_up

ROOT = Path(__file__).resolve().parents[2]
# One command, and nobody waits: measured at 4 s on a machine of two cores.
PATIENCE_S = 30


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("stage")
    made = set_stage(folder, pack=None, form=None, skip_unsupported=False, counter=True)
    yield made
    made.close()


def ask_for_changes(config: Config) -> None:
    with open_store(config.data) as store:
        catch_up(store, config.central_url, SystemClock(), config.role)


def test_a_second_counter_is_one_command_and_reads_what_the_first_reads(stage: Stage) -> None:
    assert stage.counter is not None
    file, code = stage.second_counter()
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "main.py", "provision", "--file", str(file), "--code", code, "--name", "Guichet 2"],
        check=False, cwd=ROOT, text=True, capture_output=True, timeout=PATIENCE_S, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "« Guichet 2 », station 3 de l’agence 1" in done.stdout.replace("\u00a0", " ")
    assert time.monotonic() - began < PATIENCE_S
    second = load_config(file)
    with open_store(second.data) as store:
        assert [agent.number for agent in store.agents.every()] == [1]
    request_at_kiosk(stage.config)
    assert open_at_counter(second, stage.config) == []
    # It says that it has no key; the first one hears of it and seals the key to it; it takes it.
    for config in (second, stage.counter.config, second):
        ask_for_changes(config)
    assert open_at_counter(second, stage.config) == open_at_counter(stage.counter.config, stage.config) != []

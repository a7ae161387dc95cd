"""A power cut at any moment leaves every confirmed request in the real store, and losses would be seen."""

import json
import random
import shutil
from dataclasses import replace

import pytest

from kiosk.store import open_store
from kiosk.store.journal import Journal
from kiosk.store.outbox import Outbox
from rehearsal import powercut
from rehearsal.cuts import confirmation, examine
from rehearsal.powercut import cut_station, inspect_station, main
from rehearsal.trace import handle

SUBMITS = 7


def test_a_short_run_loses_nothing_and_its_control_does(capsys):
    assert main(["--submits", str(SUBMITS)]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    result = json.loads(last)
    assert list(result) == ["states", "confirmed_lost", "control_lost"]
    assert result["states"] > 200
    assert result["confirmed_lost"] == 0
    assert 0 < result["control_lost"] <= SUBMITS


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """Record one run of the real station without cutting it yet."""
    kept = {}

    def keep(calls, root, *_):
        # The record names the files by the folder they were in, which is gone when the run is over.
        kept.update(calls=list(calls), root=root)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(powercut, "examine", keep)
        cut_station(SUBMITS, 1, durable=True)
    return kept["calls"], kept["root"]


def plainly(calls, root, inspect=inspect_station):
    return examine(calls, root, inspect, random.Random(1), survivals=())


def test_the_real_record_without_its_syncs_loses(recorded):
    calls, root = recorded
    assert len(plainly(calls, root).confirmed) == SUBMITS
    assert plainly(calls, root).lost == set()
    silent = [call for call in calls if call.name not in {"fsync", "fdatasync"}]
    assert len(plainly(silent, root).lost) == SUBMITS


def test_the_real_record_without_one_commits_sync_loses_that_one(recorded):
    calls, root = recorded
    said = [number for number, call in enumerate(calls) if confirmation(call)]
    # The sync of the commit that the last confirmation announces: what comes later covers no earlier ones.
    last = max(n for n in range(said[-1]) if is_log_sync(calls[n]))
    cut = plainly([*calls[:last], *calls[last + 1 : said[-1] + 1]], root)
    assert len(cut.lost) == 1


def is_log_sync(call):
    return call.name in {"fsync", "fdatasync"} and handle(call.args[0]).path.endswith("-wal")


def test_the_real_record_without_the_syncs_of_folders_loses_the_store(recorded):
    calls, root = recorded
    data = str(root)
    kept = [call for call in calls if not is_folder_sync(call, data)]
    tally = plainly(kept, root)
    assert len(tally.lost) == SUBMITS


def is_folder_sync(call, data):
    if call.name not in {"fsync", "fdatasync"}:
        return False
    path = handle(call.args[0]).path
    return path.startswith(data) and path.removeprefix(data) in {"", "/data"}


@pytest.fixture(scope="module")
def left(tmp_path_factory, recorded):
    """The folder that the recorded run left behind, as `inspect_station` is given it."""
    calls, root = recorded
    state = tmp_path_factory.mktemp("left") / "state"

    def keep(folder):
        shutil.rmtree(state, ignore_errors=True)
        shutil.copytree(folder, state)
        return inspect_station(folder)

    plainly(calls, root, keep)
    return state


@pytest.fixture
def station(tmp_path, left):
    """That folder for one test, which may spoil it."""
    return shutil.copytree(left, tmp_path / "state")


def test_the_whole_folder_passes_the_examination(station):
    found = inspect_station(station)
    assert found.fault is None
    assert len(found.envelopes) == SUBMITS


def test_a_missing_key_and_a_strange_envelope_are_faults(station):
    with open_store(station / "data") as store:
        store.outbox.append(b"x" * 16, "service", 1, lambda _: b"not an envelope")
    assert "wire.malformed" in str(inspect_station(station).fault)
    (station / "data" / "station.key").unlink()
    assert "store.key_missing" in str(inspect_station(station).fault)


@pytest.mark.parametrize(
    ("owner", "method", "broken", "fault"),
    [
        (Outbox, "every", lambda rows: (*rows[:2], *rows[3:]), "a gap in the sequence"),
        (Outbox, "every", lambda rows: rows[:-1], "not tell the same requests"),
        (
            Outbox,
            "every",
            lambda rows: (*rows[:-1], replace(rows[-1], digest=bytes(32))),
            "not what its row says",
        ),
        (Outbox, "get", lambda row: replace(row, sequence=9), "the sequence does not go on"),
        (Journal, "verify", lambda _: 3, "the journal breaks at 3"),
    ],
    ids=["gap", "one request too few", "other digest", "numbers skipped", "broken journal"],
)
def test_each_promise_of_the_store_is_examined(station, monkeypatch, owner, method, broken, fault):
    honest = getattr(owner, method)
    monkeypatch.setattr(owner, method, lambda self, *args: broken(honest(self, *args)))
    assert fault in str(inspect_station(station).fault)

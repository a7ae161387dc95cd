"""The power-cut proof can fail: a toy store that is wrong in each known way is caught, a right one is not."""

import random
import sys
from pathlib import Path

import pytest

from rehearsal.cuts import examine, run_child
from rehearsal.trace import handle
from tests.crash import toy_store

SUBMITS = 20


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """Run the toy in one flavour; the calls and the folder."""
    known: dict[str, tuple[list, Path]] = {}

    def run(flavour: str):
        if flavour not in known:
            work = tmp_path_factory.mktemp("toy")
            root = work / "root"
            root.mkdir()
            command = [
                sys.executable,
                "-m",
                "tests.crash.toy_store",
                str(root / "data"),
                str(SUBMITS),
                flavour,
            ]
            known[flavour] = run_child(command, root, work), root
        return known[flavour]

    return run


def cut(recorded, flavour, keep=lambda call: True):
    calls, root = recorded(flavour)
    return examine([call for call in calls if keep(call)], root, toy_store.inspect, random.Random(7))


def test_a_right_store_loses_nothing(recorded):
    tally = cut(recorded, "durable")
    assert len(tally.confirmed) == SUBMITS
    assert tally.states > 150
    assert tally.lost == set()
    assert tally.faults == []
    calls, _ = recorded("durable")
    checkpoints = [
        call for call in calls if call.name == "pwrite64" and handle(call.args[0]).path.endswith(".db")
    ]
    assert len(checkpoints) > 5, "the log was never written back: the hardest moment is not in the run"


@pytest.mark.parametrize("flavour", ["off", "normal", "hasty"])
def test_a_store_that_confirms_before_it_is_durable_loses(recorded, flavour):
    tally = cut(recorded, flavour)
    assert len(tally.confirmed) == SUBMITS
    assert len(tally.lost) > SUBMITS / 2


def test_the_key_must_be_durable_and_named_before_the_database_exists(recorded):
    assert "wrong key" in " ".join(cut(recorded, "key not synced").faults)
    assert "database without key" in " ".join(cut(recorded, "folder not synced").faults)


def last_syncs(calls):
    """Positions of the syncs that make a commit durable right before it is confirmed."""
    said = [n for n, call in enumerate(calls) if call.args and call.args[0].startswith("1<")]
    return [
        n - 1
        for n in said
        if calls[n - 1].name == "fdatasync"
        and handle(calls[n - 1].args[0]).path.endswith("-wal")
        and calls[n - 2].name == "pwrite64"
    ]


def test_all_syncs_taken_out_of_the_record_are_missed(recorded):
    assert len(cut(recorded, "durable", lambda call: call.name != "fdatasync").lost) == SUBMITS


def test_one_sync_taken_out_of_the_record_is_missed(recorded):
    calls, _ = recorded("durable")
    one = calls[last_syncs(calls)[5]]
    assert len(cut(recorded, "durable", lambda call: call is not one).lost) == 1


def test_a_confirmation_moved_before_its_sync_is_caught(recorded):
    calls, root = recorded("durable")
    at = last_syncs(calls)[5]
    moved = [*calls[:at], calls[at + 1], calls[at], *calls[at + 2 :]]
    assert len(examine(moved, root, toy_store.inspect, random.Random(7)).lost) == 1


def test_an_altered_envelope_counts_as_lost(recorded):
    calls, root = recorded("durable")

    def altered(folder):
        found = toy_store.inspect(folder)
        return type(found)({name: digest[::-1] for name, digest in found.envelopes.items()})

    assert len(examine(calls, root, altered, random.Random(7)).lost) == SUBMITS

"""A stick pulled out at any moment holds whole batches or what can be ignored, and losses would be seen."""

import json
import os
import random
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk.errors import StickFull, StickReadOnly
from rehearsal import stickcut
from rehearsal.carrying import STATION, identity, parcels
from rehearsal.cuts import examine
from rehearsal.stickcut import cut_stick, inspect_stick, main
from rehearsal.trace import handle
from sync.couriers.usb import UsbCourier

BATCHES = 3


def test_a_short_run_loses_nothing_and_its_controls_do(capsys):
    assert main(["--batches", str(BATCHES)]) == 0
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert result["states"] > 40
    assert (result["lost"], result["faults"]) == (0, 0)
    assert result["control_without_syncs_lost"] == result["said"] > 0
    assert result["control_in_place_faults"] > 0


@pytest.fixture(scope="module")
def recorded():
    """One run that is not pulled out yet: its calls and the folder that they name."""
    kept = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stickcut, "examine", lambda calls, root, *_: kept.update(calls=list(calls), root=root))
        cut_stick(BATCHES, 1, "durable")
    return kept["calls"], kept["root"]


def pulled(recorded, keep=lambda call, path: True, survivals=()):
    calls, root = recorded
    kept = [call for call in calls if call.name != "fsync" or keep(call, handle(call.args[0]).path)]
    return examine(kept, root, lambda state: inspect_stick(state, BATCHES), random.Random(1), survivals)


def test_the_record_without_the_syncs_of_files_is_caught(recorded):
    tally = pulled(recorded, lambda _, path: not path.endswith(".new"))
    assert tally.lost and any("not whole" in fault for fault in tally.faults)


def test_the_record_without_the_syncs_of_folders_is_caught(recorded):
    assert pulled(recorded).lost == set()
    assert pulled(recorded, lambda _, path: path.endswith(".new")).lost


def test_each_promise_of_the_stick_is_examined(tmp_path, monkeypatch):
    from rehearsal.carrying import carry

    monkeypatch.setattr(os, "write", lambda *_: 0)
    carry(tmp_path, BATCHES)
    monkeypatch.undo()
    assert inspect_stick(tmp_path, BATCHES).fault is None
    folder = tmp_path / "RELAIS" / "envelopes" / str(STATION)
    first = min(folder.iterdir())
    for spoil, fault in (
        (lambda: (folder / "x").write_bytes(b""), "strange"),
        (lambda: first.write_bytes(first.read_bytes()[:-1]), "not whole"),
        ((tmp_path / "RELAIS" / "stick.cbor").unlink, "without a marker"),
    ):
        spoil()
        assert fault in str(inspect_stick(tmp_path, BATCHES).fault)
        (folder / "x").unlink(missing_ok=True)


@contextmanager
def medium(folder: Path, options: str):
    """A real file system of a few sectors, where this machine lets us mount one."""
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "none", str(folder)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr.decode().strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_medium_that_is_really_full_then_really_read_only(tmp_path):
    from kiosk.stick import prepare_stick
    from kiosk.wire.stick import make_marker

    offered = parcels(40)
    with medium(tmp_path, "size=64k"):
        prepare_stick(tmp_path, make_marker(identity().agency, bytes(16), 1, identity().signing))
        courier = UsbCourier(tmp_path, identity())
        found = [courier.exchange(offered[at : at + 9]) for at in range(0, len(offered), 9)]
        assert {type(each.trouble) for each in found} == {type(None), StickFull}
        kept = {one for each in found for one in each.handed_over}
        assert 0 < len(kept) < len(offered)
        # What was said is there, whole, and no leftover takes the room.
        again = UsbCourier(tmp_path, identity()).exchange([one for one in offered if one.id in kept])
        assert (set(again.handed_over), again.trouble) == (kept, None)
        assert not [*tmp_path.rglob("*.new")]
        subprocess.run(["mount", "-o", "remount,ro", str(tmp_path)], check=True)
        locked = UsbCourier(tmp_path, identity()).exchange(offered)
        assert isinstance(locked.trouble, StickReadOnly)
        assert set(locked.handed_over) == kept

"""Proof that a stick may be pulled out at any moment: `python -m rehearsal.stickcut`.

A child puts envelopes and answers on a stick under strace, and says each that is durably there. Afterwards
the stick is rebuilt for a pull at every boundary between two calls, as in `rehearsal.powercut`, and opened:
what was said is there, every batch is whole, what is half done can be ignored, and the next visit completes
it with nothing twice. The controls do without syncs, or write in place; both must be caught.
"""

import argparse
import hashlib
import json
import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from kiosk.errors import StickProblem, StickUnprepared
from kiosk.stick import RefusedFile, Stick, open_stick, prepare_stick
from kiosk.wire.stick import make_marker
from rehearsal.carrying import AGENCY, STATION, identity, parcels
from rehearsal.cuts import Found, Tally, examine, run_child
from rehearsal.trace import Call
from sync.couriers.usb import UsbCourier

BATCHES = 20
LEAST_STATES = 200


def inspect_stick(root: Path, batches: int = BATCHES) -> Found:
    """Open what is left of a stick as the next station does, and check all that it promises."""
    try:
        with open_stick(root, lambda _: None) as stick:
            found, fault = _contents(stick, batches)
    except StickUnprepared:
        # Pulled out while it was being prepared: the technician does it again.
        return Found({}, None if _is_empty(root) else "envelopes on a stick without a marker")
    except StickProblem as problem:
        return Found({}, repr(problem))
    return Found(found, fault or _next_visit(root, batches))


def _contents(stick: Stick, batches: int) -> tuple[dict[str, str], str | None]:
    envelopes: list[bytes] = []
    found: dict[str, str] = {}
    for name in stick.batches(STATION):
        raws, answers = stick.read(name), stick.answers(name)
        if isinstance(raws, RefusedFile) or isinstance(answers, RefusedFile):
            return found, f"{name.file} is not whole"
        envelopes += raws
        if answers:
            found[name.digest] = hashlib.sha256(b"".join(answers)).hexdigest()
    if len(set(envelopes)) != len(envelopes):
        return found, "an envelope lies there twice"
    names = {parcel.raw: parcel.id.hex() for parcel in parcels(batches)}
    found |= {names[raw]: hashlib.sha256(raw).hexdigest() for raw in envelopes}
    return found, "something strange lies there" if stick.strangers() else None


def _next_visit(root: Path, batches: int) -> str | None:
    """Let the same station come again; return what is wrong then."""
    prepare_stick(root, make_marker(AGENCY, bytes(16), 1, identity().signing))
    offered = parcels(batches)
    kept = UsbCourier(root, identity()).exchange(offered)
    if kept.trouble is not None or set(kept.handed_over) != {one.id for one in offered}:
        return "the next visit does not complete it"
    with open_stick(root, lambda _: None) as stick:
        stick.tidy(STATION)
        found, fault = _contents(stick, batches)
    if fault or not {one.id.hex() for one in offered} <= found.keys():
        return fault or "the next visit lost something"
    return "a leftover stays" if [*root.rglob("*.new")] else None


def _is_empty(root: Path) -> bool:
    return not [path for path in root.rglob("*") if path.is_file() and not path.name.endswith(".new")]


def cut_stick(batches: int, seed: int, flavour: str) -> tuple[Tally, list[Call], Path]:
    """Carry that many batches and pull the stick out at every moment."""
    with tempfile.TemporaryDirectory(prefix="relais-stickcut-") as folder:
        root = Path(folder) / "root"
        root.mkdir()
        command = [sys.executable, "-m", "rehearsal.carrying", str(root), str(batches), flavour]
        calls = run_child(command, root, Path(folder))
        chance = random.Random(seed)  # noqa: S311  not for secrets: a seed gives the same states again
        tally = examine(calls, root, lambda state: inspect_stick(state, batches), chance)
        return tally, calls, root


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the run and its controls; return 1 when something was lost, or a loss could not have been seen."""
    parser = argparse.ArgumentParser(prog="python -m rehearsal.stickcut", description=__doc__)
    parser.add_argument("--batches", type=int, default=BATCHES)
    parser.add_argument("--seed", type=int, default=1, help="of the parts that survive by chance")
    options = parser.parse_args(arguments)
    tally, _, _ = cut_stick(options.batches, options.seed, "durable")
    not_synced, _, _ = cut_stick(options.batches, options.seed, "not-durable")
    in_place, _, _ = cut_stick(options.batches, options.seed, "in-place")
    print(*tally.faults[:20], sep="\n", end="\n" if tally.faults else "")
    result = {
        "states": tally.states,
        "said": len(tally.confirmed),
        "lost": len(tally.lost),
        "faults": len(tally.faults),
        "control_without_syncs_lost": len(not_synced.lost),
        "control_in_place_faults": len(in_place.faults),
    }
    print(json.dumps(result))
    enough = options.batches < BATCHES or tally.states >= LEAST_STATES
    sound = tally.confirmed and not_synced.lost and in_place.faults and enough
    return 0 if sound and not tally.lost and not tally.faults else 1


if __name__ == "__main__":
    sys.exit(main())

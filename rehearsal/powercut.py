"""Proof that a power cut loses no confirmed request: `python -m rehearsal.powercut`.

A child submits requests through the real desk and store under strace, and says on its output when each is
confirmed. Afterwards the disk is rebuilt for a cut at every boundary between two recorded calls, with what no
sync covered dropped, or surviving in part, and the real store opens what is left. Killing the process would
prove nothing here: the system keeps the writes of a killed process. The control is the same run without
syncs; a proof that cannot see losses is worth nothing.
"""

import argparse
import hashlib
import json
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from kiosk.catalogue.build import build_pack
from kiosk.errors import Problem
from kiosk.store import Store, open_store
from kiosk.wire.envelope import parse_envelope
from kiosk.wire.keys import SigningKey
from rehearsal.cuts import Found, Tally, confirmation, examine, run_child
from rehearsal.disk import SURVIVALS
from rehearsal.trace import Call, handle

ROOT = Path(__file__).resolve().parent.parent
PACK = ROOT / "assets" / "packs" / "mairie"
# Enough for SQLite to write its log back in the midst of the run (at 1,000 pages) and to begin it anew: the
# moment at which most can go wrong. The other new log is that of the store opened again.
SUBMITS = 140
LOGS = 2
LEAST_STATES = 1000


def inspect_station(root: Path) -> Found:
    """Open a station's store as the kiosk does, and check all that it promises."""
    try:
        with open_store(root / "data") as store:
            rows = store.outbox.every()
            envelopes = {row.id.hex(): hashlib.sha256(row.raw).hexdigest() for row in rows}
            return Found(envelopes, _fault(store, root / "data"))
    except Problem as problem:
        return Found({}, repr(problem))


def _fault(store: Store, folder: Path) -> str | None:
    rows = store.outbox.every()
    envelopes = [parse_envelope(row.raw) for row in rows]
    if [(env.id, env.sequence, env.digest) for env in envelopes] != [
        (row.id, row.sequence, row.digest) for row in rows
    ]:
        return "an envelope is not what its row says"
    if [row.sequence for row in rows] != list(range(1, len(rows) + 1)):
        return "a gap in the sequence"
    if broken := store.journal.verify():
        return f"the journal breaks at {broken}"
    recorded = [entry.subject for entry in store.journal.entries() if entry.event == "recorded"]
    if recorded != [row.id.hex() for row in rows]:
        return "the journal does not tell the same requests as the outbox"
    jobs = store.spool.every()
    if [job.envelope_id for job in jobs] != [row.id for row in rows]:
        return "the spool does not hold the papers of the same requests"
    if sum(not job.ended for job in jobs) > 1:
        return "the paper of a client who left may still print"
    if len((folder / "station.key").read_bytes()) != 32:
        return "the key file is damaged"
    # A store that can be read but not written on would serve nobody.
    store.outbox.append(bytes(16), "probe", 1, lambda sequence: b"%d" % sequence)
    probe = store.outbox.get(bytes(16))
    return None if probe and probe.sequence == len(rows) + 1 else "the sequence does not go on"


def cut_station(submits: int, seed: int, *, durable: bool) -> tuple[Tally, list[Call]]:
    """Run the station and cut its power; without durable only the plainest cut is made, it is the control."""
    with tempfile.TemporaryDirectory(prefix="relais-powercut-") as folder:
        work = Path(folder)
        root = work / "root"
        root.mkdir()
        publisher = SigningKey.generate()
        build_pack(PACK, work / "packs", publisher)
        words = [root / "data", work / "packs", publisher.public.raw.hex(), submits]
        flavour = "durable" if durable else "not-durable"
        command = [sys.executable, "-m", "rehearsal.submitting", *map(str, words), flavour]
        calls = run_child(command, root, work)
        chance = random.Random(seed)  # noqa: S311  not for secrets: a seed gives the same states again
        return examine(calls, root, inspect_station, chance, SURVIVALS if durable else ()), calls


def logs_begun(calls: Sequence[Call]) -> int:
    """Return how often, between two confirmations, SQLite began its log anew (it writes the head again)."""
    said = [number for number, call in enumerate(calls) if confirmation(call)]
    writes = [call for call in calls[said[0] : said[-1]] if call.name == "pwrite64"] if said else []
    return sum(handle(call.args[0]).path.endswith("-wal") and call.args[3] == "0" for call in writes)


def main(arguments: Sequence[str] | None = None) -> int:
    """Make both runs; return 1 when something confirmed was lost, or the proof could not have seen it."""
    parser = argparse.ArgumentParser(prog="python -m rehearsal.powercut", description=__doc__)
    parser.add_argument("--submits", type=int, default=SUBMITS, help="requests in each run")
    parser.add_argument("--seed", type=int, default=1, help="of the parts that survive by chance")
    parser.add_argument("--json", action="store_true", help="print the last line only")
    options = parser.parse_args(arguments)
    began = time.monotonic()
    tally, calls = cut_station(options.submits, options.seed, durable=True)
    control, _ = cut_station(options.submits, options.seed, durable=False)
    full = options.submits >= SUBMITS
    logs = logs_begun(calls)
    if not options.json:
        print(f"{len(tally.confirmed)} requests confirmed in {tally.boundaries} system calls,", end=" ")
        print(f"the log begun anew {logs} times; {tally.states} different disk states opened.")
        print(f"Control without syncs: {len(control.lost)} of {len(control.confirmed)} lost", end=" ")
        print(f"in {control.states} states. {time.monotonic() - began:.0f} s.")
        print(*tally.faults[:20], sep="\n", end="\n" if tally.faults else "")
    result = {"states": tally.states, "confirmed_lost": len(tally.lost), "control_lost": len(control.lost)}
    print(json.dumps(result))
    enough = not full or (tally.states >= LEAST_STATES and logs >= LOGS)
    sound = len(tally.confirmed) == options.submits and control.lost and enough
    return 0 if sound and not tally.lost and not tally.faults else 1


if __name__ == "__main__":
    sys.exit(main())

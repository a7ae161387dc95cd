"""Cuts the power in a recorded run: rebuilds what the disk may hold at each moment, opens it, counts losses.

Knows no store: what is run and how its folder is opened again are handed in.
"""

import random
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rehearsal.disk import SURVIVALS, Change, Disk, Image, Naming, Resize, Survival
from rehearsal.replay import CALLS, Replay
from rehearsal.trace import Call, UntraceableError, calls_of, payload, run_traced

# A child that is cut prints this word, an id and a digest in hexadecimal, in one write for each request.
CONFIRMED = b"confirmed "


@dataclass(frozen=True)
class Found:
    """What a store holds when opened again. envelopes: id to digest in hex; fault: what is wrong, or None."""

    envelopes: dict[str, str]
    fault: str | None = None


@dataclass
class Tally:
    """The outcome of one run.

    states: different disk states that were opened; lost: confirmed ids that were missing or altered in at
    least one of them; faults: what else was wrong, with the boundary.
    """

    boundaries: int = 0
    states: int = 0
    confirmed: dict[str, str] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


Inspect = Callable[[Path], Found]
Key = tuple[int, frozenset[tuple[int, int, int]]]


def run_child(command: Sequence[str], root: Path, work: Path) -> list[Call]:
    """Run the submitting child under strace, return its calls; raises UntraceableError for an unclear one."""
    record = work / "record"
    child = run_traced(command, CALLS, record)
    if child.returncode != 0:
        raise UntraceableError(f"the child failed: {child.stderr.decode(errors='replace')[-2000:]}")
    calls = calls_of(record)
    whole = Replay(root)
    for call in calls:
        whole.feed(call)
    whole.agree()
    # A confirmation counts from the moment at which it may have been seen.
    return sorted(calls, key=lambda call: call.began if confirmation(call) else call.ended)


def examine(
    calls: Iterable[Call],
    root: Path,
    inspect: Inspect,
    chance: random.Random,
    survivals: Sequence[Survival] = SURVIVALS,
) -> Tally:
    """Cut the power at every boundary, open what is left, and count what is missing.

    At each boundary nothing unsynced survives in one state; in another a part of it does, by one of the
    survivals in turn, and by each of them while a name is not durable (few moments, and treacherous ones).
    """
    tally, replay = Tally(), Replay(root)
    opened: dict[Key, Found] = {}
    with scratch_folder() as scratch:
        for number, call in enumerate(calls):
            replay.feed(call)
            tally.confirmed.update(confirmation(call))
            tally.boundaries += 1
            disk = replay.disk
            naming = any(isinstance(change, Naming) for change in disk.unsynced)
            turn = number % max(1, len(survivals))
            tried = survivals if naming else survivals[turn : turn + 1]
            for survivors in ([], *(survival(disk.unsynced, chance) for survival in tried)):
                key = _key(disk, survivors)
                if key not in opened:
                    opened[key] = _open(disk.image(survivors), scratch, inspect)
                _judge(tally, opened[key], f"after call {number} ({call.name})")
    tally.states = len(opened)
    return tally


def confirmation(call: Call) -> dict[str, str]:
    """Return id and digest when this call tells the outside that a request is confirmed."""
    if call.name != "write" or not call.done or not call.args[0].startswith("1<"):
        return {}
    lines = payload(call).splitlines()
    words = [line.decode().split() for line in lines if line.startswith(CONFIRMED)]
    return {identity: digest for _, identity, digest in words}


def _key(disk: Disk, survivors: Iterable[Change]) -> Key:
    parts: set[tuple[int, int, int]] = set()
    for change in survivors:
        if isinstance(change, Naming):
            parts.add((change.ended, -1, 0))
        elif isinstance(change, Resize):
            parts.add((change.ended, -2, change.size))
        else:
            parts.add((change.ended, change.offset, len(change.data)))
    return disk.version, frozenset(parts)


def _open(image: Image, scratch: Path, inspect: Inspect) -> Found:
    folder = scratch / "state"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in sorted(image.items()):
        if content is None:
            (folder / name).mkdir()
        else:
            (folder / name).write_bytes(content)
            (folder / name).chmod(0o600)
    return inspect(folder)


def _judge(tally: Tally, found: Found, where: str) -> None:
    missing = {name for name, digest in tally.confirmed.items() if found.envelopes.get(name) != digest}
    tally.lost |= missing
    if found.fault:
        tally.faults.append(f"{where}: {found.fault}")


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Give a folder in memory where there is one: thousands of states need no real disk."""
    memory = Path("/dev/shm")  # noqa: S108  not a predictable name: mkdtemp makes one inside
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)

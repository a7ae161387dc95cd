"""Proof that a kiosk killed from the confirm touch on neither loses nor doubles a request, nor its paper.

strace sends SIGKILL when one thread of the kiosk enters its K-th call of one kind; the kernel then does not
carry the call out, so that K and K + 1 are the two sides of each write, sync or send. The points are spread
over what each thread does in an unharmed run: counted over all threads together, the first to reach K would
always be the same one. A hook in the product was rejected: the program proven would not be the one shipped.
"""

import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from rehearsal.trace import SENDS, SYNCS, WRITES, Attached, calls_of

# Receiving counts too: the central may have committed what this station has no answer for yet.
CALLS = (*WRITES, *SENDS, *SYNCS, "recvfrom")
# Where a request comes to be and travels; plain writes are mostly threads that wake each other.
WEIGHTS = {"pwrite64": 3, "fsync": 3, "fdatasync": 3, "sendto": 2, "recvfrom": 2}
REMINDER_S = 60.0
# How a print job may end; the spool has no other way (kiosk/store/spool.py).
ENDED = {"confirmed", "unknown", "failed"}
PATIENCE_S = 120.0


class Rig(Protocol):
    """A station with its central, and a kiosk that an automaton drives.

    The lines that the kiosk prints: "READY" before the confirm touch, where it waits for a line on its input;
    "SCREEN <name>", "CODE <digits>", "STATE <word>" for what a person sees.
    """

    def start(self) -> subprocess.Popen[str]:
        """Start a kiosk with pipes for input and output, that goes up to READY and then makes the request."""
        ...

    def look(self) -> Sequence[str]:
        """Start the kiosk again on the same data, touch nothing, let it deliver; return the lines."""
        ...

    def recorded(self) -> Sequence[str]:
        """Return the envelope ids that the station keeps, delivered or not; asked while no kiosk runs."""
        ...

    def delivered(self) -> Sequence[str]:
        """Return the envelope ids that the central holds, an id twice if it holds it twice."""
        ...

    def jobs(self) -> Sequence[str]:
        """Return the states of all print jobs, oldest first; asked while no kiosk runs."""
        ...

    def papers(self) -> int:
        """Return how many papers came out of the printer."""
        ...


@dataclass(frozen=True)
class KillPoint:
    """Before a thread's K-th call of this name. thread: its rank by age in the process at READY."""

    thread: int
    call: str
    when: int


@dataclass(frozen=True)
class Strike:
    """One kill and what came of it.

    exit_code: -9 when killed, 0 when the point was never reached. seen, again: lines before and after the
    restart.
    recorded, delivered: ids new since before this run, after the restart; delivered_at_death: before it.
    restart_s: from the death to the end of the look. jobs: states of the print jobs made in this run, after
    the restart; papers: how many came out.
    """

    point: KillPoint
    exit_code: int
    seen: tuple[str, ...] = field(repr=False)
    again: tuple[str, ...] = field(repr=False)
    recorded: tuple[str, ...]
    delivered_at_death: tuple[str, ...]
    delivered: tuple[str, ...]
    restart_s: float
    jobs: tuple[str, ...]
    papers: int

    @property
    def killed(self) -> bool:
        """Return whether the kiosk died at the point."""
        return self.exit_code == -signal.SIGKILL

    def faults(self) -> list[str]:
        """Return what must never be: empty when the client was served truthfully."""
        on_screen, shown_again = "SCREEN screen:done" in self.seen, _told("CODE", self.again)
        code = _told("CODE", self.seen)
        found = {
            "confirmed on the screen, not kept": on_screen and not self.recorded,
            "kept more than once": len(self.recorded) > 1,
            "kept, not delivered": bool(set(self.recorded) - set(self.delivered)),
            "delivered more than once": len(self.delivered) > 1,
            "delivered, not kept": bool(set(self.delivered) - set(self.recorded)),
            "« reçue » before delivery": "STATE reçue" in self.seen and not self.delivered_at_death,
            "« reçue » without delivery": "STATE reçue" in self.again and not self.delivered,
            "the code is not shown again": on_screen and not self._may_be_finished and not shown_again,
            "another code is shown": bool(code and shown_again and code != shown_again),
            "a code is shown for nothing": bool(shown_again) and not self.recorded,
            "the kiosk or its automaton failed by itself": not self.killed and self.exit_code != 0,
            "a print job is lost": len(self.jobs) < len(self.recorded),
            "a print job too many": len(self.jobs) > len(self.recorded),
            "a print job never ends": bool(set(self.jobs) - ENDED),
            "printed twice": self.papers > 1,
            "confirmed without a paper": "confirmed" in self.jobs and not self.papers,
            "a paper for nothing": bool(self.papers) and not self.recorded,
            "restarted too late to tell": self.killed and self.restart_s > REMINDER_S,
        }
        return [fault for fault, holds in found.items() if holds]

    @property
    def _may_be_finished(self) -> bool:
        # Once the client has seen « reçue » the automaton touches « J’ai fini », which forgets the code.
        return not self.killed or bool(_told("STATE", self.seen))


def _told(word: str, lines: Sequence[str]) -> str:
    return next(
        (line.removeprefix(word + " ") for line in reversed(lines) if line.startswith(word + " ")), ""
    )


Counts = Mapping[tuple[int, str], int]


def count_calls(rig: Rig, work: Path) -> Counts:
    """Make one unharmed request; return how often each thread made each call after the confirm touch."""
    record = work / "unharmed"
    with _ready(rig) as (child, lines):
        threads = _threads(child)
        with Attached(child.pid, CALLS, record) as attached:
            _go(child)
            attached.wait(PATIENCE_S)
        lines.extend(_rest(child))
        if child.wait() != 0:
            raise RuntimeError(f"the unharmed run failed: {lines[-5:]}")
    rig.look()
    # A thread born later is left to its elders: strace cannot be told beforehand to count in it alone.
    return Counter((threads.index(call.tid), call.name) for call in calls_of(record) if call.tid in threads)


def plan_points(counts: Counts, wanted: int) -> list[KillPoint]:
    """Spread kill points over all threads and kinds of calls, from the first to the last of each."""
    shares = dict.fromkeys(sorted(counts), 0)
    for _ in range(min(wanted, sum(counts.values()))):
        left = [key for key in shares if shares[key] < counts[key]]
        poorest = min(left, key=lambda key: shares[key] / WEIGHTS.get(key[1], 1))
        shares[poorest] += 1
    return [
        KillPoint(*key, 1 + at * (counts[key] - 1) // max(1, share - 1))
        for key, share in shares.items()
        for at in range(share)
    ]


def prove(rig: Rig, wanted: int, work: Path) -> list[Strike]:
    """Strike until `wanted` runs were really killed, or no point is left to try."""
    counts = count_calls(rig, work)
    first = plan_points(counts, wanted)
    every = [KillPoint(*key, when) for key, count in counts.items() for when in range(1, count + 1)]
    strikes: list[Strike] = []
    beyond: dict[tuple[int, str], int] = {}
    for point in (*first, *(point for point in every if point not in first)):
        if sum(one.killed for one in strikes) >= wanted:
            break
        # Not each run makes as many calls as the counted one did.
        key = point.thread, point.call
        if point.when < beyond.get(key, point.when + 1):
            strikes.append(strike(rig, point, work))
            if not strikes[-1].killed:
                beyond[key] = point.when
    return strikes


def strike(rig: Rig, point: KillPoint, work: Path) -> Strike:
    """Make one request, kill the kiosk at the point, start it again, and see what each side holds."""
    kept, there = set(rig.recorded()), Counter(rig.delivered())
    jobs, papers = len(rig.jobs()), rig.papers()
    record = work / f"{point.thread}-{point.call}-{point.when}"
    inject = f"{point.call}:signal=KILL:when={point.when}"
    with _ready(rig) as (child, lines):
        thread = _threads(child)[point.thread]
        with Attached(thread, CALLS, record, inject, follow=False) as attached:
            _go(child)
            attached.wait(PATIENCE_S)
        lines.extend(_rest(child))
        exit_code = child.wait()
        died = time.monotonic()
    at_death = _new(rig, there)
    again = rig.look()
    restarted = time.monotonic()
    return Strike(
        point=point,
        exit_code=exit_code,
        seen=tuple(lines),
        again=tuple(again),
        recorded=tuple(name for name in rig.recorded() if name not in kept),
        delivered_at_death=at_death,
        delivered=_new(rig, there),
        restart_s=restarted - died,
        jobs=tuple(rig.jobs()[jobs:]),
        papers=rig.papers() - papers,
    )


def _new(rig: Rig, there: Counter[str]) -> tuple[str, ...]:
    return tuple((Counter(rig.delivered()) - there).elements())


def _threads(child: subprocess.Popen[str]) -> list[int]:
    return sorted(int(task.name) for task in Path(f"/proc/{child.pid}/task").iterdir())


@contextmanager
def _ready(rig: Rig) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """Give a kiosk that waits before the confirm touch, and the lines it has printed; end it in any case."""
    child = rig.start()
    # A kiosk that hangs must not hang the proof.
    watchdog = threading.Timer(2 * PATIENCE_S, child.kill)
    watchdog.start()
    try:
        lines: list[str] = []
        assert child.stdout is not None
        for line in child.stdout:
            lines.append(line.rstrip("\n"))
            if lines[-1] == "READY":
                break
        else:
            raise RuntimeError(f"the kiosk ended before READY: {lines[-5:]}")
        yield child, lines
    finally:
        watchdog.cancel()
        child.kill()
        child.communicate()


def _go(child: subprocess.Popen[str]) -> None:
    assert child.stdin is not None
    child.stdin.write("confirm\n")
    child.stdin.flush()


def _rest(child: subprocess.Popen[str]) -> list[str]:
    assert child.stdout is not None
    return [line.rstrip("\n") for line in child.stdout]

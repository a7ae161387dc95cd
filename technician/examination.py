"""Makes the checks of a station: each on a thread of its own, within its time, after those it needs."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kiosk.errors import Problem
from technician.finding import Bench, Finding

Examine = Callable[[Bench], Finding]


@dataclass(frozen=True)
class Check:
    """One check. needs: checks without which this one has nothing to look at. limit_s: its time."""

    id: str
    examine: Examine
    needs: tuple[str, ...] = ()
    limit_s: float = 10.0


def examine(bench: Bench, checks: Sequence[Check]) -> dict[str, Finding]:
    """Make all checks and return what they found, in their order.

    What hangs costs its own time and nobody else's. Raises what is a bug in a check.
    """
    found: dict[str, Finding] = {}
    waiting = list(checks)
    known = {check.id for check in checks}
    while waiting:
        ready = [check for check in waiting if found.keys() >= known.intersection(check.needs)]
        if not ready:
            raise RuntimeError("checks that need each other")
        found |= _together(bench, ready, found)
        waiting = [check for check in waiting if check not in ready]
    return {check.id: found[check.id] for check in checks}


def _together(bench: Bench, checks: Sequence[Check], found: Mapping[str, Finding]) -> dict[str, Finding]:
    """Make the checks that can be made now, side by side."""
    results: dict[str, Finding] = {}
    running: list[tuple[Check, _Run]] = []
    for check in checks:
        before = [(need, found[need]) for need in check.needs if need in found]
        unlooked = [finding for _, finding in before if not finding.looked]
        broken = [need for need, finding in before if not finding.ok]
        if unlooked:
            # It names the check at the root.
            results[check.id] = unlooked[0]
        elif broken:
            results[check.id] = bench.words.blocked(broken[0])
        else:
            running.append((check, _Run(bench, check)))
    since = time.monotonic()
    for check, run in running:
        results[check.id] = run.finding(since + check.limit_s)
    return results


class _Run:
    """One check at work. Its thread is left behind when it hangs: it must not keep the process."""

    def __init__(self, bench: Bench, check: Check) -> None:
        self._bench = bench
        self._check = check
        self._found: Finding | None = None
        self._bug: BaseException | None = None
        self._thread = threading.Thread(target=self._work, name=check.id, daemon=True)
        self._thread.start()

    def finding(self, until: float) -> Finding:
        """Return what it found by then (monotonic seconds)."""
        self._thread.join(max(0.0, until - time.monotonic()))
        if self._bug is not None:
            raise self._bug
        return self._found or self._bench.words.late(self._check.limit_s)

    def _work(self) -> None:
        try:
            self._found = self._check.examine(self._bench)
        except Problem as problem:
            self._found = self._bench.words.problem(problem)
        except BaseException as bug:  # noqa: BLE001 - raised again where it is waited for
            self._bug = bug

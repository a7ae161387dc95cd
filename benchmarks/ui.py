"""The kiosk on its screen beside Chromium in kiosk mode on an equivalent page: `python -m benchmarks.ui`.

Both run on one Xvfb, in turn: Relais, Chromium, Relais, Chromium… docs/benchmarks.md says what each figure
means. The last line is one JSON object; `chromium` is null where Debian's Chromium is not installed.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.figures import MS, ratio, spread_ms
from benchmarks.processes import cpu_seconds, memory_mib
from benchmarks.screen import Screen
from benchmarks.visitor import Times
from rehearsal.second import ROOT
from rehearsal.stage import Stage, set_stage

PAGES = ROOT / "benchmarks" / "pages"
# The welcome page is there when the honey of its large stone and the plum of the help button are.
WELCOME = {"#ffc53d": 0.02, "#6a1b4d": 0.02}
QUESTION = {"#dcecea": 0.04}
ROUNDS = 5
IDLE_S = 4.0
SETTLE_S = 2.0
NO_WINDOW_MANAGER = ("--window-position=0,0", "--window-size=1280,800")


@dataclass
class Figures:
    """What each round gave: seconds to the first frame, MiB, shares of one processor at rest, visits."""

    first_frame: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    idle: list[float] = field(default_factory=list)
    visits: list[Times] = field(default_factory=list)


@contextmanager
def program(command: Sequence[str], screen: Screen) -> Iterator[subprocess.Popen[str]]:
    """Run a program on the screen, in a session of its own, and end all of it."""
    # Chromium talks of buses and graphics cards that are not there; what ends one of ours must be read.
    told = None if command[0] == sys.executable else subprocess.DEVNULL
    child = subprocess.Popen(
        command, cwd=ROOT, env=screen.environment, start_new_session=True, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=told,
    )  # fmt: skip
    try:
        yield child
    finally:
        # It may have ended by itself, and its children with it.
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGTERM)
        child.communicate(timeout=30)


def first_frame(command: Sequence[str], screen: Screen, then: Callable[[int], None]) -> float:
    """Start a program; return the seconds from its exec to the welcome page in the pixels of the screen.

    `then` is called with its process id while it still shows something.
    """
    # The picture of the program before may outlive it by some milliseconds.
    screen.wait_without(WELCOME)
    begun = time.monotonic()
    with program(command, screen) as child:
        seconds = screen.wait(WELCOME) - begun
        then(child.pid)
    return seconds


def browser(profile: Path) -> list[str] | None:
    """Return the command of Chromium in kiosk mode, or None where there is none."""
    found = shutil.which("chromium")
    if found is None:
        return None
    # Root, as in a container, has no sandbox; it costs memory that Chromium is not charged with here.
    rootless = ["--no-sandbox"] if os.geteuid() == 0 else []
    quiet = ["--no-first-run", "--no-default-browser-check", "--disable-features=Translate"]
    page = (PAGES / "welcome.html").as_uri()
    return [found, "--kiosk", *NO_WINDOW_MANAGER, *quiet, *rootless, f"--user-data-dir={profile}", page]


@dataclass(frozen=True)
class Bench:
    """What is measured on: a stage, a screen, and how often."""

    stage: Stage
    screen: Screen
    rounds: int
    idle_s: float

    def measure(self, profile: Path) -> dict[str, object]:
        """Measure both in turn; return what is printed. profile: a folder for Chromium."""
        kiosk = [sys.executable, "main.py", "kiosk", "--config", str(self.stage.config.path)]
        chromium = browser(profile)
        ours, theirs = Figures(), Figures()
        # Once without measuring: both then find their files in the page cache, and Chromium its profile.
        for command in filter(None, (kiosk, chromium)):
            first_frame(command, self.screen, lambda _: None)
        for _ in range(self.rounds):
            ours.first_frame.append(first_frame(kiosk, self.screen, lambda pid: self._rest(pid, ours)))
            if chromium:
                theirs.first_frame.append(
                    first_frame(chromium, self.screen, lambda pid: self._turn_page(pid, theirs))
                )
            self._visit(ours)
        return {"chromium": _compare(ours, theirs) if chromium else None, **_sum_up(ours)}

    def _rest(self, pid: int, ours: Figures) -> None:
        time.sleep(SETTLE_S)
        before = cpu_seconds(pid)
        time.sleep(self.idle_s)
        ours.idle.append((cpu_seconds(pid) - before) / self.idle_s)

    def _turn_page(self, pid: int, theirs: Figures) -> None:
        self.screen.wait(QUESTION)
        time.sleep(SETTLE_S)
        theirs.memory.append(memory_mib(pid))

    def _visit(self, ours: Figures) -> None:
        command = [
            sys.executable,
            "-X",
            "faulthandler",
            "-m",
            "benchmarks.visitor",
            str(self.stage.config.path),
        ]
        with program(command, self.screen) as child:
            if child.stdin is None or child.stdout is None or child.stdout.readline() != "QUESTION\n":
                raise RuntimeError("the visitor found no question")
            ours.memory.append(memory_mib(child.pid))
            child.stdin.write("\n")
            child.stdin.flush()
            ours.visits.append(Times(**json.loads(child.stdout.readline())))


def _compare(ours: Figures, theirs: Figures) -> dict[str, float]:
    return {
        "first_frame_ratio": ratio(ours.first_frame, theirs.first_frame),
        "pss_ratio": ratio(ours.memory, theirs.memory),
    }


def _sum_up(ours: Figures) -> dict[str, object]:
    return {
        "first_frame_ms": round(median(ours.first_frame) * MS),
        "pss_mb": round(median(ours.memory), 1),
        "tap_to_frame_ms": spread_ms([tap for visit in ours.visits for tap in visit.taps]),
        "page_change_ms": spread_ms([page for visit in ours.visits for page in visit.pages]),
        "idle_cpu_percent": round(median(ours.idle) * 100, 1),
        "ui_blocked_max_ms": round(max(visit.blocked for visit in ours.visits) * MS, 1),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ui", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--idle", type=float, default=IDLE_S, help="seconds of rest in each round")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="relais-bench-") as folder, Screen() as screen:
        stage = set_stage(Path(folder) / "stage", pack=None, form=None, skip_unsupported=False)
        try:
            bench = Bench(stage, screen, options.rounds, options.idle)
            print(json.dumps(bench.measure(Path(folder) / "profile")))
        finally:
            stage.close()


if __name__ == "__main__":
    main()

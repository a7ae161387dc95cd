"""Proof that a killed kiosk neither loses nor doubles a request or its paper: `python -m rehearsal.kill`.

The real kiosk and a real central, an automaton that touches the screen; see `strikes` for how and where it is
killed. After each kill the kiosk is started again on the same data, and the back office is asked what it
holds.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from kiosk.store import open_store
from rehearsal.recipient import log_in
from rehearsal.second import ROOT
from rehearsal.stage import Stage, set_stage
from rehearsal.strikes import Strike, prove

POINTS = 24
LOOK_S = 4
LOOKS = 5
CASE = re.compile(r'href="/agence/cases/([0-9a-f]{32})')


class StationRig:
    """A staged station and central, for the strikes."""

    def __init__(self, stage: Stage, log: Path) -> None:
        self._config = stage.config
        self._central = stage.central
        self._printer = stage.printer
        self._log = log
        self._http = log_in(stage.login_link())

    def start(self) -> subprocess.Popen[str]:
        """Start the automaton up to READY, with nobody's code kept from before."""
        with open_store(self._config.data) as store:
            store.reminder.forget()  # as the idle reset does between two clients
        with self._log.open("a") as log:
            return subprocess.Popen(
                self._drive("--wait-before-confirm"), cwd=ROOT, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
            )  # fmt: skip

    def look(self) -> Sequence[str]:
        """Start the kiosk again and look at it until all is delivered."""
        lines: list[str] = []
        for _ in range(LOOKS):
            with self._log.open("a") as log:
                done = subprocess.run(
                    self._drive("--look", str(LOOK_S)), cwd=ROOT, text=True,
                    stdout=subprocess.PIPE, stderr=log, check=True,
                )  # fmt: skip
            lines += done.stdout.splitlines()
            if set(self.recorded()) <= set(self.delivered()):
                break
        return lines

    def recorded(self) -> Sequence[str]:
        """Return the ids in the station's outbox."""
        with open_store(self._config.data) as store:
            return [row.id.hex() for row in store.outbox.every()]

    def delivered(self) -> Sequence[str]:
        """Return the ids in the back office's list, page by page."""
        found: list[str] = []
        number, more = 1, True
        while more:
            page = self._http.get(f"{self._central.url}/agence/?page={number}", timeout=10)
            page.raise_for_status()
            found += CASE.findall(page.text)
            number, more = number + 1, 'rel="next"' in page.text
        return found

    def jobs(self) -> Sequence[str]:
        """Return the states of the station's print jobs."""
        with open_store(self._config.data) as store:
            return [job.state for job in store.spool.every()]

    def papers(self) -> int:
        """Return how many papers came out of the virtual printer, which no kill touches."""
        return len(self._printer.receipts())

    def _drive(self, *words: str) -> list[str]:
        return [sys.executable, "main.py", "drive", "--config", str(self._config.path), *words]


def kill_station(wanted: int) -> list[Strike]:
    """Set a stage of its own, and strike until `wanted` kiosks were killed."""
    with tempfile.TemporaryDirectory(prefix="relais-kill-") as folder:
        stage = set_stage(Path(folder), pack=None, form=None, skip_unsupported=False)
        try:
            log = Path(folder) / "kiosk.log"
            strikes = prove(StationRig(stage, log), wanted, Path(folder))
            if any(one.faults() for one in strikes):
                sys.stderr.write(log.read_text(errors="replace"))
            return strikes
        finally:
            stage.close()


def main(arguments: Sequence[str] | None = None) -> int:
    """Strike; return 1 when something was untrue, or too few kiosks died."""
    parser = argparse.ArgumentParser(prog="python -m rehearsal.kill", description=__doc__)
    parser.add_argument("--points", type=int, default=POINTS, help="how many kiosks to kill")
    parser.add_argument("--json", action="store_true", help="print the last line only")
    options = parser.parse_args(arguments)
    began = time.monotonic()
    strikes = kill_station(options.points)
    killed = [one for one in strikes if one.killed]
    faulty = [one for one in strikes if one.faults()]
    if not options.json:
        for one in strikes:
            paper = ", ".join(one.jobs) or "no job"
            told = ", ".join(one.faults()) or (f"recorded, {paper}" if one.recorded else "never confirmed")
            end = "killed" if one.killed else f"not reached, exit code {one.exit_code}"
            print(f"thread {one.point.thread} {one.point.call} {one.point.when}: {end}, {told}")
        print(f"{time.monotonic() - began:.0f} s")
    print(
        json.dumps(
            {
                "killed": len(killed),
                "not_reached": len(strikes) - len(killed),
                "print_jobs": dict(Counter(job for one in strikes for job in one.jobs)),
                "most_papers_of_one_request": max((one.papers for one in strikes), default=0),
                "faults": len(faulty),
            }
        )
    )
    return 0 if not faulty and len(killed) >= options.points else 1


if __name__ == "__main__":
    sys.exit(main())

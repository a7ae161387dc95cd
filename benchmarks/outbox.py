"""An outbox of months: `make bench B=outbox`. The last line is JSON (docs/benchmarks.md).

A station with nothing waiting and one with 100,000 waiting envelopes record requests in turn. Then, in a
process of its own whose memory is read, the dispatcher of the second finds its central away, and at last
delivers.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles

from benchmarks.store import Own, requests
from kiosk.clock import SystemClock
from kiosk.courier import Exchange, Parcel
from kiosk.errors import CentralUnreachable
from kiosk.store import Store, open_store
from kiosk.wire.acknowledgement import Verdict, make_acknowledgement
from kiosk.wire.keys import SigningKey
from rehearsal.submitting import enrol_alone
from sync.dispatcher import Dispatcher

WAITING = 100_000
ROUNDS, BATCH = 40, 10
AWAY_VISITS = 3
# Each visit is like the others; 500 of them would take the processor for minutes.
MOST_VISITS = 60
FIRST_OWN = 1 << 32
PUBLISHER = SigningKey.generate()


class Line:
    """A courier whose peer is away for some visits, and then accepts everything."""

    name = "https"
    to_central = True

    def __init__(self, central: SigningKey, away: int) -> None:
        self._central = central
        self._away = away

    def exchange(self, parcels: Sequence[Parcel]) -> Exchange:
        """Answer as a central would."""
        if self._away > 0:
            self._away -= 1
            return Exchange(trouble=CentralUnreachable(address="central"))
        verdicts = [Verdict(one.id, hashlib.sha256(one.raw).digest(), None) for one in parcels]
        return Exchange(acknowledgements=(make_acknowledgement(verdicts, self._central),))


def fill(store: Store, count: int) -> None:
    """Let so many envelopes wait."""
    rows = requests(count)
    for first in range(0, count, 1000):
        with store.transaction():
            for row in rows[first : first + 1000]:
                store.outbox.append(row.id, "rendez-vous", row.reminder.at, lambda _, raw=row.raw: raw)


def submits_s(folders: Sequence[Path], rounds: int, batch: int) -> list[list[float]]:
    """Return how long each submit took at each station, recorded in turn; the first round warms up."""
    stations = [Own(folder) for folder in folders]
    took: list[list[float]] = [[] for _ in stations]
    for number in range(rounds + 1):
        for station, seconds in zip(stations, took, strict=True):
            for request in requests(batch, FIRST_OWN + number * batch):
                begun = time.perf_counter()
                station.submit(request)
                if number:
                    seconds.append(time.perf_counter() - begun)
    for station in stations:
        station.close()
    return took


def deliver(folder: Path, central: SigningKey) -> dict[str, float]:
    """Let the dispatcher work for some visits; return its greatest memory (MiB), visits and envelopes."""
    dispatcher = Dispatcher(
        lambda: open_store(folder, durable=False), [Line(central, AWAY_VISITS)], SystemClock(), lambda _: None
    )
    visits = 0
    with open_store(folder, durable=False) as store:
        while visits < MOST_VISITS and store.outbox.waiting(most=1, most_bytes=1):
            time.sleep(min(dispatcher.step(), 1.0))
            visits += 1
        counts = store.outbox.counts()
    dispatcher.close()
    return {"dispatcher_mb": round(greatest_mb(), 1), "visits": visits, "acknowledged": counts.acknowledged}


def greatest_mb() -> float:
    """Return the greatest resident memory of this process (MiB); getrusage may give its parent's."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    (line,) = (line for line in lines if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def main() -> None:
    """Measure, and print one line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.outbox")
    parser.add_argument("--waiting", type=int, default=WAITING)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--deliver", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.deliver is not None:
        central = SigningKey.from_bytes(bytes.fromhex(sys.stdin.read()))
        print(json.dumps(deliver(options.deliver, central)))
        return
    with tempfile.TemporaryDirectory() as name:
        empty, full = Path(name) / "empty", Path(name) / "full"
        with open_store(full, durable=False) as store:
            central = enrol_alone(store, PUBLISHER.public)
            fill(store, options.waiting)
        took = submits_s([empty, full], options.rounds, BATCH)
        worker = subprocess.run(
            [sys.executable, "-m", "benchmarks.outbox", "--deliver", str(full)],
            input=central.to_bytes().hex(), capture_output=True, text=True, check=True,
        )  # fmt: skip
    p99 = [quantiles(seconds, n=100, method="inclusive")[98] * 1000 for seconds in took]
    found = {
        "waiting": options.waiting,
        "submit_ms": {"p50": round(median(took[1]) * 1000, 2), "p99": round(p99[1], 2)},
        "p50_ratio_to_empty": round(median(took[1]) / median(took[0]), 2),
        "p99_ratio_to_empty": round(p99[1] / p99[0], 2),
        **json.loads(worker.stdout),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()

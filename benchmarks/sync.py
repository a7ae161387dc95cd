"""Sending requests beside PouchDB replicating documents: `make bench B=sync` (docs/benchmarks.md).

Both send the same answers from a database of theirs to a second process on loopback, in turn. It runs in a
network namespace of its own, where nothing else adds to the bytes that are counted.
"""

import argparse
import fcntl
import json
import os
import random
import socket
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.processes import cpu_seconds
from benchmarks.requests_of_600 import documents
from central.keys import DATABASE, load_keys
from kiosk.wire.envelope import open_envelope, parse_envelope
from rehearsal.second import ROOT
from rehearsal.stage import Central

PEER = ROOT / "benchmarks" / "pouch"
REQUESTS = 10_000
ROUNDS = 3
# The larger of the usual sizes: PouchDB is quicker with it than with its own 100.
PEER_BATCH = 500
FILED_S = 300.0
INSIDE = "RELAIS_BENCH_NAMESPACE"
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1


class Unmet(Exception):
    """What was to be measured did not happen."""


@dataclass(frozen=True)
class Turn:
    """One delivery of all requests. wire: bytes of both directions."""

    seconds: float
    client_cpu_s: float
    server_cpu_s: float
    wire: int
    peak_mb: float
    sealing_cpu_s: float = 0.0
    opening_cpu_s: float = 0.0


def own_namespace() -> None:
    """Start again in a network namespace of its own, with its loopback up. Raises Unmet."""
    if INSIDE not in os.environ:
        private = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--net", "--map-root-user"]
        words = [*private, sys.executable, "-m", "benchmarks.sync", *sys.argv[1:]]
        os.execvpe(words[0], words, {**os.environ, INSIDE: "1"})
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        asked = struct.pack("16sh14x", b"lo", 0)
        flags = struct.unpack("16sh14x", fcntl.ioctl(probe, SIOCGIFFLAGS, asked))[1]
        fcntl.ioctl(probe, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags | IFF_UP))


def relais(folder: Path, sent: Sequence[dict[str, object]], file: Path) -> Turn:
    """Deliver from a fresh station to a fresh central, and look at what the central has. Raises Unmet."""
    data = folder / "central"
    with _central(data) as central:
        code = central.command("enrol-code", "--agency", "1", "--name", "Borne 1", "--role", "kiosk")
        station = [sys.executable, "-m", "benchmarks.sync_station"]
        where = [str(folder / "station"), central.url]
        recorded = subprocess.run(
            [*station, "record", *where, code, str(file)],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        )
        told, wire, cpu = _deliver([*station, "deliver", *where], central.pid)
        before = cpu_seconds(central.pid)
        _until_filed(data)
        cpu += cpu_seconds(central.pid) - before
    sealing, opening = float(recorded.stdout), _check(data, sent)
    return Turn(told["seconds"], told["cpu_s"], cpu, wire, told["peak_mb"], sealing, opening)


def pouch(folder: Path, sent: Sequence[dict[str, object]], file: Path) -> Turn:
    """Deliver from PouchDB to express-pouchdb. Raises Unmet."""
    with subprocess.Popen(
        ["node", "server.js", str(folder)], cwd=PEER, stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            port = _line(server).split()[1]
            (folder / "client").mkdir()
            url = f"http://127.0.0.1:{port}/requests"
            words = ["node", "client.js", str(folder / "client"), url, str(file), str(PEER_BATCH)]
            told, wire, cpu = _deliver(words, server.pid, PEER)
        finally:
            server.kill()
    if told["stored"] != len(sent):
        raise Unmet(f"PouchDB stored {told['stored']}")
    return Turn(told["seconds"], told["cpu_s"], cpu, wire, told["peak_mb"])


def _deliver(words: Sequence[str], server: int, folder: Path = ROOT) -> tuple[dict[str, float], int, float]:
    """Run a client that says `go`; return what it tells, the bytes sent, the server's processor seconds."""
    with subprocess.Popen(
        words, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as client:
        if _line(client) != "go" or client.stdin is None:
            raise Unmet("the client is not ready")
        sent, cpu = _sent(), cpu_seconds(server)
        client.stdin.write("go\n")
        client.stdin.flush()
        told = json.loads(_line(client))
        return told, _sent() - sent, cpu_seconds(server) - cpu


def _sent() -> int:
    """Return the bytes that crossed the loopback so far: there, what is sent is what is received."""
    lines = Path("/proc/self/net/dev").read_text().splitlines()
    return next(int(line.split()[9]) for line in lines if line.strip().startswith("lo:"))


def _line(process: "subprocess.Popen[str]") -> str:
    line = process.stdout.readline() if process.stdout else ""
    if not line:
        raise Unmet("ended without a word")
    return line.strip()


def _until_filed(folder: Path) -> None:
    """Wait until the central has opened all that it acknowledged. Raises Unmet."""
    until = time.monotonic() + FILED_S
    with closing(sqlite3.connect(folder / DATABASE)) as database:
        while database.execute("SELECT 1 FROM intake_storedenvelope WHERE NOT filed LIMIT 1").fetchone():
            if time.monotonic() > until:
                raise Unmet("cases are missing")
            time.sleep(0.2)


def _check(folder: Path, sent: Sequence[dict[str, object]]) -> float:
    """Open all that the central has and compare; return the processor seconds of opening. Raises Unmet."""
    key = load_keys(folder).recipients[1]
    with closing(sqlite3.connect(folder / DATABASE)) as database:
        rows = [raw for (raw,) in database.execute("SELECT raw FROM intake_storedenvelope")]
        (cases,) = database.execute(
            "SELECT count(*) FROM cases_case WHERE token_digest IS NOT NULL"
        ).fetchone()
    spent, found = 0.0, []
    for raw in rows:
        envelope = parse_envelope(raw)
        before = time.process_time()
        content = open_envelope(envelope, key)
        spent += time.process_time() - before
        found.append(list(content.answers.values()))
    if sorted(found) != sorted(one["answers"] for one in sent) or cases != len(sent):  # type: ignore[type-var]
        raise Unmet(f"{len(rows)} envelopes and {cases} cases for {len(sent)} requests")
    return spent


@contextmanager
def _central(folder: Path) -> Iterator[Central]:
    folder.mkdir()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        central = Central(folder, int(probe.getsockname()[1]))
    central.command("init", "--agency", "Mairie", "--publisher", "00" * 31 + "01")
    central.start()
    try:
        yield central
    finally:
        central.stop()


def measure(count: int, rounds: int) -> dict[str, object]:
    """Let both deliver in turn, and sum up by medians. Raises Unmet."""
    ours, theirs = [], []
    for turn in range(rounds):
        with tempfile.TemporaryDirectory(prefix="relais-bench-") as name:
            folder, file = Path(name), Path(name) / "documents.json"
            sent = documents(count, random.Random(turn))
            file.write_text(json.dumps(sent, ensure_ascii=False), "utf-8")
            for kind, turns in ((relais, ours), (pouch, theirs)):
                (folder / kind.__name__).mkdir()
                turns.append(kind(folder / kind.__name__, sent, file))
                print(f"{kind.__name__}: {turns[-1]}", flush=True)
    return report(ours, theirs, count)


def report(ours: Sequence[Turn], theirs: Sequence[Turn], count: int) -> dict[str, object]:
    """Return the figures of the issue."""
    sealing = median(one.sealing_cpu_s + one.opening_cpu_s for one in ours)
    return {
        "docs_s": round(count / median(one.seconds for one in ours)),
        "ratio_to_pouchdb": round(
            median(one.seconds for one in theirs) / median(one.seconds for one in ours), 2
        ),
        "wire_bytes_each": round(median(one.wire for one in ours) / count),
        "pouchdb_wire_bytes_each": round(median(one.wire for one in theirs) / count),
        # The station seals when it records, long before; the central opens while it stores.
        "cpu_s_without_sealing": round(
            median(one.client_cpu_s + one.server_cpu_s - one.opening_cpu_s for one in ours), 2
        ),
        "sealing_cpu_s": round(sealing, 2),
        "client_mb": round(median(one.peak_mb for one in ours), 1),
        "postgres": None,
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=REQUESTS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    own_namespace()
    if not (PEER / "node_modules").is_dir():
        raise SystemExit("npm ci --prefix benchmarks/pouch")
    print(json.dumps(measure(options.requests, options.rounds)))


if __name__ == "__main__":
    main()

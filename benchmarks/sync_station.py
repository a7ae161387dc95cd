"""The station of `make bench B=sync`: records requests, and in another process delivers them when told."""

import json
import sys
import time
from collections.abc import Sequence
from itertools import count
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.store import Identity, Store, open_store
from kiosk.wire.compact import Assistance, Content, Kind
from kiosk.wire.envelope import Address, make_envelope, new_id
from kiosk.wire.followup import new_code, new_token
from sync.couriers import KINDS
from sync.dispatcher import Dispatcher
from sync.enrolment import enrol

NAME, ROLE, SERVICE = "Borne 1", "kiosk", "relever-compteur"
# Recording is not what is measured: many requests share a transaction.
TOGETHER = 500
CLOCK = SystemClock()


def request(answers: Sequence[str], now_ms: int) -> Content:
    """Return a request with these answers, question by question."""
    return Content(
        kind=Kind.SUBMISSION, service=SERVICE, form=bytes(8), language="fr", created=now_ms, offset=0,
        assistance=Assistance.ALONE, token=new_token(), code=new_code(), birth_year=None,
        answers=dict(zip(count(), answers, strict=False)),
    )  # fmt: skip


def record(store: Store, identity: Identity, requests: Sequence[Sequence[str]]) -> float:
    """Seal, sign and keep the requests; return the processor seconds of making their envelopes."""
    spent = 0.0

    def seal(content: Content, address: Address) -> bytes:
        nonlocal spent
        before = time.process_time()
        raw = make_envelope(
            content, address, recipient=identity.recipient, signer=identity.signing, lookup=identity.lookup
        )
        spent += time.process_time() - before
        return raw

    for first in range(0, len(requests), TOGETHER):
        with store.transaction():
            for answers in requests[first : first + TOGETHER]:
                now_ms, made = CLOCK.now_ms(), new_id(CLOCK.now_ms())
                content = request(answers, now_ms)
                store.outbox.append(
                    made, SERVICE, now_ms,
                    lambda n, made=made, content=content: seal(
                        content, Address(identity.agency, identity.station, made, n)
                    ),
                )  # fmt: skip
    return spent


def deliver(folder: Path, url: str) -> dict[str, float]:
    """Let the dispatcher work as in the kiosk until nothing waits; return what it took."""
    with open_store(folder) as store:
        courier = KINDS["https"](url, store.identity, CLOCK)
        dispatcher = Dispatcher(lambda: open_store(folder), [courier], CLOCK, notify=lambda _: None)
        cpu, started = time.process_time(), time.monotonic()
        while store.outbox.waiting(most=1, most_bytes=1):
            time.sleep(min(dispatcher.step(), 0.05))
        took = {"seconds": time.monotonic() - started, "cpu_s": time.process_time() - cpu}
        dispatcher.close()
    return took


def peak_mb() -> float:
    """Return the most memory (MiB) that this program had at once.

    getrusage would count its parent's too: a process begins as a copy of the one that started it.
    """
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def main(act: str, folder: Path, url: str, *more: str) -> None:
    """Enrol and record (`record FOLDER URL CODE DOCUMENTS`), or deliver when told; print what it took."""
    if act == "record":
        code, documents = more
        requests = [one["answers"] for one in json.loads(Path(documents).read_text("utf-8"))]
        with open_store(folder) as store:
            enrol(url, code, NAME, ROLE, store, CLOCK)
            print(json.dumps(record(store, store.identity, requests)), flush=True)
        return
    print("go", flush=True)
    sys.stdin.readline()
    took = deliver(folder, url)
    took["peak_mb"] = peak_mb()
    print(json.dumps(took), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])

"""`status`: what waits at a station, since when and why. No name, code or answer is in it.

The doctor says what is broken and what to do; this says how things stand, also while all is well. It changes
nothing.
"""

import json
from dataclasses import asdict
from typing import Any

from kiosk.catalogue.agency import load_agency
from kiosk.catalogue.catalogue import load_catalogue
from kiosk.clock import Clock
from kiosk.config import Config
from kiosk.errors import ConfigProblem, FormProblem, PackProblem
from kiosk.store import OutboxRow, Store
from kiosk.store.reading import open_to_read
from technician.terminal import Terminal

HOUR_MS = 3_600_000


def show_status(config: Config, clock: Clock, terminal: Terminal, *, as_json: bool) -> int:
    """Say it and return 0, whatever waits. Raises NotEnrolled and the StoreProblems.

    as_json: one line, its keys as `standing` gives them.
    """
    with open_to_read(config.data) as store:
        told = standing(config, store, clock.now_ms())
    if as_json:
        print(json.dumps(told, ensure_ascii=False))
        return 0
    outbox = told["outbox"]
    terminal.say("status.title", **told["station"])
    terminal.say("status.outbox", **{name: outbox[name] for name in ("waiting", "held", "acknowledged")})
    if outbox["on_the_way"]:
        terminal.say("status.on_the_way", count=outbox["on_the_way"])
    if outbox["oldest_undelivered_s"] is not None:
        terminal.say("status.oldest", hours=outbox["oldest_undelivered_s"] // 3600)
    if told["late"] is None:
        terminal.say("status.late.unknown", code=told["trouble"])
    for one in told["late"] or ():
        terminal.say("status.late", **one)
    for one in told["held"]:
        terminal.say("status.held", id=one["id"], service=one["service"], reason=one["reason"])
    for one in told["couriers"]:
        reach = "reached" if one["reachable"] else "away"
        terminal.say(f"status.courier.{reach}", name=one["name"], trouble=one["trouble"] or "-")
    terminal.say("status.papers", count=sum(told["papers"].get(state, 0) for state in ("queued", "sending")))
    return 0


def standing(config: Config, store: Store, now_ms: int) -> dict[str, Any]:
    """Return how the station stands, as plain values.

    late: the services with requests older than they may grow, None when the packs cannot be read; trouble is
    then why. papers: by state of the printing, as far back as it is kept.
    """
    identity, outbox = store.identity, store.outbox
    oldest = outbox.oldest_open()
    late, trouble = _late(config, store, now_ms)
    return {
        "station": {"number": identity.station, "agency": identity.agency, "role": config.role},
        "at_ms": now_ms,
        "outbox": {
            **asdict(outbox.counts()),
            "oldest_undelivered_s": None if oldest is None else max(0, now_ms - oldest) // 1000,
        },
        "late": late,
        "trouble": trouble,
        "held": [describe(row, now_ms) for row in outbox.held()],
        "couriers": [asdict(peer) for peer in store.peers.every()],
        "papers": store.spool.counts(),
    }


def describe(row: OutboxRow, now_ms: int) -> dict[str, Any]:
    """Return what may be told of an envelope: its name, its service, its age, why it is held."""
    return {
        "id": row.id.hex(),
        "service": row.service,
        "age_s": max(0, now_ms - row.created) // 1000,
        "reason": row.verdict or row.last_trouble or "-",
        "attempts": row.attempts,
    }


def _late(config: Config, store: Store, now_ms: int) -> tuple[list[dict[str, Any]] | None, str | None]:
    try:
        packs = load_catalogue(config.packs, store.identity.publisher)
        catalogue = packs.offered_by(load_agency(config.agency))
    except (PackProblem, FormProblem, ConfigProblem) as problem:
        return None, problem.code
    most_ms = catalogue.most_ms
    return [
        {
            "service": one.service,
            "count": one.count,
            "hours": one.oldest_ms // HOUR_MS,
            "most_hours": most_ms[one.service] // HOUR_MS,
        }
        for one in store.outbox.late(most_ms, now_ms)
    ], None

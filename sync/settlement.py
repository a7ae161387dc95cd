"""What a visit proves, written down in one transaction."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from kiosk.clock import Clock
from kiosk.courier import Exchange
from kiosk.errors import (
    CentralBrokeOff,
    CentralNonsense,
    CentralUnreachable,
    CentralUntrusted,
    Problem,
    WireProblem,
)
from kiosk.store import Identity, Outbox, OutboxRow, Relayed, RelayedRow, Store
from kiosk.wire.acknowledgement import Verdict, read_acknowledgement
from kiosk.wire.statement import read_statement

KEEP_ACKNOWLEDGED_MS = 30 * 24 * 3600 * 1000
Row = OutboxRow | RelayedRow
NOT_REACHED = (CentralUnreachable, CentralBrokeOff, CentralUntrusted, CentralNonsense)


@dataclass(frozen=True)
class Settlement:
    """The outcome of a visit for the rows that were offered, by name.

    settled: with a verified verdict. handed_over: kept by the peer, it says. refused: (id, code), unsigned.
    unanswered: nothing said. trouble: the courier's, or CentralNonsense when signed bytes do not verify or no
    row at all was answered. time_learned: a verified time was stored. changed: others may want to look.
    """

    settled: tuple[bytes, ...]
    handed_over: tuple[bytes, ...]
    refused: tuple[tuple[bytes, str], ...]
    unanswered: tuple[bytes, ...]
    trouble: Problem | None
    time_learned: bool
    changed: bool


def settle(
    store: Store,
    shelf: Outbox | Relayed,
    offered: Sequence[Row],
    exchange: Exchange,
    *,
    courier: str,
    clock: Clock,
) -> Settlement:
    """Verify what the courier brought and write what follows; raise a StoreProblem, with nothing written.

    shelf: where the offered rows wait. A verdict counts for any envelope that is here, own or of others,
    whose id and digest it names, whichever courier brought it; hand-overs and refusals are the peer's word
    and count only for what was offered.
    """
    identity = store.identity
    offset = identity.offset_ms or 0
    words, trouble = _words(exchange, identity, courier)
    verdicts = tuple(verdict for spoken in words.values() for verdict in spoken)
    told = _told_time(exchange, identity)
    result = _sort(offered, exchange, verdicts, trouble, courier)
    now = clock.now_ms()
    with store.transaction():
        changed = _record_attempts(shelf, offered, result)
        changed |= _record_verdicts(store, verdicts, now, offset)
        if store.relayed.any():
            changed |= _record_words(store, words, now + offset)
        if result.settled and result.trouble is None:
            # Only when the central has just accepted our clock: one that jumped years must not delete.
            store.outbox.prune(now + offset - KEEP_ACKNOWLEDGED_MS)
            store.relayed.prune(now + offset - KEEP_ACKNOWLEDGED_MS)
        shelf.handed_over(result.handed_over, now + offset)
        changed |= store.peers.note(
            courier,
            reachable=not isinstance(result.trouble, NOT_REACHED),
            trouble=None if result.trouble is None else result.trouble.code,
            at=now,
        )
        if told is not None:
            store.enrolment.set_offset(told - now)
            store.journal.append(now, "clock", detail=f"{told - now} ms")
    return replace(result, time_learned=told is not None, changed=changed)


def settle_brought(
    store: Store, acknowledgements: Collection[bytes], handed_over: Collection[bytes], clock: Clock
) -> int:
    """Verify what was brought by hand and write what follows; return how many rows changed their state.

    A stick says nothing of the central of today: no attempt is counted, no peer is known to be there, and
    nothing is pruned by a clock that nobody has just accepted. Raises a StoreProblem with nothing written.
    """
    identity = store.identity
    offset = identity.offset_ms or 0
    verdicts: list[Verdict] = []
    for raw in acknowledgements:
        # Whoever held the stick may have put anything there; what the central did not sign says nothing.
        with suppress(WireProblem):
            verdicts += read_acknowledgement(raw, identity.keys_by_id)
    now = clock.now_ms()
    with store.transaction():
        changed = sum(_record_verdicts(store, [verdict], now, offset) for verdict in verdicts)
        store.outbox.handed_over(handed_over, now + offset)
    return changed


def _sort(
    offered: Sequence[Row],
    exchange: Exchange,
    verdicts: Collection[Verdict],
    trouble: Problem | None,
    courier: str,
) -> Settlement:
    """Say of each offered row what the visit said of it."""
    said = {(verdict.id, verdict.digest) for verdict in verdicts}
    settled = tuple(row.name for row in offered if (row.id, row.digest) in said)
    open_names = [row.name for row in offered if row.name not in settled]
    trusted = trouble is None or trouble is exchange.trouble
    handed_over = tuple(one for one in open_names if trusted and one in exchange.handed_over)
    refusals = dict(exchange.refused) if trusted else {}
    refused = tuple((one, refusals[one]) for one in open_names if one in refusals and one not in handed_over)
    spoken_for = {*handed_over, *(one for one, _ in refused)}
    if trouble is None and offered and not (settled or spoken_for):
        trouble = CentralNonsense(address=courier, detail="no verdict")
    return Settlement(
        settled=settled,
        handed_over=handed_over,
        refused=refused,
        unanswered=tuple(one for one in open_names if one not in spoken_for),
        trouble=trouble,
        time_learned=False,
        changed=False,
    )


def _words(
    exchange: Exchange, identity: Identity, courier: str
) -> tuple[Mapping[bytes, tuple[Verdict, ...]], Problem | None]:
    found: dict[bytes, tuple[Verdict, ...]] = {}
    trouble = exchange.trouble
    for raw in exchange.acknowledgements:
        try:
            found[raw] = read_acknowledgement(raw, identity.keys_by_id)
        except WireProblem as problem:
            trouble = CentralNonsense(address=courier, detail=problem.code)
    return found, trouble


def _told_time(exchange: Exchange, identity: Identity) -> int | None:
    if exchange.peer_time is None:
        return None
    try:
        told: int = read_statement("relais/time/1", exchange.peer_time, identity.keys_by_id)
    except WireProblem:
        return None  # an unsigned time is no time; the visit's trouble says that it failed
    return told


def _record_verdicts(store: Store, verdicts: Collection[Verdict], now: int, offset: int) -> bool:
    changed = False
    for verdict in verdicts:
        if store.outbox.settle(verdict.id, verdict.digest, verdict.rejected, now + offset):
            event = "acknowledged" if verdict.rejected is None else "rejected"
            store.journal.append(now, event, verdict.id, verdict.rejected or "")
            changed = True
    return changed


def _record_words(store: Store, words: Mapping[bytes, tuple[Verdict, ...]], at: int) -> bool:
    """Keep the central's words about what is forwarded for others, to be handed back as they were signed."""
    return sum(store.relayed.settle(raw, verdicts, at) for raw, verdicts in words.items()) > 0


def _record_attempts(shelf: Outbox | Relayed, offered: Sequence[Row], result: Settlement) -> bool:
    """Count the attempt where it says something new: weeks of the same outage must not wear out the disk."""
    answered = {*result.settled, *result.handed_over}
    refused, trouble = dict(result.refused), result.trouble
    written = False
    for row in offered:
        code = None
        if row.name not in answered:
            code = refused.get(row.name, "unanswered" if trouble is None else trouble.code)
        elif row.handed_over_at is not None and row.name in result.handed_over:
            continue  # a hub says each minute that it still keeps it
        if row.attempts == 0 or row.last_trouble != code or not isinstance(trouble, NOT_REACHED):
            shelf.tried([row.name], code)
            written = True
    return written

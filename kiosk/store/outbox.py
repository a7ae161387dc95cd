"""Envelopes not yet acknowledged, and those acknowledged in the last 30 days, all still sealed.

The queue is these rows and nothing else. Only `settle`, with a verdict that the caller has verified, makes a
row `acknowledged`; `held` means kept for a person to see, never lost. Only `send_again`, on a command that
the central signed, makes an acknowledged row wait again.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar, get_args

from kiosk.store.db import Connection

T = TypeVar("T")
# Far below what one statement of the engine takes; a batch of the couriers has 200.
MOST_AT_ONCE = 500
State = Literal["waiting", "acknowledged", "held"]


@dataclass(frozen=True)
class OutboxRow:
    """One envelope. created: milliseconds, station clock; handed_over_at, acknowledged_at: corrected clock.

    verdict: "accepted", the code of a signed rejection, or None. last_trouble: the code of the last failure.
    """

    id: bytes
    sequence: int
    service: str
    raw: bytes = field(repr=False)
    digest: bytes
    created: int
    state: State
    attempts: int
    last_trouble: str | None
    handed_over_at: int | None
    acknowledged_at: int | None
    verdict: str | None

    @property
    def name(self) -> bytes:
        """What tells it from every other one while it is offered."""
        return self.id


@dataclass(frozen=True)
class Counts:
    """How many envelopes there are. on_the_way: those waiting that a hub, stick or phone says it keeps."""

    waiting: int
    on_the_way: int
    held: int
    acknowledged: int


@dataclass(frozen=True)
class Late:
    """Requests of one service that nobody has received in the time that it allows. oldest_ms: an age."""

    service: str
    count: int
    oldest_ms: int


class Outbox:
    """The outbox table."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def append(self, envelope_id: bytes, service: str, created: int, seal: Callable[[int], bytes]) -> bytes:
        """Take the next sequence number, seal with it, keep the envelope waiting; return its bytes.

        One step, so that no number is taken without an envelope: a gap would raise an alarm at the central.
        """
        with self._connection.transaction():
            sequence = self._connection.next_count("sequence")
            raw = seal(sequence)
            self._connection.insert(
                "outbox",
                {
                    "id": envelope_id,
                    "sequence": sequence,
                    "service": service,
                    "raw": raw,
                    "digest": hashlib.sha256(raw).digest(),
                    "created": created,
                },
            )
        return raw

    def get(self, envelope_id: bytes) -> OutboxRow | None:
        """Return one envelope, or None."""
        return next(iter(self._select("WHERE id = ?", [envelope_id])), None)

    def every(self) -> tuple[OutboxRow, ...]:
        """Return all envelopes by sequence."""
        return self._select("ORDER BY sequence", [])

    def held(self) -> tuple[OutboxRow, ...]:
        """Return the envelopes that a person must look at, by sequence."""
        return self._select("WHERE state = 'held' ORDER BY sequence", [])

    def waiting(
        self, *, most: int, most_bytes: int, without: Collection[bytes] = ()
    ) -> tuple[OutboxRow, ...]:
        """Return the oldest waiting envelopes but some ids: within both bounds, yet always one if any."""
        wanted: list[bytes] = []
        total = 0
        for row in self._connection.rows(
            "SELECT id, length(raw) AS size FROM outbox WHERE state = 'waiting' ORDER BY sequence LIMIT ?",
            [most + len(without)],
        ):
            if row["id"] in without:
                continue
            total += row["size"]
            if len(wanted) == most or (wanted and total > most_bytes):
                break
            wanted.append(row["id"])
        marks = ", ".join("?" * len(wanted))
        return self._select(f"WHERE id IN ({marks}) ORDER BY sequence", wanted)

    def open_after(self, sequence: int, *, most: int, most_bytes: int, held: bool) -> tuple[OutboxRow, ...]:
        """Return the next envelopes after a sequence number that are waiting, or held where these are wanted.

        Within both bounds, yet always one if any.
        """
        wanted: list[bytes] = []
        total = 0
        for row in self._connection.rows(
            "SELECT id, length(raw) AS size FROM outbox WHERE sequence > ? AND state <> 'acknowledged'"
            " AND (state = 'waiting' OR ?) ORDER BY sequence LIMIT ?",
            [sequence, held, most],
        ):
            total += row["size"]
            if wanted and total > most_bytes:
                break
            wanted.append(row["id"])
        marks = ", ".join("?" * len(wanted))
        return self._select(f"WHERE id IN ({marks}) ORDER BY sequence", wanted)

    def settle(self, envelope_id: bytes, digest: bytes, rejected: str | None, at: int) -> bool:
        """Record a verified verdict about exactly these bytes; return whether it changed the row.

        An accepted envelope stays accepted; a held one may still be accepted (another courier got through).
        """
        if rejected is None:
            return bool(self.accept([(envelope_id, digest)], at))
        return bool(
            self._connection.change(
                "UPDATE outbox SET state = 'held', verdict = ?, last_trouble = ?"
                " WHERE id = ? AND digest = ? AND state <> 'acknowledged' AND verdict IS NOT ?",
                [rejected, rejected, envelope_id, digest, rejected],
            )
        )

    def accept(self, accepted: Sequence[tuple[bytes, bytes]], at: int) -> tuple[bytes, ...]:
        """Record verified acceptances by id and digest; return the ids of those that it changed.

        One statement for a batch: each takes a quarter of a millisecond here, whatever it does.
        """
        changed: list[bytes] = []
        for some in _chunks(accepted):
            marks = ", ".join(["(?, ?)"] * len(some))
            with self._connection.transaction():
                rows = self._connection.rows(
                    f"WITH told (id, digest) AS (VALUES {marks})"  # noqa: S608 - marks, nothing else
                    " UPDATE outbox SET state = 'acknowledged', verdict = 'accepted', acknowledged_at = ?,"
                    " last_trouble = NULL FROM told WHERE outbox.id = told.id AND outbox.digest = told.digest"
                    " AND state <> 'acknowledged' RETURNING outbox.id",
                    [*(value for pair in some for value in pair), at],
                )
            changed += [row["id"] for row in rows]
        return tuple(changed)

    def hold(self, envelope_id: bytes, trouble: str) -> bool:
        """Stop offering a waiting envelope until a person releases it; return whether it was waiting."""
        return bool(
            self._connection.change(
                "UPDATE outbox SET state = 'held', last_trouble = ? WHERE id = ? AND state = 'waiting'",
                [trouble, envelope_id],
            )
        )

    def release(self, envelope_id: bytes) -> bool:
        """Offer a held envelope again; return whether it was held."""
        return bool(
            self._connection.change(
                "UPDATE outbox SET state = 'waiting', verdict = NULL WHERE id = ? AND state = 'held'",
                [envelope_id],
            )
        )

    def tried(self, ids: Sequence[bytes], trouble: str | None) -> None:
        """Count one attempt for these envelopes and keep what went wrong, if anything."""
        for some in _chunks(ids):
            marks = ", ".join("?" * len(some))
            self._connection.change(
                f"UPDATE outbox SET attempts = attempts + 1, last_trouble = ? WHERE id IN ({marks})",  # noqa: S608
                [trouble, *some],
            )

    def handed_over(self, ids: Iterable[bytes], at: int) -> None:
        """Note that a hub, stick or phone says it keeps these; the first time counts."""
        with self._connection.transaction():
            for envelope_id in ids:
                self._connection.change(
                    "UPDATE outbox SET handed_over_at = ? WHERE id = ? AND handed_over_at IS NULL",
                    [at, envelope_id],
                )

    def accepted(self) -> int:
        """Return how many envelopes the central ever accepted, as far as this database knows; each once."""
        rows = self._connection.rows("SELECT value FROM counters WHERE name = 'accepted'")
        return int(rows[0]["value"])

    def send_again(self, issued: int) -> int | None:
        """Let all that is acknowledged wait again, because the central asks for it; return how many.

        issued: of its signed command, which the caller has verified. None: this or a newer one was obeyed.
        """
        with self._connection.transaction():
            if self._connection.rows("SELECT 1 FROM resend WHERE issued >= ?", [issued]):
                return None
            self._connection.upsert("resend", {"slot": 1, "issued": issued, "under_way": 1}, pk="slot")
            # When it was first acknowledged stays: it says that this envelope has been counted.
            count = self._connection.change(
                "UPDATE outbox SET state = 'waiting', verdict = NULL, handed_over_at = NULL"
                " WHERE state = 'acknowledged'"
            )
            self._connection.change("UPDATE resend SET under_way = 0")
        return count

    def counts(self) -> Counts:
        """Return how many envelopes there are in each state."""
        states = dict.fromkeys(get_args(State), 0)
        for row in self._connection.rows("SELECT state, count(*) AS many FROM outbox GROUP BY state"):
            states[row["state"]] = row["many"]
        on_the_way = self._connection.rows(
            "SELECT count(*) AS many FROM outbox WHERE state = 'waiting' AND handed_over_at IS NOT NULL"
        )
        return Counts(on_the_way=on_the_way[0]["many"], **states)

    def count_held(self) -> int:
        """Return how many envelopes a person must look at; cheap, whatever else there is."""
        rows = self._connection.rows("SELECT count(*) AS many FROM outbox WHERE state = 'held'")
        return int(rows[0]["many"])

    def late(self, most_ms: Mapping[str, int], now: int) -> tuple[Late, ...]:
        """Return the services that have requests older than they may grow without an acknowledgement.

        most_ms: by service id. now: ms, station clock, as `created`.
        """
        found = []
        for service, most in most_ms.items():
            (row,) = self._connection.rows(
                "SELECT count(*) AS many, min(created) AS oldest FROM outbox"
                " WHERE state <> 'acknowledged' AND service = ? AND created < ?",
                [service, now - most],
            )
            if row["many"]:
                found.append(Late(service, row["many"], now - row["oldest"]))
        return tuple(found)

    def oldest_open(self) -> int | None:
        """Return the creation (ms, station clock) of the oldest envelope not acknowledged, or None."""
        found = self._connection.rows(
            "SELECT min(created) AS oldest FROM outbox WHERE state <> 'acknowledged'"
        )
        oldest: int | None = found[0]["oldest"]
        return oldest

    def prune(self, before: int) -> int:
        """Delete envelopes acknowledged before this time; return how many."""
        if not self._connection.rows(
            "SELECT 1 FROM outbox WHERE state = 'acknowledged' AND acknowledged_at < ? LIMIT 1", [before]
        ):
            return 0
        return self._connection.change(
            "DELETE FROM outbox WHERE state = 'acknowledged' AND acknowledged_at < ?", [before]
        )

    def _select(self, clause: str, args: Collection[Any]) -> tuple[OutboxRow, ...]:
        # The clause is one of this module's own texts; values travel as arguments.
        rows = self._connection.rows(f"SELECT * FROM outbox {clause}", list(args))  # noqa: S608
        return tuple(OutboxRow(**row) for row in rows)


def _chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    return (values[n : n + MOST_AT_ONCE] for n in range(0, len(values), MOST_AT_ONCE))

"""Attachments of this station's requests, all sealed: those the central does not keep yet, and some it does.

A row comes in the transaction of its envelope. Only `settle`, with a word of the central that the caller has
verified, makes it `stored`; a stored one stays as long as there is room and its envelope is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kiosk.errors import AttachmentsFull
from kiosk.store.db import Connection

State = Literal["waiting", "stored", "held"]
# Some eight hundred photographs: weeks of a cut line at a busy kiosk.
MOST_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True)
class AttachmentRow:
    """One attachment without its bytes. size: of the sealed bytes. created: ms, station clock."""

    digest: bytes
    envelope_id: bytes
    size: int
    created: int
    state: State
    attempts: int
    last_trouble: str | None
    stored_at: int | None


@dataclass(frozen=True)
class Tally:
    """How many attachments wait or are held, what all weigh, and when the oldest open one was made (ms)."""

    waiting: int
    held: int
    stored: int
    bytes: int
    oldest_open: int | None


class Attachments:
    """The tables of attachments. most_bytes: the room for all of them, sealed."""

    def __init__(self, connection: Connection, most_bytes: int = MOST_BYTES) -> None:
        self._connection = connection
        self._most_bytes = most_bytes

    def check_room(self, size: int) -> None:
        """Return when so many bytes could be kept, after stored ones went; raise AttachmentsFull."""
        if self._weight("state <> 'stored'") + size > self._most_bytes:
            raise AttachmentsFull

    def append(self, digest: bytes, envelope_id: bytes, raw: bytes, created: int) -> None:
        """Keep an attachment waiting, in the caller's transaction; raise AttachmentsFull."""
        self.check_room(len(raw))
        with self._connection.transaction():
            self._make_room(len(raw))
            self._connection.insert(
                "attachments",
                {"digest": digest, "envelope_id": envelope_id, "size": len(raw), "created": created},
            )
            self._connection.insert("attachment_bytes", {"digest": digest, "raw": raw})

    def get(self, digest: bytes) -> AttachmentRow | None:
        """Return one attachment, or None."""
        return next(iter(self._select("WHERE digest = ?", [digest])), None)

    def of(self, envelope_id: bytes) -> tuple[AttachmentRow, ...]:
        """Return the attachments of one envelope."""
        return self._select("WHERE envelope_id = ? ORDER BY rowid", [envelope_id])

    def waiting(self) -> tuple[AttachmentRow, ...]:
        """Return those to offer, those that were tried least first: one that fails never stops another."""
        return self._select("WHERE state = 'waiting' ORDER BY attempts, created LIMIT 100", [])

    def piece(self, digest: bytes, offset: int, length: int) -> bytes:
        """Return some of the sealed bytes; raise KeyError for an attachment that is not kept here."""
        rows = self._connection.rows(
            "SELECT substr(raw, ?, ?) AS piece FROM attachment_bytes WHERE digest = ?",
            [offset + 1, length, digest],
        )
        if not rows:
            raise KeyError(digest.hex())
        piece: bytes = rows[0]["piece"]
        return piece

    def settle(self, digest: bytes, at: int) -> bool:
        """Record that the central keeps it, which the caller has verified; return whether that is news."""
        return bool(
            self._connection.change(
                "UPDATE attachments SET state = 'stored', stored_at = ?, last_trouble = NULL"
                " WHERE digest = ? AND state <> 'stored'",
                [at, digest],
            )
        )

    def tried(self, digest: bytes, trouble: str, *, hold: bool) -> None:
        """Count an attempt that failed; hold: until a person releases it."""
        self._connection.change(
            "UPDATE attachments SET attempts = attempts + 1, last_trouble = ?, state = ?"
            " WHERE digest = ? AND state = 'waiting'",
            [trouble, "held" if hold else "waiting", digest],
        )

    def offer_again(self, envelope_id: bytes) -> int:
        """Offer those of an envelope again, held or stored; return how many.

        A central that was restored from an old backup has lost them; one that has them just says so.
        """
        return self._connection.change(
            "UPDATE attachments SET state = 'waiting', stored_at = NULL"
            " WHERE envelope_id = ? AND state <> 'waiting'",
            [envelope_id],
        )

    def tally(self) -> Tally:
        """Return what is kept, for a status."""
        (row,) = self._connection.rows(
            "SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting,"
            " count(*) FILTER (WHERE state = 'held') AS held,"
            " count(*) FILTER (WHERE state = 'stored') AS stored, coalesce(sum(size), 0) AS bytes,"
            " min(created) FILTER (WHERE state <> 'stored') AS oldest_open FROM attachments"
        )
        return Tally(**row)

    def prune(self) -> int:
        """Delete stored ones whose envelope is not kept any more; return how many."""
        gone = self._connection.rows(
            "SELECT digest FROM attachments WHERE state = 'stored'"
            " AND envelope_id NOT IN (SELECT id FROM outbox) LIMIT 100"
        )
        return self._delete([row["digest"] for row in gone])

    def _make_room(self, size: int) -> None:
        over = self._weight("1") + size - self._most_bytes
        if over <= 0:
            return
        going: list[bytes] = []
        for row in self._select("WHERE state = 'stored' ORDER BY stored_at", []):
            if over <= 0:
                break
            going.append(row.digest)
            over -= row.size
        self._delete(going)

    def _weight(self, which: str) -> int:
        # One of this module's own texts.
        (row,) = self._connection.rows(
            f"SELECT coalesce(sum(size), 0) AS bytes FROM attachments WHERE {which}"  # noqa: S608
        )
        return int(row["bytes"])

    def _delete(self, digests: Sequence[bytes]) -> int:
        with self._connection.transaction():
            for digest in digests:
                self._connection.change("DELETE FROM attachment_bytes WHERE digest = ?", [digest])
                self._connection.change("DELETE FROM attachments WHERE digest = ?", [digest])
        return len(digests)

    def _select(self, clause: str, args: Sequence[object]) -> tuple[AttachmentRow, ...]:
        rows = self._connection.rows(f"SELECT * FROM attachments {clause}", list(args))  # noqa: S608
        return tuple(AttachmentRow(**row) for row in rows)

"""Receipts to print: the durable print queue, whose open rows are those of the client who is here.

queued → sending → sent → confirmed | unknown | failed. Printing exactly once cannot be had: a job ends
printed, not printed or unknown, and nothing that may have left for the printer is ever queued again. The
code and the token stand in a job only while it is open; the schema holds all of this (`migrations`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from kiosk.store.db import Connection
from kiosk.store.reminder import LIFETIME_MS

State = Literal["queued", "sending", "sent", "confirmed", "unknown", "failed"]
OPEN: tuple[State, ...] = ("queued", "sending", "sent")
# Troubles that are no printer's: the client left, the station stopped, the client saw no paper.
LEFT = "left"
STOPPED = "stopped"
NOT_SEEN = "not_seen"
KEPT_MS = 30 * 24 * 3600 * 1000


@dataclass(frozen=True)
class Job:
    """One receipt to print. copy: 1 the original, n + 1 the DUPLICATA n.

    created: when it was asked for; recorded_at: when the request was recorded; both milliseconds, station
    clock. trouble: what stands in the way now, or how it ended. code and token: None once the job has ended.
    """

    id: int
    envelope_id: bytes
    copy: int
    state: State
    created: int
    trouble: str | None
    code: int | None = field(repr=False)
    token: bytes | None = field(repr=False)
    service: str
    language: str
    recorded_at: int

    @property
    def ended(self) -> bool:
        """Tell whether nothing more happens to it by itself."""
        return self.state not in OPEN

    @property
    def may_exist(self) -> bool:
        """Tell whether a paper of this job may be in somebody's hands; a client who saw none may be wrong."""
        return self.state in ("sending", "sent", "confirmed", "unknown") or self.trouble == NOT_SEEN


class Spool:
    """The spool table."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def append(
        self,
        envelope_id: bytes,
        *,
        created: int,
        code: int,
        token: bytes,
        service: str,
        language: str,
        recorded_at: int,
    ) -> None:
        """Queue a receipt: the original, or the next duplicate when an earlier paper may exist.

        Call it in the transaction that records the envelope. Jobs that ended 30 days ago go with it.
        """
        with self._connection.transaction():
            self._connection.change(
                "DELETE FROM spool WHERE created < ? AND state IN ('confirmed', 'unknown', 'failed')",
                [created - KEPT_MS],
            )
            last = self.of(envelope_id)
            self._connection.insert(
                "spool",
                {
                    "envelope_id": envelope_id,
                    "copy": 1 if last is None else last.copy + last.may_exist,
                    "created": created,
                    "code": code,
                    "token": token,
                    "service": service,
                    "language": language,
                    "recorded_at": recorded_at,
                },
            )

    def next(self) -> Job | None:
        """Return the oldest queued job, or None; those whose client has left are queued no more."""
        return self._first("WHERE state = 'queued' ORDER BY id LIMIT 1", [])

    def of(self, envelope_id: bytes) -> Job | None:
        """Return the newest job of a request, or None."""
        return self._first("WHERE envelope_id = ? ORDER BY id DESC LIMIT 1", [envelope_id])

    def every(self) -> tuple[Job, ...]:
        """Return all jobs, oldest first."""
        return self._select("ORDER BY id", [])

    def mark(self, job_id: int, state: State, trouble: str | None = None) -> bool:
        """Move a job, or keep its state with another trouble; forget code and token when it ends.

        Return False, with nothing changed, when the job has ended meanwhile: its client left, say. Only
        "confirmed" and "failed" still answer an unknown one. Any other step backwards is a bug and raises.
        """
        forgetting = "" if state in OPEN else ", code = NULL, token = NULL"
        still = "state IN ('queued', 'sending', 'sent')"
        if state in ("confirmed", "failed"):
            still += " OR state = 'unknown'"
        return bool(
            self._connection.change(
                f"UPDATE spool SET state = ?, trouble = ?{forgetting} WHERE id = ? AND ({still})",  # noqa: S608
                [state, trouble, job_id],
            )
        )

    def end_sitting(self, envelope_id: bytes | None = None) -> int:
        """End the open jobs of a request, or all, because the client has left; return how many."""
        return sum(self._end(job, LEFT) for job in self._open() if envelope_id in (None, job.envelope_id))

    def recover(self, now_ms: int) -> int:
        """End what a stopped station left open; return how many. Call it before the printer's thread starts.

        Only a queued receipt of the client who is reminded of the code (at most 60 s) is still wanted: all
        others would print for a stranger.
        """
        reminded = self._connection.rows(
            "SELECT envelope_id FROM reminder WHERE ? - at BETWEEN 0 AND ?", [now_ms, LIFETIME_MS]
        )
        wanted = {row["envelope_id"] for row in reminded}
        return sum(
            self._end(job, STOPPED)
            for job in self._open()
            if job.state != "queued" or job.envelope_id not in wanted
        )

    def _end(self, job: Job, trouble: str) -> bool:
        # The printer's thread may move the job in between: what was queued a moment ago may be on its way.
        with self._connection.transaction():
            found = self._first("WHERE id = ?", [job.id])
            state: State = "failed" if found is not None and found.state == "queued" else "unknown"
            return self.mark(job.id, state, trouble) if found is not None and not found.ended else False

    def _open(self) -> tuple[Job, ...]:
        return self._select("WHERE state IN ('queued', 'sending', 'sent') ORDER BY id", [])

    def _first(self, clause: str, args: Sequence[Any]) -> Job | None:
        return next(iter(self._select(clause, args)), None)

    def _select(self, clause: str, args: Sequence[Any]) -> tuple[Job, ...]:
        # The clause is one of this module's own texts; values travel as arguments.
        rows = self._connection.rows(f"SELECT * FROM spool {clause}", args)  # noqa: S608
        return tuple(Job(**row) for row in rows)

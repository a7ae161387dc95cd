"""Papers to print: the durable print queue, whose open receipts are those of the client who is here.

queued → sending → sent → confirmed | unknown | failed. Printing exactly once cannot be had: a job ends
printed, not printed or unknown, and nothing that may have left for the printer is ever queued again. The
code and the token stand in a job only while it is open; the schema holds all of this (`migrations`). The
recovery sheet of the agency's key is nobody's receipt: it waits until it can be printed, whoever comes and
goes, and the key itself never stands here.
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
About = Literal["request", "recovery"]
# In the columns of a request, which a recovery sheet does not have.
NO_REQUEST, NO_CODE, NO_TOKEN = bytes(16), 0, b""


@dataclass(frozen=True)
class Job:
    """One paper to print. copy: 1 the original, n + 1 the DUPLICATA n.

    created: when it was asked for, milliseconds, station clock. recorded_at: when the request was recorded,
    milliseconds: this station's clock, or the central's time for a request that another station made.
    trouble: what stands in the way now, or how it ended. code and token: None once the job has ended.
    station: the number of the other station that made the request, None for this one. about: "recovery" for
    the recovery sheet, which has no request.
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
    about: About = "request"
    station: int | None = None

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
        duplicate: bool = False,
        station: int | None = None,
    ) -> None:
        """Queue a receipt: the original, or the next duplicate when an earlier paper may exist.

        duplicate: an original may have been printed elsewhere. station: the one that made the request, when
        it is not this one. Call it in the transaction that records the envelope. Receipts that ended 30 days
        ago go with it.
        """
        with self._connection.transaction():
            self._connection.change(
                "DELETE FROM spool WHERE created < ? AND about = 'request'"
                " AND state IN ('confirmed', 'unknown', 'failed')",
                [created - KEPT_MS],
            )
            last = self.of(envelope_id)
            copy = 1 if last is None else last.copy + last.may_exist
            self._connection.insert(
                "spool",
                {
                    "envelope_id": envelope_id,
                    "copy": max(copy, 2) if duplicate else copy,
                    "created": created,
                    "code": code,
                    "token": token,
                    "service": service,
                    "language": language,
                    "recorded_at": recorded_at,
                    "station": station,
                },
            )

    def append_recovery(self, now_ms: int, *, again: bool = False) -> bool:
        """Queue the recovery sheet of the agency's key; return whether it was.

        Not while one is open; nor, unless somebody asks for it `again`, where one may lie in the printer's
        tray. now_ms: station clock.
        """
        with self._connection.transaction():
            last = self.of(NO_REQUEST)
            if last is not None and (not last.ended or (last.may_exist and not again)):
                return False
            self._connection.insert(
                "spool",
                {
                    "envelope_id": NO_REQUEST,
                    "copy": 1 if last is None else last.copy + last.may_exist,
                    "created": now_ms,
                    "code": NO_CODE,
                    "token": NO_TOKEN,
                    "service": "",
                    "language": "fr",
                    "recorded_at": now_ms,
                    "about": "recovery",
                },
            )
            return True

    def next(self) -> Job | None:
        """Return the oldest queued job, or None; those whose client has left are queued no more.

        Receipts first: a client waits for theirs.
        """
        return self._first("WHERE state = 'queued' ORDER BY about = 'recovery', id LIMIT 1", [])

    def counts(self) -> dict[str, int]:
        """Return how many papers there are in each state that there is a paper in."""
        rows = self._connection.rows("SELECT state, count(*) AS many FROM spool GROUP BY state")
        return {row["state"]: row["many"] for row in rows}

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
        """End the open receipts of a request, or all, because the client has left; return how many."""
        return sum(
            self._end(job, LEFT)
            for job in self._open()
            if job.about == "request" and envelope_id in (None, job.envelope_id)
        )

    def recover(self, now_ms: int) -> int:
        """End what a stopped station left open; return how many. Call it before the printer's thread starts.

        Only a queued receipt of the client who is reminded of the code (at most 60 s) is still wanted, and a
        queued recovery sheet: all others would print for a stranger.
        """
        reminded = self._connection.rows(
            "SELECT envelope_id FROM reminder WHERE ? - at BETWEEN 0 AND ?", [now_ms, LIFETIME_MS]
        )
        wanted = {row["envelope_id"] for row in reminded}
        return sum(
            self._end(job, STOPPED)
            for job in self._open()
            if job.state != "queued" or (job.about == "request" and job.envelope_id not in wanted)
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

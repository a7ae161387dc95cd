"""Cases that the central told of, and what this counter decided about them: 7 days without a network."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from kiosk.store.db import Connection
from kiosk.wire.case import CaseStatus, CaseTold, read_cases, write_cases
from kiosk.wire.cbor import decode, encode

LIFETIME_MS = 7 * 24 * 3600 * 1000


@dataclass(frozen=True)
class KeptCase(CaseTold):
    """A case as it is known here. told_ms: when the central told it, None for one of our own, never told.

    The status and the reception of one that was never told are guesses; the outbox knows better.
    """

    told_ms: int | None


@dataclass(frozen=True)
class Decision:
    """What was decided or said here. id: its envelope, which only the central can open. about: the case's.

    at_ms: by the central's clock as known here. status: None for a note.
    """

    id: bytes
    about: bytes
    at_ms: int
    status: CaseStatus | None
    message: str = field(repr=False)


@dataclass(frozen=True)
class Undelivered:
    """How many requests and decisions wait; oldest: when (ms, station clock) the oldest request was made."""

    requests: int
    oldest: int | None
    decisions: int


class Cases:
    """The tables of cases and changes. All times are the central's, as far as it is known here."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(
        self, cases: Iterable[CaseTold], now_ms: int, *, code: int | None = None, token: bytes | None = None
    ) -> None:
        """Keep cases told now, under the code and the token that they are known by, if any."""
        with self._connection.transaction():
            self.prune(now_ms)
            for case in cases:
                known: dict[str, Any] = {} if code is None else {"code": code}
                if token is not None:
                    known["token"] = _digest(token)
                told = encode(write_cases([case]))
                self._connection.upsert(
                    "cases", {"id": case.envelope_id, "told": told, "told_at": now_ms, **known}, pk="id"
                )

    def add_own(self, envelope_id: bytes, code: int, token: bytes) -> None:
        """Let a request of our own be found too, for as long as it stands in the outbox.

        Opening the whole outbox for a search would take seconds after a few weeks without a network.
        """
        self._connection.insert("cases", {"id": envelope_id, "code": code, "token": _digest(token)})

    def by_code(self, code: int, now_ms: int) -> tuple[bytes, ...]:
        """Return the ids of the cases known under a code, the newest first; of our own ones too."""
        return self._ids("WHERE code = ?", code, now_ms)

    def by_token(self, token: bytes, now_ms: int) -> tuple[bytes, ...]:
        """Return the ids of the cases known under a token, the newest first; of our own ones too."""
        return self._ids("WHERE token = ?", _digest(token), now_ms)

    def get(self, envelope_id: bytes) -> KeptCase | None:
        """Return a case that the central told of, or None."""
        found = self._connection.rows(
            "SELECT told, told_at FROM cases WHERE id = ? AND told IS NOT NULL", [envelope_id]
        )
        if not found:
            return None
        (case,) = read_cases(decode(found[0]["told"], limit=len(found[0]["told"])))
        return KeptCase(**vars(case), told_ms=found[0]["told_at"])

    def code_of(self, envelope_id: bytes) -> int | None:
        """Return the code under which a case is kept, or None."""
        found = self._connection.rows("SELECT code FROM cases WHERE id = ?", [envelope_id])
        code: int | None = found[0]["code"] if found else None
        return code

    def decide(self, decision: Decision) -> None:
        """Keep what was decided; call it in the transaction that records its envelope."""
        status = None if decision.status is None else str(decision.status)
        self._connection.insert(
            "changes",
            {
                "id": decision.id,
                "about": decision.about,
                "at": decision.at_ms,
                "status": status,
                "message": decision.message,
            },
        )

    def decisions(self, about: bytes) -> tuple[Decision, ...]:
        """Return what was decided here about a case, oldest first."""
        rows = self._connection.rows("SELECT * FROM changes WHERE about = ? ORDER BY id", [about])
        return tuple(
            Decision(
                row["id"],
                row["about"],
                row["at"],
                None if row["status"] is None else CaseStatus(row["status"]),
                row["message"],
            )
            for row in rows
        )

    def undelivered(self) -> Undelivered:
        """Return what was recorded here and nobody has received, without reading months of it."""
        (every,) = self._connection.rows(
            "SELECT count(*) AS many, min(created) AS oldest FROM outbox WHERE state <> 'acknowledged'"
        )
        (decided,) = self._connection.rows(
            "SELECT count(*) AS many FROM changes JOIN outbox USING (id) WHERE state <> 'acknowledged'"
        )
        oldest = every["oldest"]
        if decided["many"]:
            (request,) = self._connection.rows(
                "SELECT min(created) AS oldest FROM outbox WHERE state <> 'acknowledged'"
                " AND id NOT IN (SELECT id FROM changes)"
            )
            oldest = request["oldest"]
        return Undelivered(every["many"] - decided["many"], oldest, decided["many"])

    def prune(self, now_ms: int) -> None:
        """Forget what is older than 7 days, but for decisions still on their way.

        A clock that was ahead must not keep cases for longer, so those of more than 7 days from now go too.
        """
        stale = [now_ms - LIFETIME_MS, now_ms + LIFETIME_MS]
        for old, args in (
            ("cases WHERE told_at NOT BETWEEN ? AND ?", stale),
            ("cases WHERE told IS NULL AND id NOT IN (SELECT id FROM outbox)", []),
            (
                "changes WHERE at NOT BETWEEN ? AND ? AND NOT EXISTS"
                " (SELECT 1 FROM outbox WHERE outbox.id = changes.id AND outbox.state <> 'acknowledged')",
                stale,
            ),
        ):
            # A commit for nothing would be one more sync for every search.
            if self._connection.rows(f"SELECT 1 FROM {old} LIMIT 1", args):  # noqa: S608
                self._connection.change(f"DELETE FROM {old}", args)  # noqa: S608

    def _ids(self, clause: str, value: int | bytes, now_ms: int) -> tuple[bytes, ...]:
        self.prune(now_ms)
        # The clause is one of this module's own texts; values travel as arguments.
        rows = self._connection.rows(f"SELECT id FROM cases {clause} ORDER BY id DESC", [value])  # noqa: S608
        return tuple(row["id"] for row in rows)


def _digest(token: bytes) -> bytes:
    return hashlib.sha256(token).digest()

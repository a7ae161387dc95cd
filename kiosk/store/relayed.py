"""Envelopes of other stations, which this one forwards as a hub or found on a stick; sealed, byte for byte.

Named by the SHA-256 of their bytes: two stations may use the same id, one of them to take it from the other,
and the true one must pass. A row goes only 30 days after the central's signed word about it, and that word
is kept as it was signed, so that it can be handed back to the station that waits for it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from kiosk.store.db import Connection
from kiosk.wire.acknowledgement import Verdict

ACCEPTED = "accepted"


@dataclass(frozen=True)
class RelayedRow:
    """One envelope of another station. kept_at, handed_over_at, acknowledged_at: ms, corrected clock.

    verdict: "accepted" or the code of a signed rejection, which is final here as well; None before.
    """

    n: int
    id: bytes
    digest: bytes
    station: int
    raw: bytes = field(repr=False)
    kept_at: int
    state: Literal["waiting", "acknowledged", "held"]
    attempts: int
    last_trouble: str | None
    handed_over_at: int | None
    acknowledged_at: int | None
    verdict: str | None
    word: int | None

    @property
    def name(self) -> bytes:
        """What tells it from every other one while it is offered."""
        return self.digest


class Relayed:
    """The relayed table, and the signed words about what is in it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, envelope_id: bytes, digest: bytes, station: int, raw: bytes, at: int) -> bool:
        """Keep a verified envelope, or offer a held one again; return whether there is something to forward.

        Unverified bytes must never come here.
        """
        with self._connection.transaction():
            known = self.get(digest)
            if known is None:
                row = {"id": envelope_id, "digest": digest, "station": station, "raw": raw, "kept_at": at}
                self._connection.insert("relayed", row)
                return True
            if known.state == "held":
                # Its station still wants it delivered, and the central may know that station by now.
                self._connection.change("UPDATE relayed SET state = 'waiting' WHERE digest = ?", [digest])
            return known.state != "acknowledged"

    def get(self, name: bytes) -> RelayedRow | None:
        """Return one envelope by its digest, or None."""
        return next(iter(self._select("WHERE digest = ?", [name])), None)

    def every(self) -> tuple[RelayedRow, ...]:
        """Return all envelopes in the order in which they came."""
        return self._select("ORDER BY n", [])

    def open_bytes(self, station: int) -> int:
        """Return how many bytes of a station wait here for the central's word."""
        found = self._connection.rows(
            "SELECT coalesce(sum(length(raw)), 0) AS open FROM relayed"
            " WHERE state <> 'acknowledged' AND station = ?",
            [station],
        )
        return int(found[0]["open"])

    def waiting(
        self, *, most: int, most_bytes: int, without: Collection[bytes] = ()
    ) -> tuple[RelayedRow, ...]:
        """Return the oldest waiting envelopes but some digests: within both bounds, yet always one if any."""
        wanted: list[int] = []
        total = 0
        for row in self._connection.rows(
            "SELECT n, digest, length(raw) AS size FROM relayed WHERE state = 'waiting' ORDER BY n LIMIT ?",
            [most + len(without)],
        ):
            if row["digest"] in without:
                continue
            total += row["size"]
            if len(wanted) == most or (wanted and total > most_bytes):
                break
            wanted.append(row["n"])
        marks = ", ".join("?" * len(wanted))
        return self._select(f"WHERE n IN ({marks}) ORDER BY n", wanted)

    def hold(self, name: bytes, trouble: str) -> bool:
        """Stop offering an envelope until its station brings it again; return whether it was waiting."""
        return bool(
            self._connection.change(
                "UPDATE relayed SET state = 'held', last_trouble = ? WHERE digest = ? AND state = 'waiting'",
                [trouble, name],
            )
        )

    def tried(self, names: Iterable[bytes], trouble: str | None) -> None:
        """Count one attempt for these envelopes and keep what went wrong, if anything."""
        with self._connection.transaction():
            for name in names:
                self._connection.change(
                    "UPDATE relayed SET attempts = attempts + 1, last_trouble = ? WHERE digest = ?",
                    [trouble, name],
                )

    def handed_over(self, names: Iterable[bytes], at: int) -> None:
        """Note that a stick or another hub keeps these; the first time counts."""
        with self._connection.transaction():
            for name in names:
                self._connection.change(
                    "UPDATE relayed SET handed_over_at = ? WHERE digest = ? AND handed_over_at IS NULL",
                    [at, name],
                )

    def settle(self, word: bytes, verdicts: Iterable[Verdict], at: int) -> int:
        """Keep a verified acknowledgement for what it names here; return how many envelopes it settled."""
        with self._connection.transaction():
            about = [
                (verdict, row)
                for verdict in verdicts
                if (row := self.get(verdict.digest)) is not None
                and row.id == verdict.id
                and row.state != "acknowledged"
            ]
            if not about:
                return 0
            n = self._keep_word(word)
            for verdict, row in about:
                self._connection.change(
                    "UPDATE relayed SET state = 'acknowledged', verdict = ?, acknowledged_at = ?, word = ?,"
                    " last_trouble = NULL WHERE n = ?",
                    [verdict.rejected or ACCEPTED, at, n, row.n],
                )
        return len(about)

    def words(self, ids: Collection[bytes], most_bytes: int) -> tuple[bytes, ...]:
        """Return the signed words about envelopes of these ids, as many as fit, each once."""
        fitting: list[bytes] = []
        marks = ", ".join("?" * len(ids))
        about = f"SELECT word FROM relayed WHERE word IS NOT NULL AND id IN ({marks})"  # noqa: S608
        for row in self._connection.rows(
            f"SELECT raw FROM relayed_words WHERE n IN ({about}) ORDER BY n",  # noqa: S608 - the text above
            list(ids),
        ):
            most_bytes -= len(row["raw"])
            if fitting and most_bytes < 0:
                break
            fitting.append(row["raw"])
        return tuple(fitting)

    def on_the_way(self, ids: Collection[bytes]) -> tuple[tuple[bytes, bytes], ...]:
        """Return (id, digest) of what is kept of these ids and not held: forwarded, or about to be."""
        marks = ", ".join("?" * len(ids))
        rows = self._connection.rows(
            f"SELECT id, digest FROM relayed WHERE state <> 'held' AND id IN ({marks}) ORDER BY n",  # noqa: S608
            list(ids),
        )
        return tuple((row["id"], row["digest"]) for row in rows)

    def any(self) -> bool:
        """Tell whether anything of others is here."""
        return bool(self._connection.rows("SELECT 1 FROM relayed LIMIT 1"))

    def prune(self, before: int) -> int:
        """Delete envelopes acknowledged before this time, and words that speak of nothing here any more."""
        if not self._connection.rows(
            "SELECT 1 FROM relayed WHERE state = 'acknowledged' AND acknowledged_at < ? LIMIT 1", [before]
        ):
            return 0
        with self._connection.transaction():
            gone = self._connection.change(
                "DELETE FROM relayed WHERE state = 'acknowledged' AND acknowledged_at < ?", [before]
            )
            self._connection.change(
                "DELETE FROM relayed_words WHERE n NOT IN (SELECT word FROM relayed WHERE word IS NOT NULL)"
            )
        return gone

    def _keep_word(self, word: bytes) -> int:
        known = self._connection.rows("SELECT n FROM relayed_words WHERE raw = ?", [word])
        if not known:
            self._connection.insert("relayed_words", {"raw": word})
            known = self._connection.rows("SELECT n FROM relayed_words WHERE raw = ?", [word])
        return int(known[0]["n"])

    def _select(self, clause: str, args: Collection[Any]) -> tuple[RelayedRow, ...]:
        # The clause is one of this module's own texts; values travel as arguments.
        rows = self._connection.rows(f"SELECT * FROM relayed {clause}", list(args))  # noqa: S608
        return tuple(RelayedRow(**row) for row in rows)

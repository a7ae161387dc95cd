"""What lets a restarted station show the code again: at most one row, for at most a minute, encrypted.

On a kiosk it is, with the open jobs of the spool, the only place outside the seal where a code and a token
are kept, so everything that ends a client's sitting removes it.
"""

from dataclasses import dataclass, field

from kiosk.store.db import Connection

LIFETIME_MS = 60_000
_SLOT = 1


@dataclass(frozen=True)
class Reminder:
    """The last confirmed request. at: milliseconds, station clock, of its recording."""

    envelope_id: bytes
    code: int = field(repr=False)
    token: bytes = field(repr=False)
    service: str
    language: str
    at: int


class Reminders:
    """The one row."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, reminder: Reminder) -> None:
        """Keep this reminder instead of any other; call it in the transaction that records the envelope."""
        self._connection.upsert("reminder", {"slot": _SLOT, **vars(reminder)}, pk="slot")

    def get(self, now_ms: int) -> Reminder | None:
        """Return the reminder; forget one older than 60 s, or from the future (the clock was set)."""
        found = self._connection.rows("SELECT envelope_id, code, token, service, language, at FROM reminder")
        if not found:
            return None
        reminder = Reminder(**found[0])
        if 0 <= now_ms - reminder.at <= LIFETIME_MS:
            return reminder
        self.forget()
        return None

    def forget(self, envelope_id: bytes | None = None) -> None:
        """Remove the reminder, or only when it is about this envelope."""
        if not self._connection.rows("SELECT 1 FROM reminder"):
            return  # a commit for nothing would be one more sync for every client
        if envelope_id is None:
            self._connection.change("DELETE FROM reminder")
        else:
            self._connection.change("DELETE FROM reminder WHERE envelope_id = ?", [envelope_id])

"""The agency's own key, which opens what is sealed to it; none is ever deleted, old envelopes need theirs."""

from typing import Any, Literal

from kiosk.store.db import Connection
from kiosk.store.journal import Journal
from kiosk.wire.keys import OpeningKey


class AgencyKeys:
    """The agency_key table; the key in use is the last one made or taken."""

    def __init__(self, connection: Connection, journal: Journal) -> None:
        self._connection = connection
        self._journal = journal

    def make(self, now_ms: int) -> OpeningKey:
        """Return the key in use; make it the first time."""
        with self._connection.transaction():
            found = self.get()
            if found is not None:
                return found
            key = OpeningKey.generate()
            self._keep(key, "made", now_ms)
            return key

    def take(self, key: OpeningKey, now_ms: int) -> None:
        """Keep a key from another counter, or from the recovery sheet; one that is here changes nothing."""
        with self._connection.transaction():
            if self.opening(key.public.key_id) is None:
                self._keep(key, "taken", now_ms)

    def get(self) -> OpeningKey | None:
        """Return the key in use."""
        used = self._used()
        return None if used is None else OpeningKey.from_bytes(used["opening"])

    def opening(self, key_id: bytes) -> OpeningKey | None:
        """Return the key of this id, also one that is no longer in use."""
        found = self._connection.rows("SELECT opening FROM agency_key WHERE key_id = ?", [key_id])
        return OpeningKey.from_bytes(found[0]["opening"]) if found else None

    def made_here(self) -> bool:
        """Tell whether this counter made the key in use: its recovery sheet is then for this one to print."""
        used = self._used()
        return used is not None and used["origin"] == "made"

    def sheet_printed(self) -> bool:
        """Tell whether the recovery sheet of the key in use came out of this station's printer."""
        used = self._used()
        return used is not None and used["sheet_at"] is not None

    def note_sheet(self, now_ms: int) -> None:
        """Note that it did; the first time counts."""
        with self._connection.transaction():
            used = self._used()
            if used is not None and used["sheet_at"] is None:
                self._connection.change("UPDATE agency_key SET sheet_at = ? WHERE n = ?", [now_ms, used["n"]])
                self._journal.append(now_ms, "agency_key.sheet_printed", detail=used["key_id"].hex())

    def _keep(self, key: OpeningKey, origin: Literal["made", "taken"], now_ms: int) -> None:
        key_id = key.public.key_id
        self._connection.insert(
            "agency_key", {"key_id": key_id, "opening": key.to_bytes(), "origin": origin, "at": now_ms}
        )
        self._journal.append(now_ms, f"agency_key.{origin}", detail=key_id.hex())

    def _used(self) -> dict[str, Any] | None:
        return next(iter(self._connection.rows("SELECT * FROM agency_key ORDER BY n DESC LIMIT 1")), None)

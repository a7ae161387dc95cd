"""The agency's own key, which opens what is sealed to it; a key is never deleted, old envelopes need it."""

from kiosk.store.db import Connection
from kiosk.store.journal import Journal
from kiosk.wire.keys import OpeningKey


class AgencyKeys:
    """The agency_key table."""

    def __init__(self, connection: Connection, journal: Journal) -> None:
        self._connection = connection
        self._journal = journal

    def make(self, now_ms: int) -> OpeningKey:
        """Return the key in use; make it the first time."""
        raise NotImplementedError

    def take(self, key: OpeningKey, now_ms: int) -> None:
        """Keep a key from another counter, or from the recovery sheet, and use it from now on."""
        raise NotImplementedError

    def get(self) -> OpeningKey | None:
        """Return the key in use: the last one made or taken."""
        raise NotImplementedError

    def opening(self, key_id: bytes) -> OpeningKey | None:
        """Return the key of this id, also one that is no longer in use."""
        raise NotImplementedError

    def made_here(self) -> bool:
        """Tell whether this counter made the key in use: its recovery sheet is then ours to print."""
        raise NotImplementedError

    def sheet_printed(self) -> bool:
        """Tell whether the recovery sheet of the key in use came out of this station's printer."""
        raise NotImplementedError

    def note_sheet(self, now_ms: int) -> None:
        """Note that it did; the first time counts."""
        raise NotImplementedError

"""What the station keeps: SQLCipher through sqlite-utils."""

from kiosk.store.identity import Identity, Member
from kiosk.store.outbox import Outbox, OutboxRow
from kiosk.store.relayed import Relayed, RelayedRow
from kiosk.store.spool import Job
from kiosk.store.store import Store, open_store

__all__ = ["Identity", "Job", "Member", "Outbox", "OutboxRow", "Relayed", "RelayedRow", "Store", "open_store"]

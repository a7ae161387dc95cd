"""What the station keeps: SQLCipher through sqlite-utils."""

from kiosk.store.identity import Identity
from kiosk.store.outbox import OutboxRow
from kiosk.store.spool import Job
from kiosk.store.store import Store, open_store

__all__ = ["Identity", "Job", "OutboxRow", "Store", "open_store"]

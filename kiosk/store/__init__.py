"""What the station keeps: SQLCipher through sqlite-utils."""

from kiosk.store.attachments import AttachmentRow, Tally
from kiosk.store.identity import Identity
from kiosk.store.outbox import OutboxRow
from kiosk.store.spool import Job
from kiosk.store.store import Store, open_store

__all__ = ["AttachmentRow", "Identity", "Job", "OutboxRow", "Store", "Tally", "open_store"]

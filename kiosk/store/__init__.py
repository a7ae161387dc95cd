"""What the station keeps: SQLCipher through sqlite-utils."""

from kiosk.store.attachments import AttachmentRow, Tally
from kiosk.store.identity import Identity, Member
from kiosk.store.outbox import Outbox, OutboxRow
from kiosk.store.relayed import Relayed, RelayedRow
from kiosk.store.spool import Job
from kiosk.store.store import Store, open_store

__all__ = [
    "AttachmentRow", "Identity", "Job", "Member", "Outbox", "OutboxRow", "Relayed", "RelayedRow", "Store",
    "Tally", "open_store",
]  # fmt: skip

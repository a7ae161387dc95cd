"""`held`: envelopes that are offered to nobody until a person has looked at them. They stay sealed."""

from pathlib import Path

from kiosk.clock import Clock
from kiosk.config import Config
from kiosk.store import open_store
from kiosk.store.faults import file_faults
from kiosk.store.keyfile import write_durably
from kiosk.store.reading import open_to_read
from technician.status import describe
from technician.terminal import Terminal

FAILED = 1


def list_held(config: Config, clock: Clock, terminal: Terminal) -> int:
    """Show them and return 0. Raises NotEnrolled and the StoreProblems."""
    with open_to_read(config.data) as store:
        rows = store.outbox.held()
    if not rows:
        terminal.say("held.none")
    for row in rows:
        told = describe(row, clock.now_ms())
        terminal.say("held.one", hours=told.pop("age_s") // 3600, **told)
    return 0


def export_held(config: Config, envelope_id: bytes, path: Path, terminal: Terminal) -> int:
    """Write the bytes of one envelope to a new file; return 1 for one that is not held.

    Raises StoreUnwritable and the others.
    """
    with open_to_read(config.data) as store:
        row = store.outbox.get(envelope_id)
    if row is None or row.state != "held":
        terminal.say("held.unknown", id=envelope_id.hex())
        return FAILED
    if path.exists():
        terminal.say("copy.exists", path=str(path))
        return FAILED
    with file_faults(path):
        write_durably(path.resolve(), row.raw)
    terminal.say("held.exported", path=str(path), count=len(row.raw))
    return 0


def release_held(config: Config, envelope_id: bytes, clock: Clock, terminal: Terminal) -> int:
    """Offer one again, with its line in the journal; return 1 for one that is not held."""
    with open_store(config.data) as store, store.transaction():
        released = store.outbox.release(envelope_id)
        if released:
            store.journal.append(clock.now_ms(), "released", envelope_id)
    terminal.say("held.released" if released else "held.unknown", id=envelope_id.hex())
    return 0 if released else FAILED

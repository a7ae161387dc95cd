"""`backup` and `restore`: a copy of the database, and a station made of one (docs/adr/0101)."""

from pathlib import Path

from kiosk.clock import Clock
from kiosk.config import Config
from kiosk.store.backup import back_up, restore
from kiosk.store.db import DATABASE, KEY
from technician.terminal import Terminal

FAILED = 1


def make_copy(config: Config, path: Path, terminal: Terminal) -> int:
    """Copy the database while the station works; return 1 where something stands already."""
    if path.exists():
        terminal.say("copy.exists", path=str(path))
        return FAILED
    size = back_up(config.data, path.resolve())
    terminal.say("copy.made", path=str(path), kilobytes=max(1, size // 1000))
    terminal.say("copy.key", key=str(config.data / KEY))
    return 0


def take_copy(config: Config, path: Path, key: Path, clock: Clock, terminal: Terminal) -> int:
    """Make the database of this station of a copy; return 1 where there is one, or no copy to take."""
    missing = next((one for one in (path, key) if not one.is_file()), None)
    if missing is not None:
        terminal.say("copy.missing", path=str(missing))
        return FAILED
    own = config.data / KEY
    if (config.data / DATABASE).exists() or (own.exists() and own.read_bytes() != key.read_bytes()):
        terminal.say("copy.taken", folder=str(config.data))
        return FAILED
    restored = restore(path, key, config.data, clock.now_ms())
    terminal.say("copy.restored", count=restored.waiting, sequence=restored.sequence)
    terminal.say("copy.lost")
    return 0

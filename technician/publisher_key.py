"""The publisher's key in a file: who holds it decides what the stations of an agency offer (ADR 0084)."""

import os
import re
from pathlib import Path

from kiosk.wire.keys import KEY_BYTES, SigningKey

HEX = re.compile(rf"[0-9a-f]{{{2 * KEY_BYTES}}}")
OTHERS = 0o077


class BadKey(Exception):
    """The file holds no key that may be used; its text is a key of the technician's texts."""


def make_key(path: Path) -> SigningKey:
    """Write a new key, 64 hex digits, readable by its owner only. Raises FileExistsError, OSError."""
    key = SigningKey.generate()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(f"{key.to_bytes().hex()}\n")
        file.flush()
        os.fsync(file.fileno())
    return key


def read_key(path: Path) -> SigningKey:
    """Read a key. Raises BadKey."""
    try:
        open_to_others = path.stat().st_mode & OTHERS
        text = path.read_text("ascii").strip()
    except (OSError, ValueError) as fault:
        raise BadKey("pack.key.unreadable") from fault
    if open_to_others:
        raise BadKey("pack.key.open")
    if not HEX.fullmatch(text):
        raise BadKey("pack.key.wrong")
    return SigningKey.from_bytes(bytes.fromhex(text))

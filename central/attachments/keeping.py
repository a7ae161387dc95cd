"""The bytes of attachments on the disk: one file each, named by station and digest; pieces in a file beside.

A piece is no promise, so it is not brought to the disk; the whole is, with its name, before anybody is told.
What a power cut made of the pieces shows when the digest of the whole is taken.
"""

import hashlib
import time
from pathlib import Path

from django.conf import settings
from django.db.models import Sum

from central.attachments.models import StoredAttachment
from central.durable import to_disk

# Of one station, whole and under way: five thousand photographs.
MOST_BYTES = 2 * 1024**3
PART_LIFETIME_S = 30 * 24 * 3600


def folder_of(station: int) -> Path:
    """Return the folder of a station's attachments, made when missing."""
    folder: Path = settings.DATA / "attachments" / str(station)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def whole_of(station: int, digest: bytes) -> Path:
    """Return where the whole attachment is, or will be."""
    return folder_of(station) / digest.hex()


def part_of(station: int, digest: bytes, size: int) -> Path:
    """Return where the pieces of an attachment of that size are gathered."""
    return folder_of(station) / f"{digest.hex()}.{size}.part"


def have(path: Path) -> int:
    """Return how many bytes a file holds, 0 when it is not there."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def has_room(station: int, size: int) -> bool:
    """Tell whether a station may bring one more attachment; forgets pieces that nobody went on with."""
    parts = 0
    for part in folder_of(station).glob("*.part"):
        if time.time() - part.stat().st_mtime > PART_LIFETIME_S:
            part.unlink(missing_ok=True)
        else:
            # It will weigh what its name says.
            parts += int(part.name.split(".")[1])
    kept = StoredAttachment.objects.filter(station=station).aggregate(bytes=Sum("size"))["bytes"] or 0
    return bool(kept + parts + size <= MOST_BYTES)


def complete(part: Path, digest: bytes) -> bool:
    """Give a gathered attachment its name, durably; False when it is not what its digest says, and gone."""
    if hashlib.sha256(part.read_bytes()).digest() != digest:
        part.unlink()
        return False
    part.chmod(0o600)
    to_disk(part)
    part.replace(part.with_name(digest.hex()))
    to_disk(part.parent)
    return True


def sealed_bytes(agency: int, digest: bytes) -> bytes | None:
    """Return an attachment of one of an agency's stations, still sealed; None when it is not here whole."""
    for known in StoredAttachment.objects.filter(digest=digest, station__agency=agency):
        try:
            raw = whole_of(known.station_id, digest).read_bytes()
        except FileNotFoundError:
            continue
        if hashlib.sha256(raw).digest() == digest:
            return raw
    return None


def is_here(agency: int, digest: bytes) -> bool:
    """Tell whether an attachment of one of an agency's stations is here whole."""
    return StoredAttachment.objects.filter(digest=digest, station__agency=agency).exists()

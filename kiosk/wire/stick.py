"""What lies on a stick, byte for byte (docs/wire-format.md, « Stick »): names, batches, answers, the marker.

Any number of stations share one stick: each has a folder of its own, and every name holds the digest of what
lies under it. Nothing is trusted but what it is: envelopes and acknowledgements are signed by themselves.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from kiosk.errors import BadSignature, Malformed, StickForeign, StickUnprepared, WireProblem
from kiosk.wire.cbor import decode, encode
from kiosk.wire.keys import SigningKey, VerifyKey
from kiosk.wire.roster import Roster
from kiosk.wire.statement import STICK, read_statement, sign_statement

FOLDER = "RELAIS"
MARKER = "stick.cbor"
ENVELOPES = "envelopes"
ACKNOWLEDGEMENTS = "acknowledgements"
PUBLISHED = "published"
MOST_ENVELOPES = 200
# As a batch of the station API; the rest is for the heads that CBOR puts before each envelope.
MOST_BATCH_BYTES = 512 * 1024 - 2048
# One envelope may be larger than a batch should be.
MOST_FILE_BYTES = 1 << 20
LAST_NUMBER = 10**8 - 1
_STATION = re.compile(r"[1-9][0-9]{0,9}")
_NAME = re.compile(r"([0-9]{8})-([0-9a-f]{32})\.cbor")


@dataclass(frozen=True, order=True)
class BatchName:
    """The name of a batch of one station. number: 1, 2, 3… for each station on this stick."""

    station: int
    number: int
    digest: str

    @classmethod
    def of(cls, station: int, number: int, raw: bytes) -> Self:
        """Return the name under which these bytes are kept."""
        return cls(station, number, _digest(raw))

    @classmethod
    def read(cls, station: int, name: str) -> Self | None:
        """Return what a file is called, or None for a name that is none of ours."""
        found = _NAME.fullmatch(name)
        return cls(station, int(found[1]), found[2]) if found else None

    @property
    def file(self) -> str:
        """The name of its file, fit for FAT."""
        return f"{self.number:08}-{self.digest}.cbor"

    def names(self, raw: bytes) -> bool:
        """Tell whether these are the bytes that it names."""
        return _digest(raw) == self.digest


def read_station(name: str) -> int | None:
    """Return the number of the station that a folder is of, or None."""
    number = int(name) if _STATION.fullmatch(name) else 0
    return number if 1 <= number < 1 << 32 else None


def batches(raws: Iterable[bytes]) -> Iterator[tuple[bytes, ...]]:
    """Yield envelopes by batches that one file may hold, in their order."""
    batch: list[bytes] = []
    size = 0
    for raw in raws:
        if batch and (len(batch) == MOST_ENVELOPES or size + len(raw) > MOST_BATCH_BYTES):
            yield tuple(batch)
            batch, size = [], 0
        batch.append(raw)
        size += len(raw)
    if batch:
        yield tuple(batch)


def write_parts(parts: Iterable[bytes]) -> bytes:
    """Return the bytes of a file of envelopes or of acknowledgements."""
    return encode(list(parts))


def read_parts(raw: bytes) -> tuple[bytes, ...]:
    """Return what a file of envelopes or of acknowledgements holds, each part unverified; raise Malformed."""
    parts = decode(raw, limit=MOST_FILE_BYTES)
    if not isinstance(parts, list) or not 1 <= len(parts) <= MOST_ENVELOPES:
        raise Malformed(detail="stick file")
    if not all(isinstance(part, bytes) and part for part in parts):
        raise Malformed(detail="stick file")
    return tuple(parts)


def make_marker(agency: int, stick: bytes, now_ms: int, signer: SigningKey) -> bytes:
    """Return what makes a stick one of an agency, signed by one of its stations. stick: 16 random bytes."""
    return sign_statement(STICK, [agency, stick, now_ms], signer)


def check_marker(raw: bytes, roster: Roster, path: str) -> None:
    """Return when a station of this roster prepared the stick for it; raise StickForeign, StickUnprepared."""
    keys: Mapping[bytes, VerifyKey] = {one.signing.key_id: one.signing for one in roster.stations}
    try:
        agency, *_ = read_statement(STICK, raw, keys)
    except BadSignature:
        raise StickForeign(path=path) from None
    except WireProblem:
        raise StickUnprepared(path=path) from None
    if agency != roster.agency:
        raise StickForeign(path=path)


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()[:32]

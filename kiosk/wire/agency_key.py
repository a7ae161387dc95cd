"""The agency's opening key on its way: to another counter, sealed; to the safe of the agency, on paper."""

import base64
import hashlib
import re

from kiosk.errors import CannotOpen, Malformed, RecoveryWrong
from kiosk.wire.cbor import encode
from kiosk.wire.keys import KEY_BYTES, OpeningKey, SealKey

SHARE_CONTEXT = "relais/share/1"
RECOVERY_CONTEXT = b"relais/recovery/1"
# 32 bytes of key and 3 of checksum are 56 letters of base32 without any padding: 14 groups of 4.
CHECK_BYTES = 3
GROUP = 4
_LETTERS = re.compile(r"[A-Z2-7]{56}")
# Base32 has no 0, 1 and 8, so they can only be the letters that they look like.
_READ_AS = str.maketrans("018", "OIB")


def share_agency_key(key: OpeningKey, agency: int, station: int, to: SealKey) -> bytes:
    """Return the agency's key sealed to another counter. station: its number; to: its key in the roster."""
    return to.seal(key.to_bytes(), _info(agency, station))


def take_agency_key(sealed: bytes, agency: int, station: int, own: OpeningKey) -> OpeningKey:
    """Return the key that another counter shared with this station; raise CannotOpen.

    Who sealed it is not known: it counts only when its public half is the recipient of the roster.
    """
    try:
        return OpeningKey.from_bytes(own.open(sealed, _info(agency, station)))
    except Malformed:
        raise CannotOpen from None


def recovery_text(key: OpeningKey) -> str:
    """Return the key as 14 groups of 4 upper-case base32 characters, the last 5 of which are a checksum."""
    raw = key.to_bytes()
    letters = base64.b32encode(raw + _check(raw)).decode("ascii")
    return " ".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


def read_recovery(text: str) -> OpeningKey:
    """Return the key of a recovery text as a person types it, or a scanner reads it; raise RecoveryWrong."""
    letters = "".join(one for one in text.upper() if one.isalnum()).translate(_READ_AS)
    if not _LETTERS.fullmatch(letters):
        raise RecoveryWrong
    raw = base64.b32decode(letters)
    if _check(raw[:KEY_BYTES]) != raw[KEY_BYTES:]:
        raise RecoveryWrong
    return OpeningKey.from_bytes(raw[:KEY_BYTES])


def _check(raw: bytes) -> bytes:
    return hashlib.sha256(RECOVERY_CONTEXT + raw).digest()[:CHECK_BYTES]


def _info(agency: int, station: int) -> bytes:
    return encode([SHARE_CONTEXT, agency, station])

"""The courier QR: the sealed envelope itself on the paper, for a phone to deliver (ENVELOPE.md, Follow-up).

`https://HOST/r#` as a byte segment, then the envelope and its token as one number in base43, as an
alphanumeric segment: 5.5 bits a character instead of 8, and each may stand in the fragment of an address.
"""

import math

from kiosk.errors import Malformed
from kiosk.wire.followup import TOKEN_BYTES

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$*+-./:"
BASE = len(ALPHABET)
# Readers take a point or a hyphen at the end of an address for the end of a sentence, and leave it out.
END = "X"
# Above all bytes, so that those which are zero at the start are not lost in the number.
_SENTINEL = b"\x01"
# Data codewords at level M, from version 1 (ISO/IEC 18004, table 7). No larger square is printed.
_CODEWORDS = (
    16, 28, 44, 64, 86, 108, 124, 154, 182, 216, 254, 290, 334, 365, 415, 453, 507, 563, 627, 669, 714, 782,
    860, 914, 1000,
)  # fmt: skip
LARGEST = len(_CODEWORDS)
QUIET_ZONE = 4
# A phone reads squares of 4 dots a module from worn paper; 3 was never good enough.
LEAST_DOTS = 4
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_MODE_BITS = 4
_MOST_CHARACTERS = 2000


def courier_address(host: str) -> str:
    """Return what stands before the number. host: "https://name" without a path."""
    return f"{host.rstrip('/')}/r#"


def write_courier(envelope: bytes, token: bytes) -> str:
    """Return the number of an envelope and its token as text, with its end."""
    if len(token) != TOKEN_BYTES or not envelope:
        raise ValueError("an envelope and a token of 16 bytes")
    number, digits = int.from_bytes(_SENTINEL + envelope + token, "big"), []
    while number:
        number, digit = divmod(number, BASE)
        digits.append(ALPHABET[digit])
    return "".join(reversed(digits)) + END


def read_courier(text: str) -> tuple[bytes, bytes]:
    """Return the envelope and the token of such a text; raise Malformed."""
    if not 1 < len(text) <= _MOST_CHARACTERS or not text.endswith(END):
        raise Malformed(detail="courier text")
    number = 0
    for character in text[: -len(END)]:
        if character not in _VALUES:
            raise Malformed(detail="courier character")
        number = number * BASE + _VALUES[character]
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    if text[0] == ALPHABET[0] or not raw.startswith(_SENTINEL) or len(raw) < len(_SENTINEL) + 1 + TOKEN_BYTES:
        raise Malformed(detail="courier number")
    return raw[len(_SENTINEL) : -TOKEN_BYTES], raw[-TOKEN_BYTES:]


def version_for(address: str, text: str, dots: int) -> int | None:
    """Return the smallest QR version, level M, that holds both on such paper; None where none does.

    dots: across the paper, quiet zone included: at most version 17 for 384 (58 mm), 25 for 576 (80 mm).
    """
    fitting = (one for one in range(1, largest_version(dots) + 1) if _room(address, one) >= len(text))
    return next(fitting, None)


def largest_version(dots: int) -> int:
    """Return the largest version whose modules have 4 dots on such paper, at most 25; 0 for none."""
    return max(0, min(LARGEST, (dots // LEAST_DOTS - 2 * QUIET_ZONE - 17) // 4))


def capacity(address: str, version: int) -> int:
    """Return the bytes of an envelope that always fit a version beside its token."""
    characters = max(0, _room(address, version) - len(END))
    # The sentinel is one bit above the bytes.
    return max(0, int((characters * math.log2(BASE) - 1) // 8) - TOKEN_BYTES)


def _room(address: str, version: int) -> int:
    """Return the characters that an alphanumeric segment may have after the address."""
    byte_count, count = (8, 9) if version < 10 else (16, 11)
    bits = 8 * _CODEWORDS[version - 1] - 2 * _MODE_BITS - byte_count - 8 * len(address.encode()) - count
    # Two characters take 11 bits, one alone 6.
    return max(0, bits // 11 * 2 + (bits % 11 >= 6))

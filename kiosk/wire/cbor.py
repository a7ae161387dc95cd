"""Deterministic CBOR (RFC 8949 §4.2.3, length-first keys) and nothing else of CBOR.

Only integers of 64 bits, byte strings, UTF-8 texts, arrays, maps, false, true and null. Tags, floats and
indefinite lengths have several encodings or surprising Python types, so they have no place in signed bytes.
"""

from typing import Any

import cbor2

from kiosk.errors import Malformed

MAX_DEPTH = 16
MAX_ITEMS = 1 << 16
_UINT, _NINT, _BYTES, _TEXT, _ARRAY, _MAP = range(6)
_SIMPLE = frozenset({20, 21, 22})


class _Scanner:
    """Walks well-formedness, kinds, and depth before cbor2 builds anything from the bytes.

    cbor2 alone would build dates, regular expressions or fractions from tags, recurse as deep as the bytes
    say, and reserve memory for lengths that the bytes only promise.
    """

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.at = 0
        self.items = 0

    def head(self) -> tuple[int, int]:
        """Return the major type and the argument of the next item."""
        if self.at >= len(self.raw):
            raise Malformed(detail="cbor ends early")
        major, info = self.raw[self.at] >> 5, self.raw[self.at] & 31
        self.at += 1
        if info < 24:
            return major, info
        width = {24: 1, 25: 2, 26: 4, 27: 8}.get(info, 0)
        argument = self.raw[self.at : self.at + width]
        if width == 0 or major > _MAP or len(argument) != width:
            raise Malformed(detail="cbor head")
        self.at += width
        return major, int.from_bytes(argument, "big")

    def item(self, depth: int) -> int:
        """Walk one item with all it contains and return its major type."""
        self.items += 1
        if self.items > MAX_ITEMS:
            raise Malformed(detail="cbor has too many items")
        major, argument = self.head()
        if major in (_BYTES, _TEXT):
            self.at += argument
            if self.at > len(self.raw):
                raise Malformed(detail="cbor ends early")
        elif major in (_ARRAY, _MAP):
            if depth >= MAX_DEPTH:
                raise Malformed(detail="cbor too deep")
            # Each element takes at least one byte, so a lying count ends at the end of the bytes.
            for _ in range(argument):
                if major == _MAP and self.item(depth + 1) not in (_UINT, _NINT, _TEXT, _ARRAY):
                    # To Python, the keys true and 1 are one key: a map could hold a value under a false name.
                    raise Malformed(detail="cbor key")
                self.item(depth + 1)
        elif major > _MAP and (major == 6 or argument not in _SIMPLE):
            raise Malformed(detail="cbor kind")
        return major


def encode(value: Any) -> bytes:
    """Return the one encoding of a value made of int, bytes, str, list, tuple, dict, bool and None.

    Raises TypeError for anything else, which is a bug of the caller.
    """
    try:
        raw = cbor2.dumps(value, canonical=True)
        _Scanner(raw).item(0)
    except (cbor2.CBOREncodeError, ValueError) as error:
        # Only the kind of error is told: the text that cannot be encoded may be an answer.
        raise TypeError(f"not a wire value: {type(error).__name__}") from None
    except Malformed as malformed:
        raise TypeError(f"not a wire value: {malformed.facts['detail']}") from None
    return raw


def decode(raw: bytes, *, limit: int = 1 << 20) -> Any:
    """Return the value of bytes that are exactly its deterministic encoding.

    limit: the greatest length accepted, in bytes. Raises Malformed. Arrays used as map keys become tuples.
    """
    if len(raw) > limit:
        raise Malformed(detail="cbor too long")
    _Scanner(raw).item(0)
    try:
        value = cbor2.loads(raw)
        again = cbor2.dumps(value, canonical=True)
    except (cbor2.CBORError, ValueError, TypeError):
        raise Malformed(detail="cbor") from None
    if again != raw:
        raise Malformed(detail="cbor not deterministic")
    return value

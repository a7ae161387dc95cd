"""Deterministic CBOR (RFC 8949 §4.2.3, length-first keys) and nothing else of CBOR.

Only integers of 64 bits, byte strings, UTF-8 texts, arrays, maps, false, true and null. Tags, floats and
indefinite lengths have several encodings or surprising Python types, so they have no place in signed bytes.
"""

from typing import Any

import cbor2

from kiosk.errors import Malformed

MAX_DEPTH = 16
MAX_ITEMS = 1 << 16
_UINT, _NINT, _BYTES, _TEXT, _ARRAY, _MAP, _TAG = range(7)
_KEYS = frozenset({_UINT, _NINT, _TEXT, _ARRAY})
_STRINGS, _CONTAINERS = (_BYTES, _TEXT), (_ARRAY, _MAP)
# Arguments below stand in the first byte itself; the others say how many bytes follow with it.
_SHORT = 24
_SIMPLE = frozenset({20, 21, 22})


def _scan(raw: bytes) -> None:
    """Walk well-formedness, kinds, and depth before cbor2 builds anything from the bytes; raise Malformed.

    One loop, since calls were most of what the reading of an envelope took. cbor2 alone would
    build dates, regular expressions or fractions from tags, recurse as deep as the bytes say, and reserve
    memory for lengths that the bytes only promise.
    """
    at, end, items = 0, len(raw), 0
    # Of the array or map under way: how many of its items are still to come, and whether it is a map.
    left, in_map = 1, False
    outer: list[tuple[int, bool]] = []
    while left or outer:
        if not left:
            left, in_map = outer.pop()
            continue
        items += 1
        if items > MAX_ITEMS or at >= end:
            raise Malformed(detail="cbor ends early" if at >= end else "cbor has too many items")
        major, argument = raw[at] >> 5, raw[at] & 31
        at += 1
        if argument >= _SHORT:
            argument, at = _long_argument(raw, at, major, argument)
        # The items of a map come in pairs; its keys are those at which an even number is left.
        if in_map and not left & 1 and major not in _KEYS:
            # To Python, the keys true and 1 are one key: a map could hold a value under a false name.
            raise Malformed(detail="cbor key")
        left -= 1
        if major in _STRINGS:
            at += argument
            if at > end:
                raise Malformed(detail="cbor ends early")
        elif major in _CONTAINERS:
            if len(outer) >= MAX_DEPTH:
                raise Malformed(detail="cbor too deep")
            # Each item takes at least one byte, so a lying count ends at the end of the bytes.
            outer.append((left, in_map))
            left, in_map = (argument * 2, True) if major == _MAP else (argument, False)
        elif major > _MAP and (major == _TAG or argument not in _SIMPLE):
            raise Malformed(detail="cbor kind")


def _long_argument(raw: bytes, at: int, major: int, info: int) -> tuple[int, int]:
    """Return an argument that follows its first byte, and where it ends."""
    width = {24: 1, 25: 2, 26: 4, 27: 8}.get(info, 0)
    if not width or major > _MAP or at + width > len(raw):
        raise Malformed(detail="cbor head")
    return int.from_bytes(raw[at : at + width], "big"), at + width


def encode(value: Any) -> bytes:
    """Return the one encoding of a value made of int, bytes, str, list, tuple, dict, bool and None.

    Raises TypeError for anything else, which is a bug of the caller.
    """
    try:
        raw = cbor2.dumps(value, canonical=True)
        _scan(raw)
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
    _scan(raw)
    try:
        value = cbor2.loads(raw)
        again = cbor2.dumps(value, canonical=True)
    except (cbor2.CBORError, ValueError, TypeError):
        raise Malformed(detail="cbor") from None
    if again != raw:
        raise Malformed(detail="cbor not deterministic")
    return value

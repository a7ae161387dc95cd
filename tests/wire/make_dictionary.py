"""Makes dictionary 2 of kiosk/wire/compact.py: run it with the path to write; the same bytes each time.

Deflate says the nearest words with the fewest bits, so what is likely stands at the end: first words that
people may type, then what the requests of tests/data/wire/training-2.jsonl have in common, last the frame of
every submission. A dictionary that has been used is never changed: a better one gets the next number.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from kiosk.wire.answers import write_rows
from kiosk.wire.cbor import encode
from tests.wire.make_dictionary_1 import FIRST_NAMES, MESSAGES, SURNAMES, WORDS
from tests.wire.public_words import PHRASES, STREETS, TOWNS

TRAINING = Path(__file__).parents[1] / "data/wire/training-2.jsonl"
LARGEST = 32_768
# A shorter piece costs deflate more to point at than to say again.
SHORTEST = 4
TOGETHER = 2
FEWEST = 2
LANGUAGES = ("es", "ar", "en", "fr-x-falc", "fr")
STATUSES = ("received", "read", "in_progress", "papers_missing", "done")


def words() -> bytes:
    """Return frequent words, the most frequent last: each as CBOR has it, its length before its letters."""
    ranked = (TOWNS, STREETS, PHRASES, SURNAMES.split(), FIRST_NAMES.split(), STATUSES)
    texts = b"".join(encode(word) for pool in ranked for word in reversed(pool))
    return " ".join((MESSAGES + WORDS).split()).encode() + texts


def training() -> Iterator[list[bytes]]:
    """Yield each request of the training as its service and its answers, in the bytes of a content."""
    for line in TRAINING.read_text(encoding="utf-8").splitlines():
        request = json.loads(line)
        row = write_rows({at: plain for at, plain in request["answers"] if isinstance(at, int)})[9]
        yield [encode(one) for one in (request["service"], *row)]


def trained(requests: Iterable[list[bytes]]) -> bytes:
    """Return what several requests have in common, one answer or two in a row, the most useful last."""
    shared: Counter[bytes] = Counter()
    for items in requests:
        starts, lengths = range(len(items)), range(1, TOGETHER + 1)
        shared.update({b"".join(items[at : at + length]) for at in starts for length in lengths})
    worth = {
        piece: count * (len(piece) - SHORTEST + 1)
        for piece, count in shared.items()
        if count >= FEWEST and len(piece) >= SHORTEST
    }
    found = b""
    for piece in sorted(worth, key=lambda piece: (-worth[piece], piece)):
        if piece not in found:
            found = piece + found
    return found


def frame() -> bytes:
    """Return what every submission has around its answers: the map of docs/wire-format.md, emptied."""
    created = b"".join(b"\x04\x82\x1b\x00\x00\x01" + bytes([high]) for high in range(0xAA, 0xA0, -1))
    year = b"".join(b"\x08\x19\x07" + bytes([low]) + b"\x09" for low in range(0xD9, 0x8A, -1))
    languages = b"".join(
        b"\x03" + encode(language) + b"\x04\x82\x1b\x00\x00\x01\xa2" for language in LANGUAGES
    )
    head = b"\xa9\x00\x00\x01\x02\x48\xaa\x00\x00\x01"
    return year + created + head + b"\xf6\x05\x00\x06\x50\x07\x1b\x00\x00\x00" + languages


def dictionary() -> bytes:
    """Return the bytes of dictionary 2."""
    found = words() + trained(training()) + frame()
    if len(found) > LARGEST:
        raise ValueError(f"{len(found)} bytes: deflate reaches back {LARGEST}")
    return found


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(dictionary())

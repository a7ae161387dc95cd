"""Writes tests/data/wire/attachments.json: `python -m tests.wire.make_attachment_vectors`."""

import hashlib
import json
from pathlib import Path

from kiosk.wire.attachment import CHUNK, make_stored, seal_attachment
from kiosk.wire.keys import SigningKey

PATH = Path(__file__).parents[1] / "data" / "wire" / "attachments.json"
KEY = bytes(range(32))
CENTRAL = bytes(range(64, 96))
# Around the borders of a chunk; the bytes are those of a counter, so that no file must go along.
SIZES = (1, 300, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7)


def plain(size: int) -> bytes:
    return (bytes(range(251)) * (size // 251 + 1))[:size]


def vectors() -> dict[str, object]:
    sealed = {size: seal_attachment(plain(size), KEY) for size in SIZES}
    signer = SigningKey.from_bytes(CENTRAL)
    return {
        "about": "plain: the bytes 0, 1 … 250, 0, 1 … cut to size. sealed: whole for the small ones.",
        "key": KEY.hex(),
        "attachments": [
            {
                "size": size,
                "plain_sha256": hashlib.sha256(plain(size)).hexdigest(),
                "sealed_size": len(one.raw),
                "digest": one.digest.hex(),
                "first_32": one.raw[:32].hex(),
                "last_32": one.raw[-32:].hex(),
                **({"sealed": one.raw.hex()} if size <= 300 else {}),
            }
            for size, one in sealed.items()
        ],
        "stored": {
            "secret": CENTRAL.hex(),
            "digests": [one.digest.hex() for one in list(sealed.values())[:2]],
            "raw": make_stored([one.digest for one in list(sealed.values())[:2]], signer).hex(),
        },
    }


if __name__ == "__main__":
    PATH.write_text(json.dumps(vectors(), indent=1, ensure_ascii=False) + "\n", "utf-8")

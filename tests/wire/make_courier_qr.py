"""Makes tests/data/wire/courier_qr.json: run it with the path to write. It comes out the same every time."""

import json
import sys
from pathlib import Path

from kiosk.wire.courier_qr import courier_address, version_for, write_courier

HOST = "https://suivi.example"
TOKEN = bytes.fromhex("00112233445566778899aabbccddeeff")
DATA = Path(__file__).parents[1] / "data" / "wire"


def vectors() -> dict[str, object]:
    """Return what is written and read, and what must be refused."""
    sealed = json.loads((DATA / "vectors.json").read_text(encoding="utf-8"))["sealed"]
    real = bytes.fromhex(sealed["envelopes"][0]["raw"])
    envelopes = {
        "the first envelope of vectors.json": real,
        "one byte": b"\x00",
        "zeros": bytes(300),
        "the largest of 58 mm": b"\xff" * 453,
        "too large": b"\xff" * 960,
    }
    good = []
    for name, envelope in envelopes.items():
        text = write_courier(envelope, TOKEN)
        versions = {str(dots): version_for(courier_address(HOST), text, dots) for dots in (576, 512, 384)}
        good.append(
            {
                "name": name,
                "envelope": envelope.hex(),
                "token": TOKEN.hex(),
                "text": text,
                "version": versions,
            }
        )
    text = write_courier(b"\x00", TOKEN)
    bad = {
        "empty": "",
        "only the end": "X",
        "without its end": text[:-1],
        "a zero before it": "0" + text,
        "lower case": text.lower(),
        "a space": text[:3] + " " + text[3:],
        "a percent sign": text[:3] + "%" + text[3:],
        "no envelope": _number(b"\x01" + TOKEN),
        "another sentinel": _number(b"\x02" + b"\x00" + TOKEN),
        "too long": "1" * 2000 + "X",
    }
    return {
        "host": HOST,
        "address": courier_address(HOST),
        "good": good,
        "bad": [{"why": why, "text": text} for why, text in bad.items()],
    }


def _number(raw: bytes) -> str:
    number, text = int.from_bytes(raw, "big"), ""
    while number:
        number, digit = divmod(number, 43)
        text = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$*+-./:"[digit] + text
    return text + "X"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(vectors(), indent=1) + "\n", encoding="utf-8")

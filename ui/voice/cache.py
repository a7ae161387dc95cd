"""Clips on disk, for the texts of the interface and of packs: never for anything of a client.

Only `rendering` writes here; the voice of a sitting only reads. A clip is a WAV file that any player opens,
with the words' times in a chunk of its own and a digest: a file cut short by a power cut is seen, and made
again.
"""

import hashlib
import json
import os
import struct
from pathlib import Path
from typing import Final

from ui.voice import lexicon
from ui.voice.engine import Clip, Kind, Mark
from ui.voice.lexicon import Script, same_text

TRIM_VERSION: Final = 1
CHUNK: Final = b"rlai"
RIFF: Final = struct.Struct("<4sI4s")
PART: Final = struct.Struct("<4sI")
FORMAT: Final = struct.Struct("<HHIIHH")


def key(words: str, script: Script, kind: Kind, engine: str) -> str:
    """Return the name of a text's clip: a digest of all that it depends on, never of the sound itself.

    Two runs of an engine do not give the same bytes.
    """
    request = script.request
    parts = (
        same_text(words), lexicon.VERSION, engine, request.language, request.rate, kind, TRIM_VERSION
    )  # fmt: skip
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


class Shelf:
    """A folder of clips by key."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> Clip | None:
        """Return a clip, None when there is none or its file is not whole."""
        try:
            raw = self._path(key).read_bytes()
        except OSError:
            return None
        return _decoded(raw)

    def put(self, key: str, clip: Clip) -> None:
        """Keep a clip: whole or not at all. Raises OSError when the disk cannot."""
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_suffix(f".{os.getpid()}")
        aside.write_bytes(_encoded(clip))
        aside.replace(path)

    def has(self, key: str) -> bool:
        """Tell whether a clip is there and whole."""
        return self.get(key) is not None

    def prune(self, wanted: set[str]) -> int:
        """Remove every clip whose key is not wanted; return how many."""
        gone = [path for path in self._folder.rglob("*.wav") if path.stem not in wanted]
        for path in gone:
            path.unlink()
        return len(gone)

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.wav"


def _encoded(clip: Clip) -> bytes:
    digest = hashlib.sha256(clip.pcm).hexdigest()
    note = json.dumps({"marks": clip.marks, "sha256": digest}).encode()
    note += b" " * (len(note) % 2)
    shape = FORMAT.pack(1, 1, clip.rate_hz, clip.rate_hz * 2, 2, 16)
    parts = ((b"fmt ", shape), (CHUNK, note), (b"data", clip.pcm))
    body = b"".join(PART.pack(name, len(part)) + part for name, part in parts)
    return RIFF.pack(b"RIFF", len(body) + 4, b"WAVE") + body


def _decoded(raw: bytes) -> Clip | None:
    """Return the clip of a file of ours, None for anything else."""
    parts: dict[bytes, bytes] = {}
    at = RIFF.size
    while at + PART.size <= len(raw):
        name, length = PART.unpack_from(raw, at)
        parts[name] = raw[at + PART.size : at + PART.size + length]
        at += PART.size + length
    try:
        note = json.loads(parts[CHUNK])
        _, _, rate_hz, *_ = FORMAT.unpack(parts[b"fmt "])
        pcm = parts[b"data"]
    except (KeyError, ValueError, struct.error):
        return None
    if hashlib.sha256(pcm).hexdigest() != note["sha256"]:
        return None
    marks: tuple[Mark, ...] = tuple((start, length, sample) for start, length, sample in note["marks"])
    return Clip(pcm, rate_hz, marks)

"""What crosses the pipes between the kiosk and its synthesis process: a length, then JSON; samples likewise.

Only over pipes: what is said may be an answer, and must never be in a file.
"""

import json
import struct
from typing import IO, Final

LENGTH: Final = struct.Struct(">I")
# A minute of speech is 3 MB; anything near this is a broken stream.
MOST: Final = 64_000_000

Header = dict[str, object]


def write(stream: IO[bytes], header: Header, pcm: bytes = b"") -> None:
    """Write one frame. Raises OSError when the other side is gone."""
    body = json.dumps(header).encode()
    stream.write(LENGTH.pack(len(body)) + body + LENGTH.pack(len(pcm)) + pcm)
    stream.flush()


def read(stream: IO[bytes]) -> tuple[Header, bytes] | None:
    """Return the next frame, None at the end of the stream. Raises EOFError when it ends inside a frame."""
    first = stream.read(LENGTH.size)
    if not first:
        return None
    header: Header = json.loads(_exactly(stream, _length(first)))
    return header, _exactly(stream, _length(_exactly(stream, LENGTH.size)))


def _length(raw: bytes) -> int:
    if len(raw) < LENGTH.size:
        raise EOFError
    length: int = LENGTH.unpack(raw)[0]
    if length > MOST:
        raise EOFError
    return length


def _exactly(stream: IO[bytes], count: int) -> bytes:
    data = stream.read(count)
    if len(data) < count:
        raise EOFError
    return data

"""Proof that nothing personal is left in clear: looks for canary answers in all that a program wrote.

Searched are the bytes handed to the kernel (also of files deleted since), the files that are still there,
names of files and command lines: as UTF-8 and UTF-16 in any case, with separators, in base64 at each
alignment, in hexadecimal, and numbers in binary. Not searched: compressed formats (`report.opaque`) and files
filled without showing bytes that are gone (`report.unseen`); a proof must show that these hold nothing of the
client. Swap and core dumps are the system's, not the program's: the installation has to switch them off.
"""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import cbor2

from rehearsal.writes import WriteReport, trace_writes

__all__ = ["Canary", "Finding", "at_rest", "search", "trace_writes"]

Canary = str | int | bytes
SHORTEST = 9
# What people and programs put between digits, and the zeros of UTF-16.
_SEPARATORS = b"\0 .,-/_\xa0\xc2\xe2\x80\xaf"
_TEXTS = ("utf-8", "utf-16-le", "utf-16-be")


@dataclass(frozen=True, order=True)
class Finding:
    """A canary in clear: its name (never its value), the encoding, the kind of place, the place."""

    canary: str
    encoding: str
    kind: str
    place: str


@dataclass(frozen=True)
class _Needle:
    """view: which reading of the searched bytes it must be looked for in."""

    canary: str
    encoding: str
    view: str
    data: bytes


def search(report: WriteReport, canaries: Mapping[str, Canary]) -> list[Finding]:
    """Return where each canary appears. Raises ValueError for one too short to be unmistakable.

    str: an answer; int: a code, also as text; bytes: a token, also as base32, base64 and hexadecimal.
    """
    needles = [needle for name, value in canaries.items() for needle in _needles(name, value)]
    found: set[Finding] = set()
    for kind, place, data in report.contents():
        views = _views(data)
        found |= {
            Finding(needle.canary, needle.encoding, kind, place)
            for needle in needles
            if needle.data in views[needle.view]
        }
    return sorted(found)


def at_rest(findings: list[Finding]) -> list[Finding]:
    """Return the findings in places that outlive the program."""
    return [finding for finding in findings if finding.kind in {"file", "name", "stdout", "stderr"}]


def _views(data: bytes) -> dict[str, bytes]:
    lower = data.lower()
    return {
        "exact": data,
        "any case": lower,
        "without separators": lower.translate(None, _SEPARATORS),
        # Mail and PEM break base64 into lines; JSON may write a slash as "\/".
        "without line ends": data.translate(None, b"\r\n\\"),
    }


def _needles(name: str, value: Canary) -> Iterator[_Needle]:
    if isinstance(value, bytes):
        yield from _binary(name, value)
        return
    text = str(value)
    if len(text) < SHORTEST:
        raise ValueError(f"canary {name} has {len(text)} characters, fewer than {SHORTEST}")
    spellings = {text, text.lower(), text.upper()}
    for encoding in _TEXTS:
        for spelling in spellings:
            raw = spelling.encode(encoding)
            yield _Needle(name, encoding, "any case", raw.lower())
            yield _Needle(name, f"hex of {encoding}", "any case", raw.hex().encode())
            for part in _base64_parts(raw):
                yield _Needle(name, f"base64 of {encoding}", "without line ends", part)
    bare = text.lower().encode().translate(None, _SEPARATORS)
    if len(bare) >= SHORTEST:
        yield _Needle(name, "with separators", "without separators", bare)
    if text.isdigit():
        yield from _number(name, int(text))


def _binary(name: str, value: bytes) -> Iterator[_Needle]:
    if len(value) < SHORTEST - 1:
        raise ValueError(f"canary {name} has only {len(value)} bytes")
    yield _Needle(name, "raw", "exact", value)
    yield _Needle(name, "hex", "any case", value.hex().encode())
    yield _Needle(name, "base32", "any case", base64.b32encode(value).rstrip(b"=").lower())
    for part in _base64_parts(value):
        yield _Needle(name, "base64", "without line ends", part)


def _number(name: str, value: int) -> Iterator[_Needle]:
    """Numbers as CBOR, SQLite and C store them; forms of four bytes would be found by chance."""
    forms = {cbor2.dumps(value), value.to_bytes(8, "big"), value.to_bytes(8, "little")}
    if value >= 1 << 31:
        forms.add(value.to_bytes(6, "big"))
    for form in forms:
        if len(form) > 4:
            yield _Needle(name, "binary number", "exact", form)


def _base64_parts(raw: bytes) -> Iterator[bytes]:
    """Yield what surely stands in the base64 of any text that contains `raw`, at each of three alignments.

    The characters at both ends also depend on the neighbours and are cut off.
    """
    for shift in range(3):
        whole = base64.b64encode(bytes(shift) + raw)
        part = whole[-(-shift * 8 // 6) : (shift + len(raw)) * 8 // 6]
        yield part
        yield part.translate(bytes.maketrans(b"+/", b"-_"))

"""From answers to few bytes: one deterministic CBOR map, deflated with a dictionary that both ends ship.

Compression comes before sealing because sealed bytes do not compress, and the courier QR of a receipt holds
about 600 bytes in all.
"""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import Any

from kiosk.errors import Malformed
from kiosk.wire import answers
from kiosk.wire.cbor import decode, encode
from kiosk.wire.followup import TOKEN_BYTES, is_code

Plain = answers.Plain
Index = answers.Index

# The number in the clear part of an envelope: it names the preset dictionary and the form of the answers.
DICTIONARY = 2
Writer = Callable[[Mapping[Index, Plain]], dict[int, Any]]
Reader = Callable[[Mapping[Any, Any]], dict[Index, Plain]]
FORMS: Mapping[int, tuple[Writer, Reader]] = {
    1: (answers.write_by_index, answers.read_by_index),
    2: (answers.write_rows, answers.read_rows),
}
MAX_PLAIN = 1 << 20
MAX_MS = (1 << 48) - 1
FORM_BYTES = 8
MOST_PROMISED = 200


class Kind(IntEnum):
    """What an envelope contains."""

    SUBMISSION = 0
    NOTE = 1
    APPOINTMENT = 2
    STATUS_CHANGE = 3
    COUNTS = 4
    TRAINING = 5
    WITHDRAWAL = 6
    ADDED_PAPER = 7


ABOUT_A_CASE = frozenset({Kind.NOTE, Kind.APPOINTMENT, Kind.STATUS_CHANGE, Kind.WITHDRAWAL, Kind.ADDED_PAPER})


class Assistance(IntEnum):
    """Who typed the answers."""

    ALONE = 0
    TOGETHER = 1
    ENTERED_BY_AGENT = 2


@dataclass(frozen=True)
class Content:
    """What is inside a seal.

    form, token, code: of a submission, and of nothing else. form: first 8 bytes of SHA-256 of the compiled
    form. created: ms since 1970 by the station's clock. offset: milliseconds to add to it to have the
    central's time, where that is known. answers: by question index, inside a repeat by (index, instance).
    attachments: pairs of a digest and a key, 32 bytes each. case: the id of the envelope that this one is
    about. status, message: what an agent decided and says. promise: in French, the delay that the agency
    promised in its own words, "" for none; None where what the service pack says stands.
    """

    kind: int
    service: str
    form: bytes | None
    language: str
    created: int
    offset: int | None
    assistance: int
    token: bytes | None = field(repr=False)
    code: int | None = field(repr=False)
    birth_year: int | None = field(repr=False)
    answers: Mapping[Index, Plain] = field(repr=False)
    attachments: tuple[tuple[bytes, bytes], ...] = field(default=(), repr=False)
    case: bytes | None = None
    status: str | None = field(default=None, repr=False)
    message: str | None = field(default=None, repr=False)
    promise: str | None = field(default=None, repr=False)


def change_content(
    kind: Kind,
    *,
    case: bytes,
    service: str,
    language: str,
    created: int,
    offset: int | None,
    assistance: Assistance = Assistance.ENTERED_BY_AGENT,
    status: str | None,
    message: str | None,
) -> Content:
    """Return what an agent decided (STATUS_CHANGE) or says (NOTE) about the case of an envelope id."""
    return Content(
        kind=kind, service=service, form=None, language=language, created=created, offset=offset,
        assistance=assistance, token=None, code=None, birth_year=None, answers={}, case=case, status=status,
        message=message or None,
    )  # fmt: skip


@cache
def _dictionary(number: int) -> bytes:
    if number not in FORMS:
        raise Malformed(detail="unknown dictionary")
    return Path(__file__).with_name(f"dictionary-{number}.bin").read_bytes()


def compact(content: Content) -> bytes:
    """Return a content deflated with DICTIONARY; raise ValueError for an impossible one."""
    plain = plain_bytes(content)
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zdict=_dictionary(DICTIONARY))
    return deflate.compress(plain) + deflate.flush()


def expand(raw: bytes, dictionary_id: int) -> Content:
    """Return the content of compact bytes; raise Malformed, also beyond 1 MiB of plain bytes."""
    inflate = zlib.decompressobj(-15, zdict=_dictionary(dictionary_id))
    try:
        plain = inflate.decompress(raw, MAX_PLAIN + 1)
    except zlib.error:
        raise Malformed(detail="deflate") from None
    if not inflate.eof or inflate.unused_data or len(plain) > MAX_PLAIN:
        raise Malformed(detail="deflate")
    content = _from_map(decode(plain, limit=MAX_PLAIN), dictionary_id)
    # One content, one map: an empty map of answers, say, must not pass for an absent one.
    if encode(_to_map(content, dictionary_id)) != plain:
        raise Malformed(detail="content")
    return content


def plain_bytes(content: Content, dictionary_id: int = DICTIONARY) -> bytes:
    """Return the CBOR map of a content before deflate; raise ValueError for an impossible one."""
    try:
        plain = encode(_to_map(content, dictionary_id))
        _from_map(decode(plain, limit=MAX_PLAIN), dictionary_id)
    except Malformed as malformed:
        raise ValueError(f"not a content that can be sealed: {malformed.facts['detail']}") from None
    except TypeError as error:
        raise ValueError(f"not a content that can be sealed: {error}") from None
    return plain


def _to_map(content: Content, dictionary_id: int) -> dict[int, Any]:
    write, _read = FORMS[dictionary_id]
    values = {
        0: content.kind,
        1: content.service,
        2: content.form,
        3: content.language,
        4: [content.created, content.offset],
        5: content.assistance,
        6: content.token,
        7: content.code,
        8: content.birth_year,
        10: [list(pair) for pair in content.attachments] or None,
        11: content.case,
        12: content.status,
        13: content.message,
        15: content.promise,
    }
    return {key: value for key, value in values.items() if value is not None} | write(content.answers)


def _from_map(plain: Any, dictionary_id: int) -> Content:
    if not isinstance(plain, dict) or not plain.keys() <= set(range(16)):
        raise Malformed(detail="content")
    _write, read = FORMS[dictionary_id]
    created, offset = _created(plain.get(4))
    content = Content(
        kind=_number(plain.get(0), 0, max(Kind)),
        service=_text(plain.get(1), 1, 64),
        form=None if 2 not in plain else _bytes(plain[2], FORM_BYTES),
        language=_text(plain.get(3), 1, 35),
        created=created,
        offset=offset,
        assistance=_number(plain.get(5), 0, max(Assistance)),
        token=None if 6 not in plain else _bytes(plain[6], TOKEN_BYTES),
        code=None if 7 not in plain else checked_code(plain[7]),
        birth_year=checked_birth_year(plain.get(8)),
        answers=read(plain),
        attachments=_attachments(plain.get(10, [])),
        case=None if 11 not in plain else _bytes(plain[11], 16),
        status=None if 12 not in plain else _text(plain[12], 1, 64),
        message=None if 13 not in plain else _text(plain[13], 1, 4000),
        promise=None if 15 not in plain else _text(plain[15], 0, MOST_PROMISED),
    )
    _check_kind(content)
    return content


def _check_kind(content: Content) -> None:
    """Refuse a content whose parts are not those of its kind; the parts themselves are already right."""
    followed = [content.form is not None, content.token is not None, content.code is not None]
    if any(followed) if content.kind != Kind.SUBMISSION else not all(followed):
        raise Malformed(detail="content follow-up")
    if content.promise is not None and content.kind != Kind.SUBMISSION:
        raise Malformed(detail="content promise")
    if content.kind in ABOUT_A_CASE and content.case is None:
        raise Malformed(detail="content case")
    if content.kind == Kind.STATUS_CHANGE and content.status is None:
        raise Malformed(detail="content status")
    if content.kind == Kind.NOTE and (content.status is not None or content.message is None):
        raise Malformed(detail="content note")


def checked_code(value: Any) -> int:
    """Return value when it is a follow-up code; raise Malformed otherwise."""
    if type(value) is not int or not is_code(value):
        raise Malformed(detail="follow-up code")
    return value


def checked_birth_year(value: Any) -> int | None:
    """Return value when it is None or a year; raise Malformed otherwise."""
    return None if value is None else _number(value, 1, 9999)


def _number(value: Any, lowest: int, highest: int) -> int:
    # bool is an int to Python, and not one on the wire.
    if type(value) is not int or not lowest <= value <= highest:
        raise Malformed(detail="content number")
    return value


def _text(value: Any, shortest: int, longest: int) -> str:
    if not isinstance(value, str) or not shortest <= len(value) <= longest:
        raise Malformed(detail="content text")
    return value


def _bytes(value: Any, length: int) -> bytes:
    if not isinstance(value, bytes) or len(value) != length:
        raise Malformed(detail="content bytes")
    return value


def _created(value: Any) -> tuple[int, int | None]:
    match value:
        case [created, None]:
            return _number(created, 0, MAX_MS), None
        case [created, offset]:
            return _number(created, 0, MAX_MS), _number(offset, -MAX_MS, MAX_MS)
    raise Malformed(detail="content created")


def _attachments(value: Any) -> tuple[tuple[bytes, bytes], ...]:
    if not isinstance(value, list):
        raise Malformed(detail="attachments")
    found = []
    for pair in value:
        match pair:
            case [digest, key]:
                found.append((_bytes(digest, 32), _bytes(key, 32)))
            case _:
                raise Malformed(detail="attachment")
    return tuple(found)

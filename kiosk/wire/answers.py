"""Answers as the map of a content holds them: form 2 as rows in the order of the questions, form 1 by index.

Form 1 is only read: old envelopes open for ever. docs/wire-format.md, section 3, gives both.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from kiosk.errors import Malformed

Plain = str | int | bool | list[str]
Index = int | tuple[int, int]

KEY, REPEATED_KEY = 9, 14
MAX_INDEX = (1 << 16) - 1
# Dates, times, phone numbers, decimals: two signs a byte. The last value of a half byte fills an odd end.
SIGNS = "0123456789-:.+ "
FILL = "f"
_TO_HALVES = str.maketrans(SIGNS, "0123456789abcde")
_TO_SIGNS = str.maketrans("0123456789abcde", SIGNS)


def write_by_index(answers: Mapping[Index, Plain]) -> dict[int, Any]:
    """Return the part of the map in form 1: a map from index to answer."""
    return {KEY: dict(answers)} if answers else {}


def read_by_index(plain: Mapping[Any, Any]) -> dict[Index, Plain]:
    """Return the answers of form 1; raise Malformed."""
    found = plain.get(KEY, {})
    if not isinstance(found, dict) or REPEATED_KEY in plain:
        raise Malformed(detail="answers")
    return {_index(key): _answer(answer) for key, answer in found.items()}


def write_rows(answers: Mapping[Index, Plain]) -> dict[int, Any]:
    """Return the part of the map in form 2: a row of answers, and one for each instance of a repeat.

    Raises Malformed for an impossible index or answer.
    """
    once: dict[int, Plain] = {}
    repeated: dict[int, dict[int, Plain]] = {}
    for key, answer in answers.items():
        index = _index(key)
        into, question = (once, index) if isinstance(index, int) else _instance(repeated, index)
        into[question] = _answer(answer)
    rows = {instance: _row(inside) for instance, inside in repeated.items()}
    return ({KEY: _row(once)} if once else {}) | ({REPEATED_KEY: rows} if rows else {})


def read_rows(plain: Mapping[Any, Any]) -> dict[Index, Plain]:
    """Return the answers of form 2; raise Malformed."""
    answers: dict[Index, Plain] = dict(_questions(plain.get(KEY, [])))
    rows = plain.get(REPEATED_KEY, {})
    if not isinstance(rows, dict):
        raise Malformed(detail="answers")
    for instance, row in rows.items():
        answers |= {_index((question, instance)): answer for question, answer in _questions(row)}
    return answers


def _instance(repeated: dict[int, dict[int, Plain]], index: tuple[int, int]) -> tuple[dict[int, Plain], int]:
    question, instance = index
    return repeated.setdefault(instance, {}), question


def _row(answers: Mapping[int, Plain]) -> list[Any]:
    row: list[Any] = []
    at = 0
    for question in sorted(answers):
        skipped = question - at
        row += [] if not skipped else [None] if skipped == 1 else [[skipped]]
        answer = answers[question]
        row.append(_pack(answer) if isinstance(answer, str) else answer)
        at = question + 1
    return row


def _questions(row: Any) -> Iterator[tuple[int, Plain]]:
    if not isinstance(row, list):
        raise Malformed(detail="answers")
    at = 0
    for item in row:
        match item:
            case None:
                at += 1
            # To Python, true is an int: `[true]` comes here too, and does not encode to what it was.
            case [int(skipped)]:
                at += max(skipped, 0)
            case _:
                yield _number(at), _answer(_unpack(item) if isinstance(item, bytes) else item)
                at += 1


def _pack(text: str) -> str | bytes:
    if not text or not set(text) <= set(SIGNS):
        return text
    halves = text.translate(_TO_HALVES)
    return bytes.fromhex(halves + FILL * (len(halves) % 2))


def _unpack(raw: bytes) -> str:
    halves = raw.hex().removesuffix(FILL)
    if not halves or FILL in halves:
        raise Malformed(detail="answer")
    return halves.translate(_TO_SIGNS)


def _index(key: Any) -> Index:
    if isinstance(key, tuple):
        if len(key) != 2:
            raise Malformed(detail="answer index")
        return _number(key[0]), _number(key[1])
    return _number(key)


def _number(value: Any) -> int:
    # bool is an int to Python, and not one on the wire.
    if type(value) is not int or not 0 <= value <= MAX_INDEX:
        raise Malformed(detail="answer index")
    return value


def _answer(answer: Any) -> Plain:
    if isinstance(answer, list) and all(isinstance(one, str) for one in answer):
        return answer
    if isinstance(answer, str | int):
        return answer
    raise Malformed(detail="answer")

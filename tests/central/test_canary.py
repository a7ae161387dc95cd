"""Nothing that a person told lies in clear in the central's folder, whatever encoding one looks for."""

import base64
import secrets
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from central.keys import load_keys
from kiosk.wire.agency_key import share_agency_key
from kiosk.wire.case import read_cases
from kiosk.wire.compact import Content, Kind
from kiosk.wire.envelope import parse_envelope
from kiosk.wire.followup import format_code, new_code, token_text
from kiosk.wire.keys import OpeningKey
from tests.central.outpost import CASES, RECIPIENT, SHARES, content, said
from tests.central.process import RealCentral

BIRTH_YEAR = 1953
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def _canary() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(16))


def _spellings(text: str) -> Iterator[bytes]:
    for raw in (text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be")):
        yield raw
        yield raw.hex().encode()
        # In base64 a text looks different at each of three places; its inner part is the same.
        for shift in range(3):
            yield base64.b64encode(bytes(shift) + raw)[4:-4]
            yield base64.urlsafe_b64encode(bytes(shift) + raw)[4:-4]


def _found(folder: Path, needles: list[bytes]) -> list[tuple[str, bytes]]:
    contents = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert any(path.name == "central.db" for path in contents)
    return [(path.name, one) for path, raw in contents.items() for one in needles if one in raw]


@pytest.fixture
def told() -> Content:
    return content(answers={0: _canary(), 1: [_canary()]}, code=new_code(), birth_year=BIRTH_YEAR)


def _needles(told: Content) -> list[bytes]:
    words = [
        told.answers[0],
        *told.answers[1],
        f"{told.code:012d}",
        format_code(told.code),
        token_text(told.token),
    ]
    raw = [told.token, told.token.hex().encode(), base64.b64encode(told.token)]
    return [spelling for word in words for spelling in _spellings(word)] + raw


@pytest.fixture
def central(tmp_path: Path) -> Iterator[RealCentral]:
    central = RealCentral(tmp_path)
    central.init()
    central.start()
    yield central
    central.stop()


def test_the_folder_after_an_intake_tells_nothing(central: RealCentral, told: Content) -> None:
    outpost = central.enrolled()
    assert outpost.send(outpost.envelope(told)).refused == []
    needles = _needles(told)
    # While it runs, with the write-ahead log, and after its end.
    assert _found(central.folder, needles) == []
    assert central.stop() == 0
    assert _found(central.folder, needles) == []
    with sqlite3.connect(central.folder / "central.db") as connection:
        # Four digits stand in any key by chance, so the year is looked for as a value.
        assert not [value for value in _values(connection) if str(value) == str(BIRTH_YEAR)]


def test_the_folder_after_a_day_at_the_counter_tells_nothing(central: RealCentral, told: Content) -> None:
    """The agency's own key, what agents write, and what they look for: nothing of it lies here in clear."""
    kiosk, counter = central.enrolled(), central.enrolled(role="counter")
    second = central.enrolled(role="counter")
    key, lookup = OpeningKey.generate(), load_keys(central.folder).lookup.public
    assert counter.post(RECIPIENT, counter.endorses(key.public)).status == 200
    share = share_agency_key(key, 1, second.number, second.sealing.public)
    assert counter.post(SHARES, {"has": True, "give": [[second.number, share]]}).status == 200
    request = kiosk.envelope(told, recipient=key.public, lookup=lookup)
    about, words = parse_envelope(request).id, [_canary() for _ in range(3)]
    # One word before its case has come, two after it.
    spoken = [
        counter.envelope(inside, recipient=lookup)
        for inside in (
            said(Kind.NOTE, about, None, words[0]),
            said(Kind.STATUS_CHANGE, about, "papers_missing", words[1]),
            said(Kind.STATUS_CHANGE, about, "lost", words[2]),
        )
    ]
    assert counter.send(spoken[0]).refused == []
    waiting = _found(central.folder, _needles(told) + _spelled(words))
    assert kiosk.send(request).refused == []
    assert counter.send(*spoken[1:]).refused == []
    for wanted in ({"code": told.code}, {"token": told.token}):
        (case,) = read_cases(counter.post(CASES, wanted).value["cases"])
        assert [change.message for change in case.changes] == words[:2]
    needles = _needles(told) + _spelled(words) + [key.to_bytes(), key.to_bytes().hex().encode()]
    assert waiting == _found(central.folder, needles) == []
    assert central.stop() == 0
    assert _found(central.folder, needles) == []
    assert central.errors() == ""


def _spelled(words: list[str]) -> list[bytes]:
    return [spelling for word in words for spelling in _spellings(word)]


def test_the_search_finds_what_is_put_there(central: RealCentral, told: Content) -> None:
    central.stop()
    for number, needle in enumerate(_needles(told)):
        spoiled = central.folder / f"spoiled-{number}"
        spoiled.write_bytes(b"..." + needle + b"...")
        assert (spoiled.name, needle) in _found(central.folder, _needles(told))
        spoiled.unlink()
    whole = base64.b64encode(b"x" + str(told.answers[0]).encode() + b"y")
    (central.folder / "whole").write_bytes(whole)
    assert _found(central.folder, _needles(told))


def test_the_look_at_values_finds_a_year(central: RealCentral) -> None:
    central.stop()
    with sqlite3.connect(central.folder / "central.db") as connection:
        connection.execute("INSERT INTO stations_enrolmenttry (at_ms) VALUES (?)", [BIRTH_YEAR])
        assert BIRTH_YEAR in _values(connection)


def _values(connection: sqlite3.Connection) -> list[object]:
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    assert "cases_case" in tables
    return [value for name in tables for row in connection.execute(f"SELECT * FROM {name}") for value in row]

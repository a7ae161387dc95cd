"""Looking into a store: as it was found, and no way to write to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.errors import (
    NotEnrolled,
    StoreDamaged,
    StoreKeyMissing,
    StoreNewer,
    StoreOlder,
    StoreUnwritable,
    StoreWrongKey,
)
from kiosk.store import Store, open_store
from kiosk.store.db import DATABASE, KEY, Connection
from kiosk.store.migrations import SCHEMA
from kiosk.store.reading import check_whole, open_to_read
from tests.fakes.stations import Keys, enrolled

PAGE = 4096


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    with open_store(tmp_path) as store:
        enrolled(store, Keys())
        store.journal.append(1, "enrolled")
    yield tmp_path


def test_it_reads_what_is_there_also_beside_a_station_that_runs(folder: Path) -> None:
    with open_to_read(folder) as reader:
        assert reader.identity.name == "Borne 1"
    with open_store(folder) as running:
        running.journal.append(2, "recorded")
        with open_to_read(folder) as reader:
            assert [entry.event for entry in reader.journal.entries()] == ["enrolled", "recorded"]
            running.journal.append(3, "recorded")
            assert len(reader.journal.entries()) == 3


def test_nothing_can_be_written(folder: Path) -> None:
    with open_to_read(folder) as reader:
        with pytest.raises(StoreUnwritable):
            reader.journal.append(4, "forged")
        with pytest.raises(StoreUnwritable):
            reader.enrolment.set_offset(5)
        assert len(reader.journal.entries()) == 1


def test_a_folder_without_a_store_stays_empty(tmp_path: Path) -> None:
    for look in (open_to_read, check_whole):
        with pytest.raises(NotEnrolled):
            look(tmp_path)
    with pytest.raises(NotEnrolled):
        open_to_read(tmp_path / "not" / "there")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("version", "problem"), [(SCHEMA - 1, StoreOlder), (SCHEMA + 1, StoreNewer)])
def test_another_schema_is_told_and_not_brought_up_to_date(
    folder: Path, version: int, problem: type[Exception]
) -> None:
    connection = Connection.open(folder, durable=True)
    connection.change(f"PRAGMA user_version = {version}")
    connection.close()
    for _ in range(2):
        with pytest.raises(problem) as told:
            open_to_read(folder)
        assert told.value.facts["found"] == version  # type: ignore[attr-defined]


def test_a_lost_or_another_key(folder: Path) -> None:
    key = (folder / KEY).read_bytes()
    for wrong in (bytes(32), b"short"):
        (folder / KEY).write_bytes(wrong)
        with pytest.raises(StoreWrongKey):
            open_to_read(folder)
    (folder / KEY).unlink()
    with pytest.raises(StoreKeyMissing):
        open_to_read(folder)
    assert not (folder / KEY).exists()
    (folder / KEY).write_bytes(key)
    with open_to_read(folder) as reader:
        assert isinstance(reader, Store)


def test_every_page_is_read_also_one_that_nothing_reads_today(folder: Path) -> None:
    pages = check_whole(folder)
    path = folder / DATABASE
    whole = path.read_bytes()
    assert pages == len(whole) // PAGE > 10
    for page in range(1, pages):
        spoilt = bytearray(whole)
        spoilt[page * PAGE + 100] ^= 1
        path.write_bytes(spoilt)
        with pytest.raises(StoreDamaged):
            check_whole(folder)
    path.write_bytes(whole)
    assert check_whole(folder) == pages

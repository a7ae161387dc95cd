from pathlib import Path

import pytest

from kiosk.store import open_store
from kiosk.wire.keys import OpeningKey, SigningKey


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def store(folder: Path):
    with open_store(folder) as opened:
        yield opened


@pytest.fixture
def raw_connection(folder: Path, store):
    """A second way into the same database, which knows none of our rules: the tamperer's."""
    from sqlcipher3 import dbapi2 as engine

    connection = engine.connect(str(folder / "station.db"), isolation_level=None, timeout=1)
    connection.execute(f"PRAGMA key = \"x'{(folder / 'station.key').read_bytes().hex()}'\"")
    yield connection
    connection.close()


@pytest.fixture
def central() -> SigningKey:
    return SigningKey.generate()


@pytest.fixture
def recipient() -> OpeningKey:
    return OpeningKey.generate()

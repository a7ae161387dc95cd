"""A store of twenty lines on plain SQLite: the power-cut machinery is tested with it, apart from the product.

Run as a child: `toy_store.py FOLDER SUBMITS FLAVOUR`, where FLAVOUR is a way to be right or wrong.
"""

import hashlib
import os
import sqlite3
import sys
from pathlib import Path

from rehearsal.cuts import Found


def sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def write_key(folder: Path, flavour: str) -> None:
    aside = folder / "key.new"
    with aside.open("wb") as file:
        file.write(b"k" * 32)
        file.flush()
        if flavour != "key not synced":
            os.fsync(file.fileno())
    aside.rename(folder / "key")
    if flavour != "folder not synced":
        sync_folder(folder)


def connect(folder: Path, flavour: str = "durable") -> sqlite3.Connection:
    db = sqlite3.connect(folder / "toy.db", isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=" + {"off": "OFF", "normal": "NORMAL"}.get(flavour, "FULL"))
    db.execute("PRAGMA wal_autocheckpoint=12")
    db.execute("CREATE TABLE IF NOT EXISTS outbox (id TEXT PRIMARY KEY, raw BLOB)")
    return db


def say(identity: str, raw: bytes) -> None:
    os.write(1, f"confirmed {identity} {hashlib.sha256(raw).hexdigest()}\n".encode())


def submit_all(folder: Path, submits: int, flavour: str) -> None:
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)
    write_key(folder, flavour)
    db = connect(folder, flavour)
    for number in range(submits):
        identity, raw = f"{number:08}", os.urandom(3000)
        if flavour == "hasty":
            say(identity, raw)
        db.execute("BEGIN IMMEDIATE")
        db.execute("INSERT INTO outbox VALUES (?, ?)", (identity, raw))
        db.execute("COMMIT")
        if flavour != "hasty":
            say(identity, raw)
    db.close()


def inspect(root: Path) -> Found:
    folder = root / "data"
    if not (folder / "key").exists() and (folder / "toy.db").exists():
        return Found({}, "database without key")
    if not folder.exists():
        return Found({})
    if (folder / "key").exists() and (folder / "key").read_bytes() != b"k" * 32:
        return Found({}, "wrong key")
    try:
        db = connect(folder)
        rows = db.execute("SELECT id, raw FROM outbox").fetchall()
        db.close()
    except sqlite3.DatabaseError as damage:
        return Found({}, str(damage))
    # A torn page may hold a row without its bytes.
    return Found({str(identity): hashlib.sha256(raw or b"").hexdigest() for identity, raw in rows})


if __name__ == "__main__":
    submit_all(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])

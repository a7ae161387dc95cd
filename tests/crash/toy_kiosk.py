"""A kiosk of a page on plain SQLite: the kill machinery is tested with it, apart from the product.

Run as a child: `toy_kiosk.py FOLDER FLAVOUR (serve|look)`, where FLAVOUR is a way to be right or wrong.
"""

import os
import sqlite3
import subprocess
import sys
import threading
import uuid
from pathlib import Path


class ToyKiosk:
    def __init__(self, folder: Path, flavour: str) -> None:
        self.central = folder / "central"
        self.flavour = flavour
        self.db = sqlite3.connect(folder / "kiosk.db", isolation_level=None, check_same_thread=False)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("CREATE TABLE IF NOT EXISTS outbox (id TEXT, done INTEGER)")
        self.db.execute("CREATE TABLE IF NOT EXISTS reminder (code TEXT)")
        self.db.execute("CREATE TABLE IF NOT EXISTS spool (job INTEGER PRIMARY KEY, state TEXT)")
        self.paper = folder / "paper"

    def serve(self) -> None:
        recorded = threading.Event()
        sender = threading.Thread(target=lambda: recorded.wait() and (self.deliver(), self.print_papers()))
        sender.start()
        print("READY", flush=True)
        sys.stdin.readline()
        identity, code = uuid.uuid4().hex, str(uuid.uuid4().int)[:12]
        if self.flavour == "hasty":
            self.show_done(code)
        self.db.execute("BEGIN IMMEDIATE")
        self.db.execute("INSERT INTO outbox VALUES (?, 0)", [identity])
        if self.flavour != "paperless":
            self.db.execute("INSERT INTO spool (state) VALUES ('queued')")
        if self.flavour != "forgetful":
            self.db.execute("INSERT INTO reminder VALUES (?)", [code])
        self.db.execute("COMMIT")
        if self.flavour != "hasty":
            self.show_done(code)
        recorded.set()
        sender.join()
        self.db.execute("DELETE FROM reminder")
        print("SCREEN screen:welcome", flush=True)

    def look(self) -> None:
        for (code,) in self.db.execute("SELECT code FROM reminder").fetchall():
            self.show_done(code)
        self.deliver()
        if self.flavour != "stubborn":
            again = "queued" if self.flavour == "reprinting" else "unknown"
            self.db.execute("UPDATE spool SET state = ? WHERE state = 'sending'", [again])
        self.print_papers()

    def show_done(self, code: str) -> None:
        print("SCREEN screen:done", flush=True)
        print(f"CODE {code}", flush=True)

    def deliver(self) -> None:
        for (identity,) in self.db.execute("SELECT id FROM outbox WHERE NOT done").fetchall():
            if self.flavour == "boastful":
                print("STATE reçue", flush=True)
            if self.flavour == "twice" or identity not in delivered(self.central):
                with self.central.open("a") as file:
                    file.write(identity + "\n")
                    file.flush()
                    os.fsync(file.fileno())
            self.db.execute("UPDATE outbox SET done = 1 WHERE id = ?", [identity])
            print("STATE reçue", flush=True)

    def print_papers(self) -> None:
        for (job,) in self.db.execute("SELECT job FROM spool WHERE state = 'queued'").fetchall():
            self.db.execute("UPDATE spool SET state = 'sending' WHERE job = ?", [job])
            with self.paper.open("a") as file:
                file.write("paper\n")
            self.db.execute("UPDATE spool SET state = 'confirmed' WHERE job = ?", [job])


def delivered(central: Path) -> list[str]:
    return central.read_text().split() if central.exists() else []


class ToyRig:
    """The toy as the kill proof wants it."""

    def __init__(self, folder: Path, flavour: str) -> None:
        self.folder = folder
        self.command = [sys.executable, "-m", "tests.crash.toy_kiosk", str(folder), flavour]

    def start(self) -> subprocess.Popen[str]:
        if (self.folder / "kiosk.db").exists():
            with sqlite3.connect(self.folder / "kiosk.db") as db:
                db.execute("DELETE FROM reminder")  # the client before has left
        return subprocess.Popen(
            [*self.command, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def look(self) -> list[str]:
        done = subprocess.run([*self.command, "look"], stdout=subprocess.PIPE, text=True, check=True)
        return done.stdout.splitlines()

    def recorded(self) -> list[str]:
        if not (self.folder / "kiosk.db").exists():
            return []
        with sqlite3.connect(self.folder / "kiosk.db") as db:
            return [identity for (identity,) in db.execute("SELECT id FROM outbox")]

    def delivered(self) -> list[str]:
        return delivered(self.folder / "central")

    def jobs(self) -> list[str]:
        if not (self.folder / "kiosk.db").exists():
            return []
        with sqlite3.connect(self.folder / "kiosk.db") as db:
            return [state for (state,) in db.execute("SELECT state FROM spool ORDER BY job")]

    def papers(self) -> int:
        return len(delivered(self.folder / "paper"))


if __name__ == "__main__":
    toy = ToyKiosk(Path(sys.argv[1]), sys.argv[2])
    toy.serve() if sys.argv[3] == "serve" else toy.look()

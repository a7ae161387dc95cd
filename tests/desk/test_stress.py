"""The store in trouble, while a client is at the last page: told, nothing confirmed that is not kept, and on.

Each cause is real: a full disk, another process that holds the database, pages that the disk gives back
otherwise, a file system that has become read-only. `trial` tells what is wrong; the last tests break the
mechanism and see that it does.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from kiosk.courier import Exchange
from kiosk.desk.intake import Progress
from kiosk.errors import (
    ClockSkew,
    StoreBusy,
    StoreDamaged,
    StoreKeyMissing,
    StoreProblem,
    StoreUnwritable,
    StoreWrongKey,
)
from kiosk.session import Reviewing
from kiosk.store import db, open_store
from kiosk.store.db import Connection
from kiosk.wire.envelope import open_envelope, parse_envelope
from kiosk.wire.statement import TIME, sign_statement
from sync.dispatcher import Dispatcher
from tests.desk.conftest import Desk
from tests.fakes.fake_central import FakeCentral, FakeCourier
from tests.fakes.stations import roster_of

PAGE = 4096
Disk = Callable[[Path], AbstractContextManager[Path]]


class Cause:
    """What befalls the station. problem: what must be told of it."""

    problem: type[StoreProblem]
    restarts = False

    def strike(self, desk: Desk) -> None:
        raise NotImplementedError

    def pass_by(self, desk: Desk) -> None:
        raise NotImplementedError


class FullDisk(Cause):
    problem = StoreUnwritable

    def strike(self, desk: Desk) -> None:
        with (desk.folder.parent / "filler").open("wb", buffering=0) as filler:
            for size in (PAGE, 1):
                try:
                    while True:
                        filler.write(bytes(size))
                except OSError:
                    continue

    def pass_by(self, desk: Desk) -> None:
        (desk.folder.parent / "filler").unlink()


_HOLDER = """
import sys
from pathlib import Path
from sqlcipher3 import dbapi2 as engine
from kiosk.store.db import unlock
path = Path(sys.argv[1]) / "station.db"
raw = engine.connect(str(path), isolation_level=None)
unlock(raw, path, (path.parent / "station.key").read_bytes())
raw.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
"""


class Locked(Cause):
    problem = StoreBusy

    def strike(self, desk: Desk) -> None:
        self.holder = subprocess.Popen(
            [sys.executable, "-c", _HOLDER, str(desk.folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self.holder.stdout is not None and self.holder.stdout.readline() == b"held\n"

    def pass_by(self, desk: Desk) -> None:
        self.holder.communicate(timeout=60)


class BadPages(Cause):
    """One bit of each page but the first, of those that are on the disk and not in the log."""

    problem = StoreDamaged

    def strike(self, desk: Desk) -> None:
        self.database = desk.folder / "station.db"
        self.right = self.database.read_bytes()
        wrong = bytearray(self.right)
        wrong[PAGE + 100 :: PAGE] = bytes(byte ^ 1 for byte in wrong[PAGE + 100 :: PAGE])
        self._put(bytes(wrong))

    def pass_by(self, desk: Desk) -> None:
        self._put(self.right)

    def _put(self, content: bytes) -> None:
        with self.database.open("r+b") as file:
            file.write(content)


class ReadOnly(Cause):
    """What ext4 does after an error of the disk; only mounting it anew ends it."""

    problem = StoreUnwritable
    restarts = True

    def strike(self, desk: Desk) -> None:
        mounted = subprocess.run(
            ["findmnt", "-no", "SOURCE", str(desk.folder.parent)], capture_output=True, text=True, check=True
        )
        name = Path(mounted.stdout.strip()).name
        Path(f"/sys/fs/ext4/{name}/trigger_fs_error").write_text("test")

    def pass_by(self, desk: Desk) -> None:
        desk.store.close()
        subprocess.run(["umount", str(desk.folder.parent)], check=True)
        image = desk.folder.parent.with_suffix(".img")
        subprocess.run(["e2fsck", "-fy", str(image)], capture_output=True, check=False)
        subprocess.run(["mount", "-o", "loop", str(image), str(desk.folder.parent)], check=True)
        restart(desk)


def restart(desk: Desk) -> None:
    desk.store.close()
    desk.store = open_store(desk.folder)
    desk.intake = desk.start(printing=True)


def trial(desk: Desk, cause: Cause) -> list[str]:
    """Return what is wrong when the cause strikes between the last page and the confirmation."""
    faults: list[str] = []
    restart(desk)
    confirmed = [desk.intake.submit(desk.reviewed()).envelope_id]
    restart(desk)
    session = desk.reviewed()
    cause.strike(desk)
    try:
        confirmed.append(desk.intake.submit(session).envelope_id)
        faults.append("nothing was told")
    except StoreProblem as problem:
        if type(problem) is not cause.problem:
            faults.append(f"told as {problem.code}")
    except Exception as bug:  # noqa: BLE001 - told as a fault
        faults.append(f"crashed with {type(bug).__name__}")
    finally:
        cause.pass_by(desk)
    try:
        if not isinstance(session.place, Reviewing):
            faults.append("the answers are gone")
        confirmed.append(desk.intake.submit(session).envelope_id)
        confirmed.append(desk.intake.submit(desk.reviewed()).envelope_id)
    except Exception as bug:  # noqa: BLE001 - told as a fault
        faults.append(f"does not go on: {type(bug).__name__}")
    return faults + kept_otherwise(desk, confirmed)


def kept_otherwise(desk: Desk, confirmed: list[bytes]) -> list[str]:
    """Return how a copy of the disk differs from what was confirmed, as another process would find it."""
    copy = desk.folder.parent.parent / "copy"
    shutil.copytree(desk.folder, copy)
    with open_store(copy) as store:
        rows = store.outbox.every()
        papers = sum(store.spool.of(row.id) is not None for row in rows)
        recorded = [entry.subject for entry in store.journal.entries() if entry.event == "recorded"]
        found = {
            "confirmed and not kept": not {*confirmed} <= {row.id for row in rows},
            "kept and not confirmed": not {row.id for row in rows} <= {*confirmed},
            "a gap": [row.sequence for row in rows] != list(range(1, len(rows) + 1)),
            "paper or journal apart": papers != len(rows) or recorded != [row.id.hex() for row in rows],
            "the journal's chain": store.journal.verify() is not None,
        }
    return [fault for fault, true in found.items() if true]


@contextmanager
def mounted(place: Path, *options: str) -> Iterator[None]:
    """Mount something there; skip where this run may not."""
    place.mkdir()
    done = subprocess.run(["mount", *options, str(place)], capture_output=True, check=False)
    if os.geteuid() != 0 or done.returncode:
        pytest.skip("mounting needs rights that this run does not have")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


@contextmanager
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with mounted(tmp_path / "disk", "-t", "tmpfs", "-o", "size=900k", "none"):
        yield tmp_path / "disk"


@contextmanager
def failing_disk(tmp_path: Path) -> Iterator[Path]:
    image = tmp_path / "disk.img"
    with image.open("wb") as file:
        file.truncate(4 << 20)
    if not shutil.which("mkfs.ext4") or not shutil.which("findmnt"):
        pytest.skip("no mkfs.ext4 here")
    subprocess.run(["mkfs.ext4", "-qF", "-e", "remount-ro", str(image)], check=True)
    with mounted(tmp_path / "disk", "-o", "loop", str(image)):
        yield tmp_path / "disk"


@contextmanager
def any_disk(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "disk").mkdir()
    yield tmp_path / "disk"


@pytest.fixture(autouse=True)
def swifter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waiting 5 s for a lock, and wiping memory, are held in tests/store."""
    monkeypatch.setattr(db, "BUSY_TIMEOUT_S", 0.1)
    monkeypatch.setattr(db, "MEMORY_SECURITY", "OFF")


@pytest.fixture
def try_out(tmp_path, catalogue, answers, keys) -> Callable[..., list[str]]:
    def run(cause: Cause, disk: Disk) -> list[str]:
        with disk(tmp_path) as place:
            desk = Desk(place / "data", catalogue, answers, keys)
            try:
                return trial(desk, cause)
            finally:
                desk.store.close()

    return run


CAUSES = [(FullDisk, small_disk), (Locked, any_disk), (BadPages, any_disk), (ReadOnly, failing_disk)]


@pytest.mark.parametrize(("cause", "disk"), CAUSES, ids=lambda one: one.__name__)
def test_told_nothing_lost_and_on_when_the_cause_has_gone(try_out, cause, disk):
    assert try_out(cause(), disk) == []


@contextmanager
def careless(connection: Connection) -> Iterator[None]:
    """A transaction that believes everything went well."""
    try:
        connection._raw.execute("BEGIN IMMEDIATE")
        yield
        connection._raw.execute("COMMIT")
    except (db.engine.Error, StoreProblem):
        if connection._raw.in_transaction:
            connection._raw.execute("ROLLBACK")


def test_the_trial_sees_a_confirmation_of_what_is_not_kept(try_out, monkeypatch):
    real = Connection.transaction

    def transaction(connection: Connection):
        return real(connection) if connection._raw.in_transaction else careless(connection)

    monkeypatch.setattr(Connection, "transaction", transaction)
    faults = try_out(FullDisk(), small_disk)
    assert "nothing was told" in faults and "confirmed and not kept" in faults


def test_the_trial_sees_a_cause_told_as_another_one(try_out, monkeypatch):
    monkeypatch.setattr("kiosk.store.faults._BUSY", set())
    monkeypatch.setattr("kiosk.store.faults._DAMAGED", {db.engine.SQLITE_BUSY})
    assert try_out(Locked(), any_disk) == ["told as store.damaged"]


def test_the_trial_sees_a_desk_that_does_not_go_on(try_out, monkeypatch):
    monkeypatch.setattr(Connection, "_faults", lambda connection: db.engine_faults(connection.path))
    assert any("does not go on" in fault for fault in try_out(BadPages(), any_disk))


def test_the_trial_sees_answers_that_are_lost(try_out, monkeypatch):
    from kiosk.desk.intake import Intake

    real = Intake.submit

    def hasty(intake, session, *more):
        try:
            return real(intake, session, *more)
        except StoreProblem:
            session.wipe()
            raise

    monkeypatch.setattr(Intake, "submit", hasty)
    assert "the answers are gone" in try_out(Locked(), any_disk)


def test_a_station_that_could_not_start_serves_when_the_key_is_back(desk):
    first = desk.intake.submit(desk.reviewed()).envelope_id
    desk.store.close()
    key_file = desk.folder / "station.key"
    key = key_file.read_bytes()
    for content, problem in ((bytes(32), StoreWrongKey), (None, StoreKeyMissing)):
        key_file.unlink()
        if content is not None:
            key_file.write_bytes(content)
        with pytest.raises(problem):
            open_store(desk.folder)
    key_file.write_bytes(key)
    restart(desk)
    second = desk.intake.submit(desk.reviewed()).envelope_id
    assert [row.id for row in desk.store.outbox.every()] == [first, second]


TRUE_MS = 1_790_000_000_000


@pytest.mark.parametrize("wrong_ms", [0, 4_102_444_800_000], ids=["1970", "2100"])
def test_a_clock_that_is_years_off_records_delivers_and_deletes_nothing(desk, wrong_ms):
    signing, opening = desk.store.enrolment.keys()
    roster = roster_of(desk.keys, signing, sealing=opening.public, issued=TRUE_MS - 1)
    desk.store.enrolment.refresh(
        roster=roster, recipient=desk.keys.recipient.public, hosted=True,
        sealing=desk.keys.sealing.public, followup=None,
    )  # fmt: skip
    central = FakeCentral(desk.keys.central)
    told = iter([sign_statement(TIME, TRUE_MS, desk.keys.central)])

    def visit(parcels):
        if desk.clock.now_ms() == wrong_ms and (statement := next(told, None)):
            return Exchange(trouble=ClockSkew(address="central", seconds=1), peer_time=statement)
        return Exchange(acknowledgements=(central.receive(parcels),))

    dispatcher = Dispatcher(
        lambda: open_store(desk.folder), [FakeCourier(visit)], desk.clock, lambda topic: None
    )
    right = desk.intake.submit(desk.reviewed()).envelope_id
    dispatcher.step()
    desk.clock.set_wall(wrong_ms)
    wrong = desk.intake.submit(desk.reviewed()).envelope_id
    dispatcher.step()
    assert desk.intake.progress(wrong) == Progress("recorded", True, "central.clock_skew")
    dispatcher.step()
    later = desk.intake.submit(desk.reviewed()).envelope_id
    dispatcher.step()
    desk.clock.set_wall(TRUE_MS)
    dispatcher.close()
    rows = {row.id: row for row in desk.store.outbox.every()}
    assert [rows[one].state for one in (right, wrong, later)] == ["acknowledged"] * 3
    assert rows[later].acknowledged_at == TRUE_MS, "the central's time, not ours"
    inside = open_envelope(parse_envelope(rows[later].raw), desk.keys.recipient)
    assert (inside.created, inside.offset) == (wrong_ms, TRUE_MS - wrong_ms)
    assert desk.intake.oldest_undelivered_ms() is None
    assert desk.store.journal.verify() is None

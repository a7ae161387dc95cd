"""A kiosk without internet, its hub with: real processes, killed at bad moments, each request counted once.

In network namespaces the kiosk finds its hub by mDNS, on loopback by its configuration.
"""

import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, nullcontext
from pathlib import Path

import pytest

from kiosk.clock import SystemClock
from kiosk.store import OutboxRow, Store, open_store
from kiosk.wire.compact import Content, Kind
from kiosk.wire.envelope import Address, make_envelope, new_id
from kiosk.wire.keys import SigningKey
from tests.sync.local_network import ROOT, Program, namespaces, wait_for

pytestmark = pytest.mark.slow
CONFIG = """[station]
role = "{role}"
data = "data"
packs = "packs"
agency = "agency.toml"

[central]
url = "{url}"

[hub]
{hub}
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


class Town:
    """A central and a counter that is a hub, on one side; a kiosk that reaches nothing but the hub."""

    def __init__(self, folder: Path, near, far, *, found_by_itself: bool) -> None:
        self.folder, self._near = folder, near
        self.url, hub_port = f"http://127.0.0.1:{free_port()}", free_port()
        self.central_folder = folder / "central"
        self._environment = [
            "env",
            f"RELAIS_CENTRAL_DATA={self.central_folder}",
            f"RELAIS_CENTRAL_URL={self.url}",
        ]
        port = self.url.rsplit(":", 1)[1]
        self.central = Program(
            [*near, *self._environment], ["-m", "central", "serve", "--port", port], folder / "central.log"
        )
        publisher = SigningKey.generate().public.raw.hex()
        self._told("init", "--agency", "Mairie", "--publisher", publisher)
        self.central.start("central ready")
        self._enrol("hub", "counter", f"serve = true\nport = {hub_port}")
        self._enrol("kiosk", "kiosk", "" if found_by_itself else f'address = "127.0.0.1:{hub_port}"')
        # From now on nothing of the central can be reached from the kiosk, as with the cable pulled out.
        config = folder / "kiosk" / "station.toml"
        config.write_text(config.read_text().replace(self.url, "http://127.0.0.1:1"))
        self.hub = Program(
            near, ["main.py", "hub", "--config", str(folder / "hub" / "station.toml")], folder / "hub.log"
        )
        self.kiosk = Program(far, ["-m", "tests.sync.lone_station", str(config)], folder / "kiosk.log")
        self.store: Store = open_store(folder / "kiosk" / "data", durable=False)

    def record(self, count: int) -> None:
        """Confirm so many requests at the kiosk."""
        identity, now = self.store.identity, SystemClock().now_ms()
        for n in range(count):
            name = new_id(now)
            inside = Content(
                kind=Kind.SUBMISSION, service="rendez-vous-identite", form=b"formform", language="fr",
                created=now, offset=None, assistance=0, token=name, code=482913507264, birth_year=1953,
                answers={0: str(n)},
            )  # fmt: skip
            self.store.outbox.append(
                name, inside.service, now,
                lambda sequence, name=name, inside=inside: make_envelope(
                    inside, Address(identity.agency, identity.station, name, sequence),
                    recipient=identity.recipient, signer=identity.signing, lookup=identity.lookup,
                ),
            )  # fmt: skip

    def rows(self) -> tuple[OutboxRow, ...]:
        return self.store.outbox.every()

    def all_are(self, true, what: str) -> None:
        wait_for(lambda: all(true(row) for row in self.rows()), what)

    def counted(self) -> dict[bytes, bytes]:
        """Return what the central has, by id; the table would hold a second row of the same id, too."""
        with closing(sqlite3.connect(self.central_folder / "central.db", timeout=20)) as database:
            found = database.execute("SELECT envelope_id, raw FROM intake_storedenvelope").fetchall()
            odd = database.execute("SELECT count(*) FROM intake_quarantinedenvelope").fetchone()
        assert len(dict(found)) == len(found) and odd == (0,)
        return dict(found)

    def recorded(self) -> dict[bytes, bytes]:
        return {row.id: row.raw for row in self.rows()}

    def close(self) -> None:
        self.store.close()
        for program in (self.kiosk, self.hub, self.central):
            program.end(signal.SIGKILL)

    def _told(self, *words: str) -> str:
        done = subprocess.run(
            [*self._environment, sys.executable, "-m", "central", *words],
            cwd=ROOT, text=True, capture_output=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def _enrol(self, name: str, role: str, hub: str) -> None:
        place = self.folder / name
        place.mkdir()
        (place / "station.toml").write_text(CONFIG.format(role=role, url=self.url, hub=hub))
        code = self._told("enrol-code", "--agency", "1", "--name", name, "--role", role)
        words = ["main.py", "enrol", "--config", str(place / "station.toml"), "--name", name, "--code", code]
        subprocess.run(
            [*self._near, sys.executable, *words], cwd=ROOT, check=True, timeout=120, capture_output=True
        )


@pytest.fixture(params=["namespaces", pytest.param("loopback", marks=pytest.mark.long)])
def town(request, tmp_path) -> Iterator[Town]:
    own = request.param == "namespaces"
    with ExitStack() as stack:
        near, far = stack.enter_context(namespaces() if own else nullcontext(((), ())))
        made = Town(tmp_path, near, far, found_by_itself=own)
        stack.callback(made.close)
        yield made


def acknowledged(row: OutboxRow) -> bool:
    return row.state == "acknowledged"


def test_a_kiosk_without_internet_delivers_through_its_hub_whoever_dies(town):
    town.hub.start("hub ready")
    town.kiosk.start("station ready")
    town.record(20)
    town.all_are(acknowledged, "the central's word, through the hub")
    assert town.counted() == town.recorded()

    # The hub dies with whatever it had in its hands, and comes back.
    town.record(20)
    town.hub.end(signal.SIGKILL)
    town.record(5)
    town.hub.start("hub ready")
    town.all_are(acknowledged, "what was under way when the hub was killed")
    assert town.counted() == town.recorded()

    # The central dies: the hub keeps, and the kiosk may say « en route » and no more.
    assert town.central.end(signal.SIGKILL) == -signal.SIGKILL
    town.record(10)
    town.all_are(lambda row: row.handed_over_at is not None, "the hub to take them over")
    assert [row.state for row in town.rows()[-10:]] == ["waiting"] * 10
    # The kiosk is switched off for the night, the hub is killed once more; what it keeps is on its disk.
    assert town.kiosk.end() == 0
    town.hub.end(signal.SIGKILL)
    town.central.start("central ready")
    town.hub.start("hub ready")
    wait_for(lambda: town.counted() == town.recorded(), "the hub to forward by itself")
    assert [row.state for row in town.rows()[-10:]] == ["waiting"] * 10
    town.kiosk.start("station ready")
    town.all_are(acknowledged, "the words that the hub kept for the kiosk")
    assert town.counted() == town.recorded()
    assert town.hub.end() == 0
    assert "Traceback" not in (town.folder / "hub.log").read_text() + (town.folder / "kiosk.log").read_text()

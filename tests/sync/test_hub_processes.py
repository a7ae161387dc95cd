"""A kiosk without internet, its hub with: real processes, killed at bad moments, each request counted once.

In network namespaces the kiosk finds its hub by mDNS, on loopback by its configuration.
"""

import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, nullcontext
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
ROLES = {"hub": "counter", "kiosk": "kiosk"}


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
        codes = self._found()
        self.central.start("central ready")
        self._enrol(
            codes,
            hub=f"serve = true\nport = {hub_port}",
            kiosk="" if found_by_itself else f'address = "127.0.0.1:{hub_port}"',
        )
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

    def _found(self) -> list[str]:
        """Make the central's agency; return the codes that enrol the hub and the kiosk."""
        publisher = SigningKey.generate().public.raw.hex()
        commands = [["init", "--agency", "Mairie", "--publisher", publisher]]
        for name, role in ROLES.items():
            commands.append(["enrol-code", "--agency", "1", "--name", name, "--role", role])
        said = self._run(self._environment, "central.__main__", commands)
        return said.split()[-2:]

    def _enrol(self, codes: list[str], **hub: str) -> None:
        commands = []
        for code, (name, role) in zip(codes, ROLES.items(), strict=True):
            file = self.folder / name / "station.toml"
            file.parent.mkdir()
            file.write_text(CONFIG.format(role=role, url=self.url, hub=hub[name]))
            commands.append(["enrol", "--config", str(file), "--name", name, "--code", code])
        self._run(self._near, "main", commands)

    def _run(self, prefix, module: str, commands: list[list[str]]) -> str:
        """Run several commands of one program in one process: each start costs more than its work."""
        code = (
            f"import sys\nfrom {module} import main\n"
            f"for words in {commands!r}:\n    sys.argv[1:] = words\n    assert not main()"
        )
        done = subprocess.run(
            [*prefix, sys.executable, "-c", code],
            cwd=ROOT, text=True, capture_output=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def town_in(folder: Path, place: str) -> Iterator[Town]:
    own = place == "namespaces"
    with ExitStack() as stack:
        near, far = stack.enter_context(namespaces() if own else nullcontext(((), ())))
        made = Town(folder, near, far, found_by_itself=own)
        stack.callback(made.close)
        yield made
        logs = [(folder / name).read_text() for name in ("hub.log", "kiosk.log")]
        assert "Traceback" not in "".join(logs)


def acknowledged(row: OutboxRow) -> bool:
    return row.state == "acknowledged"


def the_central_and_then_the_hub_die(town: Town) -> None:
    """The hub keeps, also through its own death, and the kiosk may say « en route » and no more."""
    assert town.central.end(signal.SIGKILL) == -signal.SIGKILL
    town.record(10)
    town.all_are(lambda row: row.handed_over_at is not None, "the hub to take them over")
    assert [row.state for row in town.rows()[-10:]] == ["waiting"] * 10
    assert town.hub.end(signal.SIGKILL) == -signal.SIGKILL


def test_a_kiosk_without_internet_delivers_through_its_hub_though_hub_and_central_die(tmp_path):
    with town_in(tmp_path, "namespaces") as town:
        town.hub.start("hub ready")
        town.kiosk.start("station ready")
        town.record(20)
        town.all_are(acknowledged, "the central's word, through the hub")
        assert town.counted() == town.recorded()
        the_central_and_then_the_hub_die(town)
        town.central.start("central ready")
        town.hub.start("hub ready")
        town.all_are(acknowledged, "the rest, after all came back")
        assert town.counted() == town.recorded()


@pytest.mark.long
@pytest.mark.parametrize("place", ["namespaces", "loopback"])
def test_whoever_dies_and_whenever(tmp_path, place):
    with town_in(tmp_path, place) as town:
        town.hub.start("hub ready")
        town.kiosk.start("station ready")
        # The hub dies with whatever it has in its hands, and comes back.
        town.record(40)
        town.hub.end(signal.SIGKILL)
        town.record(5)
        town.hub.start("hub ready")
        town.all_are(acknowledged, "what was under way when the hub was killed")
        assert town.counted() == town.recorded()

        the_central_and_then_the_hub_die(town)
        # The kiosk is switched off for the night; what the hub keeps is on its disk, and goes on by itself.
        assert town.kiosk.end() == 0
        town.central.start("central ready")
        town.hub.start("hub ready")
        wait_for(lambda: town.counted() == town.recorded(), "the hub to forward by itself")
        assert [row.state for row in town.rows()[-10:]] == ["waiting"] * 10
        town.kiosk.start("station ready")
        town.all_are(acknowledged, "the words that the hub kept for the kiosk")
        assert town.counted() == town.recorded()
        assert town.hub.end() == 0

"""The real central, a process of its own in a folder of its own."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import requests

from central.keys import load_keys
from tests.central.outpost import ENROL, PUBLISHER, Outpost, Reply, reply_of

ROOT = Path(__file__).resolve().parents[2]
END_S = 30


class RealCentral:
    """Commands of a central and, between `start` and `stop`, its server on loopback."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = 0
        self.said = ""
        self._process: subprocess.Popen[str] | None = None

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self._command(words), cwd=ROOT, env=self._environment(), text=True, capture_output=True,
            timeout=60, check=False,
        )  # fmt: skip

    def told(self, *words: str) -> str:
        done = self.run(*words)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout.strip()

    def init(self, *words: str, name: str = "Mairie de Saint-Aubin") -> int:
        return int(self.told("init", "--agency", name, "--publisher", PUBLISHER.public.raw.hex(), *words))

    def migrate(self, *steps: tuple[str, str]) -> None:
        """Bring the tables of apps to steps of an older version."""
        calls = "".join(f"call_command('migrate', {app!r}, {step!r}, verbosity=0);" for app, step in steps)
        code = f"import django; django.setup(); from django.core.management import call_command; {calls}"
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, check=True, timeout=60,
            env=self._environment() | {"DJANGO_SETTINGS_MODULE": "central.settings"},
        )  # fmt: skip

    def start(self) -> str:
        """Start serving; return its ready line."""
        with (self.folder / "stderr").open("a") as errors:
            self._process = subprocess.Popen(
                self._command(["serve", "--port", str(self.port)]), cwd=ROOT, env=self._environment(),
                text=True, stdout=subprocess.PIPE, stderr=errors,
            )  # fmt: skip
        assert self._process.stdout
        line = self._process.stdout.readline()
        assert line.startswith("central ready http://127.0.0.1:"), (self.folder / "stderr").read_text()
        self.port = int(line.rsplit(":", 1)[1])
        self.said += line
        return line

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid

    def stop(self, number: int = signal.SIGTERM) -> int | None:
        """Send a signal and return the exit code; None when it was not running."""
        if self._process is None:
            return None
        self._process.send_signal(number)
        try:
            out, _ = self._process.communicate(timeout=END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            out, _ = self._process.communicate()
        self.said += out
        code, self._process = self._process.returncode, None
        return code

    def errors(self) -> str:
        return (self.folder / "stderr").read_text()

    def over_http(self, path: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        url = f"http://127.0.0.1:{self.port}{path}"
        own = {"Content-Type": "application/cbor", **headers}
        answer = requests.post(url, data=body, headers=own, timeout=30)
        return reply_of(answer.status_code, answer.content, answer.headers)

    def enrolled(self, agency: int = 1, role: str = "kiosk") -> Outpost:
        name = {"kiosk": "Borne 1", "counter": "Guichet 1"}[role]
        code = self.told("enrol-code", "--agency", str(agency), "--name", name, "--role", role)
        recipient = load_keys(self.folder).recipients[agency].public
        outpost = Outpost(self.over_http, agency, recipient=recipient)
        reply = outpost.post(ENROL, outpost.asks(code, role=role), station=0)
        assert reply.status == 200
        outpost.number = reply.value["station"]
        return outpost

    def listening(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def _command(self, words: Sequence[str]) -> list[str]:
        return [sys.executable, "-m", "central", *words]

    def _environment(self) -> dict[str, str]:
        own = {"RELAIS_CENTRAL_DATA": str(self.folder), "RELAIS_CENTRAL_URL": "http://127.0.0.1:8000"}
        return {**os.environ, **own}

"""Sets a stage: a service pack, a central as a second process, a station enrolled with a one-time code."""

import os
import select
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from kiosk.catalogue.agency import load_agency
from kiosk.catalogue.build import BuildReport, build_form_pack, build_pack
from kiosk.clock import SystemClock
from kiosk.config import Config, load_config
from kiosk.store import open_store
from kiosk.wire.keys import SigningKey
from sync.enrolment import enrol

ROOT = Path(__file__).resolve().parent.parent
AGENCY = """[agency]
name = "Mairie de Saint-Aubin"
phone = "01 99 00 12 34"
phone_cost = "Prix d’un appel local."
hours = ["Du lundi au vendredi, de 9 h à 17 h."]
"""
START_S = 60.0


class Central:
    """The central in its own process and folder, on loopback; it keeps its address when started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[str] | None = None

    def command(self, *words: str) -> str:
        """Run one command of the central to its end and return what it printed. Raises CalledProcessError."""
        done = subprocess.run(
            [sys.executable, "-m", "central", *words],
            cwd=ROOT, env=self._environment(), text=True, stdout=subprocess.PIPE, check=True,
        )  # fmt: skip
        return done.stdout.strip()

    def start(self) -> None:
        """Start serving and wait until it answers. Raises RuntimeError when it does not."""
        log = (self.folder / "central.log").open("a")
        with log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "central", "serve", "--port", str(self.port)],
                cwd=ROOT, env=self._environment(), text=True, stdout=subprocess.PIPE, stderr=log,
                # Its own group: a Ctrl-C in the terminal is for us, and we stop it after the kiosk.
                start_new_session=True,
            )  # fmt: skip
        out = self._process.stdout
        until = time.monotonic() + START_S
        while out and time.monotonic() < until and self._process.poll() is None:
            if select.select([out], [], [], 0.2)[0] and "central ready" in out.readline():
                return
        self.stop()
        raise RuntimeError(f"the central did not start; see {self.folder / 'central.log'}")

    def stop(self) -> None:
        """End the process and wait for it."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()
        self._process = None

    def _environment(self) -> dict[str, str]:
        own = {"RELAIS_CENTRAL_DATA": str(self.folder), "RELAIS_CENTRAL_URL": self.url}
        return {**os.environ, **own}


@dataclass(frozen=True)
class Stage:
    """A central that runs, a station enrolled at it, and what the building of its pack reported."""

    central: Central
    config: Config
    report: BuildReport

    def login_link(self) -> str:
        """Return a one-time link to the back office."""
        return self.central.command("login-link", "--agency", "1")


def set_stage(folder: Path, *, pack: Path | None, form: Path | None, skip_unsupported: bool) -> Stage:
    """Build everything in an empty folder. Raises the Problems of packs, forms and enrolment.

    The publisher's key lives as long as this call: the demo publishes one pack, once.
    """
    publisher = SigningKey.generate()
    packs = folder / "packs"
    if form:
        report = build_form_pack(form, packs, publisher, skip_unsupported=skip_unsupported)
    else:
        source = pack or ROOT / "assets" / "packs" / "mairie"
        report = build_pack(source, packs, publisher, skip_unsupported=skip_unsupported)
    central = Central(folder / "central")
    config = _write_station(folder, central.url)
    _open_agency(central, config, packs, publisher)
    try:
        _enrol_station(central, config)
    except BaseException:
        central.stop()
        raise
    return Stage(central, config, report)


def _write_station(folder: Path, central_url: str) -> Config:
    (folder / "agency.toml").write_text(AGENCY, "utf-8")
    (folder / "station.toml").write_text(
        f"""[station]
role = "kiosk"
data = "station"
packs = "packs"
agency = "agency.toml"

[central]
url = "{central_url}"
""",
        "utf-8",
    )
    return load_config(folder / "station.toml")


def _open_agency(central: Central, config: Config, packs: Path, publisher: SigningKey) -> None:
    sheet = load_agency(config.agency)
    central.folder.mkdir(parents=True)
    central.command(
        "init", "--agency", sheet.name, "--phone", sheet.phone, "--hours", " ".join(sheet.hours),
        "--publisher", publisher.public.raw.hex(),
    )  # fmt: skip
    central.command("packs", str(packs))
    central.start()


def _enrol_station(central: Central, config: Config) -> None:
    code = central.command("enrol-code", "--agency", "1", "--name", "Borne 1")
    with open_store(config.data) as store:
        enrol(config.central_url, code, "Borne 1", config.role, store, SystemClock(), ca=config.central_ca)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

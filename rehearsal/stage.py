"""Sets a stage: a service pack, an enrolled station, a central and a printer in processes of their own."""

import os
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from kiosk.catalogue.agency import load_agency
from kiosk.catalogue.build import BuildReport, build_form_pack, build_pack
from kiosk.clock import SystemClock
from kiosk.config import Config, load_config
from kiosk.store import open_store
from kiosk.wire.keys import SigningKey
from rehearsal.paper import PrinterSim
from rehearsal.second import ROOT, SecondProcess
from sync.enrolment import enrol

AGENCY = ROOT / "rehearsal" / "agency"


class Central:
    """The central in its own process and folder, on loopback; it keeps its address when started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        words = ["-m", "central", "serve", "--port", str(self.port)]
        self._process = SecondProcess(words, folder / "central.log", self._environment())

    def command(self, *words: str) -> str:
        """Run one command of the central to its end and return what it printed. Raises CalledProcessError."""
        done = subprocess.run(
            [sys.executable, "-m", "central", *words],
            cwd=ROOT, env=self._environment(), text=True, stdout=subprocess.PIPE, check=True,
        )  # fmt: skip
        return done.stdout.strip()

    def start(self) -> None:
        """Start serving and wait until it answers. Raises RuntimeError when it does not."""
        self._process.start("central ready")

    def stop(self) -> None:
        """End the process and wait for it."""
        self._process.stop()

    def _environment(self) -> dict[str, str]:
        own = {"RELAIS_CENTRAL_DATA": str(self.folder), "RELAIS_CENTRAL_URL": self.url}
        return {**os.environ, **own}


@dataclass(frozen=True)
class Stage:
    """A central and a printer that run, a station enrolled, and what the building of its pack reported."""

    central: Central
    printer: PrinterSim
    config: Config
    report: BuildReport

    def login_link(self) -> str:
        """Return a one-time link to the back office."""
        return self.central.command("login-link", "--agency", "1")

    def close(self) -> None:
        """End both."""
        self.central.stop()
        self.printer.stop()


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
    printer = PrinterSim(folder / "papers", _free_port())
    stage = Stage(central, printer, _write_station(folder, central.url, printer.port), report)
    try:
        printer.start()
        _open_agency(central, stage.config, packs, publisher)
        _enrol_station(central, stage.config)
    except BaseException:
        stage.close()
        raise
    return stage


def _write_station(folder: Path, central_url: str, printer_port: int) -> Config:
    for sheet in AGENCY.glob("*.toml"):
        shutil.copy(sheet, folder)
    (folder / "station.toml").write_text(
        f"""[station]
role = "kiosk"
data = "station"
packs = "packs"
agency = "agency.toml"

[central]
url = "{central_url}"

[printer]
transport = "network"
host = "127.0.0.1"
port = {printer_port}
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

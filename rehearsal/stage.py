"""Sets a stage: a service pack, enrolled stations, a central and printers in processes of their own."""

import os
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from kiosk.catalogue.agency import load_agency
from kiosk.catalogue.build import SOURCE, build_form_pack, build_pack
from kiosk.catalogue.catalogue import load_catalogue
from kiosk.catalogue.manifest import read_source
from kiosk.catalogue.pack import Partner
from kiosk.clock import SystemClock
from kiosk.config import Config, load_config
from kiosk.errors import CentralProblem
from kiosk.store import open_store
from kiosk.store.agents import new_pin
from kiosk.wire.keys import SigningKey
from rehearsal.camera import CameraSim
from rehearsal.paper import PrinterSim
from rehearsal.second import ROOT, SecondProcess
from sync.changes import catch_up
from sync.enrolment import enrol

AGENCY = ROOT / "rehearsal" / "agency"
AGENT = "Agent 1"
# Where the counter's own files stand in the folder of a stage, and those of one more.
COUNTER = "counter"
SECOND_COUNTER = "counter-2"
OFFICE = "a4"
STATION = """[station]
role = "{role}"
data = "station"
packs = "{packs}"
agency = "{agency}"

[central]
url = "{url}"

[printer]
transport = "network"
host = "127.0.0.1"
port = {port}
"""
# A camera that is a folder: somebody has always laid a picture into it.
WITH_CAMERA = """
[camera]
kind = "folder"
path = "camera"
"""
# A virtual printer for A4 sheets: each summary becomes a PDF file.
WITH_OFFICE = f"""
[office]
transport = "folder"
path = "{OFFICE}"
"""


class Central:
    """The central in its own process and folder, on loopback; it keeps its address when started again."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.url = f"http://127.0.0.1:{port}"
        words = ["-m", "central", "serve", "--port", str(port)]
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

    @property
    def pid(self) -> int:
        """Return the number of the process that serves. Raises RuntimeError when it does not."""
        return self._process.pid

    def stop(self) -> None:
        """End the process and wait for it."""
        self._process.stop()

    def _environment(self) -> dict[str, str]:
        own = {"RELAIS_CENTRAL_DATA": str(self.folder), "RELAIS_CENTRAL_URL": self.url}
        return {**os.environ, **own}


@dataclass(frozen=True)
class CounterStation:
    """A counter of the stage, its receipt printer, and the PIN of its only agent."""

    config: Config
    printer: PrinterSim
    pin: str = field(repr=False)

    @property
    def office(self) -> Path:
        """Return the folder in which its A4 sheets come out."""
        return self.config.path.parent / OFFICE


@dataclass(frozen=True)
class Stage:
    """A central, printers and a camera, stations enrolled. skipped: questions left out, as built."""

    central: Central
    printer: PrinterSim
    config: Config
    camera: CameraSim
    counter: CounterStation | None = None
    skipped: tuple[str, ...] = ()

    def login_link(self, partner: Partner | None = None) -> str:
        """Return a one-time link to the back office of the agency, or of a partner whom the central hosts."""
        whose = ("--agency", "1") if partner is None else ("--recipient", partner.id)
        return self.central.command("login-link", *whose)

    def partners(self) -> tuple[Partner, ...]:
        """Return the partners of the services that this stage offers. Raises the Problems of packs."""
        with open_store(self.config.data) as store:
            publisher = store.identity.publisher
        services = load_catalogue(self.config.packs, publisher).services
        return tuple({one.partner.id: one.partner for one in services if one.partner}.values())

    def start(self) -> None:
        """Start the processes of a stage that was found. Raises RuntimeError."""
        self.central.start()
        self.camera.start()
        for printer in self._printers():
            printer.start()

    def answers(self) -> bool:
        """Tell whether this stage's own central answers already, started by somebody else."""
        if self.counter is None:
            return False
        config = self.counter.config
        try:
            with open_store(config.data) as store:
                catch_up(store, config.central_url, SystemClock(), config.role, config.central_ca)
        except CentralProblem:
            return False
        return True

    def second_counter(self) -> tuple[Path, str]:
        """Write the station.toml of one more counter, and return it with a code that enrols it."""
        if self.counter is None or self.counter.config.printer is None:
            raise RuntimeError("this stage has a counter")
        folder = self.config.path.parent / SECOND_COUNTER
        folder.mkdir(exist_ok=True)
        config = _write_counter(folder, self.central.url, self.counter.config.printer.port)
        code = self.central.command("enrol-code", "--agency", "1", "--name", "Guichet 2", "--role", "counter")
        return config.path, code

    def close(self) -> None:
        """End the processes that were started here."""
        self.central.stop()
        self.camera.stop()
        for printer in self._printers():
            printer.stop()

    def _printers(self) -> list[PrinterSim]:
        return [self.printer, *([self.counter.printer] if self.counter else [])]


def set_stage(
    folder: Path,
    *,
    pack: Path | None,
    form: Path | None,
    skip_unsupported: bool,
    counter: bool = False,
    beside: tuple[Path, ...] = (),
) -> Stage:
    """Build everything in an empty folder. Raises the Problems of packs, forms and enrolment.

    beside: further packs. The publisher's key lives as long as this call: the demo publishes its packs once.
    With a counter, what the kiosk sends is sealed to the agency, so the counter is the first of both to be
    enrolled. The central hosts every partner of the packs.
    """
    publisher = SigningKey.generate()
    packs = folder / "packs"
    central = Central(folder / "central", _free_port())
    config = _write_kiosk(folder, central.url)
    _open_agency(central, config, publisher)
    if form:
        skipped = build_form_pack(form, packs, publisher, skip_unsupported=skip_unsupported).skipped
    else:
        sources = (pack or ROOT / "assets" / "packs" / "mairie", *beside)
        built = [_build(central, source, packs, publisher, skip_unsupported) for source in sources]
        skipped = tuple(name for names in built for name in names)
    post = _plan_counter(folder / COUNTER, central.url) if counter else None
    stage = Stage(central, _printer(config), config, _camera(config), post, skipped)
    try:
        stage.printer.start()
        stage.camera.start()
        central.command("packs", str(packs))
        central.start()
        if post is not None:
            post.printer.start()
            _open_counter(central, post)
        _enrol_station(central, config, "Borne 1")
    except BaseException:
        stage.close()
        raise
    return stage


def find_stage(folder: Path) -> Stage | None:
    """Return the stage with a counter that an earlier run left in a folder, or None; nothing is started.

    Its agent gets a new PIN: of the old one nothing is left that could be told.
    """
    files = (folder / "station.toml", folder / COUNTER / "station.toml")
    if not all(file.is_file() for file in files):
        return None
    kiosk, counter = (load_config(file) for file in files)
    for config in (kiosk, counter):
        with open_store(config.data) as store:
            if not store.enrolment.is_done():
                return None
    pin = new_pin()
    with open_store(counter.data) as store:
        agents = store.agents.every()
        if not agents:
            return None
        store.agents.set_pin(agents[0].number, pin, SystemClock().now_ms())
    central = Central(folder / "central", urlsplit(kiosk.central_url).port or 0)
    post = CounterStation(counter, _printer(counter), pin)
    return Stage(central, _printer(kiosk), kiosk, _camera(kiosk), post)


def copy_agency(folder: Path) -> None:
    """Put the agency's sheet, its translations and its places into a folder, made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for part in AGENCY.glob("*.*"):
        shutil.copy(part, folder)


def _write_kiosk(folder: Path, central_url: str) -> Config:
    copy_agency(folder)
    told = STATION.format(
        role="kiosk", packs="packs", agency="agency.toml", url=central_url, port=_free_port()
    )
    return _write(folder, told + WITH_CAMERA)


def _plan_counter(folder: Path, central_url: str) -> CounterStation:
    folder.mkdir()
    config = _write_counter(folder, central_url, _free_port())
    return CounterStation(config, _printer(config), new_pin())


def _write_counter(folder: Path, central_url: str, printer_port: int) -> Config:
    """Write a counter that shares the packs and the agency sheet of the kiosk beside it."""
    told = STATION.format(
        role="counter", packs="../packs", agency="../agency.toml", url=central_url, port=printer_port
    )
    return _write(folder, told + WITH_OFFICE)


def _write(folder: Path, told: str) -> Config:
    (folder / "station.toml").write_text(told, "utf-8")
    return load_config(folder / "station.toml")


def _printer(config: Config) -> PrinterSim:
    if config.printer is None:
        raise RuntimeError("a station of the stage has a printer")
    return PrinterSim(config.path.parent / "papers", config.printer.port)


def _camera(config: Config) -> CameraSim:
    if config.camera is None or config.camera.path is None:
        raise RuntimeError("the kiosk of the stage has a camera")
    return CameraSim(config.camera.path)


def _build(
    central: Central, source: Path, packs: Path, publisher: SigningKey, skip_unsupported: bool
) -> tuple[str, ...]:
    """Build a pack whose partners this central hosts; return the questions that were left out."""
    partners = read_source(source / SOURCE).recipients
    keys = {one.id: bytes.fromhex(central.command("host-recipient", one.id)) for one in partners}
    report = build_pack(source, packs, publisher, skip_unsupported=skip_unsupported, recipient_keys=keys)
    return report.skipped


def _open_agency(central: Central, config: Config, publisher: SigningKey) -> None:
    sheet = load_agency(config.agency)
    central.folder.mkdir(parents=True)
    central.command(
        "init", "--agency", sheet.name, "--phone", sheet.phone, "--hours", " ".join(sheet.hours),
        "--publisher", publisher.public.raw.hex(),
    )  # fmt: skip


def _open_counter(central: Central, post: CounterStation) -> None:
    """Enrol the counter, have it make and register the agency's key, and let its agent in."""
    config, clock = post.config, SystemClock()
    _enrol_station(central, config, "Guichet 1")
    with open_store(config.data) as store:
        catch_up(store, config.central_url, clock, config.role, config.central_ca, printing=True)
        store.agents.add(AGENT, post.pin, clock.now_ms())


def _enrol_station(central: Central, config: Config, name: str) -> None:
    code = central.command("enrol-code", "--agency", "1", "--name", name, "--role", config.role)
    with open_store(config.data) as store:
        enrol(config.central_url, code, name, config.role, store, SystemClock(), ca=config.central_ca)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

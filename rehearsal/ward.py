"""A healthy counter beside a real central and a virtual printer, of which each fault gets a copy to spoil."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.config import Config, load_config
from kiosk.store import open_store
from printers.sim import Faults, VirtualPrinter
from rehearsal.second import ROOT
from rehearsal.stage import Stage, set_stage
from technician.sheet import Sheet

SOUND = ("-n", "--exit-idle-time=-1", "-L", "module-null-sink sink_name=nullk")
SOUND_S = 20.0
DOCTOR_S = 120.0
SICK = "sick"


@dataclass
class Ward:
    """Where faults are sown. folder: of the healthy counter; file: station.toml of the copy to spoil.

    environment, machine: how the doctor of this copy is run; machine: words of rehearsal.sick_machine.
    """

    stage: Stage
    printer: VirtualPrinter
    folder: Path
    has_sound: bool
    environment: dict[str, str]
    machine: list[str] = field(default_factory=list)

    @property
    def file(self) -> Path:
        """Return the station.toml of the copy."""
        return self.folder.with_name(SICK) / "station.toml"

    @property
    def config(self) -> Config:
        """Return the settings of the copy."""
        return load_config(self.file)

    @contextmanager
    def patient(self) -> Iterator[None]:
        """Give a fresh copy of the healthy counter; what was changed on it and around it is undone after."""
        usual, copy = dict(self.environment), self.folder.with_name(SICK)
        shutil.copytree(self.folder, copy)
        try:
            yield
        finally:
            shutil.rmtree(copy)
            self.environment, self.machine, self.printer.faults = usual, [], Faults()

    def examined(self) -> Mapping[str, tuple[bool, str]]:
        """Run the doctor on the copy as a second process; return (ok, remedy) by check."""
        command = ["main.py", "doctor", "--json", "--config", str(self.file)]
        if self.machine:
            command = ["-m", "rehearsal.sick_machine", *self.machine, str(self.file)]
        done = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=self.environment, text=True, capture_output=True,
            timeout=DOCTOR_S, check=False,
        )  # fmt: skip
        if done.returncode not in (0, 1):
            raise RuntimeError(done.stderr)
        report = json.loads(done.stdout)
        if report["ok"] != (done.returncode == 0):
            raise RuntimeError("the exit code says something else than the report")
        return {check["id"]: (check["ok"], check["remedy"]) for check in report["checks"]}


@contextmanager
def open_ward() -> Iterator[Ward]:
    """Set everything up in a folder of its own; end and remove it afterwards."""
    with ExitStack() as stack:
        base = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="relais-ward-")))
        stage = set_stage(base, pack=None, form=None, skip_unsupported=False, counter=True)
        stack.callback(stage.close)
        if stage.counter is None:
            raise RuntimeError("a stage with a counter")
        printer = stack.enter_context(VirtualPrinter(base / "trial-papers"))
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PULSE_")}
        sound = stack.enter_context(_sound(base / "run", environment))
        config = stage.counter.config
        _prepare(config, printer.port, speaks=sound)
        yield Ward(stage, printer, config.path.parent, sound, environment)


def _prepare(config: Config, printer_port: int, *, speaks: bool) -> None:
    """Make of the counter one that has served for a day: its sheet came out, its folder is there."""
    sheet = Sheet(config.path, load_config, "")
    sheet.put("printer", "port", printer_port)
    sheet.put("voice", "enabled", speaks)
    sheet.save()
    if config.office and config.office.path:
        config.office.path.mkdir(exist_ok=True)
    with open_store(config.data) as store:
        store.agency_key.note_sheet(SystemClock().now_ms())


@contextmanager
def _sound(runtime: Path, environment: dict[str, str]) -> Iterator[bool]:
    """Give the machine a sound device that nobody hears, where PulseAudio is there; tell whether it is."""
    if not shutil.which("pulseaudio") or not shutil.which("pactl"):
        yield False
        return
    runtime.mkdir(mode=0o700)
    environment |= {"XDG_RUNTIME_DIR": str(runtime), "HOME": str(runtime)}
    server = subprocess.Popen(
        ["pulseaudio", *SOUND, "-L", "module-native-protocol-unix"],
        env=environment,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + SOUND_S
        while subprocess.run(["pactl", "info"], env=environment, capture_output=True, check=False).returncode:
            if time.monotonic() > until:
                raise RuntimeError("the sound server did not start")
            time.sleep(0.1)
        yield True
    finally:
        server.terminate()
        server.wait()

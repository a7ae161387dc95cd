"""The receipt printer, found and tried; and the A4 printer of a counter."""

import re
import shutil
import subprocess
from pathlib import Path

from kiosk.config import PrinterConfig
from kiosk.device import Ready, Silent
from kiosk.errors import Problem
from technician.checks.hardware import place_of, printer_finding, printer_status
from technician.finding import Words
from technician.sheet import Value
from technician.steps.setup import Setup, as_text
from technician.terminal import Refused
from technician.trial_page import print_page

DEVICES = Path("/dev/usb")
# A raster line of 80 mm and of 58 mm paper at 203 dpi.
WIDTHS = {80: 576, 58: 384}
NETWORK, NONE = "network", "none"
SPOOLER_S = 5.0
_ADDRESS = re.compile(r"([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(?::(\d{1,5}))?")


def ask_printer(setup: Setup, devices: Path = DEVICES) -> None:
    """Offer the printers that are plugged in, the network, or none; then try the one chosen."""
    terminal, config = setup.terminal, setup.config.printer
    terminal.title("provision.printer.title")
    found = [str(path) for path in sorted(devices.glob("lp*"))]
    if config is not None and config.path is not None and str(config.path) not in found:
        found.append(str(config.path))
    choices = [(path, terminal.texts("provision.printer.file", path=path)) for path in found]
    choices += [(word, terminal.texts(f"provision.printer.{word}")) for word in (NETWORK, NONE)]
    default = found[0] if found else NETWORK
    if config is not None:
        default = NETWORK if config.transport == NETWORK else str(config.path)
    elif not setup.station.is_new:
        default = NONE
    choice = terminal.choose("provision.printer.ask", choices, default)
    if choice == NONE:
        setup.station.drop("printer")
        return
    if choice == NETWORK:
        _ask_address(setup)
    else:
        _put(setup, {"transport": "file", "path": choice}, without=("host", "port"))
    _ask_width(setup)
    _try(setup)


def ask_office(setup: Setup) -> None:
    """Offer the printers that the system knows, for the A4 summary of a counter."""
    if setup.config.role != "counter":
        return
    terminal, config = setup.terminal, setup.config.office
    terminal.title("provision.office.title")
    names = office_printers()
    if config is not None and config.name and config.name not in names:
        names.append(config.name)
    choices = [(f"spooler {name}", name) for name in names]
    default = choices[0][0] if choices and setup.station.is_new else NONE
    if config is not None and config.path is not None:
        choices.append(("folder", terminal.texts("provision.office.folder", path=str(config.path))))
        default = "folder"
    elif config is not None:
        default = f"spooler {config.name}"
    choices.append((NONE, terminal.texts("provision.office.none")))
    choice = terminal.choose("provision.office.ask", choices, default)
    if choice == NONE:
        setup.station.drop("office")
        return
    if choice != "folder":
        setup.station.put_table("office", {"transport": "spooler", "name": choice.partition(" ")[2]})
    office = setup.config.office
    if office is not None:
        # It draws what it prints: Qt, which nothing else here needs.
        from printers.office import make_office

        try:
            make_office(office).check()
        except Problem as problem:
            terminal.problem(problem)
        else:
            terminal.say("provision.office.good")


def office_printers() -> list[str]:
    """Return the names of the printers that CUPS knows; none where it is not installed."""
    command = shutil.which("lpstat")
    if command is None:
        return []
    try:
        done = subprocess.run([command, "-e"], capture_output=True, text=True, timeout=SPOOLER_S, check=False)
    except subprocess.TimeoutExpired:
        return []
    return done.stdout.split() if done.returncode == 0 else []


def _ask_address(setup: Setup) -> None:
    config = setup.config.printer
    default = place_of(config).removesuffix(":9100") if config and config.transport == NETWORK else ""

    def take(typed: str) -> None:
        found = _ADDRESS.fullmatch(typed)
        if not found:
            raise Refused(setup.terminal.texts("provision.printer.address.refused"))
        values: dict[str, Value] = {"transport": NETWORK, "host": found[1].strip("[]")}
        if found[2] or (config is not None and config.port != 9100):
            values["port"] = int(found[2] or 9100)
        _put(setup, values, without=("path",))

    setup.terminal.ask("provision.printer.address", take, default)


def _ask_width(setup: Setup) -> None:
    dots = _printer(setup).dots
    default = next((width for width, wide in WIDTHS.items() if wide == dots), None)

    def take(typed: str) -> None:
        width = typed.lower().removesuffix("mm").strip()
        if width == as_text(default) or (default is None and width == as_text(dots)):
            return
        if width not in map(str, WIDTHS):
            raise Refused(setup.terminal.texts("provision.printer.width.refused"))
        setup.station.put("printer", "dots", WIDTHS[int(width)])

    setup.terminal.ask("provision.printer.width", take, str(default or dots))


def _put(setup: Setup, values: dict[str, Value], *, without: tuple[str, ...]) -> None:
    # Set before anything is taken away, so that the table can be read at every step.
    setup.station.put_table("printer", values)
    for key in without:
        setup.station.drop("printer", key)


def _try(setup: Setup) -> None:
    """Say what state the printer is in, and print a page where it can; what it tells decides its class."""
    terminal = setup.terminal
    while not _ready(setup):
        if not terminal.yes("provision.again", default=True):
            terminal.say("provision.printer.later")
            return
    while terminal.yes("provision.printer.page", default=True):
        lines = tuple(terminal.texts("provision.printer.lines").split("\n"))
        ended, tells = print_page(_printer(setup), lines)
        if ended == "failed":
            terminal.say("provision.printer.failed")
            continue
        if ended == "told":
            terminal.say("provision.printer.told")
        if terminal.yes("provision.printer.seen", default=True):
            word = "confirms" if ended == "told" else "status_only" if tells else "blind"
            if _printer(setup).printer_class != word:
                setup.station.put("printer", "class", word)
            terminal.say(f"provision.printer.class.{word}")
            return
        terminal.say("provision.printer.unseen")


def _ready(setup: Setup) -> bool:
    """Say what state the printer is in, and tell whether a page may be tried."""
    config, terminal = _printer(setup), setup.terminal
    status = printer_status(config)
    if isinstance(status, Silent):
        # Some models never tell; whether the page comes out is then the only way to know.
        terminal.say("provision.printer.silent")
        return True
    finding = printer_finding(config, status, Words(terminal.texts, setup.station.path))
    terminal.finding(finding)
    return isinstance(status, Ready)


def _printer(setup: Setup) -> PrinterConfig:
    config = setup.config.printer
    if config is None:
        raise RuntimeError("a printer was chosen")
    return config

"""The central: found, trusted, and joined with a one-time code."""

from collections.abc import Callable
from pathlib import Path

from kiosk.catalogue.catalogue import load_catalogue
from kiosk.clock import Clock
from kiosk.config import Config
from kiosk.errors import CentralProblem, CentralUntrusted, EnrolmentProblem, Problem
from kiosk.store import Identity, open_store
from kiosk.wire.keys import SigningKey
from sync.changes import PATH
from sync.enrolment import enrol
from sync.station_api import StationApi
from technician.steps.setup import NOWHERE, Setup, as_text
from technician.terminal import Refused, Terminal

CODE_DIGITS = 12
# What the central takes (`enrol-code --name`).
LONGEST_NAME = 80


def ask_central(setup: Setup) -> None:
    """Ask for the address until a central answers there, or the technician keeps it all the same."""
    terminal, station = setup.terminal, setup.station
    terminal.title("provision.central.title")

    def take(typed: str) -> None:
        address = typed if "://" in typed or not typed else f"https://{typed}"
        station.put("central", "url", address.rstrip("/"))

    while True:
        known = setup.config.central_url
        terminal.ask("provision.central.ask", take, "" if known == NOWHERE else known)
        try:
            find_central(setup.config, setup.clock)
        except CentralUntrusted as untrusted:
            terminal.problem(untrusted)
            _ask_authority(setup)
        except Problem as problem:
            terminal.problem(problem)
            if terminal.yes("provision.central.keep", default=False):
                return
        else:
            terminal.say("provision.central.found", address=setup.config.central_url)
            return


def find_central(config: Config, clock: Clock) -> None:
    """Raise a CentralProblem unless a central of Relais answers; it is asked as a stranger, so it refuses.

    Whether it is this station's own central is verified by its signatures, from the enrolment on.
    """
    api = StationApi(config.central_url, clock, config.central_ca)
    try:
        api.post(PATH, {}, station=0, signer=SigningKey.generate(), now_ms=clock.now_ms())
    finally:
        api.close()


def ask_code(setup: Setup) -> Identity | None:
    """Ask for name and code until the central accepts them; return who the station is, None for later.

    The files are saved. Raises a StoreProblem.
    """
    terminal, config = setup.terminal, setup.config
    terminal.title("provision.join.title")
    if setup.identity is not None:
        known = setup.identity
        terminal.say("provision.join.kept", name=known.name, station=known.station, agency=known.agency)
        return known
    terminal.say("provision.join.say", role=config.role)
    name = terminal.ask("provision.join.name", _name_taker(terminal), default_name(config, terminal))
    while True:
        code = terminal.ask("provision.join.code", _code_taker(terminal))
        if not code:
            return None
        try:
            setup.identity = join(config, code, name, setup.clock)
        except (EnrolmentProblem, CentralProblem) as problem:
            terminal.problem(problem)
        else:
            terminal.say(
                "provision.join.done", name=name, station=setup.identity.station, agency=setup.identity.agency
            )
            return setup.identity


def join(config: Config, code: str, name: str, clock: Clock) -> Identity:
    """Enrol the station. Raises what `sync.enrolment.enrol` raises, and the StoreProblems."""
    with open_store(config.data) as store:
        return enrol(config.central_url, code, name, config.role, store, clock, ca=config.central_ca)


def services_verified(config: Config, identity: Identity) -> int:
    """Return how many services the packs offer; raise the Problems of packs and forms."""
    return len(load_catalogue(config.packs, identity.publisher).services)


def default_name(config: Config, terminal: Terminal) -> str:
    """Return « Borne 1 » or « Guichet 1 »."""
    return f"{terminal.texts(f'provision.role.{config.role}').capitalize()} 1"


def _ask_authority(setup: Setup) -> None:
    """Ask for the agency's own certificate authority, « - » for those of the system."""
    terminal, station = setup.terminal, setup.station

    def take(typed: str) -> None:
        if typed == "-":
            station.drop("central", "ca")
            return
        if not typed or not (station.path.parent / Path(typed)).is_file():
            raise Refused(terminal.texts("provision.central.ca.refused"))
        station.put("central", "ca", typed)

    terminal.ask("provision.central.ca", take, as_text(station.value("central", "ca")) or "-")


def _code_taker(terminal: Terminal) -> Callable[[str], str]:
    def take(typed: str) -> str:
        digits = "".join(sign for sign in typed if sign.isascii() and sign.isdigit())
        if typed and (len(digits) != CODE_DIGITS or any(sign.isalpha() for sign in typed)):
            raise Refused(terminal.texts("provision.join.code.refused"))
        return digits

    return take


def _name_taker(terminal: Terminal) -> Callable[[str], str]:
    def take(typed: str) -> str:
        if not typed or len(typed) > LONGEST_NAME or not typed.isprintable():
            raise Refused(terminal.texts("provision.join.name.refused", most=LONGEST_NAME))
        return typed

    return take

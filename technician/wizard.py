"""`provision`: sets a station up, or changes one, by questions or from one file."""

from pathlib import Path

from kiosk.catalogue.agency import load_agency
from kiosk.clock import Clock
from kiosk.config import Config, load_config
from kiosk.errors import NotEnrolled, Problem
from kiosk.store import Identity
from kiosk.store.faults import file_faults
from technician.agents import add_agent, add_first_agent
from technician.checks import hardware
from technician.checks.people import COUNTER
from technician.doctor import doctor
from technician.finding import Bench
from technician.steps.hearing import ask_voice
from technician.steps.joining import ask_central, ask_code, default_name, join, services_verified
from technician.steps.place import ask_agency, ask_packs, ask_role
from technician.steps.printing import ask_office, ask_printer
from technician.steps.screen import ask_screen
from technician.steps.setup import Setup, identity_of
from technician.terminal import Terminal

STOPPED = 130
STEPS = (ask_role, ask_agency, ask_packs, ask_screen, ask_printer, ask_office, ask_voice, ask_central)


def provision(folder: Path, terminal: Terminal, clock: Clock) -> int:
    """Ask for everything a station needs, one thing at a time, and join its central.

    Nothing is written before the last question about the files; what was there is the default of each.
    Returns 0, or 130 when the technician left. Raises the ConfigProblems of files that are there, and
    StoreProblems.
    """
    setup = Setup.of(folder, terminal, clock)
    terminal.say("provision.hello", file=str(setup.station.path))
    try:
        for step in STEPS:
            step(setup)
    except (EOFError, KeyboardInterrupt):
        terminal.stopped("provision.left")
        return STOPPED
    _save(setup)
    try:
        _join(setup)
        if terminal.yes("provision.doctor", default=True):
            doctor(setup.station.path, clock, terminal.texts, as_json=False)
    except (EOFError, KeyboardInterrupt):
        terminal.stopped("provision.left_later")
        return STOPPED
    _say_next(setup.config, terminal)
    return 0


def provision_from_file(
    file: Path, code: str | None, name: str | None, terminal: Terminal, clock: Clock
) -> int:
    """Set a station up from its file without a question, and say what was done, a line each; return 0.

    Run again, it does what is left to do. Raises ConfigProblems, EnrolmentProblems (NotEnrolled without a
    code), CentralProblems, StoreProblems and, once enrolled, those of packs and forms.
    """
    config = load_config(file.resolve())
    sheet = load_agency(config.agency)
    role = terminal.texts(f"provision.role.{config.role}")
    terminal.say("provision.file.read", file=str(config.path), role=role, agency=sheet.name)
    identity = identity_of(config)
    if identity is None:
        if code is None:
            raise NotEnrolled
        identity = join(config, code, name or default_name(config, terminal), clock)
        key = "provision.join.done"
    else:
        key = "provision.join.kept"
    terminal.say(key, name=identity.name, station=identity.station, agency=identity.agency)
    if config.role == COUNTER and not add_first_agent(config, terminal, clock):
        terminal.say("provision.file.agents")
    terminal.say("provision.packs.verified", count=services_verified(config, identity))
    # What is plugged in later must not fail an installation done in advance: it is said, not refused.
    terminal.finding(hardware.printer(Bench(config.path, clock, terminal.texts)))
    _say_next(config, terminal)
    return 0


def _save(setup: Setup) -> None:
    with file_faults(setup.station.path):
        # The sheet first: a station.toml never names one that is not there.
        saved = [sheet.path for sheet in (setup.agency, setup.station) if sheet.save()]
    for path in saved:
        setup.terminal.say("provision.saved", path=str(path))
    if not saved:
        setup.terminal.say("provision.unchanged")


def _join(setup: Setup) -> None:
    terminal, config = setup.terminal, setup.config
    identity = ask_code(setup)
    if identity is None:
        terminal.say("provision.join.later")
        return
    _verify_packs(config, identity, terminal)
    if config.role == COUNTER:
        terminal.title("provision.agent.title")
        bench = Bench(config.path, setup.clock, terminal.texts)
        with bench.store() as store:
            known = [agent.name for agent in store.agents.every()]
        if known:
            terminal.say("provision.agent.known", names=", ".join(known))
        else:
            add_agent(config, terminal, setup.clock)


def _verify_packs(config: Config, identity: Identity, terminal: Terminal) -> None:
    try:
        terminal.say("provision.packs.verified", count=services_verified(config, identity))
    except Problem as problem:
        terminal.problem(problem)


def _say_next(config: Config, terminal: Terminal) -> None:
    terminal.say("provision.next", role=config.role, file=str(config.path))

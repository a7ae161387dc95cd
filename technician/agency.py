"""`agency`: the agency's sheet by plain questions; a kiosk with a ready pack needs no spreadsheet."""

from pathlib import Path

from kiosk.catalogue.agency import AgencySheet, read_agency
from kiosk.catalogue.catalogue import Catalogue, load_catalogue
from kiosk.clock import Clock
from kiosk.config import Config, load_config
from kiosk.errors import Problem
from kiosk.store.faults import file_faults
from technician.sheet import Sheet
from technician.steps.offer import ask_closed, ask_delays, ask_places, ask_present, ask_services
from technician.steps.place import ask_agency
from technician.steps.setup import AGENCY_DRAFT, Setup, identity_of
from technician.terminal import Terminal

STOPPED = 130


def edit_agency(file: Path, terminal: Terminal, clock: Clock) -> int:
    """Ask for everything the agency says of itself, and write its sheet at the end.

    What was there is the default of each question; nothing else of the file changes. Returns 0, or 130 when
    the technician left. Raises the ConfigProblems of files that the start would refuse, and StoreProblems.
    """
    config = load_config(file)
    sheet: Sheet[AgencySheet] = Sheet(config.agency, read_agency, AGENCY_DRAFT)
    sheet.content()
    setup = Setup(terminal, clock, Sheet(file, load_config, ""), sheet, identity_of(config))
    terminal.say("provision.agency.hello", file=str(config.agency))
    try:
        ask_agency(setup)
        ask_closed(setup)
        ask_present(setup)
        catalogue = _catalogue(config, setup)
        if catalogue is not None:
            ask_services(setup, catalogue.services)
            ask_delays(setup, catalogue.services)
        ask_places(setup)
    except (EOFError, KeyboardInterrupt):
        terminal.stopped("provision.left")
        return STOPPED
    with file_faults(config.agency):
        saved = sheet.save()
    if saved:
        terminal.say("provision.saved", path=str(config.agency))
        terminal.say("provision.agency.next", role=config.role, file=str(file))
    else:
        terminal.say("provision.unchanged")
    return 0


def _catalogue(config: Config, setup: Setup) -> Catalogue | None:
    """Return the services of the packs, None before they can be verified: that is said, not guessed."""
    if setup.identity is None:
        setup.terminal.say("provision.agency.services.later")
        return None
    try:
        return load_catalogue(config.packs, setup.identity.publisher)
    except Problem as problem:
        setup.terminal.problem(problem)
        setup.terminal.say("provision.agency.services.later")
        return None

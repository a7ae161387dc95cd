"""Which station, in which agency, with which services."""

from collections.abc import Callable

from kiosk.catalogue.catalogue import MANIFEST
from kiosk.config import ROLES
from technician.steps.setup import Setup, as_text
from technician.terminal import Refused

MOST_LINES = 7


def ask_role(setup: Setup) -> None:
    """Ask for kiosk or counter; an enrolled station keeps the role that its central knows."""
    terminal = setup.terminal
    terminal.title("provision.role.title")
    role = setup.config.role
    if setup.identity is not None:
        terminal.say("provision.role.kept", role=terminal.texts(f"provision.role.{role}"))
        return
    choices = [(word, terminal.texts(f"provision.role.{word}.choice")) for word in ROLES]
    setup.station.put("station", "role", terminal.choose("provision.role.ask", choices, role))


def ask_agency(setup: Setup) -> None:
    """Ask for what screens and papers say of the agency."""
    setup.terminal.title("provision.agency.title")
    for key in ("name", "phone"):
        setup.terminal.ask(f"provision.agency.{key}", _into(setup, key), _shown(setup, key))
    _ask_cost(setup)
    ask_lines(setup, "hours", needed=True)


def ask_packs(setup: Setup) -> None:
    """Ask for the folder of the services; their signatures are verified once the station is enrolled."""
    terminal = setup.terminal
    terminal.title("provision.packs.title")

    def take(typed: str) -> str:
        if not typed:
            raise Refused(terminal.texts("provision.empty"))
        setup.station.put("station", "packs", typed)
        return typed

    while True:
        terminal.ask("provision.packs.ask", take, as_text(setup.station.value("station", "packs")))
        folder = setup.config.packs
        found = [path.parent.name for path in sorted(folder.glob(f"*/{MANIFEST}"))]
        if found:
            terminal.say("provision.packs.found", names=", ".join(found))
            return
        terminal.say("provision.packs.none", folder=str(folder))
        if not terminal.yes("provision.again", default=False):
            return


def _ask_cost(setup: Setup) -> None:
    terminal = setup.terminal
    nothing = terminal.texts("provision.agency.no_cost")

    def take(typed: str) -> None:
        if typed == nothing:
            setup.agency.drop("agency", "phone_cost")
        else:
            setup.agency.put("agency", "phone_cost", typed)

    terminal.ask("provision.agency.phone_cost", take, _shown(setup, "phone_cost") or nothing)


def ask_lines(
    setup: Setup, key: str, *, needed: bool, most: int = MOST_LINES, read: Callable[[str], object] = str
) -> None:
    """Ask for the lines of a list of the sheet, one at a time; read: refuses a line with ValueError."""
    terminal = setup.terminal
    known = [] if setup.agency.is_new else list(setup.agency.value("agency", key) or [])
    lines: list[str] = []

    def take(typed: str) -> str:
        if not typed and not lines and needed:
            raise Refused(terminal.texts("provision.empty"))
        try:
            if typed not in ("", "-"):
                read(typed)
        except ValueError:
            raise Refused(terminal.texts(f"provision.agency.{key}.bad")) from None
        return typed

    terminal.say(f"provision.agency.{key}.say")
    while len(lines) < most:
        default = known[len(lines)] if len(lines) < len(known) else ""
        # An agency has mostly one line: Enter ends the list, a hyphen leaves out a line that was there.
        line = terminal.ask(f"provision.agency.{key}", take, default, number=len(lines) + 1)
        if not line:
            break
        if line == "-":
            known[len(lines) :] = known[len(lines) + 1 :]
            continue
        lines.append(line)
    if lines:
        setup.agency.put("agency", key, lines)
    else:
        setup.agency.drop("agency", key)


def _into(setup: Setup, key: str) -> Callable[[str], None]:
    def take(typed: str) -> None:
        if not typed:
            raise Refused(setup.terminal.texts("provision.empty"))
        setup.agency.put("agency", key, typed)

    return take


def _shown(setup: Setup, key: str) -> str:
    return "" if setup.agency.is_new else as_text(setup.agency.value("agency", key))

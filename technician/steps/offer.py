"""When the agency is closed, who is there, which services it offers and what it promises."""

from collections.abc import Sequence

from kiosk.catalogue.openings import read_closure, read_presence
from kiosk.catalogue.pack import FRENCH, Service, in_language
from technician.steps.place import ask_lines
from technician.steps.setup import Setup, as_text
from technician.terminal import Refused

MOST_CLOSED, MOST_PRESENT = 40, 14


def ask_closed(setup: Setup) -> None:
    """Ask for the days on which the agency is closed."""
    setup.terminal.title("provision.agency.closed.title")
    ask_lines(setup, "closed", needed=False, most=MOST_CLOSED, read=read_closure)


def ask_present(setup: Setup) -> None:
    """Ask when an agent is there."""
    setup.terminal.title("provision.agency.present.title")
    ask_lines(setup, "present", needed=False, most=MOST_PRESENT, read=read_presence)


def ask_services(setup: Setup, services: Sequence[Service]) -> None:
    """Ask which services of the packs this agency does not offer."""
    terminal = setup.terminal
    terminal.title("provision.agency.services.title")
    sheet = setup.agency.content()
    off = [number for number, service in enumerate(services, 1) if not sheet.offers(service.id)]
    for number, service in enumerate(services, 1):
        key = "provision.agency.services.off" if number in off else "provision.agency.services.on"
        terminal.say(key, number=number, title=in_language(service.title, FRENCH))
    nothing = terminal.texts("provision.agency.services.none")

    def take(typed: str) -> list[int]:
        words = [] if typed == nothing else typed.replace(",", " ").split()
        if not all(word.isascii() and word.isdigit() and 1 <= int(word) <= len(services) for word in words):
            raise Refused(terminal.texts("provision.agency.services.bad", most=len(services)))
        if len(set(words)) == len(services):
            raise Refused(terminal.texts("provision.agency.services.all"))
        return sorted({int(word) for word in words})

    chosen = terminal.ask("provision.agency.services", take, ", ".join(map(str, off)) or nothing)
    if chosen == off:
        return
    setup.agency.drop("services", "only")
    if chosen:
        setup.agency.put("services", "off", [services[number - 1].id for number in chosen])
    else:
        setup.agency.drop("services", "off")


def ask_delays(setup: Setup, services: Sequence[Service]) -> None:
    """Ask, service by service, for the delay that the agency promises in place of the pack's."""
    terminal = setup.terminal
    terminal.title("provision.agency.delays.title")
    if not terminal.yes("provision.agency.delays", default=False):
        return
    as_pack, nothing = (
        terminal.texts("provision.agency.delays.pack"),
        terminal.texts("provision.agency.no_cost"),
    )
    for service in services:
        if not setup.agency.content().offers(service.id):
            continue
        promise = in_language(service.promise, FRENCH) if service.promise else nothing
        terminal.say("provision.agency.delays.of", title=in_language(service.title, FRENCH), promise=promise)
        own = setup.agency.value("delays", service.id)
        shown = as_pack if own is None else as_text(own) or nothing
        typed = terminal.ask("provision.agency.delays.ask", str, shown)
        if typed == as_pack:
            setup.agency.drop("delays", service.id)
        else:
            setup.agency.put("delays", service.id, "" if typed == nothing else typed)


def ask_places(setup: Setup) -> None:
    """Ask for the table of places of help nearby; it is read at once."""
    terminal = setup.terminal
    terminal.title("provision.agency.places.title")
    nothing = terminal.texts("provision.agency.no_cost")

    def take(typed: str) -> None:
        if typed == nothing:
            setup.agency.drop("places")
        else:
            setup.agency.put("places", "file", typed)

    terminal.ask("provision.agency.places", take, as_text(setup.agency.value("places", "file")) or nothing)
    places = setup.agency.content().places
    if places:
        terminal.say("provision.agency.places.found", count=len(places))

"""Who may log in at a counter: agents taken in, let in again, given another PIN.

A PIN is typed twice and not shown, or made here and shown once, on this terminal and nowhere else.
"""

from collections.abc import Callable

from kiosk.clock import Clock
from kiosk.config import Config
from kiosk.store import Store, open_store
from kiosk.store.agents import checked_pin, new_pin
from technician.terminal import Refused, Terminal

MOST_NAME = 60


def add_agent(config: Config, terminal: Terminal, clock: Clock, name: str | None = None) -> bool:
    """Take in an agent and return True; name None: ask for it. Raises StoreProblems."""
    with open_store(config.data) as store:
        if name is None:
            default = terminal.texts("agent.default_name", number=len(store.agents.every()) + 1)
            name = terminal.ask("agent.name", _taker(terminal), default)
        pin, made = _ask_pin(terminal)
        number = store.agents.add(_taker(terminal)(name), pin, clock.now_ms())
    terminal.say("agent.added", name=name, number=number)
    _show(terminal, pin if made else None)
    return True


def add_first_agent(config: Config, terminal: Terminal, clock: Clock) -> bool:
    """Take in the first agent with a PIN made here, unless there is one; return whether there was none."""
    with open_store(config.data) as store:
        if store.agents.every():
            return False
        name, pin = terminal.texts("agent.default_name", number=1), new_pin()
        number = store.agents.add(name, pin, clock.now_ms())
    terminal.say("agent.added", name=name, number=number)
    _show(terminal, pin)
    return True


def unlock_agent(config: Config, terminal: Terminal, clock: Clock, number: int) -> bool:
    """Let an agent try again; return whether there is one of this number."""
    with open_store(config.data) as store:
        name = _name(store, terminal, number)
        if name is None:
            return False
        store.agents.unlock(number, clock.now_ms())
    terminal.say("agent.unlocked", name=name, number=number)
    return True


def change_pin(config: Config, terminal: Terminal, clock: Clock, number: int) -> bool:
    """Give an agent another PIN and let them in again; return whether there is one of this number."""
    with open_store(config.data) as store:
        name = _name(store, terminal, number)
        if name is None:
            return False
        pin, made = _ask_pin(terminal)
        store.agents.set_pin(number, pin, clock.now_ms())
    terminal.say("agent.changed", name=name, number=number)
    _show(terminal, pin if made else None)
    return True


def _ask_pin(terminal: Terminal) -> tuple[str, bool]:
    """Return a PIN, and whether it was made here."""
    terminal.say("agent.pin.say")
    typed = terminal.secret("agent.pin", lambda typed: checked_pin(typed) if typed else "")
    return (typed, False) if typed else (new_pin(), True)


def _show(terminal: Terminal, pin: str | None) -> None:
    if pin is not None:
        terminal.say("agent.pin.made", pin=pin)


def _name(store: Store, terminal: Terminal, number: int) -> str | None:
    agents = {agent.number: agent.name for agent in store.agents.every()}
    if number not in agents:
        known = ", ".join(f"{one} ({name})" for one, name in agents.items())
        terminal.say("agent.unknown", number=number, known=known or "-")
    return agents.get(number)


def _taker(terminal: Terminal) -> Callable[[str], str]:
    def take(typed: str) -> str:
        name = " ".join(typed.split())
        if not name or len(name) > MOST_NAME or not name.isprintable():
            raise Refused(terminal.texts("agent.name.refused", most=MOST_NAME))
        return name

    return take

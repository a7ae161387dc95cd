"""The sheet from the safe: typed on a counter that lost the agency's key, printed again, or held in hand."""

from kiosk.clock import Clock
from kiosk.config import Config
from kiosk.errors import NotEnrolled
from kiosk.store import open_store
from kiosk.wire.agency_key import GROUP, read_recovery, recovery_text
from kiosk.wire.keys import OpeningKey
from technician.terminal import Refused, Terminal


def recover_key(config: Config, terminal: Terminal, clock: Clock) -> bool:
    """Ask for the letters of the sheet and keep their key; return whether it was kept.

    Raises NotEnrolled and StoreProblems.
    """
    with open_store(config.data) as store:
        identity = store.identity
        if identity.hosted:
            # The central holds it: there is no sheet that could be this agency's.
            terminal.say("recover.hosted")
            return False
        terminal.say("recover.say")

        def take(typed: str) -> OpeningKey:
            if not typed:
                raise Refused(terminal.texts("recover.empty"))
            return read_recovery(typed)

        key = terminal.ask("recover.ask", take)
        current = key.public == identity.recipient
        if not current and not terminal.yes("recover.older", default=False):
            return False
        store.agency_key.take(key, clock.now_ms())
    terminal.say("recover.done" if current else "recover.done_older")
    return True


def print_sheet(config: Config, terminal: Terminal, clock: Clock) -> bool:
    """Order the sheet again from the printer of this counter; return whether there is a key to print.

    Raises StoreProblems.
    """
    with open_store(config.data) as store:
        if not store.enrolment.is_done():
            raise NotEnrolled
        if store.agency_key.get() is None or config.printer is None:
            terminal.say("recover.no_printer" if config.printer is None else "recover.no_key")
            return False
        queued = store.spool.append_recovery(clock.now_ms(), again=True)
    terminal.say("recover.queued" if queued else "recover.waiting")
    return True


def check_sheet(config: Config, terminal: Terminal, clock: Clock) -> bool:
    """Note that the sheet is out when its last letters are typed; return whether there is a key.

    Only a printer that confirms is believed by itself; of every other, somebody must hold the paper. Raises
    StoreProblems.
    """
    with open_store(config.data) as store:
        key = store.agency_key.get()
        if key is None:
            terminal.say("recover.no_key")
            return False
        last = recovery_text(key)[-GROUP:]

        def take(typed: str) -> None:
            if typed.upper() != last:
                raise Refused(terminal.texts("recover.check.refused"))

        terminal.ask("recover.check", take)
        store.agency_key.note_sheet(clock.now_ms())
    terminal.say("recover.checked")
    return True

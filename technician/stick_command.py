"""The commands about USB sticks: prepare-stick, export, import."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.clock import SystemClock
from kiosk.config import Config, load_config
from kiosk.store import Store, open_store
from kiosk.texts import Texts, load_texts
from technician.command import DOMAIN, FAILED, I18N
from technician.terminal import Terminal

if TYPE_CHECKING:
    from sync.couriers.https import HttpsCourier
    from sync.stick_visit import Visit

STICK_BYTES = 16
LONGEST_NAME = 120


def add_stick_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add them to the command line; each sets `run(options, texts) -> exit code`."""
    prepare = commands.add_parser("prepare-stick", help="prépare une clé USB pour cette agence")
    export = commands.add_parser("export", help="copie sur une clé USB ce qui attend ici")
    export.add_argument("--held", action="store_true", help="copie aussi ce qui attend une décision")
    bring = commands.add_parser("import", help="lit une clé USB et porte au central ce qu’elle contient")
    for command, run in ((prepare, _prepare), (export, _export), (bring, _import)):
        command.add_argument("path", type=Path, metavar="CLÉ", help="le dossier où la clé est montée")
        command.add_argument(
            "--config", type=Path, default=Path("station/station.toml"), metavar="STATION.TOML"
        )
        command.set_defaults(run=run)


def prepare(config: Config, path: Path, terminal: Terminal) -> int:
    """Make a stick one of this agency; raise NotEnrolled or a StickProblem."""
    from kiosk.stick import prepare_stick
    from kiosk.wire.roster import read_roster
    from kiosk.wire.stick import make_marker

    with open_store(config.data) as store:
        identity = store.identity
    marker = make_marker(identity.agency, os.urandom(STICK_BYTES), SystemClock().now_ms(), identity.signing)
    prepare_stick(path, marker)
    agency = read_roster(identity.roster, identity.keys_by_id).name
    terminal.say("stick.prepared", agency=agency)
    return 0


def export(config: Config, path: Path, terminal: Terminal, *, held: bool) -> int:
    """Put what waits here on the stick, and tell it; raise a StoreProblem or NotEnrolled."""
    from sync.stick_visit import StickVisit

    with open_store(config.data) as store:
        visit = StickVisit(store, path, SystemClock(), None).make(export=True, bring=False, held=held)
        kept_back = 0 if held else len(store.outbox.held())
    terminal.say("stick.carried", count=visit.carried)
    if kept_back:
        terminal.say("stick.held", count=kept_back)
    return _tell(visit, terminal)


def bring(config: Config, path: Path, terminal: Terminal) -> int:
    """Take what the stick brings, and tell it; raise a StoreProblem, NotEnrolled or ConfigBadValue."""
    from sync.stick_visit import StickVisit

    with open_store(config.data) as store:
        forward = _way_to_central(config, store)
        visit = StickVisit(store, path, SystemClock(), forward).make(export=False, bring=True)
    terminal.say("stick.delivered", count=visit.delivered)
    if visit.left:
        terminal.say("stick.left", count=visit.left)
    return _tell(visit, terminal)


def _way_to_central(config: Config, store: Store) -> "HttpsCourier":
    from sync.couriers.https import HttpsCourier

    return HttpsCourier(config.central_url, store.identity, SystemClock(), config.central_ca)


def _tell(visit: "Visit", terminal: Terminal) -> int:
    terminal.say("stick.settled", count=visit.settled)
    for file in visit.refused:
        reason = terminal.texts(f"stick.refused.{file.reason}")
        terminal.say("stick.refused", file=_printable(file.file), reason=reason)
    if visit.trouble is not None:
        terminal.problem(visit.trouble)
    if visit.safe:
        terminal.say("stick.safe")
    return 0 if visit.trouble is None else FAILED


def _printable(name: str) -> str:
    """A file's name as a terminal may show it: who made the stick chose it."""
    return "".join(sign if sign.isprintable() else "?" for sign in name)[:LONGEST_NAME]


def _prepare(options: argparse.Namespace, _: Texts) -> int:
    return prepare(load_config(options.config.resolve()), options.path.resolve(), _terminal())


def _export(options: argparse.Namespace, _: Texts) -> int:
    config = load_config(options.config.resolve())
    return export(config, options.path.resolve(), _terminal(), held=options.held)


def _import(options: argparse.Namespace, _: Texts) -> int:
    return bring(load_config(options.config.resolve()), options.path.resolve(), _terminal())


def _terminal() -> Terminal:
    return Terminal(load_texts(I18N, "fr", DOMAIN))

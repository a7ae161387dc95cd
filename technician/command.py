"""The technician's commands: provision, agency, doctor, agent, recover-key."""

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.clock import SystemClock
from kiosk.config import load_config
from kiosk.texts import Texts, load_texts

if TYPE_CHECKING:
    from kiosk.clock import Clock
    from kiosk.config import Config
    from technician.terminal import Terminal

I18N = Path(__file__).resolve().parent.parent / "assets" / "i18n"
DOMAIN = "technician"
FAILED = 1


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add them to the command line; each sets `run(options, texts) -> exit code`."""
    provision = commands.add_parser("provision", help="met une station en service, ou change ses réglages")
    source = provision.add_mutually_exclusive_group()
    source.add_argument(
        "--folder", type=Path, default=Path("station"), help="dossier de la station (« station » sinon)"
    )
    source.add_argument(
        "--file", type=Path, metavar="STATION.TOML", help="sans questions, à partir de ce fichier"
    )
    provision.add_argument("--code", help="avec --file : les 12 chiffres donnés par le central")
    provision.add_argument("--name", help="avec --file : nom de la station, comme « Guichet 1 »")
    provision.set_defaults(run=_provision)

    agency = commands.add_parser("agency", help="remplit la fiche de l’agence, question par question")
    agency.add_argument("--config", type=Path, required=True, metavar="STATION.TOML")
    agency.set_defaults(run=_agency)

    doctor = commands.add_parser("doctor", help="contrôle cette station et dit quoi faire")
    doctor.add_argument("--config", type=Path, required=True, metavar="STATION.TOML")
    doctor.add_argument("--json", action="store_true", help="une ligne pour une machine de surveillance")
    doctor.set_defaults(run=_doctor)

    recover = commands.add_parser("recover-key", help="redonne au guichet la clé de l’agence")
    recover.add_argument("--config", type=Path, required=True, metavar="STATION.TOML")
    paper = recover.add_mutually_exclusive_group()
    paper.add_argument("--print", action="store_true", help="imprime encore la feuille de secours")
    paper.add_argument("--check", action="store_true", help="note que la feuille est sortie et lisible")
    recover.set_defaults(run=_recover)
    _add_agents(commands)


def _add_agents(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    agent = commands.add_parser("agent", help="agents d’un guichet et leurs codes")
    actions = agent.add_subparsers(required=True, metavar="ACTION")
    add = actions.add_parser("add", help="ajoute un agent")
    add.add_argument("--name", help="son nom, demandé sinon")
    unlock = actions.add_parser("unlock", help="débloque un agent après trop de codes faux")
    new_pin = actions.add_parser("new-pin", help="donne un autre code à un agent, et le débloque")
    for action, run in ((add, _agent_add), (unlock, _agent_unlock), (new_pin, _agent_new_pin)):
        action.add_argument("--config", type=Path, required=True, metavar="STATION.TOML")
        action.set_defaults(run=run)
    for action in (unlock, new_pin):
        action.add_argument("number", type=int, help="son numéro")


def _provision(options: argparse.Namespace, _: Texts) -> int:
    from technician.wizard import provision, provision_from_file

    terminal, clock = _terminal(), SystemClock()
    if options.file is None:
        return provision(options.folder.resolve(), terminal, clock)
    return provision_from_file(options.file, options.code, options.name, terminal, clock)


def _agency(options: argparse.Namespace, _: Texts) -> int:
    from technician.agency import edit_agency

    return edit_agency(options.config.resolve(), _terminal(), SystemClock())


def _doctor(options: argparse.Namespace, _: Texts) -> int:
    from technician.doctor import doctor

    return doctor(options.config, SystemClock(), _texts(), as_json=options.json)


def _recover(options: argparse.Namespace, _: Texts) -> int:
    from technician.recovery import check_sheet, print_sheet, recover_key

    act = print_sheet if options.print else check_sheet if options.check else recover_key
    return _on_counter(options, act)


def _agent_add(options: argparse.Namespace, _: Texts) -> int:
    from technician.agents import add_agent

    return _on_counter(options, partial(add_agent, name=options.name))


def _agent_unlock(options: argparse.Namespace, _: Texts) -> int:
    from technician.agents import unlock_agent

    return _on_counter(options, partial(unlock_agent, number=options.number))


def _agent_new_pin(options: argparse.Namespace, _: Texts) -> int:
    from technician.agents import change_pin

    return _on_counter(options, partial(change_pin, number=options.number))


def _on_counter(options: argparse.Namespace, act: "Callable[[Config, Terminal, Clock], bool]") -> int:
    """Do something that only a counter knows; return 0, or 1 when it was not done."""
    config, terminal = load_config(options.config.resolve()), _terminal()
    if config.role != "counter":
        terminal.say("agent.no_counter")
        return FAILED
    try:
        return 0 if act(config, terminal, SystemClock()) else FAILED
    except (EOFError, KeyboardInterrupt):
        terminal.stopped("agent.left")
        return FAILED


def _terminal() -> "Terminal":
    from technician.terminal import Terminal

    return Terminal(_texts())


def _texts() -> Texts:
    return load_texts(I18N, "fr", DOMAIN)

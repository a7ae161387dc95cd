"""The commands about what a station keeps: status, held, backup, restore."""

import argparse
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.config import load_config
from kiosk.texts import Texts
from technician.pack_command import terminal


def add_keeping_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add them to the command line; each sets `run(options, texts) -> exit code`."""
    status = commands.add_parser("status", help="dit ce qui attend ici, depuis quand et pourquoi")
    status.add_argument("--json", action="store_true", help="une ligne pour une machine de surveillance")
    status.set_defaults(run=_status)

    held = commands.add_parser("held", help="demandes retenues, qu’une personne doit regarder")
    actions = held.add_subparsers(required=True, metavar="ACTION")
    actions_of_held = {
        "list": ("les montre, avec la raison", _held_list),
        "export": ("écrit une enveloppe, scellée, dans un fichier", _held_export),
        "release": ("l’offre de nouveau au central", _held_release),
    }
    made = {}
    for name, (help_text, run) in actions_of_held.items():
        made[name] = actions.add_parser(name, help=help_text)
        made[name].set_defaults(run=run)
    for name in ("export", "release"):
        made[name].add_argument("id", type=_envelope_id, help="son nom, donné par « held list »")
    made["export"].add_argument("path", type=Path, metavar="FICHIER")

    backup = commands.add_parser("backup", help="copie la base chiffrée, station en marche")
    backup.add_argument("path", type=Path, metavar="FICHIER")
    backup.set_defaults(run=_backup)
    restore = commands.add_parser("restore", help="fait la base d’une station d’une copie et de sa clé")
    restore.add_argument("path", type=Path, metavar="FICHIER")
    restore.add_argument("--key", type=Path, required=True, metavar="STATION.KEY")
    restore.set_defaults(run=_restore)
    for command in (status, *made.values(), backup, restore):
        command.add_argument("--config", type=Path, required=True, metavar="STATION.TOML")


def _envelope_id(text: str) -> bytes:
    try:
        raw = bytes.fromhex(text)
    except ValueError:
        raw = b""
    if len(raw) != 16:
        raise argparse.ArgumentTypeError("un nom de 32 chiffres hexadécimaux")
    return raw


def _status(options: argparse.Namespace, _: Texts) -> int:
    from technician.status import show_status

    return show_status(load_config(options.config.resolve()), SystemClock(), terminal(), as_json=options.json)


def _held_list(options: argparse.Namespace, _: Texts) -> int:
    from technician.held import list_held

    return list_held(load_config(options.config.resolve()), SystemClock(), terminal())


def _held_export(options: argparse.Namespace, _: Texts) -> int:
    from technician.held import export_held

    return export_held(load_config(options.config.resolve()), options.id, options.path, terminal())


def _held_release(options: argparse.Namespace, _: Texts) -> int:
    from technician.held import release_held

    return release_held(load_config(options.config.resolve()), options.id, SystemClock(), terminal())


def _backup(options: argparse.Namespace, _: Texts) -> int:
    from technician.copies import make_copy

    return make_copy(load_config(options.config.resolve()), options.path, terminal())


def _restore(options: argparse.Namespace, _: Texts) -> int:
    from technician.copies import take_copy

    config = load_config(options.config.resolve())
    return take_copy(config, options.path, options.key, SystemClock(), terminal())

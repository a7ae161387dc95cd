"""The publisher's commands: pack new, lint, build, key, sign, verify; main.py adds `preview`."""

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.config import load_config
from kiosk.texts import Texts, load_texts
from technician.command import DOMAIN, FAILED, I18N

if TYPE_CHECKING:
    from kiosk.wire.keys import VerifyKey
    from technician.terminal import Terminal

    Actions = argparse._SubParsersAction[argparse.ArgumentParser]

PUBLIC = re.compile(r"[0-9a-fA-F]{64}")


def add_pack_commands(commands: "Actions") -> "Actions":
    """Add `pack` to the command line and return its actions; each sets `run(options, texts) -> exit code`."""
    pack = commands.add_parser("pack", help="paquets de services : écrire, contrôler, construire, signer")
    actions = pack.add_subparsers(required=True, metavar="ACTION")
    new = actions.add_parser("new", help="prépare un dossier source, avec un service d’exemple")
    new.add_argument("folder", type=Path, metavar="DOSSIER")
    new.set_defaults(run=_new)

    lint = actions.add_parser("lint", help="contrôle un dossier source et dit quoi corriger")
    lint.add_argument("source", type=Path, metavar="DOSSIER")
    lint.add_argument("--json", action="store_true", help="pour une machine")
    lint.set_defaults(run=_lint)

    build = actions.add_parser("build", help="construit le paquet d’un dossier source")
    build.add_argument("source", type=Path, metavar="DOSSIER")
    build.add_argument("--out", type=Path, default=Path("packs"), help="où l’écrire (« packs » sinon)")
    build.add_argument("--key", type=Path, metavar="FICHIER", help="clé de l’éditeur, pour le signer aussi")
    build.set_defaults(run=_build)

    key = actions.add_parser("key", help="fait la clé d’un éditeur")
    key.add_argument("file", type=Path, metavar="FICHIER")
    key.set_defaults(run=_key)

    sign = actions.add_parser("sign", help="signe un paquet construit")
    sign.add_argument("folder", type=Path, metavar="PAQUET")
    sign.add_argument("--key", type=Path, required=True, metavar="FICHIER", help="clé de l’éditeur")
    sign.set_defaults(run=_sign)

    verify = actions.add_parser("verify", help="dit qui a signé un paquet et tout ce qu’il déclare")
    verify.add_argument("folder", type=Path, metavar="PAQUET")
    whose = verify.add_mutually_exclusive_group(required=True)
    whose.add_argument("--publisher", metavar="CLÉ", help="clé publique attendue, 64 chiffres de 0 à f")
    whose.add_argument("--config", type=Path, metavar="STATION.TOML", help="celle que connaît cette station")
    verify.set_defaults(run=_verify)
    return actions


def _new(options: argparse.Namespace, _: Texts) -> int:
    from technician.pack_new import new

    return _code(new(options.folder, terminal()))


def _lint(options: argparse.Namespace, _: Texts) -> int:
    from technician.packs import lint

    return lint(options.source, as_json=options.json)


def _build(options: argparse.Namespace, _: Texts) -> int:
    from technician.packs import build

    return _code(build(options.source, options.out, options.key, terminal()))


def _key(options: argparse.Namespace, _: Texts) -> int:
    from technician.packs import new_key

    return _code(new_key(options.file, terminal()))


def _sign(options: argparse.Namespace, _: Texts) -> int:
    from technician.packs import sign

    return _code(sign(options.folder, options.key, terminal()))


def _verify(options: argparse.Namespace, _: Texts) -> int:
    from technician.packs import verify

    told = terminal()
    publisher = _publisher(options, told)
    return _code(publisher is not None and verify(options.folder, publisher, told))


def _publisher(options: argparse.Namespace, told: "Terminal") -> "VerifyKey | None":
    from kiosk.store import open_store
    from kiosk.wire.keys import VerifyKey

    if options.config is not None:
        with open_store(load_config(options.config).data) as store:
            return store.identity.publisher
    if not PUBLIC.fullmatch(options.publisher):
        told.say("pack.publisher.wrong", typed=options.publisher)
        return None
    return VerifyKey(bytes.fromhex(options.publisher))


def terminal() -> "Terminal":
    """Return a terminal that speaks the technician's French."""
    from technician.terminal import Terminal

    return Terminal(load_texts(I18N, "fr", DOMAIN))


def _code(done: bool) -> int:
    return 0 if done else FAILED

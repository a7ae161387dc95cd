"""`python -m central COMMAND`: what an operator does to a central from the terminal."""

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import django

from central.connectors.commands import add_commands
from central.errors import CannotRun
from central.keys import add_partner, change_partner, create_keys, data_folder
from kiosk.catalogue.manifest import LONGEST_PARTNER, NAME
from kiosk.catalogue.pack import AGENCY
from kiosk.clock import SystemClock
from kiosk.errors import Malformed, StickProblem
from kiosk.wire.keys import VerifyKey

if TYPE_CHECKING:
    from central.stations.models import Agency

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "central.settings")

REFUSED = 2
LONGEST_NAME = 80
LONGEST_MINUTES = 7 * 24 * 60


def main() -> int:
    """Run one command; return 2 with a sentence on stderr when it cannot run."""
    options = _parser().parse_args()
    try:
        if options.run is _init:
            # Before Django, whose settings read the keys and never make any.
            create_keys(data_folder())
        django.setup()
        _bring_up_to_date()
        options.run(options)
    except CannotRun as reason:
        print(reason, file=sys.stderr)
        return REFUSED
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m central", description="Le central de Relais.")
    commands = parser.add_subparsers(required=True, metavar="COMMANDE")

    init = commands.add_parser("init", help="crée la base de données et une agence")
    init.add_argument("--agency", required=True, type=_name, help="nom de l’agence")
    init.add_argument("--phone", default="", help="numéro que montre la page de suivi")
    init.add_argument("--hours", default="", help="heures où quelqu’un répond à ce numéro")
    init.add_argument("--publisher", required=True, type=_key, help="clé publique de l’éditeur (hex)")
    init.set_defaults(run=_init)

    packs = commands.add_parser("packs", help="ajoute des paquets de services, sans en enlever")
    packs.add_argument("folder", type=Path)
    packs.set_defaults(run=_packs)

    code = commands.add_parser("enrol-code", help="donne un code d’inscription, valable une fois")
    code.add_argument("--agency", type=int, required=True)
    code.add_argument("--name", required=True, type=_name, help="nom de la station, comme « Borne 1 »")
    code.add_argument("--role", choices=("kiosk", "counter"), default="kiosk")
    code.add_argument("--minutes", type=_minutes, default=15)
    code.set_defaults(run=_enrol_code)

    _add_offices(commands)

    serve = commands.add_parser("serve", help="répond aux stations et aux pages de suivi")
    serve.add_argument("--port", type=_port, default=8000, help="0 pour un port libre")
    serve.set_defaults(run=_serve)
    _add_import(commands)
    _add_resend(commands)
    add_commands(commands)
    return parser


def _add_offices(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    host = commands.add_parser(
        "host-recipient", help="donne la clé publique d’un partenaire dont la clé est ici"
    )
    host.add_argument("partner", type=_partner, help="son nom dans les paquets, comme « energie »")
    host.add_argument(
        "--new-key",
        action="store_true",
        help="change sa clé ; la précédente ouvre toujours ce qu’elle ouvrait",
    )
    host.set_defaults(run=_host_recipient)

    link = commands.add_parser("login-link", help="donne un lien vers un espace d’agents, valable une fois")
    whose = link.add_mutually_exclusive_group(required=True)
    whose.add_argument("--agency", type=int)
    whose.add_argument("--recipient", type=_partner, help="un partenaire dont la clé est ici")
    link.set_defaults(run=_login_link)


def _add_import(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    stick = commands.add_parser("import", help="lit une clé USB de Relais et y met les réponses signées")
    stick.add_argument("path", type=Path, metavar="CLÉ", help="le dossier où la clé est montée")
    stick.set_defaults(run=_import)


def _add_resend(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    resend = commands.add_parser(
        "resend", help="après une sauvegarde remise : redemande aux stations ce qu’elles gardent"
    )
    resend.add_argument("--agency", type=int, help="une seule agence")
    resend.set_defaults(run=_resend)


def _name(text: str) -> str:
    if not text.strip() or len(text) > LONGEST_NAME or not text.isprintable():
        raise argparse.ArgumentTypeError(f"un nom de 1 à {LONGEST_NAME} signes")
    return text.strip()


def _key(text: str) -> bytes:
    try:
        return VerifyKey(bytes.fromhex(text)).raw
    except (ValueError, Malformed):
        raise argparse.ArgumentTypeError("une clé publique de 64 chiffres hexadécimaux") from None


def _partner(text: str) -> str:
    if not NAME.fullmatch(text) or len(text) > LONGEST_PARTNER or text == AGENCY:
        raise argparse.ArgumentTypeError(
            "un nom de partenaire en minuscules et tirets, comme dans les paquets"
        )
    return text


def _minutes(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= LONGEST_MINUTES):
        raise argparse.ArgumentTypeError(f"de 1 à {LONGEST_MINUTES} minutes")
    return int(text)


def _port(text: str) -> int:
    if not (text.isdecimal() and int(text) < 1 << 16):
        raise argparse.ArgumentTypeError("un port de 0 à 65535")
    return int(text)


def _bring_up_to_date() -> None:
    """Give a database of an older version what this one needs; 40 ms when there is nothing to do."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def _init(options: argparse.Namespace) -> None:
    from central.stations.opening import open_agency

    agency = open_agency(options.agency, options.phone, options.hours, options.publisher)
    print(agency.pk)


def _packs(options: argparse.Namespace) -> None:
    from central.stations.packs import install_packs

    for added in install_packs(options.folder):
        print(added)


def _import(options: argparse.Namespace) -> None:
    from central.intake.stick import import_stick, said, why

    try:
        found = import_stick(options.path, SystemClock().now_ms())
    except StickProblem as problem:
        raise CannotRun(why(problem)) from problem
    for line in said(found):
        print(line)


def _enrol_code(options: argparse.Namespace) -> None:
    from central.stations.enrolment import new_enrolment_code

    now_ms = SystemClock().now_ms()
    agency = _agency(options.agency)
    print(new_enrolment_code(agency, options.name, options.role, options.minutes, now_ms))


def _host_recipient(options: argparse.Namespace) -> None:
    make = change_partner if options.new_key else add_partner
    print(make(data_folder(), options.partner).raw.hex())


def _login_link(options: argparse.Namespace) -> None:
    from django.conf import settings

    from central.pages.login import make_login_link

    now_ms = SystemClock().now_ms()
    if options.agency is not None:
        print(make_login_link(_agency(options.agency), now_ms))
        return
    hosted = sorted(settings.KEYS.partners)
    if options.recipient not in hosted:
        known = ", ".join(hosted) or "aucun"
        raise CannotRun(f"Ce central n’a pas la clé de « {options.recipient} ». Partenaires : {known}.")
    print(make_login_link(None, now_ms, options.recipient))


def _resend(options: argparse.Namespace) -> None:
    from central.stations.resend import ask_everybody

    agency = None if options.agency is None else _agency(options.agency)
    print(ask_everybody(agency, SystemClock().now_ms()))


def _agency(number: int) -> "Agency":
    from central.stations.models import Agency

    known = {agency.pk: agency for agency in Agency.objects.order_by("pk")}
    if number not in known:
        names = " ; ".join(f"{agency.pk} {agency.name}" for agency in known.values())
        raise CannotRun(f"Il n’y a pas d’agence {number} ici. Agences : {names or 'aucune'}.")
    return known[number]


def _serve(options: argparse.Namespace) -> None:
    from central.server import serve

    serve(options.port)


if __name__ == "__main__":
    sys.exit(main())

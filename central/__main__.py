"""`python -m central COMMAND`: what an operator does to a central from the terminal."""

import argparse
import os
import shutil
import sys
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "central.settings")


def main() -> int:
    """Run one command."""
    options = _parser().parse_args()
    django.setup()
    options.run(options)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m central", description="Le central de Relais.")
    commands = parser.add_subparsers(required=True, metavar="COMMANDE")

    init = commands.add_parser("init", help="crée la base de données et une agence")
    init.add_argument("--agency", required=True, help="nom de l’agence")
    init.add_argument("--phone", required=True)
    init.add_argument("--hours", required=True)
    init.add_argument(
        "--publisher", required=True, type=bytes.fromhex, help="clé publique de l’éditeur (hex)"
    )
    init.set_defaults(run=_init)

    packs = commands.add_parser("packs", help="installe des paquets de services")
    packs.add_argument("folder", type=Path)
    packs.set_defaults(run=_packs)

    code = commands.add_parser("enrol-code", help="donne un code d’inscription, valable une fois")
    code.add_argument("--agency", type=int, required=True)
    code.add_argument("--name", required=True, help="nom de la station, comme « Borne 1 »")
    code.add_argument("--role", choices=("kiosk",), default="kiosk")
    code.add_argument("--minutes", type=int, default=15)
    code.set_defaults(run=_enrol_code)

    link = commands.add_parser("login-link", help="donne un lien vers l’espace de l’agence, valable une fois")
    link.add_argument("--agency", type=int, required=True)
    link.set_defaults(run=_login_link)

    serve = commands.add_parser("serve", help="répond aux stations et aux pages de suivi")
    serve.add_argument("--port", type=int, default=8000)
    serve.set_defaults(run=_serve)
    return parser


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def _init(options: argparse.Namespace) -> None:
    from django.core.management import call_command

    from central.stations.opening import open_agency

    call_command("migrate", verbosity=0)
    agency = open_agency(options.agency, options.phone, options.hours, options.publisher)
    print(agency.pk)


def _packs(options: argparse.Namespace) -> None:
    from django.conf import settings

    target = settings.DATA / "packs"
    aside = target.with_name(".packs")
    shutil.rmtree(aside, ignore_errors=True)
    shutil.copytree(options.folder, aside)
    shutil.rmtree(target, ignore_errors=True)
    aside.replace(target)


def _enrol_code(options: argparse.Namespace) -> None:
    from central.stations.enrolment import new_enrolment_code
    from central.stations.models import Agency

    agency = Agency.objects.get(pk=options.agency)
    print(new_enrolment_code(agency, options.name, options.role, options.minutes, _now_ms()))


def _login_link(options: argparse.Namespace) -> None:
    from central.pages.login import make_login_link
    from central.stations.models import Agency

    print(make_login_link(Agency.objects.get(pk=options.agency), _now_ms()))


def _serve(options: argparse.Namespace) -> None:
    from central.server import serve

    serve(options.port)


if __name__ == "__main__":
    sys.exit(main())

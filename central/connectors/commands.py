"""`connector add|list|stop`, `connect`, `export-recipient`: cases go to programs of agencies and partners."""

import argparse
import getpass
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from central.errors import CannotRun

if TYPE_CHECKING:
    from central.stations.models import Agency

WORDS = ("openrosa", "webhook", "paper", "sealed")
MAIL = re.compile(r"[^@\s<>,;]{1,64}@[^@\s<>,;]{1,190}")
LONGEST_URL = 500
SHORTEST_SECRET = 16


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add these commands to a parser's."""
    loop = commands.add_parser("connect", help="porte les demandes aux logiciels métier, jusqu’à l’arrêt")
    loop.set_defaults(run=_connect)
    connector = commands.add_parser("connector", help="relie une agence à son logiciel métier")
    actions = connector.add_subparsers(required=True, metavar="ACTION")
    add = actions.add_parser("add", help="ajoute un lien ; le mot de passe ou la clé est lu sur stdin")
    add.add_argument("kind", choices=WORDS)
    whose = add.add_mutually_exclusive_group(required=True)
    whose.add_argument("--agency", type=int)
    whose.add_argument("--recipient", help="un partenaire, par son nom dans les paquets")
    add.add_argument("--url", required=True, type=_url, help="adresse, avec « nom@ » s’il en faut un")
    add.add_argument("--service", action="append", default=[], help="répétable ; sans lui, tous les services")
    add.add_argument("--to", type=_mail, help="paper : à qui l’on écrit")
    add.add_argument("--from", dest="sender", type=_mail, help="paper : qui écrit")
    add.set_defaults(run=_add)
    actions.add_parser("list", help="montre les liens").set_defaults(run=_list)
    export = commands.add_parser(
        "export-recipient", help="écrit les demandes scellées à un partenaire, sans les ouvrir"
    )
    export.add_argument("partner", help="son nom dans les paquets")
    export.add_argument("folder", type=Path)
    export.set_defaults(run=_export)
    public = commands.add_parser("public-key", help="donne la clé publique avec laquelle ce central signe")
    public.set_defaults(run=_public_key)
    stop = actions.add_parser("stop", help="arrête un lien ; ce qui attend reste ici")
    stop.add_argument("number", type=int)
    stop.set_defaults(run=_stop)


def _url(text: str) -> str:
    from central.connectors.web import is_safe

    if len(text) > LONGEST_URL or not is_safe(text):
        raise argparse.ArgumentTypeError("une adresse https:// ou smtps://, sans mot de passe dedans")
    return text


def _mail(text: str) -> str:
    if not MAIL.fullmatch(text):
        raise argparse.ArgumentTypeError("une adresse électronique")
    return text


def _connect(options: argparse.Namespace) -> None:  # noqa: ARG001 - every command takes them
    from central.connectors.loop import connect

    connect()


def _add(options: argparse.Namespace) -> None:
    from django.conf import settings

    from central.cases.models import Case
    from central.connectors.models import Connector
    from central.stations.models import Agency

    agency = Agency.objects.filter(pk=options.agency).first()
    if options.agency is not None and agency is None:
        raise CannotRun(f"Il n’y a pas d’agence {options.agency} ici.")
    paper = options.kind == "paper"
    if paper != urlsplit(options.url).scheme.startswith("smtp"):
        raise CannotRun("« paper » veut une adresse smtp:// ou smtps://, les autres une adresse https://.")
    if paper and not (options.to and options.sender):
        raise CannotRun("« paper » veut « --to » et « --from ».")
    if agency is None:
        _check_partner(options.recipient, options.kind)
    else:
        _check_agency(agency, options.kind)
    _check_services(options.service)
    secret = _secret()
    if options.kind in ("webhook", "sealed") and len(secret) < SHORTEST_SECRET:
        raise CannotRun(f"La clé d’un webhook a au moins {SHORTEST_SECRET} signes.")
    last = Case.objects.order_by("-pk").values_list("pk", flat=True).first()
    connector = Connector.objects.create(
        agency=agency,
        partner=options.recipient or "",
        kind=options.kind,
        services=options.service,
        url=options.url,
        settings={"to": options.to, "from": options.sender} if paper else {},
        secret=settings.KEYS.hide(secret),
        # Nobody has read what is sealed to somebody elsewhere: all of it goes, also what came before.
        after=0 if options.kind == "sealed" else last or 0,
    )
    print(connector.pk)


def _check_agency(agency: "Agency", kind: str) -> None:
    if kind == "sealed":
        raise CannotRun("« sealed » est pour un partenaire : ajoutez « --recipient ».")
    if agency.recipient is not None and kind != "paper":
        raise CannotRun(
            "Les demandes de cette agence se lisent à ses guichets : ce central ne les ouvre pas et ne peut "
            "pas les porter à un logiciel. Seul « paper » est possible."
        )


def _check_partner(partner: str, kind: str) -> None:
    from central.cases.office import hosted_keys, known_keys

    if not known_keys(partner):
        raise CannotRun(f"Aucun paquet installé ici ne nomme le partenaire « {partner} ».")
    if kind != "sealed" and not hosted_keys(partner):
        raise CannotRun(
            f"Ce central n’a pas la clé de « {partner} » et n’ouvre pas ses demandes. "
            "Seul « sealed » est possible."
        )


def _check_services(wanted: list[str]) -> None:
    from central.cases.office import packs_of_central

    packs = packs_of_central()
    if wanted and packs is None:
        raise CannotRun("Les paquets de services de ce central ne se lisent pas.")
    known = sorted(service.id for service in packs.services) if packs else []
    for service in wanted:
        if service not in known:
            raise CannotRun(f"Service inconnu : {service}. Services : {', '.join(known) or 'aucun'}.")


def _secret() -> str:
    """Return the secret without showing it and without leaving it in the list of processes."""
    if sys.stdin.isatty():
        return getpass.getpass("Mot de passe ou clé (rien s’il n’en faut pas) : ")
    return sys.stdin.readline().rstrip("\r\n")


def _list(options: argparse.Namespace) -> None:  # noqa: ARG001 - every command takes them
    from central.connectors.models import Connector, Delivery, State

    for connector in Connector.objects.order_by("pk"):
        mine = Delivery.objects.filter(connector=connector)
        counts = [f"{mine.filter(state=state).count()} {state.value}" for state in State]
        services = ",".join(connector.services) or "tous"
        state = connector.problem or ("ok" if connector.active else "arrêté")
        host = urlsplit(connector.url).hostname
        whose = connector.partner or connector.agency_id
        print(connector.pk, whose, connector.kind, host, services, ", ".join(counts), state)


def _export(options: argparse.Namespace) -> None:
    from central.connectors.handover import export_to

    print(sum(1 for _path in export_to(options.folder, options.partner)))


def _public_key(options: argparse.Namespace) -> None:  # noqa: ARG001 - every command takes them
    from django.conf import settings

    print(settings.KEYS.signing.public.raw.hex())


def _stop(options: argparse.Namespace) -> None:
    from central.connectors.models import Connector

    if not Connector.objects.filter(pk=options.number).update(active=False):
        raise CannotRun(f"Il n’y a pas de connecteur {options.number} ici.")

"""`python -m central connector add|list|stop` and `connect`: an operator joins a case system to an agency."""

import argparse
import getpass
import re
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from central.errors import CannotRun
from kiosk.errors import FormProblem, PackProblem

if TYPE_CHECKING:
    from central.stations.models import Agency

WORDS = ("openrosa", "webhook", "paper")
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
    add.add_argument("--agency", type=int, required=True)
    add.add_argument("--url", required=True, type=_url, help="adresse, avec « nom@ » s’il en faut un")
    add.add_argument("--service", action="append", default=[], help="répétable ; sans lui, tous les services")
    add.add_argument("--to", type=_mail, help="paper : à qui l’on écrit")
    add.add_argument("--from", dest="sender", type=_mail, help="paper : qui écrit")
    add.set_defaults(run=_add)
    actions.add_parser("list", help="montre les liens").set_defaults(run=_list)
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
    if agency is None:
        raise CannotRun(f"Il n’y a pas d’agence {options.agency} ici.")
    paper = options.kind == "paper"
    if paper != urlsplit(options.url).scheme.startswith("smtp"):
        raise CannotRun("« paper » veut une adresse smtp:// ou smtps://, les autres une adresse https://.")
    if paper and not (options.to and options.sender):
        raise CannotRun("« paper » veut « --to » et « --from ».")
    if agency.recipient is not None and not paper:
        raise CannotRun(
            "Les demandes de cette agence se lisent à ses guichets : ce central ne les ouvre pas et ne peut "
            "pas les porter à un logiciel. Seul « paper » est possible."
        )
    _check_services(agency, options.service)
    secret = _secret()
    if options.kind == "webhook" and len(secret) < SHORTEST_SECRET:
        raise CannotRun(f"La clé d’un webhook a au moins {SHORTEST_SECRET} signes.")
    last = Case.objects.filter(agency=agency).order_by("-pk").values_list("pk", flat=True).first()
    connector = Connector.objects.create(
        agency=agency,
        kind=options.kind,
        services=options.service,
        url=options.url,
        settings={"to": options.to, "from": options.sender} if paper else {},
        secret=settings.KEYS.hide(secret),
        after=last or 0,
    )
    print(connector.pk)


def _check_services(agency: "Agency", wanted: list[str]) -> None:
    from central.cases.reading import catalogue_of

    try:
        known = sorted(service.id for service in catalogue_of(agency).services) if wanted else []
    except (PackProblem, FormProblem) as fault:
        raise CannotRun("Les paquets de services de ce central ne se lisent pas.") from fault
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
        print(connector.pk, connector.agency_id, connector.kind, host, services, ", ".join(counts), state)


def _stop(options: argparse.Namespace) -> None:
    from central.connectors.models import Connector

    if not Connector.objects.filter(pk=options.number).update(active=False):
        raise CannotRun(f"Il n’y a pas de connecteur {options.number} ici.")

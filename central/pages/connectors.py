"""The back office on connectors: what has gone to the agency's own programs, and what they refused."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from central.cases.models import Case
from central.cases.office import Office
from central.cases.reading import opens_at_counter
from central.connectors.alarms import connectors_of
from central.connectors.connector import Carries, Trouble
from central.connectors.drain import send_again
from central.connectors.kinds import KINDS
from central.connectors.models import Connector, Delivery, State
from central.pages.cases import Line, line_of
from central.pages.login import office_only
from central.stations.models import Agency

MOST_DEAD = 200
NAMES: Mapping[str, Promise] = {
    "openrosa": _("ODK ou KoboToolbox"),
    "webhook": _("Logiciel métier"),
    "paper": _("Avis par courriel"),
    "sealed": _("Demandes scellées"),
}
TROUBLES: Mapping[str, Promise] = {
    Trouble.UNREACHABLE: _("Le logiciel ne répond pas. Les demandes attendent. Elles partiront seules."),
    Trouble.UNTRUSTED: _("Le certificat du logiciel n’est pas valable. Prévenez un technicien."),
    Trouble.NO_ANSWER: _("Le logiciel n’a pas répondu à temps. La demande repartira seule, sans doublon."),
    Trouble.BUSY: _("L’autre côté demande d’attendre. Les demandes partiront seules."),
    Trouble.BROKEN: _("Le logiciel est tombé en panne sur cette demande. Elle repartira seule."),
    Trouble.LOGIN: _("Le logiciel refuse notre mot de passe ou notre clé. Prévenez un technicien."),
    Trouble.NONSENSE: _("À cette adresse, ce n’est pas le bon logiciel. Prévenez un technicien."),
    Trouble.CONFLICT: _(
        "Le logiciel a déjà cette demande avec d’autres réponses, ou il ne prend plus de réponses à ce "
        "formulaire. Regardez dans le logiciel."
    ),
    Trouble.FORM_THERE: _(
        "Le logiciel ne connaît pas ce formulaire, ou pas cette version. Publiez-le là-bas, puis transmettez "
        "encore."
    ),
    Trouble.REFUSED: _("Le logiciel a refusé cette demande. Prévenez la personne qui s’en occupe."),
    Trouble.TOO_LARGE: _("La demande est trop lourde pour le logiciel. Lisez-la ici."),
    Trouble.MAIL_REFUSED: _("La boîte aux lettres refuse nos messages. Prévenez un technicien."),
    Trouble.FORM_HERE: _(
        "Le modèle de la demande n’est pas installé ici. Installez le bon paquet de services."
    ),
    Trouble.UNFIT: _("Des réponses n’entrent pas dans le formulaire. Lisez la demande ici et recopiez-la."),
    Trouble.PICTURE: _("Une photo n’est pas encore sur ce serveur. La demande l’attend un jour au plus."),
    Trouble.SEALED: _("La demande ne s’ouvre pas sur ce serveur. Prévenez un technicien."),
    Trouble.BUG: _("Ce serveur est tombé en panne sur cette demande. Prévenez un technicien."),
}


@dataclass(frozen=True)
class Dead:
    """A case that was refused for good."""

    delivery: Delivery
    line: Line
    reason: Promise


@dataclass(frozen=True)
class Link:
    """A connector as the page shows it. troubles: why how many deliveries wait."""

    connector: Connector
    name: Promise
    host: str
    waiting: int
    delivered: int
    problem: Promise | None
    troubles: tuple[tuple[Promise, int], ...]
    dead: tuple[Dead, ...]


@require_http_methods(["GET", "HEAD", "POST"])
@office_only
def connectors(request: HttpRequest, office: Office) -> HttpResponse:
    """Show what has gone and what has not; let a refused case go once more."""
    own, agency = connectors_of(office), office.agency
    if request.method == "POST":
        mine = Delivery.objects.filter(connector__in=own)
        if (number := _number(request.POST.get("delivery", ""))) is not None:
            send_again(mine.filter(pk=number))
        elif (number := _number(request.POST.get("all", ""))) is not None:
            send_again(mine.filter(connector=number))
        return HttpResponseRedirect(reverse("connectors"))
    links = [_link(connector) for connector in own.order_by("pk")]
    opening = any(KINDS[link.connector.kind].carries is Carries.ANSWERS for link in links)
    told = {
        "office": office,
        "inside": True,
        "links": links,
        # They go nowhere, and that is said.
        "sealed": sum(map(opens_at_counter, _unopened(agency)))
        if opening and agency and agency.recipient
        else 0,
    }
    return render(request, "pages/connectors.html", told)


def _unopened(agency: Agency) -> Iterable[Case]:
    return Case.objects.filter(agency=agency, service="").select_related("envelope", "agency").iterator()


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _link(connector: Connector) -> Link:
    mine = connector.deliveries
    waiting = mine.filter(state=State.WAITING)
    troubles = (
        waiting.exclude(problem__in=("", connector.problem)).values_list("problem").annotate(Count("pk"))
    )
    dead = mine.filter(state=State.DEAD).select_related("case__envelope", "case__agency", "case__station")
    return Link(
        connector=connector,
        name=NAMES[connector.kind],
        host=urlsplit(connector.url).hostname or "",
        waiting=waiting.count(),
        delivered=mine.filter(state=State.DELIVERED).count(),
        problem=TROUBLES[connector.problem] if connector.problem else None,
        troubles=tuple((TROUBLES[problem], count) for problem, count in troubles.order_by("problem")),
        dead=tuple(
            Dead(delivery, line_of(delivery.case), TROUBLES[delivery.problem])
            for delivery in dead.order_by("pk")[:MOST_DEAD]
        ),
    )

"""What a person must look at: cases that were refused, connectors that do not work."""

import logging
import traceback
from types import TracebackType

from django.db.models import QuerySet

from central.cases.office import Office
from central.connectors.connector import Later, Never
from central.connectors.models import Connector, Delivery, State

LOG = logging.getLogger(__name__)


def alarm(connector: Connector, outcome: Later | Never) -> None:
    """Tell the operator, on stderr, once of each trouble; nothing of a case is in it."""
    if isinstance(outcome, Later) and (not outcome.everyone or connector.problem == outcome.trouble):
        return
    LOG.warning(
        "alarme : connecteur %d (%s) : %s %s", connector.pk, connector.kind, outcome.trouble, outcome.detail
    )


def tell_bug(kind: type[BaseException] | None, trace: TracebackType | None) -> None:
    """Log where a bug is, without its message, which may hold an answer."""
    LOG.error("bug: %s\n%s", kind.__name__ if kind else "", "".join(traceback.format_tb(trace)))


def connectors_of(office: Office) -> QuerySet[Connector]:
    """Return the connectors of an agency or of a partner."""
    return Connector.objects.filter(agency=office.agency, partner=office.partner)


def need_attention(office: Office) -> bool:
    """Tell whether a case of an office was refused, or one of its connectors does not work."""
    mine = connectors_of(office)
    dead = Delivery.objects.filter(connector__in=mine, state=State.DEAD)
    return dead.exists() or mine.filter(active=True).exclude(problem="").exists()

"""What a person must look at: cases that were refused, connectors that do not work."""

import logging
import traceback
from types import TracebackType

from central.connectors.connector import Later, Never
from central.connectors.models import Connector, Delivery, State
from central.stations.models import Agency

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


def need_attention(agency: Agency) -> bool:
    """Tell whether a case of the agency was refused, or one of its connectors does not work."""
    dead = Delivery.objects.filter(connector__agency=agency, state=State.DEAD)
    return dead.exists() or agency.connectors.filter(active=True).exclude(problem="").exists()

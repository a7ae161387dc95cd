"""What a person must look at: two envelopes under one name."""

import logging

from central.intake.models import QuarantinedEnvelope
from central.stations.models import Agency
from kiosk.wire.envelope import Envelope

LOG = logging.getLogger(__name__)


def alarm_conflict(envelope: Envelope) -> None:
    """Tell the operator, on stderr, which name was used twice; nothing personal is in a name."""
    LOG.warning(
        "alarme : deux enveloppes sous un même nom, la seconde est en quarantaine ; "
        "agence %d, station %d, enveloppe %s",
        envelope.agency,
        envelope.station,
        envelope.id.hex(),
    )


def count_quarantined(agency: Agency) -> int:
    """Return how many envelopes of an agency lie in quarantine."""
    return QuarantinedEnvelope.objects.filter(agency=agency.pk).count()

"""The connectors there are, by the word that an operator uses."""

from collections.abc import Mapping

from central.connectors.connector import Kind
from central.connectors.openrosa import OpenRosa
from central.connectors.paper import Paper
from central.connectors.sealed import Sealed
from central.connectors.webhook import Webhook

KINDS: Mapping[str, Kind] = {
    "openrosa": OpenRosa(),
    "webhook": Webhook(),
    "paper": Paper(),
    "sealed": Sealed(),
}

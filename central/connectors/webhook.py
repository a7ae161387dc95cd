"""A signed JSON POST, for any case system; docs/integrator.md says what is in it and how to check it."""

import json
from collections.abc import Sequence

from central.connectors.connector import Carries, Opened, Outcome, Parcel, Target
from central.connectors.signed import post_signed
from central.connectors.told import tell


class Webhook:
    """Cases as signed JSON."""

    carries = Carries.ANSWERS
    files = False
    most = 1

    def freeze(self, opened: Opened) -> bytes:
        """Return the JSON. Raises FormBroken."""
        return json.dumps(tell(opened), ensure_ascii=False, separators=(",", ":")).encode()

    def send(self, parcels: Sequence[Parcel], target: Target) -> Outcome:
        """Post one case, signed with the time of this attempt."""
        (parcel,) = parcels
        return post_signed(parcel, target, "application/json")

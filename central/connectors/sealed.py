"""Requests handed on unopened, for a partner whose key this central does not hold (ADR 0091).

The bytes are a statement of the central around the sealed envelope (docs/wire-format.md, section 6): the same
each time, and worth something wherever they are kept. `python -m central.partner` opens them.
"""

from collections.abc import Sequence

from central.connectors.connector import Carries, Outcome, Parcel, Target
from central.connectors.signed import post_signed

MEDIA_TYPE = 'application/cose; cose-type="cose-sign1"'


class Sealed:
    """Sealed requests, posted as they are."""

    carries = Carries.ENVELOPE
    files = False
    most = 1

    def send(self, parcels: Sequence[Parcel], target: Target) -> Outcome:
        """Post one request, signed with the time of this attempt."""
        (parcel,) = parcels
        return post_signed(parcel, target, MEDIA_TYPE)

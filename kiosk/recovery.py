"""What the recovery sheet says: the agency's key, on paper, for the day when no counter has it any more."""

from dataclasses import dataclass, field
from datetime import datetime

from kiosk.catalogue.agency import AgencySheet
from kiosk.texts import Texts


@dataclass(frozen=True)
class RecoverySheet:
    """The texts of the sheet, from top to bottom. groups: the key, as it is typed again. square: the QR's.

    duplicate: None on the first one.
    """

    agency: str
    title: str
    keep: str
    purpose: str
    key_label: str
    groups: tuple[str, ...] = field(repr=False)
    square: str = field(repr=False)
    hint: str
    fades: str
    made: str
    duplicate: str | None


def make_recovery(
    texts: Texts, agency: AgencySheet, key_text: str, *, at: datetime, station: str, copy: int = 1
) -> RecoverySheet:
    """Write the sheet of a key, as `recovery_text` writes it. texts: French, with the agent's. at: local."""
    raise NotImplementedError

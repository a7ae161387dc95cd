"""What the recovery sheet says: the agency's key, on paper, for the day when no counter has it any more."""

from dataclasses import dataclass, field
from datetime import datetime

from kiosk.catalogue.agency import AgencySheet
from kiosk.texts import Texts


@dataclass(frozen=True)
class RecoverySheet:
    """The texts of the sheet, from top to bottom. groups: the key, as it is typed again. square: the QR's.

    scan: beside the QR. duplicate: None on the first one.
    """

    agency: str
    title: str
    keep: str
    purpose: str
    key_label: str
    groups: tuple[str, ...] = field(repr=False)
    hint: str
    square: str = field(repr=False)
    scan: str
    fades: str
    made: str
    duplicate: str | None


def make_recovery(
    texts: Texts, agency: AgencySheet, key_text: str, *, at: datetime, station: str, copy: int = 1
) -> RecoverySheet:
    """Write the sheet of a key.

    texts: French, with the agent's. key_text: groups, as `recovery_text` writes them. at: local time.
    station: its name.
    """
    groups = tuple(key_text.split(" "))
    return RecoverySheet(
        agency=agency.name,
        title=texts("recovery.title"),
        keep=texts("recovery.keep"),
        purpose=texts("recovery.purpose"),
        key_label=texts("recovery.key"),
        groups=groups,
        hint=texts("recovery.hint"),
        square="".join(groups),
        scan=texts("recovery.scan"),
        fades=texts("recovery.fades"),
        made=texts("recovery.made", date=texts.date(at.date()), time=texts.time(at.time()), station=station),
        duplicate=texts("paper.duplicate", number=copy - 1) if copy > 1 else None,
    )

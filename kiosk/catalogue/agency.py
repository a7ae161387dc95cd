"""The agency's own sheet: what a person needs to reach it without a screen."""

from dataclasses import dataclass
from pathlib import Path

from kiosk.config import TomlReader

KNOWN = {"agency": ("name", "phone", "phone_cost", "hours")}


@dataclass(frozen=True)
class AgencySheet:
    """Name, phone in pairs of digits, the agency's words about its cost, and the lines of its hours."""

    name: str
    phone: str
    phone_cost: str
    hours: tuple[str, ...]


def load_agency(path: Path) -> AgencySheet:
    """Read agency.toml. Raises ConfigMissing, ConfigUnreadable, ConfigUnknownKey, ConfigBadValue."""
    reader = TomlReader.open(path, KNOWN)
    return AgencySheet(
        name=reader.text("agency", "name"),
        phone=reader.text("agency", "phone"),
        phone_cost=reader.text("agency", "phone_cost", default=""),
        hours=reader.texts("agency", "hours"),
    )

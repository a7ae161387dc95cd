"""The agency's own sheet: what a person needs to reach it without a screen."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from kiosk.config import TomlReader

KNOWN = {"agency": ("name", "phone", "phone_cost", "hours")}


@dataclass(frozen=True)
class AgencySheet:
    """Name, phone in pairs of digits, the agency's words about its cost, and the lines of its hours.

    translations: the same sheet in other languages, by code.
    """

    name: str
    phone: str
    phone_cost: str
    hours: tuple[str, ...]
    translations: Mapping[str, "AgencySheet"] = field(default_factory=dict)

    def in_language(self, language: str) -> "AgencySheet":
        """Return the sheet in a language, or as the agency wrote it first."""
        return self.translations.get(language, self)


def load_agency(path: Path) -> AgencySheet:
    """Read agency.toml, and beside it agency.<language>.toml for each language the agency has words in.

    Raises ConfigMissing, ConfigUnreadable, ConfigUnknownKey, ConfigBadValue.
    """
    others = sorted(path.parent.glob(f"{path.stem}.*{path.suffix}"))
    translations = {other.name.split(".")[1]: _sheet(other) for other in others}
    return replace(_sheet(path), translations=translations)


def read_agency(path: Path, text: str) -> AgencySheet:
    """Return what agency.toml would mean with this text, without its translations; raise a ConfigProblem."""
    return _sheet(path, text)


def _sheet(path: Path, text: str | None = None) -> AgencySheet:
    reader = TomlReader.open(path, KNOWN, text)
    return AgencySheet(
        name=reader.text("agency", "name"),
        phone=reader.text("agency", "phone"),
        phone_cost=reader.text("agency", "phone_cost", default=""),
        hours=reader.texts("agency", "hours"),
    )

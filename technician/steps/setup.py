"""A station being set up: its two files, and whom to ask."""

import json
from dataclasses import dataclass
from pathlib import Path

from kiosk.catalogue.agency import AgencySheet, read_agency
from kiosk.clock import Clock
from kiosk.config import Config, load_config
from kiosk.errors import Problem
from kiosk.store import Identity
from kiosk.store.reading import open_to_read
from technician.sheet import Sheet
from technician.terminal import Terminal

FILE, AGENCY = "station.toml", "agency.toml"
# Never offered as answers: what a file must hold to be read at all, until the technician has answered.
NOWHERE = "https://central.invalid"
_STATION = f"""# Réglages de cette station. Les chemins partent de ce dossier.
[station]
role = "kiosk"
data = "data"
packs = "packs"
agency = "{AGENCY}"

[central]
url = "{NOWHERE}"
"""
AGENCY_DRAFT = """# L’agence, telle que les écrans et les papiers la disent.
[agency]
name = "…"
phone = "…"
hours = ["…"]
"""


@dataclass
class Setup:
    """What the steps work on. identity: who the station already is, or None; it is then not asked again."""

    terminal: Terminal
    clock: Clock
    station: Sheet[Config]
    agency: Sheet[AgencySheet]
    identity: Identity | None

    @classmethod
    def of(cls, folder: Path, terminal: Terminal, clock: Clock) -> "Setup":
        """Take up the station of a folder, or begin one.

        Raises the ConfigProblems of files that the start would refuse, and StoreProblems.
        """
        station = Sheet(folder / FILE, load_config, _STATION)
        config = station.content()
        agency = Sheet(config.agency, read_agency, AGENCY_DRAFT)
        agency.content()
        return cls(terminal, clock, station, agency, identity_of(config))

    @property
    def config(self) -> Config:
        """Return the settings as they stand now."""
        return self.station.content()


def identity_of(config: Config) -> Identity | None:
    """Return who a station is, None before its enrolment; raise a StoreProblem."""
    try:
        with open_to_read(config.data) as store:
            return store.identity
    except Problem as problem:
        # A new version's first start brings the store up to date; who the station is does not change by it.
        if problem.code in ("enrol.not_enrolled", "store.older"):
            return None
        raise


def as_text(value: object) -> str:
    """Return a value as a default is shown: texts bare, numbers with a comma."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

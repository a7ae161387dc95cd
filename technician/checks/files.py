"""What lies on the disk beside the database: settings, agency sheet, fonts, packs, room."""

from pathlib import Path

from kiosk.catalogue.agency import load_agency
from kiosk.catalogue.catalogue import load_catalogue
from kiosk.errors import FontsMissing
from technician import serving
from technician.finding import Bench, Finding

# A station without network keeps what it takes: with this much room there is time to come by.
ENOUGH_BYTES = 512 << 20


def config(bench: Bench) -> Finding:
    """Read station.toml with the rules of the start."""
    role = bench.texts(f"provision.role.{bench.config.role}")
    return bench.words.good("config.good", path=str(bench.file), role=role)


def agency(bench: Bench) -> Finding:
    """Read the sheet of the agency and its translations."""
    sheet = load_agency(bench.config.agency)
    return bench.words.good("agency.good", name=sheet.name, phone=sheet.phone)


def disk(bench: Bench) -> Finding:
    """See how much room is left where the database grows."""
    left = serving.room(bench.config.data)
    if left < ENOUGH_BYTES:
        return bench.words.bad("disk.low", path=str(bench.config.data), megabytes=left >> 20)
    return bench.words.good("disk.good", gigabytes=f"{left / (1 << 30):.1f}".replace(".", ","))


def fonts(bench: Bench) -> Finding:
    """See that each font of the interface is there and whole."""
    damaged = serving.damaged_font()
    if damaged is not None:
        raise FontsMissing(path=str(damaged))
    return bench.words.good("fonts.good", count=len(serving.FACES))


def packs(bench: Bench) -> Finding:
    """Verify every pack as the start does, and see that the agency's sheet names only services of theirs."""
    catalogue = load_catalogue(bench.config.packs, bench.identity.publisher)
    unknown = [name for name in load_agency(bench.config.agency).named() if catalogue.find(name) is None]
    if unknown:
        return bench.words.bad("packs.unknown", names=", ".join(unknown), sheet=str(bench.config.agency))
    count, folder = len(catalogue.services), Path(bench.config.packs).name
    return bench.words.good("packs.good", count=count, folder=folder)

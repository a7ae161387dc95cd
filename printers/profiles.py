"""What a model of printer can do, from the profiles that python-escpos publishes.

The library's `capabilities` module is not imported: each import leaves a folder in the temporary directory,
and takes 0.2 s to parse as YAML what is JSON. Its data and its constants are what we need of it.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from escpos.constants import ESC, PAPER_FULL_CUT, PAPER_PART_CUT

from kiosk.errors import ConfigBadValue

# From the print head to the knife, as the library feeds before it cuts.
TO_THE_KNIFE = bytes(ESC + b"d" + bytes([6]))
DPI_BY_DOTS = {512: 180}
DPI = 203


@dataclass(frozen=True)
class Profile:
    """A model at one paper width. dots: printable dots a line; dpi: dots an inch, both ways.

    cut: the bytes that feed to the knife and cut, or that only feed where there is no knife.
    """

    name: str
    dots: int
    dpi: int
    cut: bytes


def load_profile(name: str, dots: int) -> Profile:
    """Return the profile of a python-escpos model; raise ConfigBadValue where it does not fit the station."""
    data = _published().get(name)
    if data is None:
        raise ConfigBadValue(path="station.toml", key="printer.profile", expected=", ".join(_published()))
    if not data["features"]["bitImageRaster"]:
        # Only a bitmap holds letters of 15 points, shaped Arabic and pictograms.
        raise ConfigBadValue(path="station.toml", key="printer.profile", expected="bitImageRaster")
    width = data["media"].get("width", {}).get("pixels", "Unknown")
    if isinstance(width, int) and dots > width:
        raise ConfigBadValue(path="station.toml", key="printer.dots", expected=f"≤ {width}")
    dpi = data["media"].get("dpi", "Unknown")
    if not isinstance(dpi, int):
        dpi = DPI_BY_DOTS.get(dots, DPI)
    return Profile(name, dots, dpi, TO_THE_KNIFE + _knife(data["features"]))


def _knife(features: dict[str, bool]) -> bytes:
    # A paper that hangs by a point is not lost under the kiosk.
    if features["paperPartCut"]:
        return bytes(PAPER_PART_CUT)
    return bytes(PAPER_FULL_CUT) if features["paperFullCut"] else b""


@cache
def _published() -> dict[str, dict[str, Any]]:
    text = files("escpos").joinpath("capabilities.json").read_text("utf-8")
    profiles: dict[str, dict[str, Any]] = json.loads(text)["profiles"]
    return profiles

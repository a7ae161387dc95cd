"""How wide the picture is, in millimetres: letters and targets have the size of DESIGN.md only then."""

import re
from pathlib import Path

from technician.steps.setup import Setup, as_text
from technician.terminal import Refused

# ISO/IEC 7810, ID-1: a bank card.
CARD_MM = 85.6
DISPLAYS = Path("/sys/class/drm")
_NUMBER = r"(\d{1,4}(?:[.,]\d{1,2})?)"
_UNITS = (
    (re.compile(rf"{_NUMBER}\s*cartes?"), CARD_MM),
    (re.compile(rf"{_NUMBER}\s*cm"), 10.0),
    (re.compile(rf"{_NUMBER}\s*(?:mm)?"), 1.0),
)
_EDID = b"\x00\xff\xff\xff\xff\xff\xff\x00"


def ask_screen(setup: Setup, displays: Path = DISPLAYS) -> None:
    """Ask for the width, in millimetres or in bank cards; what the screen says of itself is the default."""
    terminal = setup.terminal
    terminal.title("provision.screen.title")
    terminal.say("provision.screen.say")
    known = setup.config.screen_width_mm
    told = widths_told(displays) if known is None else []
    if told:
        terminal.say("provision.screen.told", width=told[0])
    unknown = terminal.texts("provision.screen.unknown")

    def take(typed: str) -> None:
        if typed == unknown:
            setup.station.drop("screen", "width_mm")
            return
        width = millimetres(typed)
        if width is None:
            raise Refused(terminal.texts("provision.screen.refused"))
        setup.station.put("screen", "width_mm", width)

    default = as_text(known) if known is not None else as_text(told[0]) if told else unknown
    terminal.ask("provision.screen.ask", take, default)


def millimetres(typed: str) -> float | int | None:
    """Return what « 277 », « 27,7 cm » or « 3,2 cartes » mean, None for anything else."""
    for pattern, factor in _UNITS:
        found = pattern.fullmatch(typed.strip().lower())
        if found:
            width = round(float(found[1].replace(",", ".")) * factor, 1)
            return int(width) if width.is_integer() else width
    return None


def widths_told(displays: Path) -> list[int]:
    """Return the widths (mm) that connected screens state in their EDID; many of them are wrong."""
    found = []
    for edid in sorted(displays.glob("*/edid")):
        try:
            raw = edid.read_bytes()
        except OSError:
            continue
        if raw.startswith(_EDID) and len(raw) >= 128:
            # The first detailed timing: byte 12 of it, and the upper half of byte 14 (EDID 1.4, 3.10.2).
            width = raw[66] | (raw[68] & 0xF0) << 4
            if width:
                found.append(width)
    return found

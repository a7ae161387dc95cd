"""How the kiosk looks on this screen: size in millimetres, theme, text step, motion."""

import json
from dataclasses import dataclass
from pathlib import Path

MM_PER_INCH = 25.4
# The mock-ups and the tokens are drawn at this density.
DESIGN_DPI = 96.0
LEAST_DPI, MOST_DPI = 60.0, 300.0
# What the screens need at text step 1, in 1/96 inch; a test measures them at these sizes.
LEAST_LANDSCAPE, LEAST_UPRIGHT = (1180, 760), (860, 1560)
LEAST_COUNTER = (1366, 768)


@dataclass(frozen=True)
class Look:
    """What may differ between screens and people.

    size: pixels of a window, None for the full screen. width_mm: the screen's, as the technician measured it.
    language, step (1 to 4, DESIGN.md §4) and theme: what a
    sitting begins with. guard_ms: how long a second touch of the same target counts as the first.
    """

    size: tuple[int, int] | None = None
    width_mm: float | None = None
    language: str = "fr"
    step: int = 1
    theme: str = "clair"
    motion: bool = True
    guard_ms: int = 400
    idle_warn_s: int = 150
    idle_countdown_s: int = 45


def load_json(path: Path) -> dict[str, object]:
    """Read one of our own JSON files: tokens.json (the one source of colours and sizes), a keyboard."""
    content: dict[str, object] = json.loads(path.read_text("utf-8"))
    return content


def unit(width_px: float, measured_mm: float | None, reported_mm: float) -> float:
    """Return screen pixels per 1/96 inch.

    The technician's measure wins over what the display reports of itself; outside 60 to 300 dpi neither is
    believed, and the screen is taken for one of 96 dpi until somebody measures it (DESIGN.md §4).
    """
    for width_mm in (measured_mm, reported_mm):
        if width_mm:
            dpi = width_px / (width_mm / MM_PER_INCH)
            if LEAST_DPI <= dpi <= MOST_DPI:
                return dpi / DESIGN_DPI
    return 1.0


def unit_that_fits(
    wanted: float,
    size: tuple[int, int],
    least: tuple[tuple[int, int], tuple[int, int]] = (LEAST_LANDSCAPE, LEAST_UPRIGHT),
) -> float:
    """Return the unit for a window of `size` pixels: smaller than wanted only where screens would not fit.

    least: what they need, landscape and upright, in 1/96 inch.

    On such a screen letters fall below 4.8 mm; the layout for screens narrower than 240 mm will end that.
    """
    width, height = size
    least_width, least_height = least[0] if width >= height else least[1]
    return min(wanted, width / least_width, height / least_height)

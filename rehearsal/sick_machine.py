"""A machine that ails, around a doctor: its clock, its disk, its fonts, or a check that nobody makes.

`python -m rehearsal.sick_machine [--clock-ahead S] [--disk-free BYTES] [--fonts DIR] [--without ID] FILE`
runs the doctor on a station.toml. What no proof may do to the machine it runs on is told to this process
only.
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.texts import load_texts
from technician import serving
from technician.checks import CHECKS
from technician.command import DOMAIN, I18N
from technician.doctor import doctor


@dataclass(frozen=True)
class ShiftedClock(SystemClock):
    """The machine's own clock, wrong by some seconds."""

    seconds: int = 0

    def now_ms(self) -> int:
        """Return milliseconds since 1970-01-01 UTC, as this machine believes."""
        return super().now_ms() + self.seconds * 1000


def main() -> int:
    """Make the machine ail and run the doctor; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m rehearsal.sick_machine")
    parser.add_argument("file", type=Path)
    parser.add_argument("--clock-ahead", type=int, default=0)
    parser.add_argument("--disk-free", type=int)
    parser.add_argument("--fonts", type=Path)
    parser.add_argument("--without")
    options = parser.parse_args()
    if options.disk_free is not None:
        serving.room = lambda _: options.disk_free
    if options.fonts is not None:
        serving.FONTS = options.fonts  # type: ignore[misc]
    checks = [check for check in CHECKS if check.id != options.without]
    texts = load_texts(I18N, "fr", DOMAIN)
    return doctor(options.file, ShiftedClock(options.clock_ahead), texts, as_json=True, checks=checks)


if __name__ == "__main__":
    sys.exit(main())

"""The demo without a display, by its own command: it says so, and makes a request by itself."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def test_without_a_display_it_says_so_and_makes_the_journey() -> None:
    bare = {name: value for name, value in os.environ.items() if name not in DISPLAYS}
    done = subprocess.run(
        [sys.executable, "main.py", "demo"],
        check=False,
        cwd=ROOT,
        env=bare,
        text=True,
        capture_output=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Pas d’écran ici")
    assert "demande reçue" in done.stdout

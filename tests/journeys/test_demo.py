"""The demo by its own command: without a display it makes a journey; two windows share one central."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
CENTRAL = re.compile(r"Central : (\S+)")


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


# A display that nobody sees, and a demo of its own: the developer's last one stays.
OPEN = """
import sys
from pathlib import Path
import rehearsal.demo
rehearsal.demo.FOLDER = Path(sys.argv[1])
from main import main
sys.exit(main(["demo", "--role", sys.argv[2]]))
"""
UNSEEN = {"DISPLAY": ":none", "QT_QPA_PLATFORM": "minimal", "RELAIS_WINDOW": "1366x768"}


class Window:
    """One window of a demo, in a process of its own."""

    def __init__(self, folder: Path, role: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", OPEN, str(folder), role],
            cwd=ROOT, env={**os.environ, **UNSEEN}, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        self.told = ""

    def open(self) -> str:
        assert self.process.stdout
        for line in self.process.stdout:
            self.told += line
            if line.startswith("Ctrl-C"):
                return self.told
        raise AssertionError(self.told + self.process.communicate()[1])

    def close(self) -> str:
        time.sleep(1)
        self.process.send_signal(signal.SIGINT)
        return self.end()

    def end(self) -> str:
        out, _ = self.process.communicate(timeout=60)
        return self.told + out


@pytest.mark.slow
def test_two_windows_share_one_central_and_a_counter_takes_up_the_last_demo(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    kiosk = Window(folder, "kiosk")
    counter = again = None
    try:
        assert "main.py provision --file" in kiosk.open()
        assert "Espace du partenaire « Énergie de démonstration »" in kiosk.told
        second = Window(folder, "kiosk")
        assert "Cette station est déjà ouverte" in second.end()
        assert second.process.returncode == 3
        counter = Window(folder, "counter")
        told = counter.open()
        assert "Agent 1, code secret" in told
        assert CENTRAL.findall(told) == CENTRAL.findall(kiosk.told)
        assert counter.close().endswith("Cette fenêtre est fermée. Le central continue.\n")
        assert kiosk.close().endswith("Tout est arrêté.\n")
        again = Window(folder, "counter")
        told = again.open()
        assert "reprise de la dernière démonstration" in told
        assert CENTRAL.findall(told) == CENTRAL.findall(kiosk.told)
        assert again.close().endswith("Tout est arrêté.\n")
    finally:
        for window in (kiosk, counter, again):
            if window is not None and window.process.poll() is None:
                window.close()


@pytest.mark.long
def test_a_counter_without_a_display_makes_its_own_journey() -> None:
    bare = {name: value for name, value in os.environ.items() if name not in DISPLAYS}
    done = subprocess.run(
        [sys.executable, "main.py", "demo", "--role", "counter"],
        check=False, cwd=ROOT, env=bare, text=True, capture_output=True, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Pas d’écran ici")
    assert "demande reçue" in done.stdout

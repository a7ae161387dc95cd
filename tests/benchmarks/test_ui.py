"""The benchmark of the screens, in short, and what it measures with."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.figures import ratio, spread_ms
from benchmarks.processes import cpu_seconds, family, memory_mib
from benchmarks.screen import NeverShown, Screen

ROOT = Path(__file__).resolve().parents[2]
needs_screen = pytest.mark.skipif(shutil.which("Xvfb") is None, reason="Xvfb is not installed")
PAINT = """
import sys
from PySide6.QtGui import QColor, QGuiApplication, QRasterWindow, QPainter
class Window(QRasterWindow):
    def paintEvent(self, event):
        QPainter(self).fillRect(0, 0, self.width(), self.height() // 2, QColor("#6a1b4d"))
app = QGuiApplication(sys.argv)
window = Window()
window.setGeometry(0, 0, 400, 300)
window.show()
app.exec()
"""


def test_spread_and_ratio() -> None:
    assert spread_ms([0.001 * value for value in range(1, 102)]) == {"p50": 51.0, "p95": 96.0}
    assert ratio([1.0, 2.0, 90.0], [4.0, 4.0]) == 0.5
    with pytest.raises(ValueError, match="spread"):
        spread_ms([0.01])


def test_a_family_has_its_children_and_their_memory() -> None:
    body = "import subprocess, sys; print(1, flush=True); held = bytearray(b'x' * 40_000_000); "
    child = [sys.executable, "-c", body + "print(2, flush=True); sys.stdin.read()"]
    parent = f"import subprocess; subprocess.run({child!r})"
    with subprocess.Popen(
        [sys.executable, "-c", parent], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    ) as root:
        assert root.stdout is not None
        assert root.stdout.readline() == b"1\n"
        assert root.stdout.readline() == b"2\n"
        assert len(family(root.pid)) == 2
        assert os.getpid() not in family(root.pid)
        assert memory_mib(root.pid) > 40
        assert cpu_seconds(root.pid) > 0
        root.communicate()


@needs_screen
def test_the_screen_shows_what_a_program_paints_and_when_it_is_gone() -> None:
    with Screen((400, 300)) as screen:
        with pytest.raises(NeverShown):
            screen.wait({"#6a1b4d": 0.4}, seconds=0.05)
        begun = time.monotonic()
        child = subprocess.Popen([sys.executable, "-c", PAINT], env=screen.environment)
        try:
            assert screen.wait({"#6a1b4d": 0.4}) > begun
            assert 0.4 < screen.share("#6a1b4d") < 0.6
        finally:
            child.terminate()
            child.wait()
        screen.wait_without(["#6a1b4d"])


@needs_screen
@pytest.mark.slow
def test_the_whole_bench_once() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.ui", "--rounds", "1", "--idle", "1"],
        check=False, cwd=ROOT, text=True, capture_output=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found.keys() == {
        "chromium", "first_frame_ms", "pss_mb", "tap_to_frame_ms", "page_change_ms", "idle_cpu_percent",
        "ui_blocked_max_ms",
    }  # fmt: skip
    assert (found["chromium"] is None) == (shutil.which("chromium") is None)
    # The synthesis process and the database are in it: Qt and Python alone take less.
    assert found["pss_mb"] > 60
    assert 0 < found["tap_to_frame_ms"]["p50"] <= found["tap_to_frame_ms"]["p95"]
    assert 0 < found["page_change_ms"]["p50"] <= found["page_change_ms"]["p95"]

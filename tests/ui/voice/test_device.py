"""A real sound device: what is played is what is heard. Left out where PulseAudio's server is missing."""

import json
import os
import shutil
import subprocess
import sys
import time
from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
RATE = 22050
LATENCY = "--latency-msec=20"
# In a process of its own: Qt finds its devices once a process, through the environment.
PLAY = """
import json, sys, time
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from ui.voice.engine import Request
from ui.voice.espeak import Espeak, trimmed
from ui.voice.player import DeviceOutput

app = QCoreApplication([])
clip = trimmed(Espeak().speak(Request("Avec qui vivez-vous aujourd’hui ?", "fr", 150)))
output = DeviceOutput()

def heard():
    told["positions"].append(output.position_us())
    return told["positions"][-1] >= clip.duration_us

def wait(seconds, until=lambda: False):
    end = time.monotonic() + seconds
    while time.monotonic() < end and not until():
        app.processEvents()
        time.sleep(0.005)

wait(1.5)
told = {"available": output.available(), "positions": []}
for play in (3.0, 0.6):
    output.start(clip)
    wait(play, heard)
    told.setdefault("ends", []).append(output.position_us())
    output.stop()
    told.setdefault("after", []).append(output.position_us())
    wait(0.5)
output.close()
told["duration"] = clip.duration_us
Path(sys.argv[1]).write_bytes(clip.pcm)
print(json.dumps(told))
"""


@pytest.fixture
def private(tmp_path: Path) -> dict[str, str]:
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    usual = {name: value for name, value in os.environ.items() if not name.startswith("PULSE_")}
    return {**usual, "XDG_RUNTIME_DIR": str(runtime), "HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}


@pytest.fixture
def recording(private: dict[str, str], tmp_path: Path) -> Iterator[Path]:
    if not shutil.which("pulseaudio") or not shutil.which("parec"):
        pytest.skip("no PulseAudio server here")
    modules = ("-L", "module-null-sink sink_name=nullk", "-L", "module-native-protocol-unix")
    server = subprocess.Popen(
        ["pulseaudio", "-n", "--exit-idle-time=-1", *modules], env=private, stderr=subprocess.DEVNULL
    )
    heard = tmp_path / "heard.raw"
    until = time.monotonic() + 20
    while subprocess.run(["pactl", "info"], env=private, capture_output=True, check=False).returncode:
        assert time.monotonic() < until, "the sound server did not start"
        time.sleep(0.1)
    with heard.open("wb") as file:
        recorder = subprocess.Popen(
            ["parec", "-d", "nullk.monitor", "--format=s16le", f"--rate={RATE}", "--channels=1", LATENCY],
            env=private, stdout=file, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        while not heard.stat().st_size:
            assert time.monotonic() < until, "the recorder did not start"
            time.sleep(0.05)
        yield heard
        recorder.terminate()
        recorder.wait()
    server.terminate()
    server.wait()


def play(private: dict[str, str], clip: Path) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-c", PLAY, str(clip)],
        cwd=ROOT, env=private, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    told: dict[str, object] = json.loads(done.stdout)
    return told


def bursts(samples: array, loud: int = 300, gap_s: float = 0.3) -> list[tuple[int, int]]:  # type: ignore[type-arg]
    """Return (first, last sample) of what is heard between silences."""
    step = RATE // 100
    found: list[tuple[int, int]] = []
    for start in range(0, len(samples), step):
        if max(map(abs, samples[start : start + step])) > loud:
            if found and start - found[-1][1] < gap_s * RATE:
                found[-1] = (found[-1][0], start + step)
            else:
                found.append((start, start + step))
    return found


def envelope(samples: array) -> list[int]:  # type: ignore[type-arg]
    step = RATE // 50
    return [sum(map(abs, samples[start : start + step])) for start in range(0, len(samples) - step, step)]


def alike(one: list[int], other: list[int]) -> float:
    """Return the correlation of two envelopes, at their best of five shifts."""

    def correlation(a: list[int], b: list[int]) -> float:
        size = min(len(a), len(b))
        a, b = a[:size], b[:size]
        mean_a, mean_b = sum(a) / size, sum(b) / size
        top = sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b, strict=True))
        under = sum((x - mean_a) ** 2 for x in a) * sum((y - mean_b) ** 2 for y in b)
        return float(top / under**0.5) if under else 0.0

    return max(correlation(one[shift:], other) for shift in range(5))


def test_a_clip_is_heard_whole_and_a_stop_is_heard_as_silence(
    private: dict[str, str], recording: Path, tmp_path: Path
) -> None:
    told = play(private, tmp_path / "clip.raw")
    duration = told["duration"]
    assert isinstance(duration, int)
    assert told["available"] is True
    first, second = told["ends"]  # type: ignore[misc]
    assert first == duration and 0 < second < duration
    assert told["after"] == [0, 0]
    time.sleep(0.5)
    raw = recording.read_bytes()
    samples, clip = array("h", raw[: len(raw) // 2 * 2]), array("h", (tmp_path / "clip.raw").read_bytes())
    whole, cut = bursts(samples)
    assert (cut[1] - cut[0]) / RATE < 0.9 < (whole[1] - whole[0]) / RATE
    heard = envelope(samples[whole[0] : whole[1]])
    assert alike(heard, envelope(clip)) > 0.9
    # The proof can fail: the same sound backwards is not the clip.
    assert alike(heard[::-1], envelope(clip)) < 0.6


def test_a_machine_without_sound_is_told(private: dict[str, str], tmp_path: Path) -> None:
    # A server that is not there: with the usual one, a client may start it.
    told = play({**private, "PULSE_SERVER": f"unix:{tmp_path}/none"}, tmp_path / "clip.raw")
    assert told["available"] is False
    assert set(told["positions"]) == {0}  # type: ignore[call-overload]

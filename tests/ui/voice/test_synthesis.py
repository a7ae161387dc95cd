"""The synthesis process: it answers, dies, hangs, and ends with the kiosk."""

import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ui.voice import frames, worker
from ui.voice.engine import Clip, NoVoice, Request
from ui.voice.synthesis import Synthesis

HELLO = Request("Bonjour à tous.", "fr", 150)


@pytest.fixture
def synthesis() -> Iterator[Synthesis]:
    made = Synthesis()
    yield made
    made.close()


def alive(process: int) -> bool:
    return Path(f"/proc/{process}/stat").exists()


def test_it_speaks_from_another_process(synthesis: Synthesis) -> None:
    assert synthesis.engine().startswith("espeak-ng 1.")
    clip = synthesis.speak(HELLO)
    assert clip.duration_us > 500_000 and len(clip.marks) == 3
    assert synthesis.process_id() not in (None, os.getpid())


def test_it_is_started_again_when_it_died(synthesis: Synthesis) -> None:
    synthesis.speak(HELLO)
    first = synthesis.process_id()
    assert first is not None
    os.kill(first, signal.SIGKILL)
    assert synthesis.speak(HELLO).duration_us > 500_000
    assert synthesis.process_id() != first and not alive(first)


def test_what_cannot_be_said_is_told_and_the_next_text_is_said(synthesis: Synthesis) -> None:
    with pytest.raises(NoVoice, match="no_voice"):
        synthesis.speak(Request("Guten Tag", "de", 150))
    assert synthesis.speak(HELLO).duration_us > 500_000


def test_a_process_that_hangs_is_killed() -> None:
    hung = Synthesis((sys.executable, "-c", "import time; time.sleep(60)"), patience_s=0.3)
    with pytest.raises(NoVoice, match="no_engine"):
        hung.engine()
    hung.close()


def test_a_process_that_dies_at_every_text_is_given_up() -> None:
    source = (
        "import sys; from ui.voice import frames; "
        "frames.write(sys.stdout.buffer, {'engine': 'x'}); sys.stdin.buffer.read(1)"
    )
    mortal = Synthesis((sys.executable, "-c", source))
    with pytest.raises(NoVoice, match="stopped"):
        mortal.speak(HELLO)
    mortal.close()


def test_closing_ends_the_process_even_while_it_speaks() -> None:
    busy = Synthesis()
    busy.engine()
    process = busy.process_id()
    assert process is not None
    outcome: list[str] = []

    def speak() -> None:
        try:
            busy.speak(Request("Une phrase très longue. " * 3000, "fr", 80))
        except NoVoice as reason:
            outcome.append(reason.reason)

    thread = threading.Thread(target=speak)
    thread.start()
    time.sleep(0.2)
    busy.close()
    thread.join()
    assert outcome == ["stopped"] and not alive(process)


def test_the_process_ends_with_its_input() -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "ui.voice.worker"],
        cwd=Path(__file__).resolve().parents[3], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert child.stdin and child.stdout
    assert frames.read(child.stdout)
    child.stdin.close()
    assert child.wait(10) == 0
    child.stdout.close()


class Mute:
    name = "mute 1"

    def speak(self, request: Request) -> Clip:
        return Clip(bytes(44100), 22050, ())


def test_a_silent_engine_is_found_out_before_anybody_waits_for_sound() -> None:
    asked, answers = io.BytesIO(), io.BytesIO()
    frames.write(asked, {"said": "Bonjour", "language": "fr", "rate": 150})
    asked.seek(0)
    worker.serve(Mute(), asked, answers)
    answers.seek(0)
    assert frames.read(answers) == ({"engine": "mute 1"}, b"")
    assert frames.read(answers) == ({"trouble": "unsound"}, b"")


def test_frames_cut_short_are_told() -> None:
    whole = io.BytesIO()
    frames.write(whole, {"a": 1}, b"12345")
    for length in range(1, len(whole.getvalue())):
        with pytest.raises(EOFError):
            frames.read(io.BytesIO(whole.getvalue()[:length]))
    assert frames.read(io.BytesIO(b"")) is None

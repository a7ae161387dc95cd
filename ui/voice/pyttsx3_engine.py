"""The fallback engine, where libespeak-ng cannot be used directly: pyttsx3, one utterance a process.

Its defects shape this file (2.99): the first run returns before anything is written, a second text in one run
is lost, a missing voice is only told to a callback and read in English, and a bad path never returns. So each
text has a process of its own, which can be killed, and the sound is written into memory that no disk has.
"""

import io
import os
import subprocess
import sys
import wave
from importlib.metadata import version
from pathlib import Path
from typing import Final

from ui.voice import frames
from ui.voice.engine import Clip, NoVoice, Request
from ui.voice.espeak import VOICES

ROOT: Final = Path(__file__).resolve().parents[2]
PATIENCE_S: Final = 10.0
COMMAND: Final = (sys.executable, "-m", "ui.voice.pyttsx3_engine")


class Pyttsx3:
    """Speaks through pyttsx3; its clips have no times. Raises NoVoice("no_engine") where it says nothing."""

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        # What is said may be an answer: without memory to write it into, nothing is said.
        if not hasattr(os, "memfd_create"):
            raise NoVoice("no_engine")
        self._patience_s = patience_s
        self.name = f"pyttsx3 {version('pyttsx3')}"
        self.speak(Request("a", "en", 150))

    def speak(self, request: Request) -> Clip:
        """Return the clip. Raises NoVoice."""
        if request.language not in VOICES:
            raise NoVoice("no_voice")
        asked = io.BytesIO()
        header = {"said": request.said, "voice": VOICES[request.language].decode(), "rate": request.rate}
        frames.write(asked, dict(header))
        try:
            child = subprocess.run(
                COMMAND, input=asked.getvalue(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                timeout=self._patience_s, check=False, cwd=ROOT,
            )  # fmt: skip
            answer = frames.read(io.BytesIO(child.stdout))
        except (subprocess.TimeoutExpired, EOFError) as stuck:
            raise NoVoice("no_engine") from stuck
        if answer is None:
            raise NoVoice("no_engine")
        told, wav = answer
        if "trouble" in told:
            raise NoVoice(str(told["trouble"]))
        return _clip(wav)


def _clip(wav: bytes) -> Clip:
    try:
        with wave.open(io.BytesIO(wav)) as file:
            return Clip(file.readframes(file.getnframes()), file.getframerate(), ())
    except (wave.Error, EOFError) as broken:
        raise NoVoice("unsound") from broken


def say_one(said: str, voice: str, rate: int) -> bytes:
    """Return one utterance as a WAV file in memory. Raises NoVoice("no_voice")."""
    import pyttsx3

    troubles: list[object] = []
    engine = pyttsx3.init()
    engine.connect("error", lambda **told: troubles.append(told))
    engine.setProperty("voice", voice)
    engine.setProperty("rate", rate)
    # Returns at once and does nothing but set the properties; without it the real one would.
    engine.runAndWait()
    if troubles:
        raise NoVoice("no_voice")
    memory = os.memfd_create("clip")
    engine.save_to_file(said, f"/proc/self/fd/{memory}")
    engine.runAndWait()
    return Path(f"/proc/self/fd/{memory}").read_bytes()


def main() -> None:
    """Say the one text asked for on the input, then end without the library's own ending, which can hang."""
    answer = os.fdopen(os.dup(1), "wb")
    # pyttsx3 prints where it has written.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    frame = frames.read(sys.stdin.buffer)
    if frame is None:
        return
    header, _ = frame
    try:
        wav = say_one(str(header["said"]), str(header["voice"]), int(str(header["rate"])))
    except NoVoice as reason:
        frames.write(answer, {"trouble": reason.reason})
    else:
        frames.write(answer, {}, wav)
    os._exit(0)


if __name__ == "__main__":
    main()

"""The synthesis process: `python -m ui.voice.worker`, requests on its input, clips on its output.

A process of its own: synthesis in a thread made the screen wait 64 ms, in a process no longer than when idle.
It ends with its input, so it never outlives the kiosk.
"""

import os
import sys
from typing import IO, Final

from ui.voice import frames
from ui.voice.engine import Clip, Engine, NoVoice, Request
from ui.voice.espeak import Espeak, trimmed
from ui.voice.soundness import faults

FATAL: Final = frozenset({"silent", "clipped", "times"})


def choose_engine() -> Engine:
    """Return the best engine of this machine. Raises NoVoice("no_engine")."""
    try:
        return Espeak()
    except NoVoice:
        # Its imports take a quarter of this process's memory.
        from ui.voice.pyttsx3_engine import Pyttsx3

        return Pyttsx3()


def sound(engine: Engine, request: Request) -> Clip:
    """Return a clip that can be heard and followed. Raises NoVoice, "unsound" when the engine gave none.

    How long it takes a letter is not asked here: people write what no rule foresees. Rendering asks it.
    """
    clip = trimmed(engine.speak(request))
    if FATAL.intersection(faults(clip, request.said, request.rate)):
        raise NoVoice("unsound")
    return clip


def serve(engine: Engine, requests: IO[bytes], clips: IO[bytes]) -> None:
    """Answer requests until they end."""
    frames.write(clips, {"engine": engine.name})
    while _answered(engine, requests, clips):
        # What was said goes with that call: nothing of a client waits here for the next one.
        continue


def _answered(engine: Engine, requests: IO[bytes], clips: IO[bytes]) -> bool:
    frame = frames.read(requests)
    if frame is None:
        return False
    header, _ = frame
    request = Request(str(header["said"]), str(header["language"]), int(str(header["rate"])))
    try:
        clip = sound(engine, request)
    except NoVoice as reason:
        frames.write(clips, {"trouble": reason.reason})
    else:
        frames.write(clips, {"rate_hz": clip.rate_hz, "marks": clip.marks}, clip.pcm)
    return True


def main() -> None:
    """Serve the process that started this one; with --background, behind everything else."""
    if "--background" in sys.argv and hasattr(os, "nice"):
        os.nice(10)
    try:
        engine = choose_engine()
    except NoVoice as reason:
        frames.write(sys.stdout.buffer, {"trouble": reason.reason})
        return
    serve(engine, sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()

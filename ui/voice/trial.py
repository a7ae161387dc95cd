"""Whether this machine can be heard: `python -m ui.voice.trial [WORDS]` prints one line of JSON.

A process of its own, for a technician's terminal: sound systems can hang, and whoever asks can then go on.
"""

import json
import sys
import time
from typing import Final

from PySide6.QtCore import QCoreApplication, QLoggingCategory

from ui.voice.engine import NoVoice
from ui.voice.lexicon import script
from ui.voice.player import NOTHING, DeviceOutput
from ui.voice.synthesis import Synthesis

LANGUAGE: Final = "fr"
# Beyond the length of what is said: a device may take this long to start.
MORE_S: Final = 3.0


def device_name() -> str:
    """Return the name of the default sound device, "" where there is none."""
    QLoggingCategory.setFilterRules("qt.multimedia.*=false")
    from PySide6.QtMultimedia import QMediaDevices

    device = QMediaDevices.defaultAudioOutput()
    there = not device.isNull() and bytes(device.id().data()) != NOTHING
    return (device.description() or "?") if there else ""


def say(words: str) -> bool:
    """Say words on the default device; return whether the device took all of them. Raises NoVoice."""
    synthesis = Synthesis()
    try:
        clip = synthesis.speak(script(words, LANGUAGE).request)
    finally:
        synthesis.close()
    output = DeviceOutput()
    try:
        output.start(clip)
        until = time.monotonic() + clip.duration_us / 1e6 + MORE_S
        while output.position_us() < clip.duration_us and time.monotonic() < until:
            time.sleep(0.05)
        return output.position_us() >= clip.duration_us
    finally:
        output.close()


def main() -> None:
    """Print {"device", "heard", "trouble"}; heard is null when nothing was to be said."""
    app = QCoreApplication([])
    told: dict[str, object] = {"device": device_name(), "heard": None, "trouble": ""}
    if len(sys.argv) > 1 and told["device"]:
        try:
            told["heard"] = say(" ".join(sys.argv[1:]))
        except NoVoice as reason:
            told["trouble"] = reason.reason
    print(json.dumps(told))
    app.quit()


if __name__ == "__main__":
    main()

"""Whether this station speaks, and whether somebody standing there hears it."""

from technician.checks.hardware import trial
from technician.steps.setup import Setup


def ask_voice(setup: Setup) -> None:
    """Ask whether texts can be listened to; then say a sentence on the sound device."""
    terminal, station = setup.terminal, setup.station
    terminal.title("provision.voice.title")
    speaks = terminal.yes("provision.voice.ask", default=setup.config.voice)
    if speaks != setup.config.voice:
        station.put("voice", "enabled", speaks)
    while speaks and terminal.yes("provision.voice.try", default=True):
        told = trial(terminal.texts("provision.voice.words"))
        if not told.get("device"):
            terminal.say("doctor.sound.missing.what")
        elif told.get("trouble"):
            terminal.say("doctor.voices.none.what")
        elif not told.get("heard"):
            terminal.say("provision.voice.stuck", device=str(told["device"]))
        elif terminal.yes("provision.voice.heard", default=True):
            return
        else:
            terminal.say("provision.voice.unheard", device=str(told["device"]))
        if not terminal.yes("provision.again", default=True):
            return

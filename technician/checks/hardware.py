"""What is plugged in: printer, office printer, sound, and the voice that would be heard on it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import assert_never

from kiosk.config import PrinterConfig
from kiosk.device import CoverOpen, Offline, PaperOut, PrinterStatus, Ready, Silent
from printers.profiles import load_profile
from printers.status import Conversation
from printers.transports import KINDS, TransportTrouble
from technician.finding import Bench, Finding, Words
from ui.voice.engine import NoVoice
from ui.voice.lexicon import RATES, script
from ui.voice.synthesis import Synthesis

ROOT = Path(__file__).resolve().parents[2]
ANSWER_S = 2.0
SOUND_S = 12.0
DEVICES = Path("/dev")


def printer(bench: Bench) -> Finding:
    """Ask the receipt printer for its state; nothing is printed."""
    config = bench.config.printer
    if config is None:
        return bench.words.good("printer.none")
    load_profile(config.profile, config.dots)
    return printer_finding(config, printer_status(config), bench.words)


def printer_finding(config: PrinterConfig, status: PrinterStatus, words: Words) -> Finding:
    """Say what a state means."""
    place = place_of(config)
    match status:
        case Ready(low_paper=True):
            return words.bad("printer.low", place=place)
        case Ready():
            return words.good(
                "printer.blind" if config.printer_class == "blind" else "printer.good", place=place
            )
        case PaperOut():
            return words.bad("printer.paper_out", place=place)
        case CoverOpen():
            return words.bad("printer.cover_open", place=place)
        case Offline(detail):
            network = config.transport == "network"
            key = "error" if detail == "error" else "offline" if network else "no_file"
            return words.bad(f"printer.{key}", place=place)
        case Silent():
            return words.bad("printer.silent", place=place)
        case never:
            assert_never(never)


def printer_status(config: PrinterConfig) -> PrinterStatus:
    """Return the state of a printer; one that tells nothing of itself is ready when it can be reached."""
    transport = KINDS[config.transport](config)
    try:
        transport.open()
        if config.printer_class == "blind":
            return Ready()
        return Conversation(transport).status(ANSWER_S)
    except TransportTrouble as trouble:
        return Offline(trouble.code)
    finally:
        transport.close()


def place_of(config: PrinterConfig) -> str:
    """Return where a printer is: an address or a file."""
    return f"{config.host}:{config.port}" if config.transport == "network" else str(config.path)


def camera(bench: Bench) -> Finding:
    """See whether there is a camera, or a folder that we may take pictures away from; none is taken."""
    config = bench.config.camera
    if config is None:
        return bench.words.good("camera.none")
    if config.path is None:
        if not any(DEVICES.glob("video*")):
            return bench.words.bad("camera.no_device")
        return bench.words.good("camera.good", place=config.name or str(DEVICES))
    if not config.path.is_dir():
        return bench.words.bad("camera.no_folder", path=str(config.path))
    if not os.access(config.path, os.R_OK | os.W_OK | os.X_OK):
        return bench.words.bad("camera.shut_folder", path=str(config.path))
    return bench.words.good("camera.good", place=str(config.path))


def office(bench: Bench) -> Finding:
    """Ask for the A4 printer of a counter; nothing is printed."""
    config = bench.config.office
    if bench.config.role != "counter":
        return bench.words.good("counter_only")
    if config is None:
        return bench.words.good("office.none")
    # It draws what it prints: Qt, which nothing else here needs.
    from printers.office import make_office

    make_office(config).check()
    return bench.words.good("office.good", place=config.name or str(config.path))


def sound(bench: Bench) -> Finding:
    """Look for a sound device."""
    if not bench.config.voice:
        return bench.words.good("sound.none")
    device = str(trial().get("device", ""))
    if not device:
        return bench.words.bad("sound.missing")
    return bench.words.good("sound.good", device=device)


def trial(words: str = "") -> dict[str, object]:
    """Look for a sound device, and say words on it; return {"device", "heard", "trouble"}, {} when it hung.

    In a process of its own: only there is Qt, and it can be ended.
    """
    command = [sys.executable, "-m", "ui.voice.trial", *([words] if words else [])]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SOUND_S, check=False)
    except subprocess.TimeoutExpired:
        return {}
    try:
        told: dict[str, object] = json.loads(done.stdout)
    except ValueError:
        return {}
    return told


def voices(bench: Bench) -> Finding:
    """Have one word spoken in each language, without playing it."""
    if not bench.config.voice:
        return bench.words.good("sound.none")
    synthesis = Synthesis()
    mute: list[str] = []
    try:
        engine = synthesis.engine()
        for language in RATES:
            try:
                synthesis.speak(script(bench.texts("provision.voice.word"), language).request)
            except NoVoice:
                mute.append(language)
    except NoVoice:
        return bench.words.bad("voices.none")
    finally:
        synthesis.close()
    if mute:
        return bench.words.bad("voices.mute", languages=", ".join(mute))
    return bench.words.good("voices.good", engine=engine, count=len(RATES))

"""The demo: a central, an enrolled kiosk on this screen, and what a visitor needs to look behind it."""

import os
import shutil
import signal
import threading
import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QTimer

from kiosk.clock import SystemClock
from kiosk.config import Config
from kiosk.errors import Problem
from kiosk.store import open_store
from kiosk.wire.followup import followup_url
from rehearsal.journey import Plan, StartKiosk, run_journey
from rehearsal.second import ROOT
from rehearsal.stage import set_stage

PrepareVoice = Callable[[Config, Callable[[int, int], None], Callable[[], bool]], object]
FOLDER = ROOT / ".demo"
JOURNEY = ROOT / "out" / "journey"
# Qt's loop runs no Python while it sleeps; a tick this often lets Ctrl-C through.
TICK_MS = 200


def run_demo(
    start: StartKiosk, prepare_voice: PrepareVoice, window: tuple[int, int] | None, since: float
) -> int:
    """Run until Ctrl-C or the closing of the window; `since`: when the command began, seconds since 1970."""
    if not _has_display():
        return _journey_instead(start)
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    print("Relais : préparation du paquet de services, du central et de la borne…", flush=True)
    stage = set_stage(FOLDER, pack=None, form=None, skip_unsupported=False)
    try:
        running = start(stage.config, window)
        print(f"Prêt en {time.time() - since:.0f} s, installation comprise. Central : {stage.central.url}")
        print(f"Espace de la mairie, lien valable une fois : {stage.login_link()}")
        print(f"Chaque papier de l’imprimante virtuelle devient une image : {stage.printer.folder}")
        print("Ctrl-C arrête tout.", flush=True)
        voice = _Voice(stage.config, prepare_voice)
        try:
            _run_until_stopped(stage.config)
        finally:
            voice.stop()
            running.close()
    finally:
        stage.close()
    print("Tout est arrêté.")
    return 0


class _Voice:
    """Prepares the clips of the demo's pack while the kiosk is open; until then texts are spoken live."""

    def __init__(self, config: Config, prepare: PrepareVoice) -> None:
        self._stopped = threading.Event()
        self._told = -1
        self._thread = threading.Thread(target=self._prepare, args=(config, prepare))
        self._thread.start()

    def _prepare(self, config: Config, prepare: PrepareVoice) -> None:
        try:
            prepare(config, self._tell, self._stopped.is_set)
        except Problem as problem:
            # The demo goes on: its screens say that there is no sound, and all texts stay.
            print(f"Voix : {problem.code}", flush=True)

    def stop(self) -> None:
        """Leave the rest of the clips for another day."""
        self._stopped.set()
        self._thread.join()

    def _tell(self, done: int, total: int) -> None:
        tenth = done * 10 // total
        if tenth != self._told:
            self._told = tenth
            print(f"Voix : {done} textes prêts sur {total}.", flush=True)


def _has_display() -> bool:
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        return False
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _journey_instead(start: StartKiosk) -> int:
    print("Pas d’écran ici : Relais fait une demande tout seul et photographie chaque page.", flush=True)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    facts = run_journey(Plan(out=JOURNEY), start)
    print(f"Code {facts['code']} : demande {facts['state_shown']}.")
    print(f"Photographies, papier et journey.json : {JOURNEY}")
    return 0


def _run_until_stopped(config: Config) -> None:
    app = QCoreApplication.instance()
    if app is None:
        raise RuntimeError("the kiosk was not started")
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: app.quit())
    tick = QTimer()
    tick.timeout.connect(lambda: None)
    tick.start(TICK_MS)
    stopped = threading.Event()
    watcher = threading.Thread(target=_print_followups, args=(config, stopped.wait))
    watcher.start()
    app.exec()
    stopped.set()
    watcher.join()


def _print_followups(config: Config, pause: Callable[[float], bool]) -> None:
    """Print the follow-up address of each confirmed request: no phone reaches a demo on loopback."""
    printed = b""
    with open_store(config.data) as store:
        identity = store.identity
        while not pause(1.0):
            kept = store.reminder.get(SystemClock().now_ms())
            if kept and kept.envelope_id != printed and identity.followup:
                printed = kept.envelope_id
                address = followup_url(identity.followup, identity.station, kept.token)
                print(f"Page de suivi : {address}", flush=True)

"""The demo: a central, a kiosk or a counter on this screen, and what a visitor needs to look behind it."""

import fcntl
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QTimer

from kiosk.catalogue.pack import FRENCH, in_language
from kiosk.clock import SystemClock
from kiosk.config import Config
from kiosk.errors import Problem
from kiosk.store import open_store
from kiosk.wire.followup import followup_url
from rehearsal.attention import Running
from rehearsal.counter_journey import run_counter_journey
from rehearsal.journey import Plan, StartKiosk, run_journey
from rehearsal.second import ROOT
from rehearsal.stage import AGENT, Stage, find_stage, set_stage

PrepareVoice = Callable[[Config, Callable[[int, int], None], Callable[[], bool]], object]
FOLDER = ROOT / ".demo"
JOURNEYS = ROOT / "out"
# Beside the town hall's services: those of a partner who treats them itself.
PARTNER_PACK = ROOT / "assets" / "packs" / "energie"
PYTHON = ".venv/bin/python"
ALREADY_OPEN_EXIT = 3
# The least that a counter is drawn for (DESIGN.md §7).
COUNTER_SIZE = (1366, 768)
# Qt's loop runs no Python while it sleeps; a tick this often lets Ctrl-C through.
TICK_MS = 200


def run_demo(
    start: StartKiosk,
    prepare_voice: PrepareVoice,
    window: tuple[int, int] | None,
    since: float,
    role: str = "kiosk",
) -> int:
    """Run until Ctrl-C or the closing of the window; return the exit code.

    start: opens a station of this role. since: when the command began, seconds since 1970. A demo that is
    open already is joined. A counter takes up the last demo, with what was asked there.
    """
    if not _has_display():
        return _journey_instead(start, role)
    stage, joined = _take_stage(role)
    try:
        config = stage.counter.config if role == "counter" and stage.counter else stage.config
        with _alone(config) as alone:
            if not alone:
                print("Cette station est déjà ouverte dans une autre fenêtre.")
                return ALREADY_OPEN_EXIT
            _serve(stage, config, start(config, window), prepare_voice, since)
    finally:
        if not joined:
            stage.close()
    print("Cette fenêtre est fermée. Le central continue." if joined else "Tout est arrêté.")
    return 0


def _take_stage(role: str) -> tuple[Stage, bool]:
    """Return the stage to play on, running, and whether it was running already."""
    found = find_stage(FOLDER)
    if found is not None and found.answers():
        return found, True
    if found is not None and role == "counter":
        print("Relais : reprise de la dernière démonstration…", flush=True)
        try:
            found.start()
        except BaseException:
            found.close()
            raise
        return found, False
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    print("Relais : préparation des paquets de services, du central, de la borne et du guichet…", flush=True)
    made = set_stage(
        FOLDER, pack=None, form=None, skip_unsupported=False, counter=True, beside=(PARTNER_PACK,)
    )
    return made, False


@contextmanager
def _alone(config: Config) -> Iterator[bool]:
    """Hold a station while its window is open: two windows of one would print each other's papers."""
    with (config.path.parent / "open").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _serve(stage: Stage, config: Config, running: Running, prepare_voice: PrepareVoice, since: float) -> None:
    print(f"Prêt en {time.time() - since:.0f} s, installation comprise. Central : {stage.central.url}")
    print(f"Espace de la mairie, lien valable une fois : {stage.login_link()}")
    for partner in stage.partners():
        name = in_language(partner.name, FRENCH)
        print(f"Espace du partenaire « {name} », lien valable une fois : {stage.login_link(partner)}")
    if stage.counter is not None and config is stage.counter.config:
        print(f"Au guichet : {AGENT}, code secret {stage.counter.pin}")
        print(f"Chaque papier devient une image : {stage.counter.printer.folder}")
        print(f"Chaque résumé A4 devient un PDF : {stage.counter.office}")
    else:
        print(f"Chaque papier de l’imprimante virtuelle devient une image : {stage.printer.folder}")
        print("Le guichet de la même mairie, dans un autre terminal : make demo ROLE=counter")
        file, code = stage.second_counter()
        print("Un guichet de plus, avec un code valable 15 minutes :")
        print(f'  {PYTHON} main.py provision --file {file} --code {code} --name "Guichet 2"')
    print("Ctrl-C arrête cette fenêtre.", flush=True)
    voice = _Voice(config, prepare_voice)
    try:
        _run_until_stopped(config)
    finally:
        voice.stop()
        running.close()


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


def _journey_instead(start: StartKiosk, role: str) -> int:
    print("Pas d’écran ici : Relais fait une demande tout seul et photographie chaque page.", flush=True)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if role == "counter":
        out = JOURNEYS / "counter"
        facts = run_counter_journey(Plan(out=out, size=COUNTER_SIZE), start)
    else:
        out = JOURNEYS / "journey"
        facts = run_journey(Plan(out=out), start)
    print(f"Code {facts['code']} : demande {facts['state_shown']}.")
    print(f"Photographies, papier et journey.json : {out}")
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

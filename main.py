"""Command line and composition root: builds the parts and hands them to each other."""

import argparse
import json
import os
import re
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.config import Config, load_config
from kiosk.errors import ConfigBadValue, ConfigUnreadable, Problem
from kiosk.texts import Texts, load_texts
from opening import Running, Size, open_counter, open_kiosk
from station import I18N, Station
from technician.command import add_commands
from technician.keeping_command import add_keeping_commands
from technician.pack_command import add_pack_commands
from technician.stick_command import add_stick_commands

if TYPE_CHECKING:
    from ui.voice.output import Output

ROOT = Path(__file__).resolve().parent
LANGUAGES = sorted(folder.name for folder in I18N.iterdir() if folder.is_dir())
PROBLEM_EXIT = 3
BUG_EXIT = 70
# Windows of the automaton: a small kiosk screen, the least screen of a counter (DESIGN.md §7).
SIZES = {"kiosk": (1280, 800), "counter": (1366, 768)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code (3 when a Problem stopped it, told on the terminal)."""
    options = _parser().parse_args(arguments)
    texts = load_texts(I18N, "fr")
    try:
        return int(options.run(options, texts))
    except Problem as problem:
        _tell(problem, texts)
        return PROBLEM_EXIT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python main.py", description="Relais, borne et guichet.")
    commands = parser.add_subparsers(required=True, metavar="COMMANDE")

    for role, doing in (("kiosk", "ouvre la borne sur cet écran"), ("counter", "ouvre le guichet")):
        station = commands.add_parser(role, help=doing)
        station.add_argument("--config", type=Path, required=True, metavar="STATION.TOML")
        station.set_defaults(run=_station, role=role)

    _add_hub(commands)
    enrol = commands.add_parser("enrol", help="inscrit cette station au central avec un code")
    enrol.add_argument("--config", type=Path, required=True, metavar="STATION.TOML")
    enrol.add_argument("--name", required=True, help="nom de la station, comme « Borne 1 »")
    enrol.add_argument("--code", required=True, help="les 12 chiffres donnés par le central")
    enrol.set_defaults(run=_enrol)

    demo = commands.add_parser("demo", help="central, borne et guichet inscrits, paquet de démonstration")
    demo.add_argument("--role", choices=tuple(STARTS), default="kiosk", help="ce qui s’ouvre sur cet écran")
    demo.add_argument(
        "--since", type=float, default=None, help="quand la commande a commencé (secondes, 1970)"
    )
    demo.set_defaults(run=_demo)

    voice = commands.add_parser("voice", help="prépare la voix de cette station")
    voice.add_argument("--config", type=Path, required=True, metavar="STATION.TOML")
    voice.set_defaults(run=_voice)

    printer = commands.add_parser(
        "printer-sim", help="imprimante virtuelle : chaque papier devient une image"
    )
    printer.add_argument("--port", type=int, default=9100)
    printer.add_argument("--out", type=Path, default=Path("out/papers"))
    printer.set_defaults(run=_printer_sim)

    add_commands(commands)
    add_stick_commands(commands)
    add_keeping_commands(commands)
    _add_preview(add_pack_commands(commands))
    _add_automaton(commands)
    return parser


def _add_hub(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    hub = commands.add_parser("hub", help="relaie les demandes des autres postes, sans écran")
    hub.add_argument("--config", type=Path, required=True, metavar="STATION.TOML")
    hub.set_defaults(run=_hub)


def _add_preview(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    preview = actions.add_parser("preview", help="ouvre la borne sur un dossier source")
    preview.add_argument("source", type=Path, metavar="DOSSIER")
    preview.add_argument(
        "--sheet",
        type=Path,
        metavar="FICHIER.PDF",
        help="écrit plutôt toutes les pages ; un dossier : des PNG",
    )
    preview.set_defaults(run=_preview)


def _add_automaton(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    journey = commands.add_parser("journey", help="fait une demande tout seul et garde les preuves")
    journey.add_argument(
        "--out", type=Path, required=True, help="dossier des photographies et de journey.json"
    )
    source = journey.add_mutually_exclusive_group()
    source.add_argument("--pack", type=Path, help="dossier source d’un paquet de services")
    source.add_argument("--form", type=Path, help="un XLSForm, mis dans un paquet provisoire")
    journey.add_argument("--service", default="", help="le nom d’un service, sinon le premier")
    journey.add_argument("--answers", default="auto", help="« auto », ou un fichier JSON {question: réponse}")
    journey.add_argument("--role", choices=tuple(STARTS), default="kiosk", help="qui tient l’écran")
    journey.add_argument("--lang", choices=LANGUAGES, default="fr")
    journey.add_argument("--size", type=_size, default=None, metavar="1280x800")
    journey.add_argument("--offline", action="store_true", help="arrête le central pendant la demande")
    journey.add_argument("--skip-unsupported", action="store_true", help="passe les questions inconnues")
    journey.set_defaults(run=_journey)

    drive = commands.add_parser("drive", help="automate sur une station déjà inscrite (preuves)")
    drive.add_argument("--config", type=Path, required=True, metavar="STATION.TOML")
    drive.add_argument("--answers", default="auto")
    drive.add_argument("--service", default="", help="le nom d’un service, sinon le premier")
    drive.add_argument("--wait-before-confirm", action="store_true", help="écrit READY, attend une ligne")
    drive.add_argument("--look", type=float, metavar="SECONDES", help="regarde seulement l’écran")
    drive.set_defaults(run=_drive)


def start_kiosk(
    config: Config, size: Size | None, *, motion: bool = False, output: "Output | None" = None
) -> Running:
    """Open the kiosk of a station; what keeps it from serving is shown on its screen, and told here."""
    return open_kiosk(config, size, _tell_in_french, motion=motion, output=output)


def start_checked(config: Config, size: Size | None, *, output: "Output | None" = None) -> Running:
    """Open the kiosk of a station that can serve; raise what would keep it from it, before any window."""
    Station(config).open_desk().close()
    return start_kiosk(config, size, output=output)


def start_counter(config: Config, size: Size | None, *, output: "Output | None" = None) -> Running:
    """Open the counter of a station that can serve; raise what would keep it from it, before any window."""
    Station(config).open_counter().close()
    return open_counter(config, size, _tell_in_french, motion=False, output=output)


def _station(options: argparse.Namespace, texts: Texts) -> int:
    """Open the window of a station; its role says which, and the command that was typed must agree."""
    from ui.app import run_out_of_service, run_until_closed

    try:
        config = load_config(options.config)
        if config.role != options.role:
            raise ConfigBadValue(path=str(config.path), key="station.role", expected=f"« {options.role} »")
    except Problem as problem:
        _tell(problem, texts)
        run_out_of_service(problem, _window())
        return PROBLEM_EXIT
    opened = open_kiosk if config.role == "kiosk" else open_counter
    running = opened(config, _window(), _tell_in_french, motion=True, output=None)
    try:
        code = run_until_closed()
    finally:
        running.close()
    return PROBLEM_EXIT if running.problem else code


def _hub(options: argparse.Namespace, _: Texts) -> int:
    """Forward without a screen, until a signal ends it."""
    import signal
    from dataclasses import replace

    config = load_config(options.config)
    station = Station(replace(config, hub=replace(config.hub, serve=True), printer=None))
    station.check_hub()

    def tell(port: int | None) -> None:
        print(f"hub ready {port}" if port else f"hub waits: port {config.hub.port} is taken", flush=True)

    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    station.start(lambda _: None, tell)
    try:
        ended.wait()
    finally:
        station.stop()
    return 0


def _enrol(options: argparse.Namespace, _: Texts) -> int:
    from kiosk.clock import SystemClock
    from kiosk.store import open_store
    from sync.enrolment import enrol

    config = load_config(options.config)
    with open_store(config.data) as store:
        identity = enrol(
            config.central_url,
            options.code,
            options.name,
            config.role,
            store,
            SystemClock(),
            ca=config.central_ca,
        )
    print(f"Inscrite : station {identity.station}, agence {identity.agency}.")
    return 0


def _voice(options: argparse.Namespace, _: Texts) -> int:
    from station import render_voice

    def tell(done: int, total: int) -> None:
        print(f"\rVoix : {done} textes sur {total}", end="", flush=True)

    done = render_voice(load_config(options.config), tell)
    print(f"\rVoix prête : {done.made} textes nouveaux, {done.kept} déjà prêts.          ")
    for saying, reason in done.refused:
        print(f"Dit seulement à la demande ({saying.language}, {reason}) : {saying.words}")
    return 0


def _printer_sim(options: argparse.Namespace, _: Texts) -> int:
    from printers.sim import run_sim

    run_sim(options.port, options.out)
    return 0


def _demo(options: argparse.Namespace, _: Texts) -> int:
    from rehearsal.demo import run_demo
    from station import render_voice

    since = time.time() if options.since is None else options.since
    return run_demo(STARTS[options.role], render_voice, _window(), since, options.role)


def _journey(options: argparse.Namespace, _: Texts) -> int:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from rehearsal.counter_journey import run_counter_journey
    from rehearsal.journey import Plan, run_journey

    plan = Plan(
        out=options.out,
        pack=options.pack,
        service=options.service,
        form=options.form,
        answers=_answers(options.answers),
        language=options.lang,
        size=options.size or SIZES[options.role],
        offline=options.offline,
        skip_unsupported=options.skip_unsupported,
    )
    run = run_counter_journey if options.role == "counter" else run_journey
    print(json.dumps(run(plan, STARTS[options.role]), ensure_ascii=False, indent=2))
    return 0


def _drive(options: argparse.Namespace, _: Texts) -> int:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from rehearsal.counter_drive import drive_counter, read_errand
    from rehearsal.drive import drive, look

    config = load_config(options.config)
    start = STARTS[config.role]
    if options.look is not None:
        look(config, start, options.look)
    elif config.role == "counter":
        drive_counter(config, start, read_errand(Path(options.answers)))
    else:
        drive(
            config,
            start,
            _answers(options.answers),
            wait_before_confirm=options.wait_before_confirm,
            service=options.service,
        )
    return 0


def _preview(options: argparse.Namespace, _: Texts) -> int:
    from technician.pack_command import terminal

    if options.sheet is None:
        from rehearsal.preview import run_preview

        return run_preview(options.source, terminal())
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from rehearsal.sheet import run_sheet

    return run_sheet(options.source, options.sheet, start_checked, terminal())


def _answers(source: str) -> dict[str, Any] | None:
    if source == "auto":
        return None
    path = Path(source)
    try:
        answers = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigUnreadable(path=source, detail=type(error).__name__) from error
    if not isinstance(answers, dict):
        raise ConfigUnreadable(path=source, detail="{question: réponse}")
    return answers


def _size(text: str) -> Size:
    found = re.fullmatch(r"(\d{3,4})x(\d{3,4})", text)
    if not found:
        raise argparse.ArgumentTypeError("une taille comme 1280x800")
    return int(found[1]), int(found[2])


def _window() -> Size | None:
    wanted = os.environ.get("RELAIS_WINDOW")
    if not wanted:
        return None
    try:
        return _size(wanted)
    except argparse.ArgumentTypeError as error:
        raise ConfigBadValue(path="RELAIS_WINDOW", key=wanted, expected=str(error)) from error


def _tell_in_french(problem: Problem) -> None:
    _tell(problem, load_texts(I18N, "fr"))


def _tell(problem: Problem, texts: Texts) -> None:
    what, todo = texts.problem(problem)
    print(f"{what}\n{todo}\n({problem.code})", file=sys.stderr)


def _crash(bug: threading.ExceptHookArgs) -> None:
    """End the whole process: a kiosk whose dispatcher died would go on promising what nobody carries."""
    threading.__excepthook__(bug)
    os._exit(BUG_EXIT)


STARTS = {"kiosk": start_checked, "counter": start_counter}


if __name__ == "__main__":
    threading.excepthook = _crash
    sys.exit(main())

"""Proof that a picture leaves nothing in clear: `python -m rehearsal.picture_leaks`.

As rehearsal.leaks, with the request of a service that asks for a photograph. Searched for are bytes from the
inside of the picture as it was sealed, and words that stood in the file of the camera beside what is seen.
That file itself is the camera's: the kiosk only reads and removes it.
"""

import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from central.keys import load_keys
from kiosk.store import Store, open_store
from kiosk.wire.attachment import open_attachment
from kiosk.wire.compact import Content, Plain
from kiosk.wire.envelope import open_envelope, parse_envelope
from rehearsal.answers import canary_answers
from rehearsal.camera import with_comment
from rehearsal.canary import Canary, search
from rehearsal.demo import PARTNER_PACK
from rehearsal.journey import first_service
from rehearsal.leaks import LOOK_S, Scene, answers_searched, main, places, run_automaton
from rehearsal.second import ROOT
from rehearsal.stage import Stage
from rehearsal.writes import WriteReport

SERVICE = "releve-compteur"
# As a telephone writes them into its pictures.
HIDDEN = b"GPS 48.8566 N 2.3522 E, MARTIN Jeanne, 22/11/2026"
# Of the picture, at a quarter, half and three quarters; longer than what chance would write.
PIECE = 48


def search_picture(stage: Stage, seed: int, program: Path = ROOT / "main.py") -> Iterator[Scene]:
    """Trace a request with a picture, and a restart that delivers what still waits of it."""
    stage.camera.picture = with_comment(stage.camera.picture, HIDDEN)
    for left in stage.camera.folder.glob("*.jpg"):
        left.unlink()
    answers = canary_answers(first_service(stage.config, SERVICE).form, seed)
    drive = [sys.executable, str(program), "drive", "--config", str(stage.config.path)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "answers.json"
        file.write_text(json.dumps(answers), "utf-8")
        request = run_automaton([*drive, "--service", SERVICE, "--answers", str(file)], "STATE reçue")
    yield _scene("picture", request, stage, answers, ())
    restarted = run_automaton([*drive, "--look", LOOK_S], "SCREEN screen:welcome")
    yield _scene("picture, restarted", restarted, stage, answers, (request,))


def _scene(
    name: str,
    report: WriteReport,
    stage: Stage,
    answers: Mapping[str, Plain],
    before: tuple[WriteReport, ...],
) -> Scene:
    with open_store(stage.config.data) as store:
        content, sealed = _opened(stage, store)
    ((_, key),) = content.attachments
    picture = open_attachment(sealed, key)
    form = first_service(stage.config, SERVICE).form
    canaries: dict[str, Canary] = {
        **answers_searched(form, answers, content),
        "hidden": HIDDEN,
        "token": content.token or b"",
        **{f"picture at {at}/4": _piece(picture, at) for at in (1, 2, 3)},
    }
    found = [one for one in search(report, canaries) if one.kind != "pipe" or one.canary.startswith("pict")]
    seen = {"attachment": any(_travelled(sealed, one) for one in (*before, report)) or not before}
    return Scene(
        name=name,
        report=report,
        canaries=tuple(canaries),
        findings=tuple(found),
        unseen=tuple(what for what, holds in seen.items() if not holds),
    )


def _opened(stage: Stage, store: Store) -> tuple[Content, bytes]:
    """Return the last request as its recipient opens it, and its attachment as it lies there, sealed."""
    row = store.outbox.every()[-1]
    envelope = parse_envelope(row.raw)
    key = load_keys(stage.central.folder).opening(envelope.agency, envelope.recipient)
    if key is None:
        raise RuntimeError("the central of the stage hosts the partner")
    (attached,) = store.attachments.of(row.id)
    return open_envelope(envelope, key), store.attachments.piece(attached.digest, 0, attached.size)


def _piece(picture: bytes, quarter: int) -> bytes:
    at = len(picture) * quarter // 4
    return picture[at : at + PIECE]


def _travelled(sealed: bytes, report: WriteReport) -> bool:
    return "socket" in places(search(report, {"attachment": sealed[1000 : 1000 + PIECE]}))


if __name__ == "__main__":
    sys.exit(main(search_stage=search_picture, pack=PARTNER_PACK))

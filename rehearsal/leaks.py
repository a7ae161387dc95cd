"""Proof that a kiosk leaves nothing of its client in clear: `python -m rehearsal.leaks`.

An automaton makes a request of canary answers at the real kiosk, with the central there and with it away,
under strace. The kiosk, its dispatcher and the automaton are one process tree, and all that it writes is
searched: no file or folder is left out. The answers and the code are read aloud, and a paper is printed. The
automaton keeps no evidence in files. A canary may be found in two places: the code that the automaton read on
the screen, on its output; and words on their way to the synthesis process, in a pipe. The central and the
virtual printer are other processes, which nobody traces.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from central.keys import load_keys
from kiosk.forms.kinds import Kind
from kiosk.forms.model import Form
from kiosk.store import open_store
from kiosk.wire.compact import Content, Plain
from kiosk.wire.envelope import open_envelope, parse_envelope
from kiosk.wire.followup import format_code
from rehearsal.answers import canary_answers
from rehearsal.canary import SHORTEST, Canary, Finding, search
from rehearsal.journey import first_service
from rehearsal.paper import PrinterSim
from rehearsal.second import ROOT
from rehearsal.stage import Stage, set_stage
from rehearsal.writes import WriteReport, trace_writes

SEARCHED = (Kind.TEXT, Kind.INTEGER, Kind.DECIMAL, Kind.DATE)
# SQLite's index of its log: page numbers and checksums in shared memory, never content.
INDEX = "-shm"
# Long enough for a start under the tracer and one delivery.
LOOK_S = "15"
# Bytes of a paper: more than two dot rows of 576.
PIECE = 160


@dataclass(frozen=True)
class Scene:
    """One traced run of the kiosk.

    findings: canaries where none may be. escaped: what no search can see into. unseen: what the run was to
    handle and the search did not see; with anything there, finding none proves nothing.
    """

    name: str
    report: WriteReport
    canaries: tuple[str, ...]
    findings: tuple[Finding, ...]
    unseen: tuple[str, ...]

    @property
    def escaped(self) -> tuple[str, ...]:
        """Return files and streams that could not be searched."""
        unseen = [path for path in self.report.unseen if not path.endswith(INDEX)]
        return (*unseen, *self.report.opaque)

    @property
    def sound(self) -> bool:
        """Return whether nothing was found, nothing escaped, and something could have been found."""
        return not self.unseen and not self.findings and not self.escaped


def search_station(stage: Stage, seed: int, program: Path = ROOT / "main.py") -> Iterator[Scene]:
    """Trace a request with the central there, one with the central away, and the restart that delivers it."""
    answers = canary_answers(first_service(stage.config).form, seed)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "answers.json"
        file.write_text(json.dumps(answers), "utf-8")
        drive = [sys.executable, str(program), "drive", "--config", str(stage.config.path)]
        request = [*drive, "--answers", str(file)]
        online = run_automaton(request, "STATE reçue")
        yield _scene("central there", online, stage, answers, sent=True, served=True)
        stage.central.stop()
        # The automaton waits in vain for « reçue » and says so; the request is in the outbox.
        offline = run_automaton(request, "CODE ")
        yield _scene("central away", offline, stage, answers, sent=False, served=True)
        stage.central.start()
        restarted = run_automaton([*drive, "--look", LOOK_S], "STATE reçue")
        yield _scene("restarted", restarted, stage, answers, sent=True, served=False)


def run_automaton(
    command: Sequence[str], expected: str, folders_left_out: Sequence[Path] = ()
) -> WriteReport:
    """Trace the automaton; raises RuntimeError when it did not come as far as `expected`."""
    report = trace_writes(command, cwd=ROOT, folders_left_out=folders_left_out)
    if expected.encode() not in report.output:
        raise RuntimeError(f"the automaton failed: {report.output.decode(errors='replace')[-1500:]}")
    return report


def _scene(
    name: str, report: WriteReport, stage: Stage, answers: Mapping[str, Plain], *, sent: bool, served: bool
) -> Scene:
    """Search a run for what its request holds, as its recipient reads it.

    sent: whether it was delivered in this run. served: whether the client was there, who listens and gets a
    paper.
    """
    with open_store(stage.config.data) as store:
        raw = store.outbox.every()[-1].raw
    envelope = parse_envelope(raw)
    content = open_envelope(envelope, load_keys(stage.central.folder).recipients[envelope.agency])
    canaries = _canaries(stage, answers, content)
    found = search(report, canaries)
    # What must be seen where it may be: a search that cannot find that would find nothing else.
    seen = {
        "envelope": places(search(report, {"envelope": raw[-64:]})) == ({"socket"} if sent else set()),
        "paper": places(search(report, {"paper": print_of(stage.printer)}))
        == ({"socket"} if served else set()),
        "voice": bool(set(answers) & {one.canary for one in found if one.kind == "pipe"}) == served,
        "code": f"CODE {format_code(content.code or 0)}".encode() in report.output.replace(b"\xc2\xa0", b" "),
    }
    return Scene(
        name=name,
        report=report,
        canaries=tuple(canaries),
        findings=tuple(one for one in found if not _may_be(one)),
        unseen=tuple(name for name, holds in seen.items() if not holds),
    )


def _may_be(finding: Finding) -> bool:
    """Tell whether a canary may be there: the automaton says the code, and the voice is told what to say."""
    return (finding.canary, finding.kind) == ("code", "stdout") or finding.kind == "pipe"


def places(findings: list[Finding]) -> set[str]:
    """Return the kinds of places of findings."""
    return {finding.kind for finding in findings}


def print_of(printer: PrinterSim) -> bytes:
    """Return a piece of the newest paper's bytes that no other paper has: its widest variety of dots."""
    raw = printer.receipts()[-1].with_suffix(".bin").read_bytes()
    pieces = (raw[at : at + PIECE] for at in range(0, len(raw) - PIECE, PIECE))
    return max(pieces, key=lambda piece: len(set(piece)))


def _canaries(stage: Stage, answers: Mapping[str, Plain], content: Content) -> dict[str, Canary]:
    found = answers_searched(first_service(stage.config).form, answers, content)
    return {**found, "code": content.code or 0, "token": content.token or b""}


def answers_searched(form: Form, answers: Mapping[str, Plain], content: Content) -> dict[str, Canary]:
    """Return the answers long enough to be searched for; raises ValueError when one is not in the request."""
    kinds = {question.name: question.kind for question in form.questions}
    found: dict[str, Canary] = {
        name: str(value)
        for name, value in answers.items()
        if kinds[name.partition("[")[0]] in SEARCHED and len(str(value)) >= SHORTEST
    }
    if set(found.values()) - {str(value) for value in content.answers.values()}:
        raise ValueError("not all answers are in the request")
    return found


def main(
    arguments: Sequence[str] | None = None,
    search_stage: Callable[[Stage, int], Iterator[Scene]] = search_station,
    *,
    counter: bool = False,
    pack: Path | None = None,
) -> int:
    """Trace and search; return 1 when something was found, or the search proves nothing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="of the canary answers")
    parser.add_argument("--json", action="store_true", help="print the last line only")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="relais-leaks-") as folder:
        stage = set_stage(Path(folder), pack=pack, form=None, skip_unsupported=False, counter=counter)
        try:
            scenes = list(search_stage(stage, options.seed))
        finally:
            stage.close()
    if not options.json:
        for scene in scenes:
            _tell(scene)
    found = [finding for scene in scenes for finding in scene.findings]
    files = {path for scene in scenes for path in scene.report.files}
    print(json.dumps({"canaries": len(scenes[0].canaries), "files": len(files), "findings": len(found)}))
    return 0 if all(scene.sound for scene in scenes) else 1


def _tell(scene: Scene) -> None:
    sizes = ", ".join(f"{kind} {size}" for kind, size in sorted(scene.report.bytes_by_kind().items()))
    print(f"{scene.name}: {'sound' if scene.sound else 'NOT SOUND'}; bytes searched: {sizes}")
    print(*(f"  written: {path}" for path in sorted(scene.report.files)), sep="\n")
    print(*(f"  FOUND: {finding}" for finding in scene.findings), sep="\n", end="")
    print(*(f"  ESCAPED: {path}" for path in scene.escaped), sep="\n", end="")
    print(*(f"  NOT SEEN: {name}" for name in scene.unseen), sep="\n", end="")


if __name__ == "__main__":
    sys.exit(main())

"""Proof that a counter leaves nothing of clients and agents in clear: `python -m rehearsal.counter_leaks`.

As `leaks` does it for a kiosk. An automaton works the real counter by keyboard under strace: a wrong PIN and
the right one, a request of canary answers set aside and taken up again, a kiosk's case found by its code and
read, its status changed with words, its A4 summary printed. A canary may be found in two places: the code
that the automaton read on the screen, on its output; and the code that is looked for, on the line to the
central (TLS, except on loopback). The A4 sheet is paper, for which a folder stands on a stage: that folder is
left out, and no other.
"""

import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.config import Config
from kiosk.store import open_store
from kiosk.wire.compact import Plain
from kiosk.wire.followup import format_code
from rehearsal.answers import canary_answers
from rehearsal.canary import Canary, Finding, search
from rehearsal.counter_drive import Errand
from rehearsal.counter_journey import in_words
from rehearsal.journey import first_service
from rehearsal.leaks import LOOK_S, Scene, answers_searched, main, places, print_of, run_automaton
from rehearsal.recipient import Opened, open_at_counter
from rehearsal.second import ROOT
from rehearsal.stage import CounterStation, Stage
from rehearsal.words import plain
from rehearsal.writes import WriteReport

PIN_DIGITS = 12
KIOSK_S = 180.0


@dataclass(frozen=True)
class _Act:
    """What is asked of the counter, and the kiosk's case that it finds. sent: delivered in this run."""

    errand: Errand = field(repr=False)
    case: Opened = field(repr=False)
    case_answers: Mapping[str, Plain] = field(repr=False)
    sent: bool


def search_counter(stage: Stage, seed: int, program: Path = ROOT / "main.py") -> Iterator[Scene]:
    """Trace a counter with the central there, one with the central away, and the restart that delivers."""
    if stage.counter is None:
        raise ValueError("a stage without a counter")
    post = stage.counter
    chance = random.Random(seed)  # noqa: S311 - a seed gives the same canaries again
    case_answers = _request_at_kiosk(stage, seed + 1)
    (case,) = open_at_counter(post.config, stage.config)
    service = first_service(post.config)
    errand = Errand(
        wrong_pin=_digits(chance),
        pin=_known_pin(post.config, _digits(chance)),
        answers=canary_answers(service.form, seed),
        code=f"{case.content.code:012d}",
        found=tuple(plain(said) for said in in_words(service.form, case_answers).values()),
        message=f"Apportez le papier {_digits(chance)}.",
        online=True,
    )
    act = _Act(errand, case, case_answers, sent=True)
    yield _scene("counter, central there", _work(post, errand, program), post, act)
    stage.central.stop()
    away = replace(errand, message=f"Apportez aussi {_digits(chance)}.", online=False)
    act = replace(act, errand=away, sent=False)
    yield _scene("counter, central away", _work(post, away, program), post, act)
    stage.central.start()
    look = [sys.executable, str(program), "drive", "--config", str(post.config.path), "--look", LOOK_S]
    report = run_automaton(look, "SCREEN screen:login")
    yield _scene("counter, restarted", report, post, replace(act, sent=True), served=False)


def _request_at_kiosk(stage: Stage, seed: int) -> Mapping[str, Plain]:
    """Make a request of canary answers at the kiosk, which nobody traces here, and return them."""
    answers = canary_answers(first_service(stage.config).form, seed)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "answers.json"
        file.write_text(json.dumps(answers), "utf-8")
        subprocess.run(
            [sys.executable, "main.py", "drive", "--config", str(stage.config.path), "--answers", str(file)],
            check=True, cwd=ROOT, stdout=subprocess.DEVNULL, timeout=KIOSK_S,
        )  # fmt: skip
    return answers


def _work(post: CounterStation, errand: Errand, program: Path) -> WriteReport:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "errand.json"
        file.write_text(json.dumps(asdict(errand)), "utf-8")
        drive = [sys.executable, str(program), "drive", "--config", str(post.config.path)]
        return run_automaton([*drive, "--answers", str(file)], "SUMMARY", [post.office])


def _scene(name: str, report: WriteReport, post: CounterStation, act: _Act, *, served: bool = True) -> Scene:
    """Search a run. served: whether somebody worked in it, or it only delivered what was left."""
    own = open_at_counter(post.config, post.config)[-1]
    canaries = _canaries(post, act, own)
    found = search(report, canaries)
    # What must be seen where it may be: a search that cannot find that would find nothing else.
    envelope = places(search(report, {"envelope": own.raw[-64:]}))
    looked_for = places([one for one in found if one.canary == "case code"])
    seen = {
        "envelope": envelope == ({"socket"} if act.sent else set()),
        "delivery": (own.state == "acknowledged") == act.sent,
        "search": looked_for == ({"socket"} if served and act.sent else set()),
    }
    if served:
        shown = f"CODE {format_code(own.content.code or 0)}".encode()
        seen["paper"] = places(search(report, {"paper": print_of(post.printer)})) == {"socket"}
        seen["code"] = shown in report.output.replace(b"\xc2\xa0", b" ")
        seen["summary"] = any(post.office.glob("*.pdf"))
    return Scene(
        name=name,
        report=report,
        canaries=tuple(canaries),
        findings=tuple(one for one in found if not _may_be(one)),
        unseen=tuple(what for what, holds in seen.items() if not holds),
    )


def _may_be(finding: Finding) -> bool:
    return (finding.canary, finding.kind) in {("code", "stdout"), ("case code", "socket")}


def _canaries(post: CounterStation, act: _Act, own: Opened) -> dict[str, Canary]:
    form = first_service(post.config).form
    theirs = answers_searched(form, act.case_answers, act.case.content)
    with open_store(post.config.data) as store:
        key = store.agency_key.get()
    return {
        **answers_searched(form, act.errand.answers, own.content),
        "code": own.content.code or 0,
        "token": own.content.token or b"",
        **{f"case {name}": value for name, value in theirs.items()},
        "case code": act.case.content.code or 0,
        "case token": act.case.content.token or b"",
        "message": act.errand.message,
        "pin": act.errand.pin,
        "wrong pin": act.errand.wrong_pin,
        "agency key": b"" if key is None else key.to_bytes(),
    }


def _known_pin(config: Config, pin: str) -> str:
    """Give the counter's agent a PIN that is long enough to be searched for."""
    with open_store(config.data) as store:
        store.agents.set_pin(store.agents.every()[0].number, pin, SystemClock().now_ms())
    return pin


def _digits(chance: random.Random) -> str:
    return "".join(chance.choices("123456789", k=PIN_DIGITS))


if __name__ == "__main__":
    sys.exit(main(search_stage=search_counter, counter=True))

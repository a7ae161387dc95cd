"""The form engine: conformance, time and memory, and forms that others wrote: `make bench B=forms`.

The last line is JSON (docs/benchmarks.md says what the keys mean); those before it: why forms were refused.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from benchmarks import form_traces, xpath_cases
from benchmarks.figures import MS
from kiosk.catalogue.pack import Service
from kiosk.catalogue.xlsform import compile_xlsx
from kiosk.errors import FormProblem
from kiosk.forms.kinds import NO, YES, Kind, Value
from kiosk.forms.load import load_form
from kiosk.forms.model import Form, number_of
from kiosk.forms.session import FormSession
from kiosk.session import Asking, QuestionPage, ReviewPage, Session
from kiosk.wire.compact import Index
from rehearsal.answers import typed_answers

ROOT = Path(__file__).parent.parent
FORMS = (ROOT / "tests/data/conformance/forms", ROOT / "tests/data/forms")
TODAY = date(2026, 11, 22)
QUESTIONS = 300
LANGUAGES = ("fr", "en", "ar", "es")
ROUNDS = 5
OPENED_S = 1.0
SUFFIXES = (".xml", ".xlsx", ".xls")
# In a process of its own: what else this one has loaded is not the engine's.
MEMORY = """
import re, sys
from datetime import date
from pathlib import Path
from kiosk.forms.load import load_form
from kiosk.forms.session import FormSession
form = load_form(sys.stdin.buffer.read(), path="generated")
session = FormSession(form, "fr", lambda: date(2026, 11, 22))
print(re.search(r"VmRSS:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""


class Unmet(Exception):
    """A form neither ran to its review nor was refused by name, or a language lost something."""


@dataclass
class RealForms:
    """What became of the forms that others wrote: those that ran, and why each other was refused."""

    run: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


@contextmanager
def timed(into: list[float]) -> Iterator[None]:
    """Append how many seconds something took."""
    begun = time.perf_counter()
    yield
    into.append(time.perf_counter() - begun)


@cache
def generated() -> bytes:
    """Return a form of 300 questions in 4 languages, with conditions, constraints, lists and calculations."""
    from pyxform.xls2xform import convert

    labels = " | ".join(f"label::{code} ({code})" for code in LANGUAGES)
    rows = [f"| | type | name | {labels} | relevant | constraint | calculation | choice_filter |"]
    for number in range(QUESTIONS):
        texts = " | ".join(f"Question {number} ({code})" for code in LANGUAGES)
        before = f"${{q{number - 1}}} != 'none'" if number % 5 else ""
        match number % 3:
            case 0:
                kind, constraint, choice = "text", "", ""
            case 1:
                kind, constraint, choice = "integer", ". < 1000", ""
            case _:
                kind, constraint, choice = "select_one town", "", "near = '' or name != ''"
        rows.append(f"| | {kind} | q{number} | {texts} | {before} | {constraint} | | {choice} |")
        if number % 10 == 9:
            rows.append(
                f"| | calculate | c{number} | {'| ' * len(LANGUAGES)}| | concat(${{q{number}}}, 'x') | |"
            )
    choices = [f"| | list_name | name | {labels} | near |"]
    choices += [f"| | town | t{n} | {' | '.join(f'Town {n} {c}' for c in LANGUAGES)} | |" for n in range(6)]
    tables = "\n".join(["| survey |", *rows, "| choices |", *choices, ""])
    return convert(xlsform=tables, file_type=".md", form_name="data").xform.encode()


def service_of(form: Form) -> Service:
    """Return a service around a form, as a pack would declare it."""
    return Service(
        id="bench",
        title={"fr": "Essai"},
        icon="",
        cap="",
        partner=None,
        form=form,
        treated_by={"fr": ""},
        promise=None,
        law_date="reception",
        max_age_h=72,
        notice={"fr": ("", "")},
        bring={},
        retention_days=1,
        next={"fr": ""},
    )


def fill(session: Session, answers: Mapping[Index, Value], spent: list[float]) -> None:
    """Answer page by page up to the review, each answer timed. Raises Unmet when a page does not go on."""
    form, waiting = session.service.form, set(answers)
    while isinstance(session.place, Asking):
        page = session.page()
        assert isinstance(page, QuestionPage)
        view = page.view
        waiting.discard(view.index)
        value = answers.get(view.index, view.value)
        if view.kind is Kind.ANOTHER:
            repeat = form.questions[number_of(view.index)].path
            value = YES if any(form.questions[number_of(one)].repeat == repeat for one in waiting) else NO
        with timed(spent):
            refusal = session.answer(None if view.kind is Kind.NOTE else value) or session.forward()
        if refusal is not None:
            raise Unmet(f"{view.name}: {refusal.key}")


def measure() -> dict[str, Any]:
    """Return the times and the memory of the generated form."""
    loads: list[float] = []
    starts: list[float] = []
    answers: list[float] = []
    switches: list[float] = []
    for _ in range(ROUNDS):
        with timed(loads):
            form = load_form(generated(), path="generated")
        with timed(starts):
            session = Session(service_of(form), "fr", lambda: TODAY)
    fill(session, typed_answers(form, "fr", TODAY), answers)
    for language in (*LANGUAGES[1:], LANGUAGES[0]):
        switch(session, language, switches)
    session.change(form.asked[len(form.asked) // 2])
    for language in (*LANGUAGES[1:], LANGUAGES[0]):
        switch(session, language, switches)
    spread = quantiles(answers, n=100, method="inclusive")
    return {
        "load_300q_ms": round(median(loads) * MS, 1),
        "session_ms": round(median(starts) * MS, 1),
        "answer_ms": {"p50": round(median(answers) * MS, 2), "p99": round(spread[98] * MS, 2)},
        "language_switch_ms": round(max(switches) * MS, 1),
        "memory_mb": memory_mb(),
    }


def switch(session: Session, language: str, spent: list[float]) -> None:
    """Change the language and draw the page. Raises Unmet where the page or an answer is not kept."""
    place, (answers, _) = session.place, session.draft()
    with timed(spent):
        session.speak(language)
        page = session.page()
    if session.place != place or session.draft()[0] != answers:
        raise Unmet(f"{language}: the page or an answer is lost")
    label = page.rows[0].label if isinstance(page, ReviewPage) else page.view.label
    if f"({language})" not in label:
        raise Unmet(f"{language}: {label}")


def memory_mb() -> float:
    """Return the resident memory of a process with the engine, the generated form and one sitting."""
    command = [sys.executable, "-c", MEMORY]
    child = subprocess.run(command, input=generated(), capture_output=True, check=True, cwd=ROOT)
    return round(int(child.stdout) / 1024, 1)


def try_forms(folders: tuple[Path, ...]) -> RealForms:
    """Run each form to its review with automatic answers, or note by which reasons it is refused.

    Raises Unmet for a form that is stuck or opens in more than a second, and whatever a bug raises.
    """
    found = RealForms()
    files = (file for folder in folders for file in sorted(folder.iterdir()))
    for file in filter(lambda file: file.suffix in SUFFIXES, files):
        try:
            xml = file.read_bytes() if file.suffix == ".xml" else compile_xlsx(file)
            try_form(xml, file.name)
        except FormProblem as problem:
            found.refused[file.name] = str(problem.facts.get("names") or problem.facts["detail"])
        else:
            found.run.append(file.name)
    return found


def try_form(xml: bytes, name: str) -> None:
    """Open a form and fill it in. Raises FormProblem, Unmet, NoAnswer."""
    # The processor's time: what else the machine does must not refuse a form.
    begun = time.process_time()
    form = load_form(xml, path=name, skip_unsupported=True)
    language = form.languages[0] if form.languages else "fr"
    session = Session(service_of(form), language, lambda: TODAY)
    opened = time.process_time() - begun
    if opened > OPENED_S:
        raise Unmet(f"{name} opens in {opened:.1f} s")
    fill(session, typed_answers(form, language, TODAY), [])
    answers = session.content_answers()
    if FormSession(form, language, lambda: TODAY).restore(answers):
        raise Unmet(f"{name}: what travels does not come back")


def report(
    xpath: Callable[[], Mapping[str, int]],
    traces: Callable[[], Mapping[str, int]],
    folders: tuple[Path, ...] = FORMS,
) -> dict[str, Any]:
    """Return what the last line says, in its order."""
    forms = try_forms(folders)
    for name, reason in forms.refused.items():
        print(f"refused  {name}: {reason}")
    counts = {"run": len(forms.run), "refused": len(forms.refused)}
    return {"xpath": dict(xpath()), "traces": dict(traces()), **measure(), "real_forms": counts}


def main() -> None:
    """Print the reasons, then one line of JSON."""
    print(json.dumps(report(lambda: xpath_cases.run().summary(), form_traces.run)))


if __name__ == "__main__":
    main()

"""Replays recorded form sessions against the engine: `python -m benchmarks.form_traces`.

Each trace is a form and what somebody did in it, with the state of every node afterwards
(tests/data/conformance/SOURCES.md). What is out of profile is excluded by class, never by name
(tests/forms/exclusions.toml). Formatting inside a text is compared as it is shown here, without any.
"""

import gzip
import json
import re
import sys
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.form_classes import CLASSES
from kiosk.errors import FormProblem
from kiosk.forms.kinds import Kind, Refusal, to_plain
from kiosk.forms.labels import language_code, plain_text, typeset
from kiosk.forms.load import load_form
from kiosk.forms.model import Form
from kiosk.forms.session import FormSession
from kiosk.wire.compact import Index

ROOT = Path(__file__).parent.parent
TRACES = ROOT / "tests/data/conformance/form-traces.json.gz"
EXCLUSIONS = ROOT / "tests/forms/exclusions.toml"
NUMBER = re.compile(r"\[(\d+)\]")
UUID = re.compile(r"(?:uuid:)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)?")
MOVES = ("next", "prev", "jumpToBeginningOfForm")
ADDS = ("createNewRepeat", "proposed_addExplicitCreateNewRepeatCallHere")

Trace = Mapping[str, Any]
State = dict[str, dict[str, object]]


@dataclass(frozen=True)
class Difference:
    """The first thing that is not as recorded: after which step, where, what was expected and what is."""

    step: int
    what: str
    expected: object
    found: object

    def __str__(self) -> str:
        return f"step {self.step}: {self.what}: expected {self.expected!r}, found {self.found!r}"


@dataclass
class Result:
    """What came of all traces. excluded: how many by class; failures: by the trace's name."""

    in_profile: int = 0
    passed: int = 0
    excluded: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[str, str]] = field(default_factory=list)

    def summary(self) -> dict[str, int]:
        """Return the counts."""
        return {"in_profile": self.in_profile, "passed": self.passed, "excluded": self.excluded.total()}


def run(traces: Path = TRACES, exclusions: Path = EXCLUSIONS) -> dict[str, int]:
    """Return how many traces are in profile, how many of them pass, and how many are excluded."""
    return replay_all(traces, exclusions).summary()


def replay_all(traces: Path = TRACES, exclusions: Path = EXCLUSIONS) -> Result:
    """Replay every trace that is not excluded."""
    recorded = json.loads(gzip.decompress(traces.read_bytes()))
    classes = [entry["class"] for entry in tomllib.loads(exclusions.read_text())["traces"]]
    result = Result()
    for trace in recorded["traces"]:
        xml = recorded["forms"][trace["form"]]
        reason = next((name for name in classes if CLASSES[name](xml, trace["steps"])), None)
        if reason is not None:
            result.excluded[reason] += 1
            continue
        result.in_profile += 1
        difference = replay(xml, trace)
        if difference is None:
            result.passed += 1
        else:
            result.failures.append((f"{trace['file']}: {trace['test']}", difference))
    return result


def replay(xml: str, trace: Trace) -> str | None:
    """Return the first difference of a trace in words, None when the engine does as recorded."""
    try:
        form = load_form(xml.encode(), path="trace", skip_unsupported=True, shown=frozenset(Kind))
        found = Replay(form, trace).run()
    except FormProblem as problem:
        return f"{problem.code}: {problem.facts}"
    except Exception as bug:  # noqa: BLE001 - a bug fails its trace; the others are still to be counted
        return f"{type(bug).__name__}: {bug}"
    return None if found is None else str(found)


class Replay:
    """One trace under way."""

    def __init__(self, form: Form, trace: Trace) -> None:
        self.form = form
        self.steps: Sequence[Trace] = trace["steps"]
        moment = datetime.fromisoformat(self.steps[0]["now"])
        language = form.languages[0] if form.languages else ""
        self.session = FormSession(form, language, moment.date, lambda: moment)
        self.instance = self.session._instance
        self.numbers = {
            question.path: question.index for question in form.questions if question.kind is not Kind.ANOTHER
        }
        self.state: State = {}

    def run(self) -> Difference | None:
        """Do every step and compare the states."""
        for number, step in enumerate(self.steps):
            recorded = step.get("state")
            if recorded not in (None, "same"):
                self.state = {node["ref"]: node for node in recorded["nodes"]}
            self.do(step)
            if recorded is not None:
                for what, expected, found in self.differences():
                    return Difference(number, f"{step['op']}: {what}", expected, found)
        return None

    def do(self, step: Trace) -> None:
        """Do one step."""
        arguments = step.get("args", [])
        match step["op"]:
            case "answer":
                self._answer(step, arguments)
            case op if op in ADDS:
                target = arguments[0]
                target = target if isinstance(target, str) else target["assertCurrentReference"]
                self.instance.add(target)
            case "removeRepeat":
                path, instance = self._place(arguments[0])
                self.instance.remove(path, instance or 0)
            case "setLanguage":
                self.session.speak(language_code(arguments[0]))
            case op if op != "init" and op not in MOVES:
                raise ValueError(f"unknown step {op}")

    def _answer(self, step: Trace, arguments: Sequence[object]) -> None:
        ref = step["at"]
        if isinstance(arguments[0], str) and arguments[0].startswith("/"):
            ref, arguments = arguments[0], arguments[1:]
        index = self._index(ref)
        question = self.session.question(index)
        value: object = arguments[0] if len(arguments) == 1 else tuple(arguments)
        if question.kind in (Kind.SELECT_MULTIPLE, Kind.RANK):
            value = tuple(str(one) for one in arguments)
        elif question.kind in (Kind.IMAGE, Kind.FILE):
            # The file itself is not recorded, only the name under which it was kept.
            value = self._kept_name(ref)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        refusal = self.session.answer(index, value)
        if refusal is None or step.get("error"):
            return
        if refusal.key != "form.constraint":
            # There, what is not of the question's type leaves it empty; here the refusal changes nothing.
            self.session.answer(index, None)
        else:
            # There, an answer that breaks a rule stands until it is changed; here only in a restored draft.
            checked = self.session._check(index, value)
            if checked is not None and not isinstance(checked, Refusal):
                self.session.restore({index: to_plain(checked)})

    def _kept_name(self, ref: str) -> str:
        states = (step["state"] for step in self.steps if isinstance(step.get("state"), dict))
        names = (node["value"] for state in states for node in state["nodes"] if node["ref"] == ref)
        return next(filter(None, names), "")

    def _place(self, ref: str) -> tuple[str, int | None]:
        """Return the path and the instance of a recorded reference."""
        found = NUMBER.search(ref)
        return NUMBER.sub("", ref), int(found[1]) - 1 if found else None

    def _index(self, ref: str) -> Index:
        path, instance = self._place(ref)
        number = self.numbers[path]
        return number if instance is None else (number, instance)

    def differences(self) -> Iterator[tuple[str, object, object]]:
        """Yield what is not as recorded: where, the recorded fact, ours."""
        recorded = {ref: node for ref, node in self.state.items() if "meta" not in ref}
        ours = set(self._refs())
        for ref in sorted(ours.symmetric_difference(recorded)):
            yield ref, ref in recorded, ref in ours
        for ref, node in recorded.items():
            yield from self._compare(ref, node)

    def _refs(self) -> Iterator[str]:
        for node in self.instance.grove.document.descend():
            spot = self.instance.grove.spot(node)
            if spot is not None and "meta" not in spot[0]:
                path, instance = spot
                repeat = self._repeat_of(path)
                yield path if instance is None else f"{repeat}[{instance + 1}]{path[len(repeat) :]}"
        yield from self.form.repeats

    def _repeat_of(self, path: str) -> str:
        return next((one for one in self.form.repeats if f"{path}/".startswith(f"{one}/")), "")

    def _compare(self, ref: str, node: Mapping[str, object]) -> Iterator[tuple[str, object, object]]:
        path, instance = self._place(ref)
        if path in self.form.repeats and instance is None:
            return
        index = self._index(ref) if path in self.numbers else None
        if index is not None and self.session.question(index).skipped:
            return
        found = self._ours(path, instance, index)
        for name, fact in found.items():
            expected = node.get(name, [] if name == "options" else None)
            expected = as_shown(name, expected, self.session.language)
            same = typed(node, fact) == typed(node, expected) if name == "value" else fact == expected
            if not same:
                yield f"{ref} {name}", expected, fact

    def _ours(self, path: str, instance: int | None, index: Index | None) -> dict[str, object]:
        """Return the facts of one node as a trace states them."""
        place = self.instance.grove.node(path, instance)
        facts: dict[str, object] = {"relevant": self.instance.relevant(place)}
        if index is None:
            return facts
        question = self.session.question(index)
        if facts["relevant"]:
            # What is not relevant has no value there; here nothing reads the one that it may come back with.
            facts["value"] = place.value()
        facts["readonly"] = self.session.is_readonly(index)
        facts["required"] = self.session.is_required(index)
        if question.kind is not Kind.CALCULATE:
            view = self.session.view(index)
            facts["label"] = self.instance.say(question.label, place) or None
            facts["hint"] = self.instance.say(question.hint, place) or None
            facts["options"] = [[choice.name, choice.label] for choice in view.choices]
            facts["violation"] = self._violation(index)
        return facts

    def _violation(self, index: Index) -> object:
        refusal = self.session.trouble(index)
        if refusal is None:
            return None
        condition = "constraint" if refusal.key == "form.constraint" else "required"
        return {"condition": condition, "message": refusal.message}


def typed(node: Mapping[str, object], text: object) -> object:
    """Return what a text stands for: 10.0 and 10 are one number, 9:30:00 and 9:30:00.000 one time.

    An id drawn at random is as good as another, and a clock had gone on when its moment was recorded.
    """
    known = str(text or "")
    if UUID.fullmatch(known):
        return "uuid"
    if moment := MOMENT.fullmatch(known):
        return known[:17], moment[1]
    if known and node.get("valueType") == "decimal":
        return float(known)
    if node.get("valueType") == "time":
        return known.replace(".000", "")
    return unicodedata.normalize("NFC", known)


def as_shown(name: str, value: object, language: str) -> object:
    """Return a recorded text as it is shown here: without formatting, and typeset."""
    match name, value:
        case ("label" | "hint", str()):
            return typeset(plain_text(value), language) or None
        case "options", list():
            return [[str(one), typeset(plain_text(label or ""), language)] for one, label in value]
        case "violation", dict():
            return {**value, "message": typeset(plain_text(value["message"] or ""), language)}
        case _:
            return value


def main() -> int:
    """Print what is excluded, what fails and how, and the counts."""
    result = replay_all()
    for name, number in result.excluded.most_common():
        print(f"excluded  {number:4}  {name}")
    for name, difference in result.failures:
        print(f"FAILED  {name}\n        {difference}")
    print(json.dumps(result.summary()))
    return int(bool(result.failures))


if __name__ == "__main__":
    sys.exit(main())

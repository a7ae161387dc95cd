"""The recorded form sessions: what is in profile is done as recorded, and a difference does not go unseen."""

import gzip
import json
import tomllib
from functools import cache
from typing import Any

import pytest

from benchmarks.form_classes import CLASSES
from benchmarks.form_traces import EXCLUSIONS, TRACES, replay, replay_all
from kiosk.forms import instance

# Known differences, each on purpose or beyond the profile: docs/adr/0081 names them.
MOST_FAILURES = 10
REPEATS = "adding repeat instance > updates calculation cascade"


@cache
def recorded() -> dict[str, Any]:
    return json.loads(gzip.decompress(TRACES.read_bytes()))


def test_traces_in_profile_are_done_as_recorded() -> None:
    result = replay_all()
    assert result.in_profile >= 540
    assert len(result.failures) <= MOST_FAILURES, "\n".join(map(str, result.failures))
    assert result.summary()["excluded"] == len(recorded()["traces"]) - result.in_profile


def test_exclusions_are_classes_with_reasons_and_never_a_trace() -> None:
    entries = tomllib.loads(EXCLUSIONS.read_text())["traces"]
    assert {entry["class"] for entry in entries} == set(CLASSES)
    text = EXCLUSIONS.read_text()
    for trace in recorded()["traces"]:
        assert trace["test"] not in text
        assert trace["form"] not in text
    assert all(len(entry["reason"]) > 20 for entry in entries)


def test_a_trace_that_is_not_done_as_recorded_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mutation: an engine that forgets what follows from a new instance, and a state changed by one sign."""
    trace = next(one for one in recorded()["traces"] if one["test"].endswith(REPEATS))
    xml = recorded()["forms"][trace["form"]]
    assert replay(xml, trace) is None
    changed = json.loads(json.dumps(trace).replace('"value": "0"', '"value": "1"'))
    assert "inner2 value" in str(replay(xml, changed)) or "inner1 value" in str(replay(xml, changed))
    monkeypatch.setattr(instance.Instance, "_run", lambda *_: ())
    assert "expected '0', found ''" in str(replay(xml, trace))

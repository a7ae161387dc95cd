"""The bench of the forms says what it is asked to say, and fails on a form that is stuck."""

from pathlib import Path

import pytest

from benchmarks import forms
from benchmarks.forms import Unmet, generated, measure, report, try_form, try_forms
from kiosk.forms.instance import Instance
from rehearsal.answers import NoAnswer
from tests.forms.building import compiled

COUNTS = {"in_profile": 3, "passed": 2, "excluded": 1}
STUCK = """
| survey |
| | type | name | label | constraint | required |
| | integer | b | B | . > 5 and . < 5 | yes |
"""
KEYS = ["xpath", "traces", "load_300q_ms", "session_ms", "answer_ms", "language_switch_ms", "memory_mb"]


@pytest.fixture(scope="module")
def small() -> pytest.MonkeyPatch:
    patch = pytest.MonkeyPatch()
    patch.setattr(forms, "QUESTIONS", 40)
    patch.setattr(forms, "ROUNDS", 1)
    generated.cache_clear()
    yield patch  # type: ignore[misc]
    patch.undo()
    generated.cache_clear()


def test_the_last_line_has_what_the_issue_asks_for(small: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(compiled("| survey |\n| | type | name | label |\n| | text | a | A |\n"))
    (tmp_path / "old.xlsx").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1"))
    found = report(lambda: COUNTS, lambda: COUNTS, (tmp_path,))
    assert list(found) == [*KEYS, "real_forms"]
    assert found["xpath"] == found["traces"] == COUNTS
    assert found["real_forms"] == {"run": 1, "refused": 1}
    assert all(found[key] > 0 for key in ("load_300q_ms", "session_ms", "language_switch_ms", "memory_mb"))
    assert 0 < found["answer_ms"]["p50"] <= found["answer_ms"]["p99"]


def test_a_language_that_loses_an_answer_fails(small: pytest.MonkeyPatch) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Instance, "speak", lambda instance, _: instance.clear())
        with pytest.raises(Unmet):
            measure()


def test_a_form_that_gets_stuck_fails_and_one_that_opens_slowly_too(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NoAnswer, match="b"):
        try_form(compiled(STUCK), "x")
    monkeypatch.setattr(forms, "OPENED_S", 0.0)
    with pytest.raises(Unmet, match="opens in"):
        try_form(compiled("| survey |\n| | type | name | label |\n| | text | a | A |\n"), "x")


def test_every_real_form_runs_or_is_refused_with_its_reasons(monkeypatch: pytest.MonkeyPatch) -> None:
    # How long they take is for the bench, on a machine that does nothing else.
    monkeypatch.setattr(forms, "OPENED_S", 60.0)
    found = try_forms(forms.FORMS)
    assert len(found.run) == 5
    assert "who-va.xlsx" in found.run
    assert all(".xls" in reason for reason in found.refused.values())

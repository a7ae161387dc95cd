"""The recorded cases of two OpenRosa engines: all that are in profile pass (tests/forms/exclusions.toml)."""

from dataclasses import replace

import pytest

from benchmarks.xpath_cases import Report, run
from kiosk.forms import xpath
from kiosk.forms.functions import FUNCTIONS
from kiosk.forms.xpath import Function

# Of the 4,434 recorded ones: the bar.
LEAST_IN_PROFILE = 4100


@pytest.fixture(scope="module")
def report() -> Report:
    return run()


def test_every_case_in_profile_passes(report: Report) -> None:
    assert [(case.expression, wrong) for case, wrong in report.failures] == []
    assert report.in_profile >= LEAST_IN_PROFILE
    assert report.in_profile + report.excluded == 4434
    assert report.summary()["passed"] == report.in_profile


def test_no_exclusion_is_dead(report: Report) -> None:
    assert [name for name, count in report.classes.items() if count == 0] == []


def test_a_broken_function_shows() -> None:
    halves_up: Function = replace(FUNCTIONS["round"], run=lambda _, value, *__: float(value) // 1)
    failed = run(FUNCTIONS | {"round": halves_up}).failures
    assert failed
    assert all("round" in case.expression for case, _ in failed)


def test_a_broken_operator_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(xpath.COMPARISONS, "<=", lambda a, b: a < b)
    assert len(run().failures) > 10

"""The central's settings read a folder from the environment: give each process its own, first."""

import atexit
import gc
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from central.keys import create_keys

_DATA = tempfile.mkdtemp(prefix="relais-central-")
atexit.register(shutil.rmtree, _DATA, ignore_errors=True)
os.environ["RELAIS_CENTRAL_DATA"] = _DATA
os.environ["RELAIS_CENTRAL_URL"] = "http://127.0.0.1:8000"
os.environ["DJANGO_SETTINGS_MODULE"] = "central.settings"
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# The settings make no keys of their own: a central without its key file must not start.
create_keys(Path(_DATA))
CRASHED: set[str] = set()


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a parameter that is bytes by its place: sealed bytes differ between parallel processes."""
    return argname if isinstance(val, bytes) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give whole programs that are driven against the clock a second try; it is printed, a third is none.

    A second process, a browser and an automaton share two processors with three more of their kind: now and
    then one waits longer than the patience of a person. A fault of ours fails twice.
    """
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_collection_finish() -> None:
    """Take what was collected out of each garbage collection: thousands of tests, modules that stay.

    Tests of the screens collect after each window, and a third of their time went there.
    """
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_handlecrashitem(crashitem: str, report: pytest.TestReport, sched: object) -> None:
    """Run a test of the screens once more when Qt took its process down; a second time is a failure.

    A closed window is a cycle of Python objects. Collected on the desk's thread of the next window, it
    destroys objects of Qt on the wrong thread; tests/ui/conftest.py collects it in time. A station makes one
    window in its life.
    """
    if crashitem.startswith("tests/ui/") and crashitem not in CRASHED:
        CRASHED.add(crashitem)
        sched.mark_test_pending(crashitem)  # type: ignore[attr-defined]
        report.outcome = "rerun"  # type: ignore[assignment]

"""One case system for all tests of a module, and an agency with a connector to it."""

import random
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings

from tests.central.pages.conftest import found_town, published, town
from tests.central.pages.towns import SERVICE, Town
from tests.fakes.case_system import CaseSystem, running
from tests.fakes.fake_clock import FakeClock

__all__ = ["found_town", "published", "town"]
SECRET = "un secret assez long"


@pytest.fixture(scope="module")
def _process() -> Iterator[CaseSystem]:
    with running() as system:
        yield system


@pytest.fixture
def case_system(_process: CaseSystem) -> CaseSystem:
    _process.reset()
    return _process


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def connect(town: Town, case_system: CaseSystem, clock: FakeClock) -> "Callable[..., object]":
    """Give the means to join the town to the case system; returns what drains the connector."""
    from central.connectors.drain import Drain
    from central.connectors.models import Connector

    def make(kind: str, url: str = "", **other: object) -> Drain:
        connector = Connector.objects.create(
            agency=town.agency, kind=kind, services=other.pop("services", [SERVICE]),
            url=url or case_system.url, secret=settings.KEYS.hide(SECRET), settings=other,
        )  # fmt: skip
        return Drain(connector.pk, clock, random.Random(1))

    return make

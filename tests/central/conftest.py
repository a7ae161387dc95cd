"""Makes Django ready before any module of these tests imports a model.

pytest-django would load the settings before tests/conftest.py could name their folder. What needs models is
imported inside the fixtures for the same reason.
"""

import logging
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import django
import pytest

from kiosk.clock import SystemClock

if TYPE_CHECKING:
    from central.stations.models import Agency
    from tests.central.outpost import Outpost

django.setup()


@pytest.fixture
def agency(db: None) -> "Agency":
    from central.stations.opening import open_agency
    from tests.central.outpost import PUBLISHER

    return open_agency("Mairie de Saint-Aubin", "01 99 00 12 34", "", PUBLISHER.public.raw)


@pytest.fixture
def code(agency: "Agency") -> str:
    from central.stations.enrolment import new_enrolment_code

    return new_enrolment_code(agency, "Borne 1", "kiosk", 15, SystemClock().now_ms())


@pytest.fixture
def enrol_at() -> "Callable[..., Outpost]":
    from central.stations.models import Station
    from tests.central.outpost import outpost_of

    def enrol(agency: "Agency", role: str = "kiosk") -> "Outpost":
        outpost = outpost_of(agency)
        station = Station.objects.create(
            agency=agency, name={"kiosk": "Borne 1", "counter": "Guichet 1"}[role], role=role,
            signing=outpost.signing.public.raw, sealing=outpost.sealing.public.raw, enrolled_ms=1,
        )  # fmt: skip
        outpost.number = station.pk
        return outpost

    return enrol


@pytest.fixture
def outpost(agency: "Agency", enrol_at: "Callable[[Agency], Outpost]") -> "Outpost":
    return enrol_at(agency)


@pytest.fixture
def counter(agency: "Agency", enrol_at: "Callable[..., Outpost]") -> "Outpost":
    return enrol_at(agency, "counter")


@pytest.fixture
def alarms() -> Iterator[list[str]]:
    """Give the lines that the central writes for its operator."""
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(record.getMessage())
    logger = logging.getLogger("central")
    logger.addHandler(handler)
    yield lines
    logger.removeHandler(handler)

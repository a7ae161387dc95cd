"""Agencies for the tests of the pages."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from central.stations.models import Agency, Station
from kiosk.catalogue.build import build_pack
from kiosk.catalogue.catalogue import load_catalogue
from kiosk.wire.keys import OpeningKey, SigningKey
from tests.central.pages.towns import Published, Town

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    data = tmp_path_factory.mktemp("central")
    publisher = SigningKey.generate()
    build_pack(ROOT / "assets" / "packs" / "mairie", data / "packs", publisher)
    return Published(data, publisher, load_catalogue(data / "packs", publisher.public))


@pytest.fixture
def found_town(db: None, settings: object, published: Published) -> Callable[[str], Town]:
    """Give the means to open agencies, each with its hosted key."""
    settings.DATA = published.folder

    def found(name: str) -> Town:
        publisher = published.publisher.public.raw
        agency = Agency.objects.create(
            name=name,
            phone="01 99 00 12 34",
            hours="Du lundi au vendredi, de 9 h à 17 h.",
            publisher=publisher,
        )
        signer, hosted = SigningKey.generate(), OpeningKey.generate()
        settings.KEYS = replace(settings.KEYS, recipients={**settings.KEYS.recipients, agency.pk: hosted})
        station = Station.objects.create(
            agency=agency, name="Borne de l’accueil", role="kiosk",
            signing=signer.public.raw, sealing=secrets.token_bytes(32), enrolled_ms=1,
        )  # fmt: skip
        return Town(agency, station, signer, hosted.public, published)

    return found


@pytest.fixture
def town(found_town: Callable[[str], Town]) -> Town:
    return found_town("Mairie de Saint-Aubin")

from pathlib import Path

import pytest

from kiosk.catalogue.build import build_pack
from kiosk.catalogue.catalogue import load_catalogue
from kiosk.catalogue.pack import Service
from kiosk.session import Session
from kiosk.wire.keys import SigningKey
from tests.forms.building import TODAY

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    key, target = SigningKey.generate(), tmp_path_factory.mktemp("packs")
    build_pack(ROOT / "assets/packs/mairie", target, key)
    return load_catalogue(target, key.public).services[0]


@pytest.fixture
def session(service: Service) -> Session:
    return Session(service, "fr", lambda: TODAY)

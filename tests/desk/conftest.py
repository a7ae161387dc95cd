from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kiosk.catalogue.agency import AgencySheet
from kiosk.catalogue.build import build_pack
from kiosk.catalogue.catalogue import Catalogue, load_catalogue
from kiosk.desk.intake import Intake
from kiosk.session import Asking, QuestionPage, Session
from kiosk.store import open_store
from kiosk.wire.compact import Plain
from kiosk.wire.keys import SigningKey
from rehearsal.answers import canary_answers
from tests.fakes.fake_clock import FakeClock
from tests.fakes.stations import Keys, enrolled

ROOT = Path(__file__).resolve().parents[2]
SHEET = AgencySheet(
    "Mairie de Saint-Aubin", "01 99 00 12 34", "Prix d’un appel local.", ("Du lundi au vendredi",)
)


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory) -> Catalogue:
    packs = tmp_path_factory.mktemp("packs")
    publisher = SigningKey.generate()
    build_pack(ROOT / "assets" / "packs" / "mairie", packs, publisher)
    return load_catalogue(packs, publisher.public)


@pytest.fixture(scope="session")
def answers(catalogue) -> dict[str, Plain]:
    """Answers that can be searched for: they must appear nowhere in clear."""
    return canary_answers(catalogue.services[0].form, seed=7)


class Desk:
    """An enrolled station's desk, and everybody's keys."""

    def __init__(self, folder: Path, catalogue: Catalogue, answers: dict[str, Plain], keys: Keys) -> None:
        self.folder = folder
        self.catalogue = catalogue
        self.answers = answers
        self.keys = keys
        self.service = catalogue.services[0]
        self.clock = FakeClock()
        self.store = open_store(folder)
        if not self.store.enrolment.is_done():
            enrolled(self.store, keys)
        self.intake = self.start()

    def start(self, **printer: Any) -> Intake:
        """As after a restart: nothing but what is stored."""
        return Intake(self.store, self.catalogue, SHEET, self.clock, **printer)

    def reviewed(self) -> Session:
        """A client at the last page, everything answered."""
        return self.filled(self.intake.open_session(self.service.id, "fr"))

    def filled(self, session: Session) -> Session:
        """The same sitting, everything answered."""
        while isinstance(session.place, Asking):
            page = session.page()
            assert isinstance(page, QuestionPage)
            value = self.answers.get(page.view.name)
            refusal = session.answer(tuple(value) if isinstance(value, list) else value)
            assert refusal is None and session.forward() is None, page.view.name
        return session


@pytest.fixture
def keys() -> Keys:
    return Keys()


@pytest.fixture
def desk(tmp_path, catalogue, answers, keys):
    made = Desk(tmp_path / "data", catalogue, answers, keys)
    yield made
    made.store.close()


@pytest.fixture
def cheap_pins(monkeypatch) -> None:
    """Hashes that cost nothing: what they cost is held in tests/store."""
    monkeypatch.setattr("kiosk.store.agents._MEMORY_KIB", 64)
    monkeypatch.setattr("kiosk.store.agents._ITERATIONS", 1)


@pytest.fixture
def today() -> date:
    return FakeClock().today()

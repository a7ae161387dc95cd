from datetime import datetime
from pathlib import Path

import pytest

from kiosk.catalogue.agency import AgencySheet
from kiosk.receipt import Receipt, Recorded, make_receipt
from kiosk.texts import load_texts
from ui.app import application

ROOT = Path(__file__).resolve().parents[2]
URL = "https://relais.example/s/12-abcdefghijklmnopqrstuvwxyz"
SHEET = AgencySheet(
    "Maison de services Saint-Aubin",
    "01 99 00 12 34",
    "Prix d’un appel local.",
    ("Du lundi au vendredi,", "de 9 h à 17 h."),
)


def sample(language: str = "fr", copy: int = 1, **words: str | None) -> Receipt:
    request = Recorded(
        at=datetime(2026, 11, 21, 14, 40),
        station=3,
        service=words.get("service") or "Préparer mon dossier d’aide au logement",
        treated_by="La mairie",
        promise=words.get("promise", "Un conseiller vous appelle dans les 3 jours ouvrés."),
        code=482913507264,
        url=words.get("url", URL),
        copy=copy,
    )
    return make_receipt(load_texts(ROOT / "assets" / "i18n", language), SHEET, request)


@pytest.fixture(scope="session", autouse=True)
def qt():
    """The application with the station's fonts, which drawing needs."""
    return application()

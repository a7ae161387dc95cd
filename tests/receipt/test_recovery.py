"""The recovery sheet says what it is for, whose it is, and the key; nothing else holds the key."""

from datetime import datetime
from pathlib import Path

import pytest

from kiosk.catalogue.agency import AgencySheet
from kiosk.recovery import RecoverySheet, make_recovery
from kiosk.texts import load_texts
from kiosk.wire.agency_key import read_recovery, recovery_text
from kiosk.wire.keys import OpeningKey

I18N = Path(__file__).resolve().parents[2] / "assets" / "i18n"
AGENCY = AgencySheet("Mairie de Saint-Aubin", "01 99 00 12 34", "", ("Du lundi au vendredi",))
KEY = OpeningKey.from_bytes(bytes(range(32)))


@pytest.fixture(scope="module")
def texts():
    return load_texts(I18N, "fr", "agent")


def sheet(texts, copy: int = 1) -> RecoverySheet:
    return make_recovery(
        texts, AGENCY, recovery_text(KEY), at=datetime(2026, 11, 22, 7, 5), station="Guichet 1", copy=copy
    )


def test_the_key_stands_on_it_twice_and_both_are_read_back(texts):
    made = sheet(texts)
    assert len(made.groups) == 14 and {len(group) for group in made.groups} == {4}
    for typed in (" ".join(made.groups).lower(), made.square):
        assert read_recovery(typed).to_bytes() == KEY.to_bytes()


def test_it_says_whose_it_is_and_where_it_goes(texts):
    made = sheet(texts)
    assert made.agency == "Mairie de Saint-Aubin"
    assert "coffre" in made.keep
    assert "personne" in made.purpose
    assert "photocopie" in made.fades
    assert made.made.replace("\u00a0", " ") == "Imprimée par Guichet 1, le 22 novembre 2026, 7 h 05"
    assert made.duplicate is None
    assert sheet(texts, copy=3).duplicate == "DUPLICATA 2"


def test_the_key_is_not_in_the_repr(texts):
    said = repr(sheet(texts))
    assert not [group for group in sheet(texts).groups if group in said]

"""What the paper says: what is proven, in the client's language, and nothing about who the client is."""

import re
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.catalogue.agency import AgencySheet
from kiosk.receipt import Receipt, Recorded, make_receipt
from kiosk.texts import load_texts

I18N = Path(__file__).resolve().parents[2] / "assets" / "i18n"
LANGUAGES = sorted(folder.name for folder in I18N.iterdir() if folder.is_dir())
AGENCY = AgencySheet(
    "Maison de services Saint-Aubin",
    "01 99 00 12 34",
    "Prix d’un appel local.",
    ("Du lundi au vendredi,", "de 9 h à 17 h."),
)
CODE, URL = 482_913_507_264, "https://suivi.example.org/s/3-abcdefghijklmnopqrstuvwxyz"
REQUEST = Recorded(
    at=datetime(2026, 11, 21, 14, 40, tzinfo=UTC),
    station=3,
    service="Préparer mon dossier d’aide au logement",
    treated_by="La caisse d’allocations",
    promise="Un conseiller vous appelle dans les 3 jours ouvrés après la réception.",
    code=CODE,
    url=URL,
    next="Un agent lit votre demande.",
    bring=("Une photo.", "Votre ancien papier."),
)


@pytest.fixture(scope="module")
def french():
    return load_texts(I18N, "fr")


def every_text(receipt: Receipt) -> str:
    values = [getattr(receipt, field.name) for field in fields(receipt)]
    return "\n".join(part for v in values if v for part in ((v,) if isinstance(v, str) else v))


def breakable(text: str) -> str:
    """Where a line may break is a matter of type, not of words."""
    return text.replace("\u00a0", " ")


def test_the_paper_of_the_mock_up(french):
    paper = make_receipt(french, AGENCY, REQUEST)
    assert replace(paper, recorded=breakable(paper.recorded)) == Receipt(
        language="fr",
        agency="Maison de services Saint-Aubin",
        title="Gardez ce papier.",
        recorded="Demande enregistrée le 21 novembre 2026, 14 h 40, borne 3",
        service="Préparer mon dossier d’aide au logement",
        treated="Qui s’en occupe\u00a0: La caisse d’allocations",
        code_label="Votre code",
        code="482 913 507 264",
        promise="Un conseiller vous appelle dans les 3 jours ouvrés après la réception.",
        next="Un agent lit votre demande.",
        bring=("À apporter\u00a0:", "Une photo.", "Votre ancien papier."),
        call_before="Pour suivre votre demande, appelez le",
        phone="01 99 00 12 34",
        phone_cost="Prix d’un appel local.",
        hours=("Du lundi au vendredi,", "de 9 h à 17 h."),
        privacy="Donnez votre code seulement à un conseiller. Ce papier ne montre pas votre nom.",
        url=URL,
        scan=("Avec un téléphone,", "visez ce carré."),
        duplicate=None,
    )


def test_a_request_made_at_a_counter_says_so(french):
    paper = make_receipt(french, AGENCY, replace(REQUEST, at_counter=True))
    assert breakable(paper.recorded) == "Demande enregistrée le 21 novembre 2026, 14 h 40, guichet 3"


@pytest.mark.parametrize("number", [1, 2])
def test_a_duplicate_says_so_and_changes_nothing_else(french, number):
    paper = make_receipt(french, AGENCY, replace(REQUEST, copy=number + 1))
    assert paper.duplicate == f"DUPLICATA {number}"
    assert replace(paper, duplicate=None) == make_receipt(french, AGENCY, REQUEST)


def test_what_nobody_promised_or_reaches_is_left_out(french):
    paper = make_receipt(french, AGENCY, replace(REQUEST, promise=None, url=None))
    assert (paper.promise, paper.url) == (None, None)
    assert "réception" not in every_text(paper) and "http" not in every_text(paper)
    assert make_receipt(french, AGENCY, replace(REQUEST, bring=())).bring == ()


def test_a_service_with_its_own_number_tells_its_own_hours(french):
    own = replace(REQUEST, phone="09 99 00 00 00", phone_note="Appel gratuit, de 8 h à 20 h.")
    paper = make_receipt(french, AGENCY, own)
    assert (paper.phone, paper.phone_cost, paper.hours) == (own.phone, own.phone_note, ())
    silent = make_receipt(french, AGENCY, replace(own, phone_note=""))
    assert AGENCY.phone_cost not in every_text(silent), "the cost of another number"


def test_the_first_minutes_of_a_day_and_of_a_month(french):
    at = datetime(2027, 1, 1, 0, 5, tzinfo=UTC)
    paper = make_receipt(french, AGENCY, replace(REQUEST, at=at))
    assert breakable(paper.recorded) == "Demande enregistrée le 1er janvier 2027, 0 h 05, borne 3"


def test_a_code_keeps_its_leading_zeros(french):
    assert make_receipt(french, AGENCY, replace(REQUEST, code=42)).code == "000 000 000 042"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_request_that_waits_has_its_own_square(language):
    texts = load_texts(I18N, language)
    paper = make_receipt(texts, AGENCY, replace(REQUEST, courier=("https://a.example/r#", "SECRETX")))
    assert paper.courier is not None and "SECRET" not in repr(paper)
    assert (paper.courier.address, paper.courier.number) == ("https://a.example/r#", "SECRETX")
    assert all(paper.courier.words) and "Internet" in paper.courier.words[1].replace("الإنترنت", "Internet")
    assert replace(paper, courier=None) == make_receipt(texts, AGENCY, REQUEST)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_facts(language):
    try:
        texts = load_texts(I18N, language)
        paper = make_receipt(texts, AGENCY, replace(REQUEST, copy=3))
        at_counter = make_receipt(texts, AGENCY, replace(REQUEST, at_counter=True))
    except KeyError as missing:
        pytest.fail(f"{language}: {missing}")
    assert paper.language == language
    for recorded in (paper.recorded, at_counter.recorded):
        assert {"2026", "21", "40", "3"} <= set(re.findall(r"\d+", recorded))
    assert paper.recorded != at_counter.recorded
    assert paper.duplicate is not None and "2" in paper.duplicate
    assert paper.bring[0] and paper.bring[1:] == REQUEST.bring
    assert (paper.code, paper.phone, paper.url) == ("482 913 507 264", AGENCY.phone, URL)


def test_french_says_recorded_and_no_more(french):
    said = every_text(make_receipt(french, AGENCY, REQUEST))
    assert "enregistrée" in said
    assert not re.search(r"envoyé|transmis|reçu|en route|imprimé", said)


def test_code_and_address_are_not_in_the_repr(french):
    said = repr(make_receipt(french, AGENCY, REQUEST)) + repr(REQUEST)
    assert "482" not in said and "abcdef" not in said

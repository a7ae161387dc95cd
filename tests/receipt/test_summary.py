"""What the A4 summary says of a case: its facts, in French, and no stronger word than is proven."""

from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path

import pytest

from kiosk.catalogue.agency import AgencySheet
from kiosk.desk.case_view import CaseView, ChangeView
from kiosk.summary import Summary, make_summary
from kiosk.texts import load_texts
from kiosk.wire.case import CaseStatus

I18N = Path(__file__).resolve().parents[2] / "assets" / "i18n"
AGENCY = AgencySheet("Mairie de Saint-Aubin", "01 99 00 12 34", "Prix d’un appel local.", ("Le lundi.",))
PRINTED = datetime(2026, 11, 22, 8, 5)


def ms(day: int, hour: int, minute: int = 0) -> int:
    return int(datetime(2026, 11, day, hour, minute).timestamp() * 1000)


def made_case() -> CaseView:
    """Made when a test runs: other tests set the zone of this process once all are collected."""
    return CaseView(
        envelope_id=bytes(16),
        station=3,
        code=482_913_507_264,
        service_title="Préparer mon dossier d’aide au logement",
        treated_by="La mairie",
        icon="house-line",
        cap="sable",
        created_ms=ms(20, 9),
        received_ms=ms(20, 9, 1),
        read_ms=ms(21, 14, 40),
        status=CaseStatus.PAPERS_MISSING,
        next_step="Un conseiller vous appelle.",
        road=(
            ChangeView(ms(21, 15), CaseStatus.PAPERS_MISSING, "Apportez votre avis d’impôt.", "received"),
            ChangeView(ms(21, 16), None, "Demandez Madame Roy.", "recorded"),
        ),
        answers=(("Quel est votre nom ?", "Camille Durand"), ("Avec qui vivez-vous ?", "Seule")),
        trouble="",
        language="fr",
        assistance=0,
        as_of_ms=ms(21, 16, 30),
        fresh=True,
    )


@pytest.fixture(scope="module")
def texts():
    return load_texts(I18N, "fr", "agent")


@pytest.fixture
def case() -> CaseView:
    return made_case()


@pytest.fixture
def summary(texts, case) -> Summary:
    return make_summary(texts, AGENCY, case, PRINTED)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_the_facts_of_a_case(summary, case):
    assert summary.notice == "Résumé, contient des informations personnelles"
    assert (summary.agency, summary.title) == (AGENCY.name, case.service_title)
    assert summary.reach == ("01 99 00 12 34.", "Prix d’un appel local.", "Le lundi.")
    assert (summary.code_label, summary.code) == ("Code de la demande", "482 913 507 264")
    assert [(label, plain(value)) for label, value in summary.facts] == [
        ("Où elle en est", "Il manque un papier"),
        ("État connu", "le 21 novembre 2026, 16 h 30"),
        ("Et après", "Un conseiller vous appelle."),
    ]
    assert summary.answers == case.answers
    assert plain(summary.foot) == "Résumé imprimé le 22 novembre 2026, 8 h 05"
    assert summary.page.format(page=1, count=2) == "Page 1 sur 2"


def test_the_road_in_the_order_in_which_it_was_gone(summary):
    assert [(plain(step.when), step.what, step.still_here, step.message) for step in summary.road] == [
        ("le 20 novembre 2026, 9 h 00", "Enregistrée au poste 3", "", ""),
        ("le 20 novembre 2026, 9 h 01", "Reçue", "", ""),
        ("le 21 novembre 2026, 14 h 40", "Lue", "", ""),
        ("le 21 novembre 2026, 15 h 00", "Il manque un papier", "", "Apportez votre avis d’impôt."),
        (
            "le 21 novembre 2026, 16 h 00",
            "Un mot à la personne",
            "Enregistré ici, pas encore reçu.",
            "Demandez Madame Roy.",
        ),
    ]


def test_what_was_read_at_a_counter_is_told_once(texts, case):
    read = ChangeView(ms(21, 14, 40), CaseStatus.READ, "", "received")
    made = make_summary(texts, AGENCY, replace(case, road=(read, *case.road)), PRINTED)
    assert [step.what for step in made.road].count("Lue") == 1


def test_what_the_central_refused_says_so(texts, case):
    held = replace(case.road[0], state="recorded", held=True)
    made = make_summary(texts, AGENCY, replace(case, road=(held,)), PRINTED)
    assert made.road[-1].still_here == "Le central a refusé."


def test_a_request_that_is_only_here_is_recorded_and_no_more(texts, case):
    here = replace(case, received_ms=None, read_ms=None, road=(), next_step="", status=CaseStatus.RECEIVED)
    made = make_summary(texts, AGENCY, here, PRINTED)
    assert [step.what for step in made.road] == ["Enregistrée au poste 3"]
    assert "Reçue" not in repr(made)


@pytest.mark.parametrize("status", CaseStatus)
def test_every_status_has_its_word(texts, case, status):
    change = replace(case.road[0], status=status)
    made = make_summary(texts, AGENCY, replace(case, status=status, road=(change,)), PRINTED)
    assert made.facts[0][1] == made.road[-1].what != ""


def test_a_sealed_case_says_that_its_answers_cannot_be_read(texts, case):
    sealed = replace(case, code=None, service_title="", answers=(), trouble="sealed", next_step="")
    made = make_summary(texts, AGENCY, sealed, PRINTED)
    assert (made.code, made.answers) == ("", ())
    assert made.title and made.no_answers == "Ce guichet ne peut pas lire les réponses."


def test_nothing_personal_is_in_the_repr(summary):
    said = repr(summary)
    assert "482" not in said and "Camille" not in said and "impôt" not in said
    assert {field.name for field in fields(Summary) if not field.repr} == {"code", "answers"}

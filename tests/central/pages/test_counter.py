"""What counters say, on the page of the person and in the back office; requests that only a counter opens."""

import secrets

import pytest
from django.conf import settings as django_settings
from django.test import Client

from central.cases.models import Case, Status, StatusChange
from central.pages.followup import MOST_SAID
from central.stations.models import Station
from kiosk.wire.followup import format_code
from kiosk.wire.keys import OpeningKey
from tests.central.pages.test_cases import html, status_of
from tests.central.pages.test_followup import words
from tests.central.pages.towns import RECEIVED_MS, Town

HOSTILE = "<script>alert(1)</script>{{ 7|add:7 }}"


@pytest.fixture
def counter(town: Town) -> Station:
    return Station.objects.create(
        agency=town.agency, name="Guichet de l’état civil", role="counter",
        signing=secrets.token_bytes(32), sealing=secrets.token_bytes(32), enrolled_ms=1,
    )  # fmt: skip


@pytest.fixture
def own_key(town: Town) -> OpeningKey:
    """The agency's key, made on one of its counters."""
    key = OpeningKey.generate()
    town.agency.recipient, town.agency.endorsement = key.public.raw, b"endorsed"
    town.agency.save()
    return key


def said(case: Case, counter: Station | None, status: str, message: str = "", minutes: int = 0) -> None:
    StatusChange.objects.create(
        case=case, station=counter, at_ms=RECEIVED_MS + minutes * 60_000, status=status,
        message=django_settings.KEYS.hide(message),
    )  # fmt: skip
    if status:
        Case.objects.filter(pk=case.pk).update(status=status)


def test_the_person_reads_a_note_and_the_state_stays(town: Town, counter: Station, client: Client) -> None:
    content = town.content()
    case = town.arrive(content)
    said(case, counter, "", "Nous vous appelons demain.")
    told = words(client.get(town.followup(content)).content)
    assert "Message du 22 novembre 2026 Nous vous appelons demain." in told
    assert "Reçue. Pas encore lue." in told
    # A note may ask for something.
    assert "rien à faire" not in told


def test_notes_stand_beside_the_words_of_the_decision_newest_first(
    town: Town, counter: Station, client: Client
) -> None:
    content = town.content()
    case = town.arrive(content)
    said(case, counter, Status.IN_PROGRESS, "Ancienne décision.", 1)
    said(case, counter, "", "Ancienne note.", 2)
    said(case, None, Status.PAPERS_MISSING, "Apportez une photo.", 3)
    said(case, counter, "", "Avant vendredi.", 4)
    told = words(client.get(town.followup(content)).content)
    assert told.index("Avant vendredi.") < told.index("Apportez une photo.")
    assert "Ancienne" not in told


def test_a_reading_at_another_counter_hides_no_words(town: Town, counter: Station, client: Client) -> None:
    content = town.content()
    case = town.arrive(content)
    said(case, counter, "", "Votre rendez-vous est lundi.", 1)
    said(case, counter, Status.READ, "", 2)
    told = words(client.get(town.followup(content)).content)
    assert "Votre rendez-vous est lundi." in told and "rien à faire" not in told


def test_the_page_stays_short(town: Town, counter: Station, client: Client) -> None:
    content = town.content()
    case = town.arrive(content)
    for number in range(MOST_SAID + 2):
        said(case, counter, "", f"Note {number}.", number)
    told = words(client.get(town.followup(content)).content)
    assert told.count("Message du") == MOST_SAID
    assert f"Note {MOST_SAID + 1}." in told and "Note 1." not in told


def test_the_counters_words_are_text(town: Town, counter: Station, client: Client) -> None:
    content = town.content()
    case = town.arrive(content)
    said(case, counter, "", HOSTILE)
    for page in (client.get(town.followup(content)), town.agent().get(town.address(case))):
        told = page.content.decode()
        assert "&lt;script&gt;alert(1)" in told and "<script" not in told and "{{ 7|add:7 }}" in told


def test_a_request_made_at_the_counter_is_not_said_to_come_from_a_kiosk(town: Town, client: Client) -> None:
    Station.objects.filter(pk=town.station.pk).update(role="counter")
    content = town.content()
    town.arrive(content)
    told = words(client.get(town.followup(content)).content)
    assert "Demande enregistrée 21 novembre 2026, au guichet" in told and "borne" not in told


def test_the_back_office_shows_who_said_what(town: Town, counter: Station) -> None:
    case = town.arrive(town.content())
    said(case, counter, Status.PAPERS_MISSING, "Apportez une photo.", 1)
    said(case, counter, "", "Avant vendredi.", 2)
    said(case, None, Status.DONE, "C’est prêt.", 3)
    history = words(html(town.agent().get(town.address(case))).encode()).split("Déjà dit à la personne")[1]
    assert "Message 22 novembre 2026 à 16 h 42, Guichet de l’état civil Avant vendredi." in history
    assert "Terminée 22 novembre 2026 à 16 h 43 C’est prêt." in history
    assert history.index("C’est prêt.") < history.index("Avant vendredi.") < history.index("une photo")


def test_what_only_the_counter_opens_is_said_to_be_read_there(town: Town, own_key: OpeningKey) -> None:
    content = town.content()
    case = town.arrive(content, recipient=own_key.public, lookup=django_settings.KEYS.lookup.public)
    agent = town.agent()
    page = html(agent.get(town.address(case)))
    assert "Cette demande se lit au guichet." in page and "ne s’ouvre pas ici" not in page
    assert format_code(content.code)[:7] in page
    listed = html(agent.get("/agence/"))
    assert "Demande à lire au guichet" in listed and "Service inconnu ici" not in listed
    assert agent.get(town.address(case, ".json")).json()["trouble"] == "at_counter"
    # A look at this page is no reading, and an agent may answer from here all the same.
    assert status_of(case) == (Status.RECEIVED, False)
    decided = {"status": "papers_missing", "message": "Apportez une photo."}
    assert agent.post(town.address(case), decided).status_code == 302
    assert status_of(case) == (Status.PAPERS_MISSING, False)


def test_what_nobody_of_the_agency_opens_is_not_sent_to_the_counter(town: Town, own_key: OpeningKey) -> None:
    case = town.arrive(town.content(), recipient=OpeningKey.generate().public)
    page = html(town.agent().get(town.address(case)))
    assert "ne s’ouvre pas ici" in page and "se lit au guichet" not in page


def test_what_came_before_the_agencys_own_key_still_opens_here(town: Town, own_key: OpeningKey) -> None:
    content = town.content({**town.answers(), "nom": "LEFÈBVRE"})
    page = html(town.agent().get(town.address(town.arrive(content))))
    assert "LEFÈBVRE" in page


def test_a_decision_here_does_not_forget_a_reading_there(town: Town, counter: Station) -> None:
    case, agent = town.arrive(town.content()), town.agent()
    Case.objects.filter(pk=case.pk).update(read_ms=RECEIVED_MS, status=Status.READ)
    assert agent.post(town.address(case), {"status": "in_progress", "message": ""}).status_code == 302
    case.refresh_from_db()
    assert (case.status, case.read_ms) == (Status.IN_PROGRESS, RECEIVED_MS)
    # An agent here who takes it back decides.
    assert agent.post(town.address(case), {"status": "read", "message": ""}).status_code == 302
    assert status_of(case) == (Status.READ, True)

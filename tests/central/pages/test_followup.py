"""The follow-up page: true words, no name, nothing from elsewhere, one answer for all unknown tokens."""

import logging
import re
from dataclasses import replace

import pytest
from django.conf import settings
from django.test import Client

from central.cases.models import Case, Status, StatusChange
from central.cases.reading import service_of
from kiosk.catalogue.pack import Service
from kiosk.wire.followup import format_code, new_token, token_text
from kiosk.wire.keys import OpeningKey
from tests.central.pages.towns import RECEIVED_MS, Town

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7|add:7 }}"
MOST_BYTES = 15_000


def words(page: bytes) -> str:
    """The text of a page as it is read, its spaces plain."""
    body = re.sub(r"(?s)<style.*?</style>", "", page.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def decided(case: object, status: str, message: str = "", *, read: bool = True) -> None:
    case.status, case.read_ms = status, RECEIVED_MS + 3_600_000 if read else None
    case.save()
    hidden = settings.KEYS.hide(message)
    StatusChange.objects.create(case=case, at_ms=RECEIVED_MS + 7_200_000, status=status, message=hidden)


def test_a_received_request_is_told_as_in_the_design(town: Town, client: Client) -> None:
    content = town.content()
    town.arrive(content)
    page = client.get(town.followup(content))
    assert page.status_code == 200
    told = words(page.content)
    assert "Rendez-vous carte d’identité ou passeport" in told
    assert "Reçue. Pas encore lue." in told
    assert "dans les 5 jours ouvrés après la réception." in told
    assert "À apporter : Votre ancien papier, si vous l’avez. Une photo d’identité" in told
    assert "Vous n’avez rien à faire" not in told, "papers are to be found"
    assert f"Demande enregistrée 21 novembre 2026, à la borne {town.station.pk}" in told
    assert "Demande reçue 22 novembre 2026" in told
    first, second = format_code(content.code)[:7], format_code(content.code)[8:]
    assert f"Votre code {first} {second}" in told
    assert "Appeler : Mairie de Saint-Aubin 01 99 00 12 34 Du lundi au vendredi, de 9 h à 17 h." in told
    assert b'href="tel:0199001234"' in page.content


@pytest.mark.parametrize(
    ("status", "read", "answer"),
    [
        (Status.RECEIVED, False, "Reçue. Pas encore lue."),
        (Status.READ, True, "Lue."),
        (Status.IN_PROGRESS, True, "En cours."),
        (Status.PAPERS_MISSING, True, "Il manque un papier."),
        (Status.DONE, True, "Terminée."),
        # An agent may answer a request whose form is not installed: nobody can then claim to have read it.
        (Status.IN_PROGRESS, False, "En cours."),
    ],
)
def test_words_are_never_stronger_than_their_proof(
    status: str, read: bool, answer: str, town: Town, client: Client
) -> None:
    content = town.content()
    decided(town.arrive(content), status, read=read)
    told = words(client.get(town.followup(content)).content)
    assert f"passeport {answer} " in told
    assert ("Pas encore lue" in told) is not read
    assert bool(re.search(r"\bLue\b", told)) is read
    assert "envoyée" not in told.lower()
    assert ("À apporter" in told) is (status != Status.DONE)
    promised = "5 jours ouvrés" in told
    assert promised is ("choisit un jour" in told) is (status not in (Status.PAPERS_MISSING, Status.DONE))


@pytest.mark.parametrize(("own", "told"), [("La mairie vous écrit sous 3 semaines.", True), ("", False)])
def test_the_delay_of_the_page_is_that_of_the_paper(town: Town, client: Client, own: str, told: bool) -> None:
    """The agency's sheet lies at its stations; what it says instead of the pack travels with the request."""
    content = town.content(promise=own)
    town.arrive(content)
    page = words(client.get(town.followup(content)).content)
    assert ("sous 3 semaines" in page) is told
    assert "5 jours ouvrés" not in page and "À apporter" in page


def test_a_service_with_its_own_number_is_called_there(
    town: Town, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = town.content()
    town.arrive(content)

    def own(case: Case) -> Service:
        note = {"fr": "Appel gratuit."}
        return replace(service_of(case), phone="09 99 00 00 00", phone_note=note)

    monkeypatch.setattr("central.pages.followup.service_of", own)
    told = words(client.get(town.followup(content)).content)
    assert "Appeler : La mairie 09 99 00 00 00 Appel gratuit." in told
    assert town.agency.hours not in told, "the hours of another number"


def test_where_nothing_is_to_be_brought_there_is_nothing_to_do(
    town: Town, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = town.content()
    case = town.arrive(content)
    monkeypatch.setattr("central.pages.followup.service_of", lambda case: replace(service_of(case), bring={}))
    told = words(client.get(town.followup(content)).content)
    assert "Vous n’avez rien à faire." in told and "apporter" not in told
    decided(case, Status.IN_PROGRESS, "Il nous faut une photo.")
    assert "rien à faire" not in words(client.get(town.followup(content)).content), "the message may ask"


def test_a_token_that_did_not_arrive_is_never_received(town: Town, client: Client) -> None:
    page = client.get(f"/s/{town.station.pk}-{token_text(new_token())}")
    told = words(page.content)
    assert page.status_code == 404
    assert f"Pas encore arrivée de la borne {town.station.pk}, ou numéro inconnu" in told
    assert "Attendez" in told and "Appelez" in told
    assert not re.search(r"reçue|lue\b|envoyée", told, re.IGNORECASE)


def without_nonce(page: object) -> bytes:
    nonce = re.search(rb'nonce="([^"]+)"', page.content).group(1)
    return page.content.replace(nonce, b"NONCE")


def test_every_unknown_token_gets_the_same_bytes(town: Town, client: Client) -> None:
    content = town.content()
    town.arrive(content)
    known, stranger = town.station.pk, town.station.pk + 4_000_000
    answers = [
        client.get(f"/s/{station}-{token_text(token)}")
        for station, token in [(known, new_token()), (stranger, new_token()), (stranger, content.token)]
    ]
    pages = {
        without_nonce(answer).replace(f"borne {station},".encode(), b"borne N,")
        for answer, station in zip(answers, (known, stranger, stranger), strict=True)
    }
    assert len(pages) == 1
    headers = [
        {
            name: value
            for name, value in answer.headers.items()
            if name not in ("Content-Security-Policy", "Content-Length")
        }
        for answer in answers
    ]
    assert headers[0] == headers[1] == headers[2]


@pytest.mark.parametrize(
    "path",
    [
        "/s/", "/s/1", "/s/1-", "/s/1-abc", "/s/0-" + "a" * 26, "/s/01-" + "a" * 26,
        "/s/9999999999-" + "a" * 26,
        "/s/1-" + "a" * 25 + "b", "/s/1-" + "a" * 27, "/s/1-" + "1" * 26, "/s/١-" + "a" * 26,
        "/s/1-" + "a" * 26 + "/", "/s/-1-" + "a" * 26, "/favicon.ico", "/", "/agence/x",
    ],
)  # fmt: skip
def test_every_malformed_path_gets_one_other_page(path: str, db: None, client: Client) -> None:
    page = client.get(path)
    assert page.status_code == 404
    assert without_nonce(page) == without_nonce(client.get("/nowhere"))
    assert "reçue" not in words(page.content).lower()


def test_a_scanner_that_writes_capitals_still_finds_the_request(town: Town, client: Client) -> None:
    content = town.content()
    town.arrive(content)
    assert client.get(f"/s/{town.station.pk}-{token_text(content.token).upper()}").status_code == 200


def test_nothing_comes_from_elsewhere_and_nothing_stays(town: Town, client: Client) -> None:
    content = town.content()
    decided(town.arrive(content), Status.PAPERS_MISSING, "é" * 500)
    page = client.get(town.followup(content))
    assert len(page.content) <= MOST_BYTES
    assert page.cookies == {} and "Vary" not in page.headers
    assert page["Referrer-Policy"] == "no-referrer"
    assert page["Cache-Control"] == "no-store"
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    nonce = re.search(rb'<style nonce="([^"]{20,})">', page.content).group(1).decode()
    policy = {part.split()[0]: part.split()[1:] for part in page["Content-Security-Policy"].split(";")}
    assert policy == {
        "default-src": ["'none'"],
        "style-src": [f"'nonce-{nonce}'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
    html = page.content.decode()
    assert not re.search(r"<script|<img|<link|<iframe|@import|url\(|\son\w+=|\sstyle=|javascript:", html)
    assert set(re.findall(r'(?:href|src|action)="([^"]*)"', html)) == {"tel:0199001234"}


def test_two_visits_do_not_share_a_nonce(town: Town, client: Client) -> None:
    content = town.content()
    town.arrive(content)
    policies = {client.get(town.followup(content))["Content-Security-Policy"] for _ in range(3)}
    assert len(policies) == 3


def test_the_agents_words_are_text(town: Town, client: Client) -> None:
    content = town.content()
    decided(town.arrive(content), Status.PAPERS_MISSING, HOSTILE + "\nDeux lignes.")
    page = client.get(town.followup(content)).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script" not in page and "<img" not in page and "{{ 7|add:7 }}" in page
    assert "Message du 22 novembre 2026" in page
    assert "rien à faire" not in page


def test_only_the_last_message_is_told(town: Town, client: Client) -> None:
    content = town.content()
    case = town.arrive(content)
    decided(case, Status.PAPERS_MISSING, "Apportez une photo.")
    decided(case, Status.DONE)
    assert "photo" not in words(client.get(town.followup(content)).content)


def test_the_page_does_not_know_the_person(town: Town, client: Client) -> None:
    answers = {**town.answers(), "nom": "ZÉPHYRINE-CANARI"}
    content = town.content(answers)
    town.arrive(content)
    told = client.get(town.followup(content)).content.decode()
    assert "CANARI" not in told
    assert token_text(content.token) not in told


def test_no_log_line_holds_the_token(town: Town, client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    content = town.content()
    town.arrive(content)
    unknown = token_text(new_token())
    client.get(town.followup(content))
    client.post(town.followup(content))
    client.get(f"/s/{town.station.pk}-{unknown}")
    for secret in (token_text(content.token), unknown, content.token.hex()):
        assert not [record for record in caplog.records if secret in record.getMessage()]


def test_the_log_test_can_fail(client: Client, caplog: pytest.LogCaptureFixture, db: None) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("django.request").critical("GET /s/1-%s", "a" * 26)
    assert "a" * 26 in caplog.text


def test_a_token_belongs_to_its_station(found_town: object, client: Client) -> None:
    one, other = found_town("Une mairie"), found_town("Une autre")
    content = one.content()
    one.arrive(content)
    assert client.get(f"/s/{other.station.pk}-{token_text(content.token)}").status_code == 404


def test_without_the_key_the_page_says_what_is_known(town: Town, client: Client, settings: object) -> None:
    """Sealed to somebody else: the lookup gives token and code, and nothing more is claimed."""
    content = town.content()
    lookup = settings.KEYS.lookup.public
    town.arrive(content, recipient=OpeningKey.generate().public, lookup=lookup)
    told = words(client.get(town.followup(content)).content)
    assert "Reçue. Pas encore lue." in told
    assert format_code(content.code)[:7] in told
    assert f"Demande enregistrée à la borne {town.station.pk}" in told
    assert "5 jours" not in told


def test_lost_keys_leave_a_page_without_code(town: Town, client: Client, settings: object) -> None:
    content = town.content()
    town.arrive(content)
    settings.KEYS = replace(settings.KEYS, recipients={})
    told = words(client.get(town.followup(content)).content)
    assert "Reçue. Pas encore lue." in told and "Votre code" not in told


def test_a_clock_beyond_the_calendar_stops_nothing(town: Town, client: Client) -> None:
    content = town.content(created=(1 << 48) - 1)
    town.arrive(content)
    told = words(client.get(town.followup(content)).content)
    assert "Demande enregistrée date inconnue" in told


def test_only_reading_is_offered(town: Town, client: Client) -> None:
    content = town.content()
    town.arrive(content)
    assert client.post(town.followup(content)).status_code == 405
    assert client.head(town.followup(content)).status_code == 200

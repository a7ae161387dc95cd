"""The back office: what an agent sees, what makes a request read, and what no other agency sees."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client

from central.cases.models import Case, Status, StatusChange
from central.pages.cases import A_PAGE
from kiosk.wire.envelope import new_id
from kiosk.wire.followup import format_code
from kiosk.wire.keys import OpeningKey, SigningKey
from tests.central.pages.towns import CREATED_MS, RECEIVED_MS, Town

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


def status_of(case: Case) -> tuple[str, bool]:
    case.refresh_from_db()
    return case.status, case.read_ms is not None


def html(page: object) -> str:
    return page.content.decode().replace("\u00a0", " ")


def test_only_an_agents_eyes_make_a_request_read(town: Town) -> None:
    case, agent = town.arrive(town.content()), town.agent()
    agent.get("/agence/")
    agent.get(town.address(case, ".json"))
    agent.head(town.address(case))
    assert status_of(case) == (Status.RECEIVED, False)
    agent.get(town.address(case))
    assert status_of(case) == (Status.READ, True)
    first = case.read_ms
    agent.get(town.address(case))
    assert status_of(case) == (Status.READ, True) and case.read_ms == first


def test_the_agent_reads_questions_and_answers(town: Town) -> None:
    content = town.content({**town.answers(), "nom": "LEFÈBVRE", "telephone": "0612345678"})
    page = html(town.agent().get(town.address(town.arrive(content))))
    assert "Quel est votre nom de famille ?" in page and "LEFÈBVRE" in page
    assert "06 12 34 56 78" in page
    assert "21 novembre 2026 à 14 h 40" in page and "22 novembre 2026 à 16 h 40" in page
    assert format_code(content.code)[:7] in page


def test_a_program_gets_the_answers_by_name(town: Town) -> None:
    answers = {**town.answers(), "nom": "LEFÈBVRE"}
    content = town.content(answers)
    case = town.arrive(content)
    told = town.agent().get(town.address(case, ".json")).json()
    assert told == {
        "envelope_id": bytes(case.envelope.envelope_id).hex(),
        "code": format_code(content.code),
        "status": "received",
        "answers": answers,
        "received_ms": RECEIVED_MS,
        "created_ms": CREATED_MS,
    }


def test_hostile_answers_are_text(town: Town) -> None:
    case = town.arrive(town.content({**town.answers(), "nom": HOSTILE, "prenom": "{{ settings }}"}))
    agent = town.agent()
    for page in (agent.get(town.address(case)), agent.post(town.address(case), {"message": HOSTILE})):
        told = page.content.decode()
        assert "<script" not in told and "<img" not in told
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in told
        assert "{{ settings }}" in told
    assert town.agent().get(town.address(case, ".json"))["Content-Type"] == "application/json"


def test_hostile_services_and_choices_are_text(town: Town) -> None:
    content = town.content(
        {**town.answers(), "papier": "<b>x</b>", "jours": ["<i>y</i>"]}, service="<u>z</u>"
    )
    case, agent = town.arrive(content), town.agent()
    told = html(agent.get(town.address(case))) + html(agent.get("/agence/"))
    assert "&lt;b&gt;x" in told and "&lt;i&gt;y" in told and "&lt;u&gt;z" in told
    assert not re.search("<[biu]>", told)


def test_a_decision_reaches_the_person_and_stays_hidden_at_rest(town: Town, client: Client) -> None:
    content = town.content()
    case, agent = town.arrive(content), town.agent()
    agent.get(town.address(case))
    message = "Il manque une photo.\r\n" + "Apportez-la." + "é" * 466
    taken = agent.post(town.address(case), {"status": "papers_missing", "message": message})
    assert taken.status_code == 302
    assert status_of(case) == (Status.PAPERS_MISSING, True)
    assert "photo" in html(agent.get(taken["Location"]))
    assert "Il manque une photo." in html(client.get(town.followup(content)))
    change = StatusChange.objects.get()
    assert b"photo" not in bytes(change.message)
    assert django_settings.KEYS.show(change.message) == message.replace("\r\n", "\n")


@pytest.mark.parametrize(
    "form",
    [
        {"status": "received", "message": ""},
        {"status": "opened", "message": ""},
        {"message": "Bonjour"},
        {"status": "done", "message": "a" * 501},
        # Nobody has opened it yet.
        {"status": "read", "message": ""},
    ],
)
def test_a_wrong_decision_changes_nothing_and_keeps_the_words(form: dict[str, str], town: Town) -> None:
    case, agent = town.arrive(town.content()), town.agent()
    refused = agent.post(town.address(case), form)
    assert refused.status_code == 400
    assert 'role="alert"' in html(refused) and form["message"] in html(refused)
    assert status_of(case) == (Status.RECEIVED, False)
    assert not StatusChange.objects.exists()


def test_decisions_need_our_own_form(town: Town) -> None:
    case = town.arrive(town.content())
    agent = Client(enforce_csrf_checks=True)
    agent.cookies = town.agent().cookies
    del agent.cookies["csrftoken"]
    assert agent.post(town.address(case), {"status": "done", "message": ""}).status_code == 403
    assert agent.post("/agence/sortir").status_code == 403
    assert status_of(case) == (Status.RECEIVED, False)


def test_another_agency_finds_nothing(found_town: object) -> None:
    town, other = found_town("Une mairie"), found_town("Une autre")
    content = town.content()
    case, stranger = town.arrive(content), other.agent()
    assert stranger.get(town.address(case)).status_code == 404
    assert stranger.get(town.address(case, ".json")).json() == {"error": "unknown"}
    assert stranger.get(f"{town.address(case)}?borne={town.station.pk}").status_code == 404
    assert stranger.post(town.address(case), {"status": "done", "message": ""}).status_code == 404
    listed = html(stranger.get("/agence/"))
    searched = html(stranger.post("/agence/", {"code": format_code(content.code)}))
    for page in (listed, searched):
        assert format_code(content.code) not in page
    assert status_of(case) == (Status.RECEIVED, False)
    assert town.agent().get(town.address(case)).status_code == 200


def test_nobody_gets_in_without_a_link(town: Town, client: Client) -> None:
    case = town.arrive(town.content())
    for path in ("/agence/", town.address(case)):
        page = client.get(path)
        assert page.status_code == 403 and "Il faut un lien pour entrer." in page.content.decode()
        assert client.post(path, {"status": "done"}).status_code == 403
    answer = client.get(town.address(case, ".json"))
    assert answer.status_code == 403 and answer.json() == {"error": "not_logged_in"}
    assert status_of(case) == (Status.RECEIVED, False)


@pytest.mark.parametrize("name", ["0" * 32, "zz", "0" * 31, "A" * 32, "0" * 32 + "?borne=99999999999"])
def test_a_case_that_is_not_here(name: str, town: Town) -> None:
    town.arrive(town.content())
    assert town.agent().get(f"/agence/cases/{name}").status_code == 404


def test_pages_of_the_agency_are_kept_by_nobody(town: Town) -> None:
    case, agent = town.arrive(town.content()), town.agent()
    for path in ("/agence/", town.address(case), town.address(case, ".json")):
        answer = agent.get(path)
        assert answer["Cache-Control"] == "no-store"
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert "unsafe" not in answer["Content-Security-Policy"]


def test_the_newest_come_first_fifty_a_page(town: Town) -> None:
    content = town.content()
    for number in range(A_PAGE + 1):
        town.arrive(content, received_ms=RECEIVED_MS + number)
    oldest = town.arrive(town.content(), received_ms=RECEIVED_MS - 1)
    agent = town.agent()
    first, second = html(agent.get("/agence/")), html(agent.get("/agence/?page=2"))
    assert (first.count("code-link"), second.count("code-link")) == (A_PAGE + 1, 2 + 1)
    name = bytes(oldest.envelope.envelope_id).hex()
    assert name not in first and name in second
    assert "Page 1 sur 2" in first and "page=2" in first
    assert agent.get("/agence/?page=x").status_code == agent.get("/agence/?page=-5").status_code == 200


def test_what_nobody_received_at_a_station_is_told_to_its_agency(town: Town) -> None:
    agent = town.agent()
    assert "Agissez sur papier" not in html(agent.get("/agence/"))
    town.station.held, town.station.late = 1, 4
    town.station.save()
    page = html(agent.get("/agence/"))
    assert "Borne de l’accueil" in page and "4 en retard, 1 retenues" in page


def test_the_list_shows_one_state(town: Town) -> None:
    read, received = town.content(), town.content()
    agent = town.agent()
    agent.get(town.address(town.arrive(read)))
    town.arrive(received)
    page = html(agent.get("/agence/?statut=read"))
    assert format_code(read.code) in page and format_code(received.code) not in page
    assert html(agent.get("/agence/?statut='")).count("code-link") == 2 + 1


def test_a_code_finds_its_request(town: Town) -> None:
    content = town.content()
    case, agent = town.arrive(content), town.agent()
    town.arrive(town.content())
    for typed in (
        format_code(content.code),
        f"{content.code:012d}",
        format_code(content.code).replace(" ", "."),
    ):
        found = agent.post("/agence/", {"code": typed})
        assert found.status_code == 302 and found["Location"].startswith(town.address(case))


def test_codes_are_not_unique(town: Town) -> None:
    one, other = town.content(), None
    other = town.content(code=one.code)
    cases = [town.arrive(one), town.arrive(other)]
    page = html(town.agent().post("/agence/", {"code": format_code(one.code)}))
    assert all(town.address(case) in page for case in cases)


def test_a_code_that_finds_nothing_says_so(town: Town) -> None:
    agent = town.agent()
    content = town.content()
    assert "Aucune demande avec ce code." in html(agent.post("/agence/", {"code": format_code(content.code)}))
    wrong = f"{(content.code + 1) % 10**12:012d}"
    page = html(agent.post("/agence/", {"code": wrong}))
    assert "Ce code a une erreur." in page and wrong not in page


def test_one_id_from_two_stations_hides_nothing(found_town: object) -> None:
    town, intruder = found_town("Une mairie"), found_town("Intrus")
    intruder.agency = intruder.station.agency = town.agency
    intruder.station.save()
    intruder.recipient = town.recipient
    name = new_id(1)
    mine, theirs = town.content(), intruder.content()
    case = town.arrive(mine, envelope_id=name)
    intruder.arrive(theirs, envelope_id=name, received_ms=RECEIVED_MS + 1)
    agent = town.agent()
    assert agent.get(town.address(case, ".json")).json()["code"] == format_code(mine.code)
    listed = re.findall(r'href="(/agence/cases/[^"]+)"', html(agent.get("/agence/")))
    codes = {re.search(r"class=\"big digits\">([^<]+)", html(agent.get(path))).group(1) for path in listed}
    assert codes == {format_code(content.code)[:7] for content in (mine, theirs)}


def test_a_form_that_is_not_installed_loses_nothing(town: Town) -> None:
    content = town.content({**town.answers(), "nom": "LEFÈBVRE"}, form=bytes(8))
    case, agent = town.arrive(content), town.agent()
    page = agent.get(town.address(case))
    assert page.status_code == 200
    assert "n’est pas installé ici" in html(page) and "LEFÈBVRE" in html(page)
    told = agent.get(town.address(case, ".json")).json()
    assert told["trouble"] == "form_unknown" and "LEFÈBVRE" in told["answers"].values()
    # Answers without their questions are not a reading.
    assert status_of(case) == (Status.RECEIVED, False)
    assert agent.post(town.address(case), {"status": "in_progress", "message": ""}).status_code == 302
    assert status_of(case) == (Status.IN_PROGRESS, False)


def test_a_sealed_case_says_so(town: Town, settings: object) -> None:
    sealed = town.arrive(town.content(), recipient=OpeningKey.generate().public)
    agent = town.agent()
    assert "Code illisible ici" in html(agent.get("/agence/"))
    page = agent.get(town.address(sealed))
    assert page.status_code == 200 and "ne s’ouvre pas ici" in html(page)
    told = agent.get(town.address(sealed, ".json")).json()
    assert (told["code"], told["answers"], told["trouble"]) == (None, {}, "sealed")
    settings.KEYS = replace(settings.KEYS, recipients={})
    assert agent.get(town.address(sealed)).status_code == 200
    assert status_of(sealed) == (Status.RECEIVED, False)


def test_packs_are_read_again_when_they_change(
    town: Town, settings: object, tmp_path: Path, found_town: object
) -> None:
    case, agent = town.arrive(town.content()), town.agent()
    settings.DATA = tmp_path
    assert "paquets de services de ce serveur ne se lisent pas" in html(agent.get(town.address(case)))
    shutil.copytree(town.published.folder / "packs", tmp_path / "packs")
    assert "Quel est votre nom de famille ?" in html(agent.get(town.address(case)))
    (manifest,) = tmp_path.glob("packs/*/manifest.json")
    shutil.copy(manifest, tmp_path / "aside")
    (tmp_path / "aside").write_bytes(manifest.read_bytes().replace(b"Relais", b"Malice"))
    (tmp_path / "aside").replace(manifest)
    assert "ne se lisent pas" in html(agent.get(town.address(case)))


def test_packs_of_another_publisher_are_not_believed(town: Town) -> None:
    case = town.arrive(town.content())
    town.agency.publisher = SigningKey.generate().public.raw
    town.agency.save()
    assert "ne se lisent pas" in html(town.agent().get(town.address(case)))


def test_old_messages_of_lost_keys_do_not_stop_the_page(town: Town) -> None:
    case = town.arrive(town.content())
    StatusChange.objects.create(case=case, at_ms=RECEIVED_MS, status=Status.DONE, message=b"not ours")
    assert "Message illisible ici" in html(town.agent().get(town.address(case)))

"""The way in: one link, one time, one agency."""

import logging
import re
import threading

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client

from central.cases.models import LoginLink
from central.pages.login import VALID_MS, make_login_link
from kiosk.clock import SystemClock
from tests.central.pages.towns import Town


def path_of(link: str) -> str:
    return "/" + link.split("/", 3)[3]


def new_path(town: Town, ago_ms: int = 0) -> str:
    return path_of(make_login_link(town.agency, SystemClock().now_ms() - ago_ms))


def test_the_link_shows_a_button_and_the_button_lets_in_once(town: Town, settings: object) -> None:
    link = make_login_link(town.agency, SystemClock().now_ms())
    assert link.startswith(settings.URL + "/agence/entrer/")
    client = Client(enforce_csrf_checks=True)
    # Programs that preview links fetch them; that must use nothing up.
    for _ in range(3):
        page = client.get(path_of(link))
    assert page.status_code == 200 and "Entrer" in page.content.decode()
    assert client.get("/agence/").status_code == 403
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode()).group(1)
    entered = client.post(path_of(link), {"csrfmiddlewaretoken": token})
    assert entered.status_code == 302 and entered["Location"] == "/agence/"
    assert client.get("/agence/").status_code == 200
    again = Client().post(path_of(link))
    assert again.status_code == 403 and "Ce lien ne marche plus." in again.content.decode()
    assert Client().get(path_of(link)).status_code == 403


def test_a_form_from_elsewhere_is_refused(town: Town, settings: object) -> None:
    settings.CSRF_FAILURE_VIEW = "central.pages.errors.refused_form"
    path = new_path(town)
    client = Client(enforce_csrf_checks=True)
    refused = client.post(path)
    assert refused.status_code == 403 and "Rien n’est enregistré" in refused.content.decode()
    assert not LoginLink.objects.get().used
    refused = client.post(path, headers={"origin": "https://elsewhere.example"})
    assert refused.status_code == 403


def test_browsers_may_say_where_our_own_forms_come_from(town: Town) -> None:
    """Under no-referrer a browser sends « Origin: null » with a form, which the CSRF protection refuses."""
    path = new_path(town)
    assert Client().get(path)["Referrer-Policy"] == "same-origin"
    assert town.agent().get("/agence/")["Referrer-Policy"] == "same-origin"


def test_an_old_link_is_dead(town: Town) -> None:
    assert Client().post(new_path(town, VALID_MS + 1000)).status_code == 403
    assert Client().post(new_path(town, VALID_MS - 60_000)).status_code == 302


@pytest.mark.parametrize("text", ["x", "a" * 26, "", "é" * 26, "a" * 200])
def test_an_unknown_link_is_dead(text: str, town: Town) -> None:
    assert Client().get(f"/agence/entrer/{text}").status_code == (403 if text else 404)
    assert Client().post(f"/agence/entrer/{text}").status_code == (403 if text else 404)


@pytest.mark.django_db(transaction=True)
def test_of_presses_at_the_same_moment_one_wins(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    path, statuses, gate = new_path(town), [], threading.Barrier(4)
    look = QuerySet.first

    def look_together(links: QuerySet) -> object:
        """Let nobody go on before everybody has seen the link unused."""
        seen = look(links)
        if links.model is LoginLink:
            gate.wait(timeout=60)
        return seen

    def press() -> None:
        try:
            statuses.append(Client().post(path).status_code)
        finally:
            connection.close()

    monkeypatch.setattr(QuerySet, "first", look_together)
    threads = [threading.Thread(target=press) for _ in range(gate.parties)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [302, 403, 403, 403]


def test_the_session_is_new_and_closed_to_scripts(town: Town, found_town: object) -> None:
    other = found_town("Une autre mairie")
    client = other.agent()
    before = client.cookies["sessionid"].value
    client.post(new_path(town))
    cookie = client.cookies["sessionid"]
    assert cookie.value != before
    assert cookie["httponly"] and cookie["samesite"] == "Strict"
    assert town.agency.name in client.get("/agence/").content.decode()
    stale = Client()
    stale.cookies["sessionid"] = before
    assert stale.get("/agence/").status_code == 403


def test_leaving_forgets(town: Town) -> None:
    client = town.agent()
    kept = client.cookies["sessionid"].value
    assert client.get("/agence/sortir").status_code == 405
    assert client.get("/agence/").status_code == 200
    assert client.post("/agence/sortir").status_code == 200
    assert client.get("/agence/").status_code == 403
    thief = Client()
    thief.cookies["sessionid"] = kept
    assert thief.get("/agence/").status_code == 403


def test_the_database_and_the_logs_do_not_hold_the_link(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    path = new_path(town)
    Client().get(path)
    Client().post(path)
    secret = path.rsplit("/", 1)[1]
    statements = [record for record in caplog.records if record.name.startswith("django.db")]
    assert secret not in "".join(record.getMessage() for record in caplog.records if record not in statements)
    assert secret not in str(list(LoginLink.objects.values_list()))

"""A partner's request: treated by its own office, told and never read or answered by the agency's."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from central.cases.models import Case, Status
from central.pages.login import make_login_link
from kiosk.catalogue.build import build_pack
from kiosk.clock import SystemClock
from kiosk.wire.compact import Kind
from kiosk.wire.envelope import parse_envelope
from kiosk.wire.followup import format_code
from kiosk.wire.keys import OpeningKey
from tests.central.outpost import Outpost, said
from tests.central.pages.partner_pack import CARD, KEY, NAME, ROOT, TOML, published
from tests.central.pages.towns import Town

__all__ = ["published"]


@pytest.fixture
def hosted(town: Town, settings: LazySettings) -> Town:
    """A central that hosts the partner."""
    settings.KEYS = replace(settings.KEYS, partners={"eau": KEY})
    return town


def asked(town: Town, settings: LazySettings, **other: object) -> Case:
    content = town.content(service="fuite", **other)
    return town.arrive(content, recipient=KEY.public, lookup=settings.KEYS.lookup.public)


def staff() -> Client:
    client = Client()
    link = make_login_link(None, SystemClock().now_ms(), "eau")
    assert client.post("/" + link.split("/", 3)[3]).status_code == 302
    return client


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode().replace("\u00a0", " ")


def test_the_partners_staff_reads_and_answers(
    hosted: Town, found_town: Callable[[str], Town], settings: LazySettings, client: Client
) -> None:
    content = hosted.content(service="fuite")
    case = hosted.arrive(content, recipient=KEY.public, lookup=settings.KEYS.lookup.public)
    hosted.arrive(hosted.content())
    desk = staff()
    told = page(desk, "/agence/")
    assert NAME in told and CARD in told and "Mairie de Saint-Aubin, Borne de l’accueil" in told
    assert told.count('class="code-link') == 1, "what is sealed to the agency is not the partner’s"
    assert desk.get(hosted.address(case, ".json")).json()["answers"] == hosted.answers()
    assert "Répondre à la personne" in page(desk, hosted.address(case))
    case.refresh_from_db()
    assert (case.status, case.service) == (Status.READ, "fuite")
    said_to = {"status": "in_progress", "message": "Nous venons lundi."}
    assert desk.post(hosted.address(case), said_to).status_code == 302
    road = page(client, hosted.followup(content))
    assert "Nous venons lundi." in road and f"Qui s’en occupe : {NAME}" in road and "La mairie" not in road


def test_the_agency_is_told_where_it_stands_and_reads_nothing(hosted: Town, settings: LazySettings) -> None:
    case = asked(hosted, settings)
    staff().post(hosted.address(case), {"status": "papers_missing", "message": "Votre CONTRAT."})
    agent = hosted.agent()
    told = page(agent, hosted.address(case))
    assert "Il manque un papier" in told and f"Qui s’en occupe : {NAME}" in told and CARD in told
    assert "Votre agence ne lit pas ces réponses." in told
    assert "CONTRAT" not in told and "Répondre à la personne" not in told
    answered = agent.get(hosted.address(case, ".json")).json()
    assert (answered["answers"], answered["trouble"]) == ({}, "partner")
    assert agent.post(hosted.address(case), {"status": "done", "message": ""}).status_code == 400
    case.refresh_from_db()
    assert (case.status, case.read_ms, case.changes.count()) == (Status.PAPERS_MISSING, None, 1)


def test_a_partner_that_is_not_hosted_here_keeps_code_and_follow_up(
    town: Town, settings: LazySettings, client: Client
) -> None:
    content = town.content(service="fuite")
    case = town.arrive(content, recipient=KEY.public, lookup=settings.KEYS.lookup.public)
    assert case.service == ""
    told = page(town.agent(), town.address(case))
    assert "Demande à un partenaire" in told and f"Qui s’en occupe : {NAME}" in told
    assert format_code(content.code)[:7] in told
    assert f"Qui s’en occupe : {NAME}" in page(client, town.followup(content))
    # Once its key comes here, what waited is read.
    settings.KEYS = replace(settings.KEYS, partners={"eau": KEY})
    assert staff().get(town.address(case, ".json")).json()["answers"] == town.answers()


def test_after_a_change_of_key_both_keys_open_what_is_theirs(
    hosted: Town, settings: LazySettings, tmp_path: Path
) -> None:
    before = asked(hosted, settings)
    following = OpeningKey.generate()
    source = tmp_path / "source"
    shutil.copytree(ROOT / "assets" / "packs" / "mairie" / "forms", source / "forms")
    changed = TOML.replace(KEY.public.raw.hex(), following.public.raw.hex())
    (source / "pack.toml").write_text(changed.replace('version = "1"', 'version = "2"'), "utf-8")
    shutil.copytree(hosted.published.folder / "packs", tmp_path / "packs")
    # The central keeps every version of a pack (ADR 0033).
    (tmp_path / "packs" / "eau").rename(tmp_path / "packs" / "eau-1")
    build_pack(source, tmp_path / "packs", hosted.published.publisher)
    settings.DATA = tmp_path
    settings.KEYS = replace(settings.KEYS, partners={"eau": following}, former={"eau": (KEY,)})
    after = hosted.arrive(
        hosted.content(service="fuite"), recipient=following.public, lookup=settings.KEYS.lookup.public
    )
    desk = staff()
    assert page(desk, "/agence/").count('class="code-link') == 2
    for case in (before, after):
        assert desk.get(hosted.address(case, ".json")).json()["answers"] == hosted.answers()
        told = page(hosted.agent(), hosted.address(case))
        assert f"Qui s’en occupe : {NAME}" in told and "Votre agence ne lit pas ces réponses." in told


def test_an_unknown_recipient_is_no_partner(town: Town, settings: LazySettings) -> None:
    stranger = OpeningKey.generate().public
    case = town.arrive(town.content(), recipient=stranger, lookup=settings.KEYS.lookup.public)
    told = page(town.agent(), town.address(case))
    assert "ne s’ouvre pas ici" in told and "Répondre à la personne" in told
    assert bytes(case.recipient) == stranger.key_id


def test_a_link_to_a_partner_that_left_opens_nothing(hosted: Town, settings: LazySettings) -> None:
    case = asked(hosted, settings)
    desk = staff()
    settings.KEYS = replace(settings.KEYS, partners={})
    assert desk.get(hosted.address(case)).status_code == 403
    assert desk.get("/agence/").status_code == 403


@pytest.mark.parametrize("first", ["case", "change"])
def test_no_counter_decides_for_a_partner(
    first: str,
    hosted: Town,
    settings: LazySettings,
    enrol_at: Callable[..., Outpost],
    alarms: list[str],
) -> None:
    counter = enrol_at(hosted.agency, "counter")
    content = hosted.content(service="fuite")
    sealed = {"recipient": KEY.public, "lookup": settings.KEYS.lookup.public}
    request = counter.envelope(content, **sealed)
    change = counter.says(said(Kind.STATUS_CHANGE, parse_envelope(request).id, "done"))
    for raw in (request, change) if first == "case" else (change, request):
        assert counter.send(raw).status == 200
    case = Case.objects.get()
    assert (case.status, case.changes.count()) == (Status.RECEIVED, 0)
    if first == "case":
        assert case.agency.pk and change_verdict(change) == "not_the_recipient"
    else:
        assert any("not applied" in line for line in alarms)


def change_verdict(raw: bytes) -> str:
    from central.intake.models import StoredEnvelope

    return StoredEnvelope.objects.get(envelope_id=parse_envelope(raw).id).rejected

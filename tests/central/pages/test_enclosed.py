"""Pictures of a case in the back office: shown to who reads the case, to nobody else, and never as a page."""

import shutil
from dataclasses import replace

import pytest
from django.conf import settings

from central.attachments.keeping import part_of, whole_of
from central.attachments.models import StoredAttachment
from kiosk.wire.attachment import SealedAttachment, seal_attachment
from tests.central.pages.towns import Town

JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 600
PDF = b"%PDF-1.7\n" + bytes(3000)
HOSTILE = (
    b"<html><script>alert(1)</script>",
    b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    b"GIF89a" + bytes(50),
)


@pytest.fixture(autouse=True)
def shelf(town: Town):
    yield
    shutil.rmtree(settings.DATA / "attachments", ignore_errors=True)


def keep(town: Town, sealed: SealedAttachment) -> None:
    part_of(town.station.pk, sealed.digest, len(sealed.raw)).parent.mkdir(parents=True, exist_ok=True)
    whole_of(town.station.pk, sealed.digest).write_bytes(sealed.raw)
    StoredAttachment.objects.create(
        station=town.station, digest=sealed.digest, size=len(sealed.raw), received_ms=1
    )


def arrive(town: Town, *plains: bytes, here: bool = True):
    sealed = [seal_attachment(plain) for plain in plains]
    if here:
        for one in sealed:
            keep(town, one)
    return town.arrive(replace(town.content(), attachments=tuple((one.digest, one.key) for one in sealed)))


def test_the_picture_is_shown_on_the_case_and_opens_whole(town: Town) -> None:
    case, agent = arrive(town, JPEG), town.agent()
    page = agent.get(town.address(case))
    assert f'<img src="{town.address(case)}/1?borne={town.station.pk}"' in page.content.decode()
    assert "img-src 'self'" in page["Content-Security-Policy"]
    picture = agent.get(town.address(case) + "/1")
    assert (picture.status_code, picture["Content-Type"], picture.content) == (200, "image/jpeg", JPEG)
    assert picture["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert picture["X-Content-Type-Options"] == "nosniff" and "no-store" in picture["Cache-Control"]
    assert agent.get(town.address(case, ".json")).json()["attachments"] == {"1": True}


def test_a_document_is_saved_and_not_shown(town: Town) -> None:
    document = town.agent().get(town.address(arrive(town, PDF)) + "/1")
    assert document["Content-Disposition"].startswith("attachment") and document.content == PDF


def test_what_is_not_here_yet_is_said(town: Town) -> None:
    case, agent = arrive(town, JPEG, here=False), town.agent()
    page = agent.get(town.address(case)).content.decode()
    assert "Pas encore ici" in page and "<img" not in page
    assert agent.get(town.address(case) + "/1").status_code == 404
    assert agent.get(town.address(case, ".json")).json()["attachments"] == {"1": False}


@pytest.mark.parametrize("plain", HOSTILE)
def test_anything_else_is_never_given_out(town: Town, plain: bytes) -> None:
    answer = town.agent().get(town.address(arrive(town, plain)) + "/1")
    assert answer.status_code == 404 and plain not in answer.content


def test_only_the_office_of_the_case_gets_it(town: Town, found_town) -> None:
    case, other = arrive(town, JPEG), found_town("Mairie de Sainte-Colombe")
    for number in ("/0", "/2", "/99"):
        assert town.agent().get(town.address(case) + number).status_code == 404
    assert other.agent().get(town.address(case) + "/1").status_code == 404
    from django.test import Client

    assert Client().get(town.address(case) + "/1").status_code == 403


def test_bytes_under_another_key_do_not_open(town: Town) -> None:
    sealed = seal_attachment(JPEG)
    keep(town, sealed)
    case = town.arrive(replace(town.content(), attachments=((sealed.digest, bytes(32)),)))
    assert town.agent().get(town.address(case) + "/1").status_code == 404

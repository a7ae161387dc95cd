"""`/r`: what it takes, what it answers, and that the page needs nothing from anywhere."""

import random
import re
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client

from central.cases.models import Case
from central.intake.models import QuarantinedEnvelope, StoredEnvelope
from central.pages.courier import MOST_BYTES, WORDS, preferred
from kiosk.clock import SystemClock
from kiosk.wire.acknowledgement import read_acknowledgement
from kiosk.wire.compact import Kind
from kiosk.wire.envelope import new_id
from kiosk.wire.keys import SigningKey
from tests.central.outpost import Outpost, said
from tests.central.pages.test_texts import wrong_typography
from tests.central.test_busy import sqlite_error

REFUSED = b'{"received": false}'


def post(raw: bytes, **headers: str) -> object:
    return Client(enforce_csrf_checks=True).post(
        "/r", data=raw, content_type="application/octet-stream", headers=headers
    )


def answered(raw: bytes) -> tuple[int, bytes]:
    reply = post(raw)
    return reply.status_code, reply.content


# The envelope.


def test_a_phone_delivers_and_may_do_so_as_often_as_it_likes(outpost: Outpost) -> None:
    raw = outpost.envelope()
    assert [answered(raw) for _ in range(3)] == [(200, b'{"received": true}')] * 3
    assert (StoredEnvelope.objects.count(), Case.objects.count()) == (1, 1)


@pytest.mark.parametrize("phone_first", [True, False])
def test_a_phone_and_the_line_count_one_request(outpost: Outpost, phone_first: bool) -> None:
    raw = outpost.envelope()
    steps = [lambda: answered(raw), lambda: outpost.send(raw)]
    for step in steps if phone_first else reversed(steps):
        step()
    from django.conf import settings

    central = settings.KEYS.signing.public
    told = read_acknowledgement(outpost.send(raw).value["acknowledgement"], {central.key_id: central})
    assert [verdict.rejected for verdict in told] == [None]
    assert (StoredEnvelope.objects.count(), Case.objects.count()) == (1, 1)


def test_whatever_is_wrong_gets_one_answer_and_nothing_is_kept(outpost: Outpost) -> None:
    raw = outpost.envelope()
    chance = random.Random(1)
    damaged = []
    for _ in range(60):
        at = chance.randrange(len(raw))
        damaged.append(raw[:at] + bytes([raw[at] ^ 1 << chance.randrange(8)]) + raw[at + 1 :])
    others = [
        b"", b"\x00", raw[:-1], raw + b"\x00", bytes(MOST_BYTES + 1), raw + bytes(MOST_BYTES),
        outpost.envelope(signer=SigningKey.generate()), outpost.envelope(station=4_000_000_000),
        outpost.envelope(agency=4_000_000_000),
    ]  # fmt: skip
    assert {answered(bad) for bad in (*damaged, *others)} == {(404, REFUSED)}
    assert not StoredEnvelope.objects.exists() and not QuarantinedEnvelope.objects.exists()
    assert answered(raw)[0] == 200


def test_a_taken_id_goes_to_quarantine_and_says_no_more(outpost: Outpost) -> None:
    name = new_id(SystemClock().now_ms())
    first, second = outpost.envelope(id=name), outpost.envelope(id=name)
    assert answered(first)[0] == 200
    assert answered(second) == (404, REFUSED)
    assert bytes(StoredEnvelope.objects.get().raw) == first
    assert bytes(QuarantinedEnvelope.objects.get().raw) == second


def test_what_gets_a_signed_rejection_is_not_called_received(outpost: Outpost) -> None:
    """A kiosk that decides about a case: kept and rejected, as on the line."""
    raw = outpost.says(said(Kind.STATUS_CHANGE, bytes(16), "read"))
    assert answered(raw) == (404, REFUSED)
    assert StoredEnvelope.objects.get().rejected == "not_a_counter"


def test_a_revoked_station_is_refused_as_on_the_line(outpost: Outpost) -> None:
    from central.stations.models import Station

    Station.objects.update(revoked=True)
    assert answered(outpost.envelope()) == (404, REFUSED)


def test_a_database_that_is_busy_is_not_the_papers_fault(outpost: Outpost, alarms: list[str]) -> None:
    raw = outpost.envelope()
    with patch("central.pages.courier.take_envelope", side_effect=sqlite_error("SQLITE_FULL")):
        reply = post(raw)
    assert (reply.status_code, reply.content) == (503, REFUSED)
    assert int(reply["Retry-After"]) > 0 and alarms
    with (
        patch("central.pages.courier.take_envelope", side_effect=sqlite_error("SQLITE_ERROR")),
        pytest.raises(OperationalError),
    ):
        post(raw)
    assert answered(raw)[0] == 200


# The page.


@pytest.fixture
def page(db: None) -> object:
    return Client().get("/r", headers={"Accept-Language": "en-GB,en;q=0.9"})


def test_the_page_loads_nothing_from_anywhere_and_tells_nobody(page: object) -> None:
    text = page.content.decode()
    assert page.status_code == 200
    policy = dict(part.strip().split(" ", 1) for part in page["Content-Security-Policy"].split(";"))
    nonce = re.search(r'<script nonce="([^"]+)"', text)
    assert nonce is not None
    assert policy == {
        "default-src": "'none'", "style-src": f"'nonce-{nonce[1]}'", "script-src": f"'nonce-{nonce[1]}'",
        "connect-src": "'self'", "form-action": "'self'", "base-uri": "'none'", "frame-ancestors": "'none'",
    }  # fmt: skip
    assert (page["Referrer-Policy"], page["Cache-Control"]) == ("no-referrer", "no-store")
    assert not page.cookies
    assert not re.search(r"\b(src|href|action)=", text) and "http" not in text.replace(
        "http://www.w3.org", ""
    )
    assert len(page.content) < 20_000


def test_only_this_page_may_run_a_script(client: Client, db: None) -> None:
    assert "script-src" not in client.get("/s/1-x")["Content-Security-Policy"]


def test_without_javascript_the_page_says_what_to_do(page: object) -> None:
    (without,) = re.findall(r"(?s)<noscript>(.*?)</noscript>", page.content.decode())
    assert WORDS["en"]["noscript"] in without and "JavaScript" in without


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "fr"), ("en", "en"), ("de-DE,de;q=0.9,es;q=0.5,en;q=0.4", "es"), ("ar-MA", "ar"),
        ("fr-x-falc", "fr"), ("AR", "ar"), ("de", "fr"), ("*", "fr"), ("\x00;;q=", "fr"), ("en;q=0,es", "es"),
    ],
)  # fmt: skip
def test_the_page_speaks_the_language_of_the_phone(header: str, language: str) -> None:
    assert preferred(header) == language


def test_arabic_begins_at_the_right(db: None) -> None:
    text = Client().get("/r", headers={"Accept-Language": "ar"}).content.decode()
    assert '<html lang="ar" dir="rtl">' in text


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(db: None, method: str) -> None:
    assert getattr(Client(), method)("/r").status_code == 405


def test_every_language_of_the_kiosks_says_everything() -> None:
    from tests.receipt.test_receipt import LANGUAGES

    assert sorted(WORDS) == LANGUAGES
    assert {frozenset(words) for words in WORDS.values()} == {frozenset(WORDS["fr"])}
    assert all(all(words.values()) for words in WORDS.values())


@pytest.mark.parametrize("language", ["fr", "fr-x-falc"])
def test_french_is_well_set_and_says_no_more_than_is_proven(language: str) -> None:
    words = WORDS[language]
    assert {key: bad for key, text in words.items() if (bad := wrong_typography(text))} == {}
    assert [key for key, text in words.items() if re.search(r"reçue|arrivée", text)] == ["received"]
    assert not re.search("envoy|transmis", " ".join(words.values()))

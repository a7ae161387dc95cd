"""Behind a proxy with a certificate, which may change host and scheme (docs/adr/0034-behind-a-proxy.md)."""

import functools
import os
import subprocess
import sys

import pytest
from django.conf import settings as live
from django.test import Client

from tests.central.outpost import Outpost, through_django

PUBLIC = "https://suivi.saint-aubin.example"


@pytest.mark.parametrize(
    "seen",
    [
        {"HTTP_HOST": "127.0.0.1:8000"},
        {"HTTP_HOST": "localhost", "HTTP_X_FORWARDED_PROTO": "https"},
        {"secure": True},
    ],
)
def test_signatures_verify_whatever_host_and_scheme_the_proxy_shows(
    outpost: Outpost, seen: dict[str, object]
) -> None:
    outpost.transport = functools.partial(through_django, **seen)
    assert outpost.send(outpost.envelope(), origin=PUBLIC).status == 200


def test_another_path_or_query_is_not_what_was_signed(outpost: Outpost) -> None:
    outpost.transport = lambda path, body, headers: through_django(path + "?a=1", body, headers)
    assert outpost.send(outpost.envelope(), origin=PUBLIC).status == 401


def test_browsers_are_told_to_stay_on_https_when_the_proxy_says_so(db: None, settings: object) -> None:
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert "Strict-Transport-Security" in Client().get("/", HTTP_X_FORWARDED_PROTO="https").headers
    plain = Client().get("/", HTTP_X_FORWARDED_PROTO="http")
    assert plain.status_code == 404
    assert "Strict-Transport-Security" not in plain.headers


@pytest.mark.parametrize(
    ("address", "told"), [(PUBLIC, "31536000 True True"), ("http://127.0.0.1:8000", "0 False False")]
)
def test_the_address_decides_what_is_secure(address: str, told: str) -> None:
    done = subprocess.run(
        [
            sys.executable, "-c",
            "from central import settings as s;"
            "print(s.SECURE_HSTS_SECONDS, s.SECURE_PROXY_SSL_HEADER is not None, s.SESSION_COOKIE_SECURE)",
        ],
        env={**os.environ, "RELAIS_CENTRAL_DATA": str(live.DATA), "RELAIS_CENTRAL_URL": address},
        text=True, stdout=subprocess.PIPE, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == told

"""`python -m central connector`, in this process."""

import io
import sys
from collections.abc import Callable

import pytest
from django.conf import settings

from central import __main__ as central
from central.connectors.commands import WORDS
from central.connectors.connector import Carries, Kind
from central.connectors.kinds import KINDS
from central.connectors.models import Connector
from central.connectors.web import is_safe
from tests.central.pages.towns import SERVICE, Town

Run = Callable[..., tuple[int, str, str]]
URL = "https://agent@odk.example.org/v1/projects/7"
MAIL = ("--to", "accueil@mairie.example", "--from", "relais@mairie.example")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*words: str, secret: str = "clé de seize signes au moins") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["central", "connector", *words])
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{secret}\n"))
        code = central.main()
        told = capsys.readouterr()
        return code, told.out.strip(), told.err.strip()

    return run


def test_a_connector_is_added_listed_and_stopped(town: Town, run: Run) -> None:
    town.arrive(town.content())
    agency = str(town.agency.pk)
    code, number, _ = run("add", "openrosa", "--agency", agency, "--url", URL, "--service", SERVICE)
    connector = Connector.objects.get()
    assert (code, number) == (0, str(connector.pk))
    assert settings.KEYS.show(connector.secret) == "clé de seize signes au moins"
    # What came before it stays where it is.
    assert (connector.services, connector.after > 0) == ([SERVICE], True)
    expected = f"{number} {agency} openrosa odk.example.org {SERVICE} 0 waiting, 0 delivered, 0 dead ok"
    assert run("list")[1] == expected
    assert run("stop", number)[0] == 0
    assert run("list")[1].endswith("arrêté")
    assert run("stop", "999")[0] == 2


def test_what_cannot_work_is_refused_with_a_sentence(town: Town, run: Run) -> None:
    agency = str(town.agency.pk)
    wrong = [
        (("openrosa", "--agency", "999", "--url", URL), "pas d’agence 999"),
        (("openrosa", "--agency", agency, "--url", "smtps://a.example"), "« paper » veut"),
        (("paper", "--agency", agency, "--url", URL, *MAIL), "« paper » veut"),
        (("paper", "--agency", agency, "--url", "smtps://a.example"), "« --to »"),
        (("openrosa", "--agency", agency, "--url", URL, "--service", "x"), "Services : aide-ccas,"),
    ]
    for words, sentence in wrong:
        code, out, told = run("add", *words)
        assert (code, out, sentence in told) == (2, "", True), told
    code, _, told = run("add", "webhook", "--agency", agency, "--url", URL, secret="court")
    assert (code, "au moins 16 signes" in told) == (2, True)
    town.agency.recipient = b"r" * 32
    town.agency.save()
    code, _, told = run("add", "webhook", "--agency", agency, "--url", URL)
    assert (code, "se lisent à ses guichets" in told) == (2, True)
    assert not Connector.objects.exists()
    code, _, _ = run("add", "paper", "--agency", agency, "--url", "smtps://u@mail.example", *MAIL)
    assert code == 0


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://odk.example.org/v1", True), ("http://127.0.0.1:8080", True), ("http://localhost/x", True),
        ("http://[::1]/", True), ("smtps://mail.example", True), ("smtp://mail.example:587", True),
        ("http://odk.example.org", False), ("ftp://a.example", False), ("https://", False),
        ("https://u:password@a.example", False), ("https://a.example/#x", False), ("odk.example.org", False),
        ("https://a.example:port", False), ("https://[", False),
    ],
)  # fmt: skip
def test_nothing_goes_out_in_clear(url: str, safe: bool) -> None:
    assert is_safe(url) == safe


def test_every_kind_is_one() -> None:
    def takes(kind: Kind) -> bool:
        return isinstance(kind.carries, Carries) and kind.most >= 1

    assert tuple(KINDS) == WORDS
    assert all(takes(kind) for kind in KINDS.values())

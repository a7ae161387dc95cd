"""The page `/r` in a real browser, at a real central."""

import secrets
import shutil
import sqlite3
from collections.abc import Iterator

import pytest

from central.keys import DATABASE
from central.pages.courier import WORDS
from kiosk.wire.courier_qr import write_courier
from kiosk.wire.followup import token_text
from tests.central.outpost import Outpost, content
from tests.central.pages.browser import Browser, Event
from tests.central.process import RealCentral

pytestmark = pytest.mark.slow
SAID = "document.querySelector('#said')?.textContent"


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealCentral]:
    made = RealCentral(tmp_path_factory.mktemp("central"))
    made.init()
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def station(central: RealCentral) -> Outpost:
    return central.enrolled()


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    assert shutil.which("chromium"), "`.ci/setup test` installs it"
    browser = Browser(tmp_path_factory.mktemp("profile"))
    yield browser
    browser.close()


class Phone:
    """The browser with a paper before it."""

    def __init__(self, browser: Browser, central: RealCentral, station: Outpost) -> None:
        self.browser = browser
        self.origin = f"http://127.0.0.1:{central.port}"
        self.folder = central.folder
        self.token = secrets.token_bytes(16)
        self.raw = station.envelope(content(token=self.token))
        self.followup = f"/s/{station.number}-{token_text(self.token)}"

    def scan(self, square: str | None = None, language: str = "fr") -> None:
        square = write_courier(self.raw, self.token) if square is None else square
        self.browser.open(f"{self.origin}/r#{square}", language)

    def says(self, state: str, language: str = "fr") -> None:
        self.browser.until(f"{SAID} === {WORDS[language][state]!r}")

    def kept(self) -> int:
        with sqlite3.connect(self.folder / DATABASE) as database:
            (count,) = database.execute(
                "SELECT count(*) FROM intake_storedenvelope WHERE raw = ?", [self.raw]
            ).fetchone()
        return int(count)


@pytest.fixture
def phone(chromium: Browser, central: RealCentral, station: Outpost) -> Iterator[Phone]:
    yield Phone(chromium, central, station)
    chromium.hear = lambda event: None
    chromium.ask("Fetch.disable")
    chromium.ask("Emulation.setScriptExecutionDisabled", value=False)


def test_it_delivers_says_so_and_leads_to_the_followup_page(phone: Phone) -> None:
    for _ in range(2):
        phone.scan()
        phone.says("received")
    assert phone.kept() == 1
    browser = phone.browser
    assert browser.run("location.href") == f"{phone.origin}/r", "the secret left the address bar"
    assert phone.followup not in str(browser.ask("Page.getNavigationHistory"))
    asked = [event["params"] for event in browser.events if event["method"] == "Network.requestWillBeSent"]
    assert [(one["request"]["method"], one["request"]["url"]) for one in asked] == [
        ("GET", f"{phone.origin}/r"), ("POST", f"{phone.origin}/r"),
    ]  # fmt: skip
    assert not [event for event in browser.events if event["method"] == "Runtime.exceptionThrown"]
    browser.run("document.querySelector('#follow').click()")
    browser.until(f"location.pathname === '{phone.followup}' && document.readyState === 'complete'")
    assert "Reçue." in browser.run("document.body.innerText")
    assert browser.run("document.referrer") == ""


@pytest.mark.parametrize("language", ["en", "ar", "es"])
def test_it_speaks_the_language_of_the_phone_or_another(phone: Phone, language: str) -> None:
    phone.scan(language=language)
    phone.says("received", language)
    assert phone.browser.run("document.documentElement.dir") == ("rtl" if language == "ar" else "ltr")
    phone.browser.run("document.querySelector('.tongue[lang=fr-x-falc]').click()")
    phone.says("received", "fr-x-falc")
    assert phone.browser.run("document.documentElement.dir") == "ltr"


@pytest.mark.parametrize("damage", ["swap", "cut", "percent", "lower"])
def test_a_damaged_square_is_refused(phone: Phone, damage: str) -> None:
    square = write_courier(phone.raw, phone.token)
    at = len(square) // 2
    bad = {
        "swap": square[:at] + ("A" if square[at] != "A" else "B") + square[at + 1 :],
        "cut": square[:-1], "percent": square + "%", "lower": square.lower(),
    }[damage]  # fmt: skip
    phone.scan(bad)
    phone.says("refused")
    assert phone.browser.run("document.querySelector('#follow').hidden") is True
    assert phone.kept() == 0


def test_without_a_square_it_says_which_one_to_scan(phone: Phone) -> None:
    phone.browser.open(f"{phone.origin}/r")
    phone.says("empty")


@pytest.mark.parametrize(("reason", "state"), [("InternetDisconnected", "offline"), ("TimedOut", "silent")])
def test_a_phone_that_loses_the_network_tries_again_when_asked(phone: Phone, reason: str, state: str) -> None:
    browser = phone.browser

    def fail(event: Event) -> None:
        if event["method"] != "Fetch.requestPaused":
            return
        name = event["params"]["requestId"]
        if event["params"]["request"]["method"] == "GET":
            browser.ask("Fetch.continueRequest", requestId=name)
            return
        if state == "offline":
            line(offline=True)
        browser.ask("Fetch.failRequest", requestId=name, errorReason=reason)

    def line(*, offline: bool) -> None:
        browser.ask(
            "Network.emulateNetworkConditions",
            offline=offline, latency=0, downloadThroughput=-1, uploadThroughput=-1,
        )  # fmt: skip

    browser.hear = fail
    browser.ask("Fetch.enable", patterns=[{"urlPattern": "*/r"}])
    phone.scan()
    phone.says(state)
    assert phone.kept() == 0
    browser.hear = lambda event: None
    browser.ask("Fetch.disable")
    line(offline=False)
    browser.run("document.querySelector('#retry').click()")
    phone.says("received")
    assert phone.kept() == 1


def test_a_portal_that_answers_in_its_place_is_not_believed(phone: Phone) -> None:
    browser = phone.browser

    def portal(event: Event) -> None:
        if event["method"] == "Fetch.requestPaused":
            name, get = event["params"]["requestId"], event["params"]["request"]["method"] == "GET"
            if get:
                browser.ask("Fetch.continueRequest", requestId=name)
            else:
                browser.ask("Fetch.fulfillRequest", requestId=name, responseCode=200, body="PGgxPg==")

    browser.hear = portal
    browser.ask("Fetch.enable", patterns=[{"urlPattern": "*/r"}])
    phone.scan()
    phone.says("silent")


def test_without_javascript_it_says_what_to_do(phone: Phone) -> None:
    phone.browser.ask("Emulation.setScriptExecutionDisabled", value=True)
    phone.scan()
    phone.browser.until(f"document.body.innerText.includes({WORDS['fr']['noscript']!r})")
    assert phone.kept() == 0

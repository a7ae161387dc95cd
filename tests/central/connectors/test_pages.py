"""What the back office says of connectors, and the sheet of a request."""

import subprocess
from collections.abc import Callable
from dataclasses import replace

from django.conf import LazySettings, settings
from django.test import Client

from central.cases.models import Case
from central.connectors.connector import Trouble
from central.connectors.drain import Drain
from central.connectors.kinds import KINDS
from central.connectors.models import Connector, Delivery
from central.pages.connectors import NAMES, TROUBLES
from central.pages.login import make_login_link
from central.stations.models import Agency
from kiosk.clock import SystemClock
from kiosk.wire.followup import format_code
from kiosk.wire.keys import OpeningKey
from tests.central.connectors.conftest import SECRET
from tests.central.pages.test_texts import wrong_typography
from tests.central.pages.towns import Town
from tests.fakes.case_system import CaseSystem

Connect = Callable[..., Drain]
PAGE = "/agence/liens"


def html(town: Town, address: str = PAGE) -> str:
    return town.agent().get(address).content.decode().replace("\u00a0", " ")


def test_every_trouble_and_every_kind_has_words() -> None:
    assert set(TROUBLES) == set(Trouble)
    assert set(NAMES) == set(KINDS)
    for text in [*TROUBLES.values(), *NAMES.values()]:
        assert wrong_typography(str(text)) == []


def test_a_refused_case_is_shown_with_the_reason_and_goes_again(
    town: Town, connect: Connect, case_system: CaseSystem
) -> None:
    drain = connect("openrosa", case_system.url.replace("http://", "http://agent@"))
    assert "Des demandes ne sont pas encore" not in html(town, "/agence/")
    case_system.switch(forms=[])
    content = town.content()
    town.arrive(content)
    drain.step()
    assert "Des demandes ne sont pas encore dans votre logiciel." in html(town, "/agence/")
    page = html(town)
    assert "Le logiciel ne connaît pas ce formulaire" in page
    assert "mairie-rendez-vous-identite" in page and format_code(content.code) in page
    assert "agent@" not in page and SECRET not in page
    case_system.switch(forms=None)
    agent = town.agent()
    assert agent.get(PAGE).status_code == 200
    answer = agent.post(PAGE, {"delivery": str(Delivery.objects.get().pk)})
    assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)
    drain.step()
    assert Delivery.objects.get().state == "delivered"
    assert "Transmettre encore" not in html(town)


def test_all_go_again_at_once(town: Town, connect: Connect, case_system: CaseSystem) -> None:
    drain = connect("openrosa")
    case_system.switch(forms=[])
    for _ in range(3):
        town.arrive(town.content())
    drain.step()
    assert "Tout transmettre encore" in html(town)
    case_system.switch(forms=None)
    town.agent().post(PAGE, {"all": str(Connector.objects.get().pk)})
    drain.step()
    assert set(Delivery.objects.values_list("state", flat=True)) == {"delivered"}


def test_an_agency_touches_only_its_own(
    found_town: Callable[[str], Town], town: Town, connect: Connect, case_system: CaseSystem
) -> None:
    drain = connect("openrosa")
    case_system.switch(next=["404"])
    content = town.content()
    town.arrive(content)
    drain.step()
    other = found_town("Mairie de Bourg")
    assert format_code(content.code) not in html(other)
    for wanted in (str(Delivery.objects.get().pk), "x", "9" * 30, ""):
        assert other.agent().post(PAGE, {"delivery": wanted}).status_code == 302
    assert other.agent().post(PAGE, {"all": str(Connector.objects.get().pk)}).status_code == 302
    assert Delivery.objects.get().state == "dead"


def test_a_connector_that_does_not_work_says_so(
    town: Town, connect: Connect, case_system: CaseSystem
) -> None:
    drain = connect("openrosa")
    case_system.switch(next=["401"])
    town.arrive(town.content())
    drain.step()
    assert "Le logiciel refuse notre mot de passe" in html(town)
    Connector.objects.update(problem="")
    Delivery.objects.update(problem="form_here")
    assert "Installez le bon paquet" in html(town) and "1 demande." in html(town)
    Connector.objects.update(active=False)
    assert "Ce lien est arrêté." in html(town)


def test_requests_that_only_counters_open_are_said_not_to_go(
    town: Town, connect: Connect, case_system: CaseSystem
) -> None:
    drain = connect("openrosa", services=[])
    own = OpeningKey.generate().public
    partner = OpeningKey.generate().public
    Agency.objects.update(recipient=own.raw)
    for key in (own, own, partner):
        town.arrive(town.content(), recipient=key, lookup=settings.KEYS.lookup.public)
    drain.step()
    assert not Delivery.objects.exists() and case_system.calls == []
    assert "2 demandes se lisent seulement au guichet." in html(town)


def test_no_connector_and_no_session(town: Town) -> None:
    assert "Aucun logiciel n’est relié." in html(town)
    assert Client().get(PAGE).status_code == 403


def text_of(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode().replace("\u00a0", " ")


def test_the_sheet_has_the_answers_and_makes_the_case_read(town: Town) -> None:
    content = town.content()
    name = town.published.catalogue.service(content.service).form.named("nom").index
    content = replace(content, answers={**content.answers, name: "NUÑEZ محمد"})
    case, agent = town.arrive(content), town.agent()
    address = town.address(case, ".pdf")
    assert f"{address}?borne=" in html(town, town.address(case))
    Case.objects.update(read_ms=None)
    answer = agent.get(address)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "no-store" in answer.headers["Cache-Control"]
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "object-src 'self'" in policy and "nonce" not in policy
    text = text_of(answer.content)
    assert format_code(content.code) in text and "NUÑEZ" in text
    assert "Page 1 sur" in text and "Rangez-la sous clé" in text
    assert Case.objects.get().read_ms is not None
    # Its properties, which are shown where its text is not, say nothing of the person.
    assert str(content.code).encode() not in answer.content


def test_a_long_request_takes_several_pages() -> None:
    from central.connectors.sheet import Sheet, draw_sheet

    rows = tuple((f"Question {number}", "Une réponse assez longue. " * 12) for number in range(30))
    sheet = Sheet("n", "a", "t", "c", "", (), "r", rows, "Page {page} sur {count}.")
    text = text_of(draw_sheet(sheet))
    assert "Page 1 sur 4." in text and "Page 4 sur 4." in text
    assert text.count("Question") == 30


def test_no_sheet_of_what_cannot_be_read(found_town: Callable[[str], Town], town: Town) -> None:
    own = OpeningKey.generate().public
    sealed = town.arrive(town.content(), recipient=own, lookup=settings.KEYS.lookup.public)
    answer = town.agent().get(town.address(sealed, ".pdf"))
    assert (answer.status_code, Case.objects.get().read_ms) == (302, None)
    other = found_town("Mairie de Bourg")
    assert other.agent().get(town.address(sealed, ".pdf")).status_code == 404


def test_a_partner_prints_its_own_and_nothing_of_it_goes_to_the_agencys_program(
    town: Town, connect: Connect, case_system: CaseSystem, settings: LazySettings
) -> None:
    key = OpeningKey.generate()
    settings.KEYS = replace(settings.KEYS, partners={"eau": key})
    drain = connect("openrosa", services=[])
    lookup = settings.KEYS.lookup.public
    case = town.arrive(town.content(service="fuite"), recipient=key.public, lookup=lookup)
    assert case.service == "fuite"
    drain.step()
    assert not Delivery.objects.exists() and case_system.calls == []
    staff = Client()
    link = make_login_link(None, SystemClock().now_ms(), "eau")
    assert staff.post("/" + link.split("/", 3)[3]).status_code == 302
    assert staff.get(town.address(case, ".pdf")).headers["Content-Type"] == "application/pdf"
    assert "Aucun logiciel n’est relié." in staff.get(PAGE).content.decode()
    # The agency tells where it stands and reads nothing of it.
    assert town.agent().get(town.address(case, ".pdf")).status_code == 302

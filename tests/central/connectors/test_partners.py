"""A partner's requests: to its own program where the central opens them, sealed where it does not."""

import io
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import LazySettings

from central import __main__ as central
from central import partner
from central.cases.models import Case
from central.connectors.drain import Drain, take_up
from central.connectors.kinds import KINDS
from central.connectors.models import Connector, Delivery
from kiosk.wire.compact import Content
from kiosk.wire.keys import OpeningKey, SigningKey
from kiosk.wire.statement import HANDOVER, read_statement
from tests.central.connectors.conftest import SECRET
from tests.central.pages.partner_pack import KEY, ROOT, published
from tests.central.pages.towns import RECEIVED_MS, Town
from tests.fakes import mail_server
from tests.fakes.case_system import CaseSystem
from tests.fakes.fake_clock import FakeClock

__all__ = ["published"]
Join = Callable[..., Drain]


@pytest.fixture
def hosted(town: Town, settings: LazySettings) -> Town:
    settings.KEYS = replace(settings.KEYS, partners={"eau": KEY})
    return town


@pytest.fixture
def join(case_system: CaseSystem, clock: FakeClock, settings: LazySettings) -> Join:
    """Give the means to join the partner to a case system."""

    def make(kind: str, url: str = "", **other: object) -> Drain:
        connector = Connector.objects.create(
            partner="eau", kind=kind, url=url or case_system.url, secret=settings.KEYS.hide(SECRET),
            services=other.pop("services", []), settings=other,
        )  # fmt: skip
        return Drain(connector.pk, clock)

    return make


def asked(town: Town, settings: LazySettings, key: OpeningKey = KEY, **other: object) -> Case:
    content = other.pop("content", None) or town.content(service="fuite")
    assert isinstance(content, Content)
    return town.arrive(content, recipient=key.public, lookup=settings.KEYS.lookup.public, **other)


def bodies(case_system: CaseSystem) -> list[bytes]:
    return [call["body"] for call in case_system.calls]


def name(case: Case) -> str:
    return str(UUID(bytes=bytes(case.envelope.envelope_id)))


def test_the_webhook_of_a_hosted_partner_gets_its_cases_and_no_others(
    hosted: Town, join: Join, case_system: CaseSystem, settings: LazySettings
) -> None:
    hosted.arrive(hosted.content())
    case = asked(hosted, settings)
    join("webhook").step()
    (body,) = bodies(case_system)
    told = json.loads(body)
    assert (told["case"], told["service"]["id"]) == (name(case), "fuite")
    assert {key: one["value"] for key, one in told["answers"].items()} == hosted.answers()


def test_the_instances_of_a_hosted_partner_go_to_its_odk(
    hosted: Town, join: Join, case_system: CaseSystem, settings: LazySettings
) -> None:
    asked(hosted, settings)
    join("openrosa", case_system.url.replace("http://", "http://agent@"), services=["fuite"]).step()
    assert Delivery.objects.get().state == "delivered"
    assert Delivery.objects.get().case.service == "fuite"


def test_a_hosted_partner_without_case_system_is_written_to(
    hosted: Town, join: Join, settings: LazySettings, tmp_path: Path
) -> None:
    asked(hosted, settings)
    with mail_server.running(tmp_path) as server:
        join("paper", server.url, to="a@eau.example", **{"from": "b@eau.example"}).step()
        (mail,) = server.messages
    assert (mail["To"], mail["Subject"]) == ("a@eau.example", "Une demande est arrivée")


def test_a_former_key_of_a_hosted_partner_still_lets_its_cases_out(
    hosted: Town, join: Join, case_system: CaseSystem, settings: LazySettings
) -> None:
    asked(hosted, settings)
    settings.KEYS = replace(settings.KEYS, partners={"eau": OpeningKey.generate()}, former={"eau": (KEY,)})
    join("webhook").step()
    assert len(bodies(case_system)) == 1


def test_sealed_requests_go_out_unopened_and_the_same_each_time(
    town: Town, join: Join, case_system: CaseSystem, settings: LazySettings, clock: FakeClock
) -> None:
    case = asked(town, settings)
    town.arrive(town.content())
    drain = join("sealed")
    case_system.switch(next=["cut"])
    drain.step()
    clock.advance(3600)
    drain.step()
    first, second = bodies(case_system)
    assert first == second
    assert case_system.calls[0]["headers"]["relais-delivery"] == name(case)
    keys = {settings.KEYS.signing.public.key_id: settings.KEYS.signing.public}
    assert read_statement(HANDOVER, first, keys) == ["eau", RECEIVED_MS, bytes(case.envelope.raw)]
    assert Delivery.objects.get().state == "delivered"
    assert bytes(Delivery.objects.get().frozen) == b""


def test_a_request_whose_pack_comes_later_is_not_forgotten(
    town: Town, join: Join, settings: LazySettings
) -> None:
    drain = join("sealed")
    unknown = OpeningKey.generate()
    asked(town, settings, unknown)
    asked(town, settings)
    connector = Connector.objects.get(pk=drain.connector)
    take_up(connector, KINDS["sealed"])
    assert Delivery.objects.count() == 1
    # The pack that names the key is installed; here the key comes, which says the same.
    settings.KEYS = replace(settings.KEYS, partners={"eau": unknown})
    take_up(connector, KINDS["sealed"])
    take_up(connector, KINDS["sealed"])
    assert Delivery.objects.count() == 2


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    def run(program: object, *words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["program", *map(str, words)])
        monkeypatch.setattr(sys, "stdin", io.StringIO("clé de seize signes au moins\n"))
        code = program.main()  # type: ignore[attr-defined]
        told = capsys.readouterr()
        return code, told.out.strip(), told.err.strip()

    return run


def test_an_operator_joins_a_partner(
    town: Town, settings: LazySettings, run: Callable[..., tuple[int, str, str]]
) -> None:
    asked(town, settings)
    add = ("connector", "add")
    where = ("--recipient", "eau", "--url", "https://eau.example/relais")
    assert "ne nomme" in run(central, *add, "sealed", "--recipient", "gaz", *where[2:])[2]
    assert "Seul « sealed »" in run(central, *add, "webhook", *where)[2]
    assert "est pour un partenaire" in run(central, *add, "sealed", "--agency", town.agency.pk, *where[2:])[2]
    code, number, _ = run(central, *add, "sealed", *where)
    assert (code, Connector.objects.get().after) == (0, 0)
    settings.KEYS = replace(settings.KEYS, partners={"eau": KEY})
    assert run(central, *add, "webhook", *where, "--service", "fuite")[0] == 0
    assert Connector.objects.last().after > 0
    assert run(central, "connector", "list")[1].splitlines()[0].startswith(f"{number} eau sealed eau.example")


def test_sealed_requests_are_written_out_and_read_where_the_key_is(
    town: Town, settings: LazySettings, tmp_path: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    out, own = tmp_path / "out", tmp_path / "eau.key"
    code, public, _ = run(partner, "key", own)
    key = OpeningKey.from_bytes(bytes.fromhex(own.read_text()))
    assert (code, public, own.stat().st_mode & 0o777) == (0, key.public.raw.hex(), 0o600)
    assert run(partner, "key", own)[0] == 2
    own.write_text(KEY.to_bytes().hex())
    content = town.content(service="fuite")
    case = asked(town, settings, content=content)
    asked(town, settings)
    town.arrive(town.content())
    assert run(central, "export-recipient", "eau", out)[:2] == (0, "2")
    assert run(central, "export-recipient", "eau", out)[:2] == (0, "0")
    assert "ne nomme" in run(central, "export-recipient", "gaz", out)[2]
    told = run(central, "public-key")[1]
    packs = town.published.folder / "packs"
    how = ("--key", own, "--packs", packs, "--publisher", town.published.publisher.public.raw.hex())
    code, lines, trouble = run(partner, "read", *how, "--central", told, out)
    assert (code, trouble, len(lines.splitlines())) == (0, "", 2)
    (found,) = [one for one in map(json.loads, lines.splitlines()) if one["case"] == name(case)]
    assert {key: one["value"] for key, one in found["answers"].items()} == town.answers()
    assert found["received"] and found["service"]["id"] == "fuite"
    # Another central's word, another key and damaged bytes are told, one by one; the others are read.
    code, lines, trouble = run(
        partner, "read", *how, "--central", SigningKey.generate().public.raw.hex(), out
    )
    assert (code, lines, trouble.count("n’est pas une demande remise")) == (1, "", 2)
    spoiled = out / f"{name(case)}.relais"
    spoiled.write_bytes(spoiled.read_bytes()[:-1])
    code, lines, trouble = run(partner, "read", *how, "--central", told, out)
    assert (code, len(lines.splitlines()), trouble.count("\n")) == (1, 1, 0)
    own.write_text(OpeningKey.generate().to_bytes().hex())
    code, lines, trouble = run(partner, "read", *how, "--central", told, out)
    assert (code, lines, f"il faut la clé {KEY.public.key_id.hex()}" in trouble) == (1, "", True)


def test_the_partners_tool_needs_no_central(tmp_path: Path) -> None:
    script = "import sys; import central.partner; print('django' in sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout == "False\n"

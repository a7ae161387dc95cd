"""Signed JSON, against a receiver in another process; the check in the documentation is run as it stands."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from central.connectors.connector import Opened
from central.connectors.drain import Drain
from central.connectors.models import Delivery
from central.connectors.webhook import Webhook
from tests.central.connectors.conftest import SECRET
from tests.central.outpost import content
from tests.central.pages.towns import CREATED_MS, SERVICE, Town
from tests.fakes.case_system import CaseSystem
from tests.fakes.fake_clock import FakeClock
from tests.forms.building import form_of

ROOT = Path(__file__).resolve().parents[3]
Connect = Callable[..., Drain]
Accepts = Callable[..., bool]


@pytest.fixture(scope="module")
def accepts() -> Accepts:
    """Give the function that docs/integrator.md offers to receivers."""
    text = (ROOT / "docs" / "integrator.md").read_text("utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    named: dict[str, Accepts] = {}
    exec(example, named)  # our own documentation
    return named["is_from_relais"]


def state() -> tuple[str, str, int]:
    delivery = Delivery.objects.get()
    return delivery.state, delivery.problem, delivery.attempts


def test_a_case_arrives_as_the_documentation_says(
    town: Town, connect: Connect, case_system: CaseSystem, accepts: Accepts
) -> None:
    content = replace(town.content(), attachments=((b"d" * 32, b"k" * 32),))
    drain = connect("webhook", f"{case_system.url}/hook")
    case = town.arrive(content)
    drain.step()
    assert state() == ("delivered", "", 1)
    (call,) = case_system.calls
    signature, body = call["headers"]["relais-signature"], call["body"]
    when = int(signature[2:].partition(",")[0])
    assert accepts(signature, body, SECRET, when)
    assert not accepts(signature, body + b" ", SECRET, when)
    assert not accepts(signature, body, SECRET + "x", when)
    assert not accepts(signature, body, SECRET, when + 1000)
    assert not accepts(signature.replace(f"t={when}", f"t={when + 1}"), body, SECRET, when)
    assert not accepts("nonsense", body, SECRET, when)
    told = json.loads(body)
    name = str(UUID(bytes=bytes(case.envelope.envelope_id)))
    assert (told["version"], told["case"], call["headers"]["relais-delivery"]) == (1, name, name)
    assert told["service"]["id"] == SERVICE and told["service"]["title"].startswith("Rendez-vous")
    assert told["form"]["fingerprint"] == content.form.hex()
    assert (told["language"], told["created"]) == ("fr", "2026-11-21T13:40:00.000Z")
    assert case.created_ms == CREATED_MS
    form = town.published.catalogue.service(SERVICE).form
    named = {form.questions[index].name: value for index, value in content.answers.items()}
    assert {name: one["value"] for name, one in told["answers"].items()} == named
    assert all(one["label"] and one["text"] for one in told["answers"].values())
    assert told["attachments"] == [{"sha256": (b"d" * 32).hex()}]
    # Keys of attachments, the code and the secret of the receipt stay here.
    for secret in (b"k" * 32, content.token):
        assert secret.hex().encode() not in body
    assert str(content.code).encode() not in body


@pytest.mark.parametrize(
    ("word", "expected"),
    [("200", ("delivered", "", 1)), ("204", ("delivered", "", 1)), ("409", ("delivered", "", 1)),
     ("410", ("dead", "refused", 1)), ("422", ("dead", "refused", 1)), ("404", ("waiting", "refused", 1)),
     ("401", ("waiting", "login", 1)), ("500", ("waiting", "broken", 1))],
)  # fmt: skip
def test_what_receivers_answer(
    word: str, expected: tuple[str, str, int], town: Town, connect: Connect, case_system: CaseSystem
) -> None:
    drain = connect("webhook")
    case_system.switch(next=[word])
    town.arrive(town.content())
    drain.step()
    assert state() == expected


def test_the_same_body_goes_again_with_a_new_time(
    town: Town, connect: Connect, case_system: CaseSystem, clock: FakeClock
) -> None:
    drain = connect("webhook")
    case_system.switch(next=["cut"])
    town.arrive(town.content())
    drain.step()
    clock.advance(3600)
    drain.step()
    first, second = case_system.calls
    assert first["body"] == second["body"]
    assert (state(), len(case_system.kept)) == (("delivered", "", 2), 1)


def test_answers_inside_repeats_are_lists() -> None:
    form = form_of("""
| survey |
| | type | name | label |
| | text | nom | Nom |
| | begin_repeat | enfant | Enfants |
| | text | prenom | Prénom |
| | end_repeat | | |
""")
    index = form.named("prenom").index
    answers = {form.named("nom").index: "Zoé", (index, 0): "Ana", (index, 2): "Bo"}
    inside = content(form=form.fingerprint, answers=answers)
    told = json.loads(Webhook().freeze(Opened(b"\x01" * 16, inside, form, None, 1 << 62, 0)))
    assert told["created"] is None
    assert list(told["answers"]) == ["nom"]
    first, second, third = told["repeats"]["enfant"]
    assert (first["prenom"]["value"], second, third["prenom"]["text"]) == ("Ana", {}, "Bo")

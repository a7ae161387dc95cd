"""One question at a time: the default in brackets, the refusal right there, the same question again."""

import pytest

from kiosk.errors import ConfigBadValue
from kiosk.texts import Texts
from technician.terminal import Refused
from tests.fakes.fake_person import FakePerson


def test_enter_means_what_stands_in_brackets(texts: Texts) -> None:
    person = FakePerson(texts, [""])
    assert person.terminal.ask("provision.packs.ask", str, "packs") == "packs"
    assert person.asked == ["Dossier des paquets de services\u00a0: [packs] "]


def test_a_refusal_is_said_and_the_question_asked_again(texts: Texts) -> None:
    def take(typed: str) -> str:
        if typed == "a":
            raise Refused("Pas cela.")
        if typed == "b":
            raise ConfigBadValue(path="station.toml", key="central.url", expected="https")
        return typed

    person = FakePerson(texts, ["a", "b", "c"])
    assert person.terminal.ask("agent.name", take) == "c"
    assert len(person.asked) == 3
    assert "Pas cela." in person.text()
    assert "central.url" in person.text()


@pytest.mark.parametrize(
    ("typed", "default", "expected"),
    [("", True, True), ("", False, False), ("o", False, True), ("OUI", False, True), ("n", True, False)],
)
def test_yes_and_no(texts: Texts, typed: str, default: bool, expected: bool) -> None:
    person = FakePerson(texts, [typed])
    assert person.terminal.yes("provision.again", default=default) is expected
    assert ("[oui]" if default else "[non]") in person.asked[0]


def test_anything_else_is_neither_yes_nor_no(texts: Texts) -> None:
    person = FakePerson(texts, ["peut-être", "yes", "on", "oui"])
    assert person.terminal.yes("provision.again", default=False)
    assert len(person.asked) == 4


def test_a_choice_is_a_number_of_the_list(texts: Texts) -> None:
    person = FakePerson(texts, ["3", "0", "²", "borne", "2"])
    choices = [("kiosk", "une borne"), ("counter", "un guichet")]
    assert person.terminal.choose("provision.role.ask", choices, "kiosk") == "counter"
    assert person.heard[:2] == ["   1. une borne", "   2. un guichet"]
    assert person.asked[0].endswith("[1] ")


def test_without_a_default_enter_chooses_nothing(texts: Texts) -> None:
    person = FakePerson(texts, ["", "1"])
    assert person.terminal.choose("provision.role.ask", [("a", "A")], "") == "a"
    assert len(person.asked) == 2


def test_a_secret_is_typed_twice_alike_and_never_shown(texts: Texts) -> None:
    person = FakePerson(texts, [], ["4711", "4712", "4711", "4711"])
    assert person.terminal.secret("agent.pin", str) == "4711"
    assert len(person.asked) == 4
    assert "471" not in person.text() + "".join(person.asked)


def test_a_secret_left_empty_is_asked_once(texts: Texts) -> None:
    person = FakePerson(texts, [], [""])
    assert person.terminal.secret("agent.pin", lambda typed: typed or "made") == "made"
    assert person.done


def test_leaving_is_leaving(texts: Texts) -> None:
    with pytest.raises(EOFError):
        FakePerson(texts, []).terminal.yes("provision.again", default=True)

"""Situations: what a pack may declare, which questions are asked, what is suggested and why."""

import tomllib
from itertools import product
from pathlib import Path

import pytest

from kiosk.catalogue.about import about_pack
from kiosk.catalogue.build import build_pack
from kiosk.catalogue.catalogue import load_catalogue
from kiosk.catalogue.lint_toml import declared_findings
from kiosk.catalogue.manifest import CAPS, read_manifest, read_source, write_manifest
from kiosk.catalogue.situation_tables import read_situations, write_situation
from kiosk.catalogue.situations import MOST_QUESTIONS, Orientation, Situation
from kiosk.errors import PackUnreadable
from kiosk.wire.keys import SigningKey
from tests.catalogue.workbooks import FINE, write_workbook

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = {"fr", "fr-x-falc", "en", "ar", "es"}
PACK = """id = "town"
version = "1"
publisher = "Tests"
[service.seat]
form = "forms/seat.xlsx"
icon = "armchair"
cap = "cap-eau"
recipient = "agency"
law_date = "reception"
max_age_h = 72
retention_days = 90
title = { fr = "Une place", en = "A seat" }
treated_by = { fr = "La mairie", en = "The town hall" }
next = { fr = "La mairie vous écrit.", en = "The town hall writes to you." }
notice.fr = { line = "Vos réponses.", detail = "Lues par la mairie." }
"""
MOVE = """
[situation.move]
icon = "truck"
cap = "cap-sable"
title = { fr = "Je déménage", en = "I move" }
[[situation.move.question]]
name = "children"
label = { fr = "Des enfants ?", en = "Children?" }
[[situation.move.question]]
name = "school"
icon = "student"
label = { fr = "À l’école ?", en = "At school?" }
[[situation.move.suggestion]]
service = "seat"
when = { children = true, school = true }
reason = { fr = "Une place à l’école.", en = "A seat at school." }
[[situation.move.suggestion]]
service = "call"
when = { children = false }
reason = { fr = "On vous appelle.", en = "We call you." }
[[situation.move.suggestion]]
service = "seat"
reason = { fr = "Une place.", en = "A seat." }
"""
SERVICES = ("seat", "call")


def text_of(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def bad(place: str, expected: str) -> PackUnreadable:
    return PackUnreadable(path="pack.toml", detail=f"{place} : {expected}")


def read(text: str, services: tuple[str, ...] = SERVICES) -> tuple[Situation, ...]:
    return read_situations(tomllib.loads(text)["situation"], services, CAPS, text_of, bad)


@pytest.fixture(scope="module")
def move() -> Situation:
    (situation,) = read(MOVE)
    return situation


def asked(orientation: Orientation) -> str:
    return "" if orientation.question is None else orientation.question.name


def reasons(orientation: Orientation) -> list[tuple[str, str]]:
    return [(each.service, each.reason["fr"]) for each in orientation.suggestions()]


def test_each_service_once_for_its_first_reason(move: Situation) -> None:
    orientation = Orientation(move, SERVICES)
    assert (asked(orientation), orientation.step) == ("children", (1, 2))
    orientation.take(True)
    assert (asked(orientation), orientation.step) == ("school", (2, 2))
    orientation.take(True)
    assert reasons(orientation) == [("seat", "Une place à l’école.")]


def test_a_question_that_changes_nothing_is_not_asked(move: Situation) -> None:
    orientation = Orientation(move, SERVICES)
    orientation.take(False)
    assert orientation.question is None
    assert reasons(orientation) == [("call", "On vous appelle."), ("seat", "Une place.")]


def test_back_keeps_the_answers(move: Situation) -> None:
    orientation = Orientation(move, SERVICES)
    orientation.take(True)
    orientation.take(False)
    assert orientation.back() and (asked(orientation), orientation.answer) == ("school", False)
    assert orientation.back() and (asked(orientation), orientation.answer) == ("children", True)
    assert not orientation.back()
    orientation.take(False)
    # The answer to a question that is not asked any more counts no more.
    assert reasons(orientation) == [("call", "On vous appelle."), ("seat", "Une place.")]


def test_what_is_not_offered_is_neither_suggested_nor_asked_about(move: Situation) -> None:
    for offered, answers in ((("seat",), 2), (("call",), 1), ((), 0)):
        orientation = Orientation(move, offered)
        count = 0
        while orientation.question is not None:
            orientation.take(True)
            count += 1
        assert count == answers
        assert {service for service, _ in reasons(orientation)} <= set(offered)
    assert move.leads_to({"call"}) and not move.leads_to({"other"})


def test_other_services_in_another_language(move: Situation) -> None:
    orientation = Orientation(move, ("seat",))
    orientation.take(True)
    orientation.offer(("call",))
    assert orientation.question is None and reasons(orientation) == []
    with pytest.raises(RuntimeError):
        orientation.take(True)


def test_nothing_of_it_is_in_its_name(move: Situation) -> None:
    assert repr(Orientation(move, SERVICES)) == "Orientation()"


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('service = "call"', 'service = "cal"', "situation.move.suggestion 2.service"),
        ("children = false", "child = false", "situation.move.suggestion 2.when.child"),
        ("children = false", 'children = "no"', "situation.move.suggestion 2.when"),
        (', en = "We call you."', "", "situation.move.suggestion 2.reason : un texte aussi en en"),
        (', en = "Children?"', "", "situation.move.question 1.label : un texte aussi en en"),
        ('fr = "Une place."', 'fr = " "', "situation.move.suggestion 3.reason"),
        ('name = "school"', 'name = "children"', "situation.move.question : un nom par question"),
        ('name = "school"', 'name = "À l’école"', "situation.move.question 2.name"),
        (', school = true', "", "situation.move.question.school"),
        ('icon = "truck"', 'icon = "../truck"', "situation.move.icon"),
        ('cap = "cap-sable"', 'cap = "red"', "situation.move.cap"),
        ('icon = "truck"', 'icon = "truck"\nicons = "x"', "situation.move.icons"),
        ("[situation.move]", "[situation.Move]\n[situation.move]", "situation.Move"),
    ],
)  # fmt: skip
def test_refusals_name_the_place(old: str, new: str, named: str) -> None:
    assert old in MOVE
    with pytest.raises(PackUnreadable) as refused:
        read(MOVE.replace(old, new, 1))
    assert named in str(refused.value.facts["detail"])


def test_three_questions_at_most() -> None:
    more = "".join(
        f'[[situation.move.question]]\nname = "q{n}"\nlabel = {{ fr = "Q", en = "Q" }}\n' for n in range(2)
    )
    with pytest.raises(PackUnreadable) as refused:
        read(MOVE + more)
    assert str(refused.value.facts["detail"]) == "situation.move.question : 3 questions au plus"
    with pytest.raises(PackUnreadable):
        read("".join(line + "\n" for line in MOVE.split("[[situation.move.suggestion]]")[:1]))


def test_both_forms_of_a_manifest_say_the_same(tmp_path: Path) -> None:
    text = (
        PACK
        + MOVE.replace('"call"', '"seat"')
        + MOVE.replace("situation.move", "situation.again").replace('"call"', '"seat"')
    )
    (tmp_path / "pack.toml").write_text(text, "utf-8")
    source = read_source(tmp_path / "pack.toml")
    assert [situation.id for situation in source.situations] == ["move", "again"]
    signed = read_manifest(write_manifest(source), tmp_path / "manifest.json")
    assert signed.situations == source.situations, "in the author's order"


def test_a_built_pack_carries_its_situations(tmp_path: Path) -> None:
    write_workbook(tmp_path / "source/forms/seat.xlsx", survey=FINE)
    (tmp_path / "source/pack.toml").write_text(PACK + MOVE.replace('"call"', '"seat"'), "utf-8")
    signer = SigningKey.generate()
    build_pack(tmp_path / "source", tmp_path / "packs", signer)
    (situation,) = load_catalogue(tmp_path / "packs", signer.public).situations
    assert situation.id == "move" and situation.suggestions[0].when == {"children": True, "school": True}
    (told,) = about_pack(tmp_path / "packs/town", signer.public.raw.hex())["situations"]
    assert told["questions"] == ["Des enfants ?", "À l’école ?"] and told["services"] == ["seat"]


def test_the_linter_reads_the_texts_of_situations() -> None:
    spoken = {"fr": "Une phrase.", "en": "A sentence."}
    situation = {
        "title": spoken,
        "icon": "truk",
        "question": [{"name": "a", "label": {"fr": " ".join(["mot"] * 40) + "."}}],
        "suggestion": [{"service": "seat", "reason": {"fr": "Une place."}}],
    }
    found = [*declared_findings({"situation": {"move": situation}}, {}, ("truck",))]
    assert {(each.code, each.column) for each in found} == {
        ("pack.text", "situation.move.question.1.label"),
        ("pack.text", "situation.move.suggestion.1.reason"),
        ("sentence.long", "situation.move.question.1.label.fr"),
        ("icon.unknown", "situation.move.icon"),
    }


@pytest.fixture(scope="module")
def mairie() -> tuple[Situation, ...]:
    return read_source(ROOT / "assets/packs/mairie/pack.toml").situations


def test_the_mairie_has_situations_in_five_languages(mairie: tuple[Situation, ...]) -> None:
    assert len(mairie) >= 6
    icons = {path.stem.removesuffix("-duotone") for path in (ROOT / "assets/icons/duotone").glob("*.svg")}
    for situation in mairie:
        assert set(situation.title) == LANGUAGES
        assert len(situation.questions) <= MOST_QUESTIONS
        assert {situation.icon, *(each.icon or situation.icon for each in situation.questions)} <= icons
        assert write_situation(situation)["id"] == situation.id


def test_every_suggestion_of_the_mairie_can_be_reached(mairie: tuple[Situation, ...]) -> None:
    offered = {each.service for situation in mairie for each in situation.suggestions}
    for situation in mairie:
        seen: set[object] = set()
        for answers in product((True, False), repeat=MOST_QUESTIONS):
            orientation = Orientation(situation, offered)
            given = iter(answers)
            while orientation.question is not None:
                orientation.take(next(given))
            seen |= {id(each) for each in orientation.suggestions()}
        assert seen == {id(each) for each in situation.suggestions}

import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.catalogue.xlsform import compile_xlsx
from kiosk.forms.load import load_form
from kiosk.forms.session import FormSession
from rehearsal.answers import NoAnswer, automatic_answers, canary_answers, prefilled
from rehearsal.pattern import sample
from tests.forms.building import TODAY, form_of

ROOT = Path(__file__).resolve().parents[2]

TRICKY = """
| survey |
| | type | name | label | required | constraint | relevant | appearance | default | choice_filter |
| | date | born | Born | yes | . < today() | | | | |
| | date | died | Died | yes | . >= ${born} and . <= today() | | | | |
| | integer | year | Year | yes | . > 1995 and . <= 2026 | | | | |
| | text | plate | Plate | yes | regex(., '[A-Z]{2}-\\d{3}-[A-Z]{2}') | | | | |
| | text | siret | Siret | yes | string-length(.) = 14 and regex(., '[0-9]+') | | numbers | | |
| | text | short | Short | | string-length(.) < 4 | | | | |
| | select_one yn | sure | Sure | yes | . = 'y' | | | | |
| | select_multiple yn | both | Both | yes | count-selected(.) = 1 | | | | |
| | text | more | More | yes | | ${sure} = 'y' | | | |
| | text | kept | Kept | | | | | already | |
| | time | at | At | yes | | | | | |
| | decimal | size | Size | yes | . < 3 | | | | |
| | acknowledge | ok | Ok | yes | | | | | |
| | note | n | Note | | | | | | |
| choices |
| | list_name | name | label |
| | yn | n | No |
| | yn | y | Yes |
"""


UNANSWERABLE = """
| survey |
| | type | name | label | required | constraint |
| | text | a | A | yes | . = 'z z' |
"""


def filled(tables: str, answers: dict[str, object]) -> FormSession:
    form = form_of(tables)
    session = FormSession(form, "fr", lambda: TODAY)
    index = session.first()
    while index is not None:
        name = form.questions[index].name
        if name in answers:
            assert session.answer(index, tuple(v) if isinstance(v := answers[name], list) else v) is None, (
                name
            )
        index = session.after(index)
    return session


def test_every_question_of_a_tricky_form_gets_an_answer_that_is_accepted() -> None:
    answers = automatic_answers(form_of(TRICKY), "fr", TODAY)
    assert " ".join(answers) == "born died year plate siret short sure both more kept at size ok"
    session = filled(TRICKY, answers)
    assert session.troubled() == ()
    assert session.by_name() == answers


def test_the_same_form_and_day_give_the_same_answers() -> None:
    assert automatic_answers(form_of(TRICKY), "fr", TODAY) == automatic_answers(form_of(TRICKY), "fr", TODAY)


def test_texts_are_capitals_that_the_keyboard_has() -> None:
    for value in automatic_answers(form_of(TRICKY), "fr", TODAY).values():
        if isinstance(value, str) and value not in ("y", "n", "already"):
            assert re.fullmatch(r"[A-Z0-9 .:@'-]+", value)


def test_defaults_are_told_apart() -> None:
    assert prefilled(form_of(TRICKY), "fr", TODAY) == {"kept": "already"}


def test_a_form_that_nobody_could_answer_is_told() -> None:
    with pytest.raises(NoAnswer, match="a"):
        automatic_answers(form_of(UNANSWERABLE), "fr", TODAY)


def test_canaries_are_long_enough_to_be_searched_for() -> None:
    tables = """
| survey |
| | type | name | label | constraint | appearance |
| | text | name | Name | | |
| | integer | number | Number | | |
| | text | phone | Phone | regex(., '0[1-9][0-9]{8}') | numbers |
| | integer | age | Age | . < 18 | |
"""
    form = form_of(tables)
    one, two = canary_answers(form, 1), canary_answers(form, 2)
    assert canary_answers(form, 1) == one
    assert re.fullmatch(r"[A-Z][A-Z0-9]{11}", str(one["name"]))
    assert re.fullmatch(r"\d{9}", str(one["number"]))
    assert re.fullmatch(r"0[1-9]\d{8}", str(one["phone"]))
    assert one["age"] == two["age"]
    assert all(one[name] != two[name] for name in ("name", "number", "phone"))
    filled(tables, one)


def test_all_question_types_of_odk_run_once_the_unsupported_are_left_out() -> None:
    xml = compile_xlsx(ROOT / "tests/data/forms/odk-all-question-types.xlsx")
    form = load_form(xml, path="odk", skip_unsupported=True)
    assert len(form.skipped) == 13
    assert len(form.asked) == 72
    answers = automatic_answers(form, "fr", TODAY)
    session = FormSession(form, "fr", lambda: TODAY)
    notes = {question.name for question in form.questions if question.kind.value == "note"}
    asked = {form.questions[index].name for index in form.asked}
    assert set(answers) == asked - notes
    for name, value in answers.items():
        given_value = tuple(value) if isinstance(value, list) else value
        assert session.answer(form.named(name).index, given_value) is None
    assert session.troubled() == ()


@pytest.mark.parametrize(
    "pattern",
    [
        "[0-9]{5}",
        "^0[1-9]([0-9]{2}){4}$",
        "[A-Z]{2}-\\d{3}-[A-Z]{2}",
        "(oui|non)",
        "\\w+@\\w+\\.fr",
        ".*[A-Z].*",
        "[^0-9]+",
        "a?b*c+",
        "(?:19|20)\\d\\d",
        ".{3,8}",
        "\\S\\D",
    ],
)
def test_a_sample_matches_its_pattern(pattern: str) -> None:
    for seed in range(20):
        text = sample(pattern, random.Random(seed))
        assert text is not None
        assert re.fullmatch(pattern, text)


@pytest.mark.filterwarnings("ignore::FutureWarning")
@given(st.text(alphabet="ab01[]()*+?|^$.{}\\-,", max_size=12))
def test_any_pattern_gives_a_match_or_nothing(pattern: str) -> None:
    text = sample(pattern, random.Random(0))
    assert text is None or re.fullmatch(pattern, text)

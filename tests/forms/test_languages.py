# ruff: noqa: E501  (a row of a form is one line)
"""In which languages a person can go through a whole request."""

from dataclasses import replace

import pytest

from kiosk.catalogue.pack import Service
from kiosk.forms.load import load_form
from kiosk.forms.reading import read_answers
from kiosk.forms.session import FormSession
from tests.forms.building import TODAY, compiled, form_of

FORM = """
| survey |
| | type | name | label::Français (fr) | label::Français facile (fr-x-falc) | label::English (en) | label::العربية (ar) | hint::Français (fr) |
| | select_one who | whom | Pour qui ? | Qui ? | For whom? | لمن؟ | Touchez. |
| | integer | age | Quel âge ? | Âge ? | How old? | العمر؟ | |
| choices |
| | list_name | name | label::Français (fr) | label::Français facile (fr-x-falc) | label::English (en) | label::العربية (ar) |
| | who | child | Mon enfant | Mon enfant | My child | طفلي |
| settings |
| | default_language |
| | Français (fr) |
"""
ALL = ("fr", "fr-x-falc", "en", "ar")
EVERYWHERE = dict.fromkeys(ALL, "…")


@pytest.fixture
def service() -> Service:
    return Service(
        id="s",
        title=EVERYWHERE,
        icon="",
        cap="",
        partner=None,
        form=form_of(FORM),
        treated_by=EVERYWHERE,
        promise=EVERYWHERE,
        law_date="reception",
        max_age_h=72,
        retention_days=90,
        notice=dict.fromkeys(ALL, ("…", "…")),
        bring={},
        next=EVERYWHERE,
    )


def test_a_service_speaks_the_languages_in_which_all_of_it_exists(service: Service) -> None:
    assert service.languages() == ALL
    assert replace(service, promise=None).languages() == ALL


@pytest.mark.parametrize("part", ["title", "treated_by", "promise", "notice", "next"])
def test_one_missing_text_of_the_pack_is_enough(service: Service, part: str) -> None:
    poorer = {code: text for code, text in getattr(service, part).items() if code != "ar"}
    assert replace(service, **{part: poorer}).languages() == ("fr", "fr-x-falc", "en")


@pytest.mark.parametrize("word", ["For whom?", "My child", "How old?"])
def test_one_missing_label_or_choice_is_enough(service: Service, word: str) -> None:
    form = load_form(compiled(FORM.replace(word, "")), path="test.xlsx")
    assert replace(service, form=form).languages() == ("fr", "fr-x-falc", "ar")


@pytest.mark.parametrize(
    ("language", "day", "time", "yes"),
    [
        ("fr", "4 mars 1958", "14 h 05", "Oui"),
        ("fr-x-falc", "4 mars 1958", "14 h 05", "Oui"),
        ("en", "4 March 1958", "14:05", "Yes"),
        ("es", "4 de marzo de 1958", "14:05", "Sí"),
        ("ar", "4 مارس 1958", "14:05", "نعم"),
    ],
)
def test_answers_are_read_as_each_language_writes_them(language: str, day: str, time: str, yes: str) -> None:
    form = form_of("""
        | survey |
        | | type | name | label | appearance |
        | | date | day | d | |
        | | time | time | t | |
        | | acknowledge | yes | y | |
        | | text | phone | p | numbers |
    """)
    read = read_answers(form, {0: "1958-03-04", 1: "14:05", 2: True, 3: "0199004567"}, language)
    rows = {name: said for name, _, said in read}
    assert (rows["day"], rows["time"], rows["yes"]) == (day, time, yes)
    # Plain spaces in a line from right to left would turn the pairs round; U+00A0 holds a number together.
    space = "\u00a0" if language == "ar" else " "
    assert rows["phone"] == space.join(["01", "99", "00", "45", "67"])


def test_what_was_answered_in_arabic_is_read_in_french() -> None:
    """Names of choices travel, never labels; typed words stay as the person wrote them."""
    form = form_of(FORM.replace("| integer | age |", "| text | age |"))
    session = FormSession(form, "ar", lambda: TODAY)
    assert session.answer(0, "child") is None
    assert session.answer(1, "سبع سنوات") is None
    assert session.view(0).choices[0].label == "طفلي"
    assert read_answers(form, session.answers(), "fr") == [
        ("whom", "Pour qui\u00a0?", "Mon enfant"),
        ("age", "Quel âge\u00a0?", "سبع سنوات"),
    ]

"""Words are measured on the kiosk's own pages: what shrinks there is told, what stands whole is not."""

from collections.abc import Iterator

import pytest

from kiosk.forms.lint.words import LEAST_SHARE, Measure
from ui.measuring import measuring


@pytest.fixture(scope="module")
def measure() -> Iterator[Measure]:
    with measuring() as measure:
        yield measure


@pytest.mark.parametrize("way", ["select_one", "select_multiple", "integer", "date", "note", "acknowledge"])
def test_a_short_question_stands_whole(measure: Measure, way: str) -> None:
    assert measure(way, "Votre âge ?", "fr") == 1.0


def test_a_long_word_is_told_where_the_column_is_narrow(measure: Measure) -> None:
    words = "Anticonstitutionnellement ?"
    assert measure("select_one", words, "fr") < LEAST_SHARE
    # A note has the whole width, a written answer nearly.
    assert measure("note", words, "fr") > LEAST_SHARE


def test_a_long_question_over_the_keyboard_is_told(measure: Measure) -> None:
    assert measure("text", "Votre nom ?", "fr") > LEAST_SHARE
    long = "Écrivez ici tout ce que la mairie doit savoir de votre logement, de votre rue et de vos voisins."
    assert measure("text", long, "fr") < LEAST_SHARE


def test_an_answer_shrinks_rather_than_break_a_word(measure: Measure) -> None:
    assert measure("choice", "Oui", "fr") == 1.0
    assert measure("choice", "Anticonstitutionnellement", "fr") < LEAST_SHARE
    assert measure("choice", "بطاقة هوية وجواز سفر", "ar") == 1.0


def test_a_language_without_an_interface_is_measured_with_french_buttons(measure: Measure) -> None:
    assert measure("select_one", "A sua idade?", "pt") == 1.0

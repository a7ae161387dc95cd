"""Texts, dates and numbers of the pages."""

import re
from pathlib import Path

import pytest

from central.pages.templatetags.french import (
    code_halves,
    code_line,
    day,
    day_and_time,
    dialled,
    pictogram,
    unbroken_hours,
)
from tests.central.pages.towns import CREATED_MS

TEMPLATES = sorted((Path(__file__).resolve().parents[3] / "central" / "pages" / "templates").rglob("*.html"))


def texts(source: str) -> list[str]:
    """What a template says: its translated texts."""
    blocks = re.findall(r"(?s){% blocktranslate[^%]*%}(.*?){% endblocktranslate %}", source)
    return re.findall(r'{% translate "([^"]+)" %}', source) + blocks


def wrong_typography(text: str) -> list[str]:
    return re.findall(r" [?!;:»]|« |[A-Za-zà]'|[^\s\u00a0«!?.…(][?!]", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_word_is_translatable_and_well_set(path: Path) -> None:
    source = path.read_text("utf-8")
    assert {text: bad for text in texts(source) if (bad := wrong_typography(text))} == {}
    assert not re.search("envoy[ée]", " ".join(texts(source)))
    for text in [*texts(source), "Relais"]:
        source = source.replace(text, "")
    bare = re.sub(r"(?s){%.*?%}|{{.*?}}|<[^>]*>", " ", source)
    assert re.findall(r"[A-Za-zÀ-ÿ]{2,}", bare) == []


def test_the_typography_check_sees_faults() -> None:
    assert wrong_typography("Où ?") and wrong_typography("l'eau") and wrong_typography("Où?")
    assert not wrong_typography("Où\u00a0? L’eau.")


def test_moments_are_told_in_paris_and_in_words() -> None:
    assert day(CREATED_MS) == "21 novembre 2026"
    assert day_and_time(CREATED_MS) == "21 novembre 2026 à 14\u00a0h\u00a040"
    # Summer time, the first of a month, minutes below ten.
    assert day_and_time(1_782_857_100_000) == "1er juillet 2026 à 0\u00a0h\u00a005"
    assert day(0) == "1er janvier 1970"
    assert day((1 << 48) - 1) == "date inconnue" == day_and_time(1 << 62)


def test_numbers_keep_together() -> None:
    assert code_line(482_913_507_264) == "482\u00a0913\u00a0507\u00a0264"
    assert code_halves(12_345_678) == ("000\u00a0012", "345\u00a0678")
    assert dialled(" 01 99 00 12 34 ") == "0199001234"
    assert dialled("+33 (1) 99-00 12 34") == "+33199001234"
    assert dialled('39 49 (gratuit) "><script>') == "3949"
    assert unbroken_hours("de 9 h à 17 h 30.") == "de 9\u00a0h à 17\u00a0h\u00a030."


def test_only_our_own_pictures_are_shown() -> None:
    assert pictogram("identification-card").startswith("<svg aria-hidden")
    assert pictogram("no-such-picture") == "" == pictogram("../../../LICENSE") == pictogram("a" * 300)

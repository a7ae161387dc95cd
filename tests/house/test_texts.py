"""Texts: every Problem says what happened and what to do; typography; the catalogue compiles."""

import datetime
import json
import re
import shutil
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from string import Formatter

import pytest

from kiosk.errors import Problem, every_problem
from kiosk.texts import Texts, load_texts

ROOT = Path(__file__).resolve().parents[2]
I18N = ROOT / "assets" / "i18n"
LANGUAGES = sorted(folder.name for folder in I18N.iterdir() if folder.is_dir())


@pytest.fixture(params=LANGUAGES)
def texts(request: pytest.FixtureRequest) -> Texts:
    return load_texts(I18N, request.param)


def facts_of(problem: type[Problem]) -> set[str]:
    """The facts that a Problem's docstring declares: « Facts: path, detail. »"""
    declared = re.search(r"Facts: ([^.(]+)", problem.__doc__ or "")
    names = declared.group(1).strip() if declared else ""
    return set() if names in ("", "none") else {name.strip() for name in names.split(",")}


@pytest.mark.parametrize("problem", every_problem(), ids=lambda p: p.code)
def test_every_problem_has_its_two_texts(problem: type[Problem], texts: Texts) -> None:
    facts = facts_of(problem)
    what, todo = texts.problem(problem(**dict.fromkeys(facts, 7)))
    assert what.endswith((".", "!", "?", "7"))
    assert todo.endswith(".")


def test_codes_are_unique() -> None:
    codes = [problem.code for problem in every_problem()]
    assert len(codes) == len(set(codes)) > 20


def wrong_typography(text: str) -> list[str]:
    """Breakable spaces before French double punctuation, straight quotes and apostrophes."""
    bare = "".join(literal for literal, *_ in Formatter().parse(text))
    found = re.findall(r"(?: [?!;»]| :(?!//)|« |[a-zà]'|\")", bare)
    return found + re.findall(r"(?<![\s\u00a0«!?.…(])[?!](?![?!])", bare)


def test_french_typography(texts: Texts) -> None:
    if not texts.language.startswith("fr"):
        pytest.skip("French rules")
    wrong = {key: bad for key, text in texts.all().items() if (bad := wrong_typography(text))}
    assert wrong == {}


def test_the_typography_check_sees_faults() -> None:
    assert wrong_typography("Où ?") and wrong_typography("l'eau") and wrong_typography("Où?")
    assert not wrong_typography("Où\u00a0? L’eau. « Oui »".replace("« ", "«\u00a0").replace(" »", "\u00a0»"))


def facts_in(text: str) -> set[str]:
    return {name for _, name, *_ in Formatter().parse(text) if name}


def unlike(translated: Mapping[str, str], french: Mapping[str, str]) -> set[str]:
    """Return the keys that only one of the two has, that say nothing, or that take other facts."""
    both = translated.keys() & french.keys()
    other = {key for key in both if facts_in(translated[key]) != facts_in(french[key])}
    return (translated.keys() ^ french.keys()) | other | {key for key in both if not translated[key].strip()}


def test_every_language_says_everything(texts: Texts) -> None:
    assert unlike(texts.all(), load_texts(I18N, "fr").all()) == set()


def test_the_comparison_sees_a_gap() -> None:
    french = {"a": "Un {fact}", "b": "Deux"}
    assert unlike({"a": "One {fact}"}, french) == {"b"}
    assert unlike({"a": "One", "b": " "}, french) == {"a", "b"}


def test_the_five_languages_in_their_own_words() -> None:
    names = {language: load_texts(I18N, language)("language.name") for language in LANGUAGES}
    expected = {
        "ar": "العربية",
        "en": "English",
        "es": "Español",
        "fr": "Français",
        "fr-x-falc": "Français facile",
    }
    assert expected.items() <= names.items()


def test_every_catalogue_says_whether_a_native_speaker_has_read_it(texts: Texts) -> None:
    source = (I18N / texts.language / "relais.po").read_text("utf-8")
    assert re.search(r'^"X-Reviewed-By-Native-Speaker: (yes|no)\\n"$', source, re.MULTILINE)


@pytest.mark.parametrize(
    ("language", "day", "moment"),
    [
        ("en", "1 December 2026", "14:05"),
        ("es", "1 de diciembre de 2026", "14:05"),
        ("ar", "1 ديسمبر 2026", "14:05"),
        ("fr-x-falc", "1er décembre 2026", "14\u00a0h\u00a005"),
    ],
)
def test_dates_and_times_of_other_languages(language: str, day: str, moment: str) -> None:
    texts = load_texts(I18N, language)
    assert texts.date(datetime.date(2026, 12, 1)) == day
    assert texts.time(datetime.time(14, 5)) == moment


def test_numbers_are_western_ones_in_every_language(texts: Texts) -> None:
    """As on the telephone, on the screen's own keys and on the papers that people bring."""
    assert not re.search("[\u0660-\u0669\u06f0-\u06f9]", "".join(texts.all().values()))


def test_each_language_has_its_keyboard() -> None:
    keyboards = ROOT / "assets" / "keyboards"
    for language in LANGUAGES:
        faces = json.loads((keyboards / f"{language}.json").read_text("utf-8"))
        assert sorted(faces) == ["accents", "alphabet", "digits", "letters"]
        # What does not fit on the panel would be keys outside the screen (KeyboardPanel.qml).
        assert all([len(row) for row in rows] == [10, 10, 8] for rows in faces.values())
        assert all(len(set("".join(rows))) == 28 for rows in faces.values()), "a letter stands twice"
        assert sorted("".join(faces["letters"])) == sorted("".join(faces["alphabet"]))
        written = {letter for rows in faces.values() for letter in "".join(rows)}
        assert written >= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-'@."), language


def test_dates_and_times_in_words() -> None:
    french = load_texts(I18N, "fr")
    assert french.date(datetime.date(2026, 12, 12)) == "12 décembre 2026"
    assert french.date(datetime.date(2027, 1, 1)) == "1er janvier 2027"
    assert french.time(datetime.time(14, 5)) == "14\u00a0h\u00a005"


def test_an_unknown_key_or_a_missing_fact_is_a_bug() -> None:
    french = load_texts(I18N, "fr")
    with pytest.raises(KeyError):
        french("no.such.key")
    with pytest.raises(KeyError):
        french("problem.config.missing.what")


def test_two_threads_may_compile_one_catalogue(tmp_path: Path) -> None:
    """As on a first start: the screens and the preparation of the voice read every language at once."""
    shutil.copytree(I18N / "ar", tmp_path / "ar", ignore=shutil.ignore_patterns("*.mo"))
    together = threading.Barrier(4)

    def load() -> str:
        together.wait()
        return load_texts(tmp_path, "ar")("language.name")

    with ThreadPoolExecutor(4) as threads:
        loads = [threads.submit(load) for _ in range(4)]
    assert {load.result() for load in loads} == {"العربية"}
    assert sorted(path.name for path in (tmp_path / "ar").iterdir()) == ["relais.mo", "relais.po"]


def test_a_changed_catalogue_is_compiled_again(tmp_path: Path) -> None:
    (tmp_path / "fr").mkdir()
    source = tmp_path / "fr" / "relais.po"
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    source.write_text(header + 'msgid "a"\nmsgstr "un"\n', "utf-8")
    assert load_texts(tmp_path, "fr")("a") == "un"
    source.write_text(header + 'msgid "a"\nmsgstr "deux"\n', "utf-8")
    later = source.stat().st_mtime + 10
    import os

    os.utime(source, (later, later))
    assert load_texts(tmp_path, "fr")("a") == "deux"

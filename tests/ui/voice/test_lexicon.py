"""What is said for what is written."""

import pytest

from ui.voice.engine import Clip, Request
from ui.voice.espeak import by_token, tokens, with_swallowed
from ui.voice.lexicon import RATES, same_text, script

CODE = "482\u00a0913\u00a0507\u00a0264"


def said(words: str, language: str = "fr", kind: str = "text") -> str:
    return script(words, language, kind).request.said  # type: ignore[arg-type]


def test_a_code_is_said_digit_by_digit_slowly_and_twice() -> None:
    once = "4 8 2, 9 1 3, 5 0 7, 2 6 4."
    assert said(CODE, kind="code") == f"{once} {once}"
    assert script(CODE, "fr", "code").request.rate < min(RATES.values())


@pytest.mark.parametrize(
    ("words", "language", "expected"),
    [
        ("Notez 482 913 507 264. Merci.", "fr", "Notez 4 8 2, 9 1 3, 5 0 7, 2 6 4. Merci."),
        ("Appelez le 01 99 88 77 66.", "fr", "Appelez le 0 1, 99, 88, 77, 66."),
        ("Call 01 99 88 77 66 now.", "en", "Call 0 1, 9 9, 8 8, 7 7, 6 6 now."),
        ("De 9\u00a0h à 14\u00a0h\u00a040, puis non.", "fr", "De 9 heures à 14 heures 40, puis non."),
        ("Touchez «\u00a0Oui\u00a0»\u00a0!", "fr", "Touchez Oui!"),
        ("Vivez\u2011vous seul\u00a0?", "fr", "Vivez-vous seul?"),
        ("Plus de papier.\nNotez le code.", "fr", "Plus de papier. Notez le code."),
        ("1\u00a0234 papiers", "fr", "1 234 papiers"),
    ],
)
def test_running_text(words: str, language: str, expected: str) -> None:
    assert said(words, language) == expected


def test_a_number_that_is_no_code_stays_a_number() -> None:
    assert said("De 482 913 507 264 118 pages") == "De 482 913 507 264 118 pages"


def test_easy_french_has_the_french_voice_and_is_slower() -> None:
    easy, plain = script("Bonjour", "fr-x-falc").request, script("Bonjour", "fr").request
    assert easy.language == plain.language == "fr"
    assert easy.rate < plain.rate


def test_marks_come_back_to_what_is_written() -> None:
    words = f"Votre code\u00a0: {CODE}. Gardez-le."
    written = script(words, "fr")
    marks = tuple(
        (start, length, 100 * index) for index, (start, length) in enumerate(tokens(written.request.said))
    )
    lit = [
        words[start : start + length] for start, length, _ in written.written(Clip(b"", 22050, marks)).marks
    ]
    assert lit == ["Votre", "code", "482", "913", "507", "264", "Gardez-le."]


def test_the_second_time_of_a_code_lights_the_same_groups() -> None:
    written = script(CODE, "fr", "code")
    marks = tuple(
        (start, length, 100 * index) for index, (start, length) in enumerate(tokens(written.request.said))
    )
    lit = [
        CODE[start : start + length] for start, length, _ in written.written(Clip(b"", 22050, marks)).marks
    ]
    assert lit == ["482", "913", "507", "264"] * 2


def test_a_word_of_the_engine_belongs_to_the_token_that_holds_it() -> None:
    text = "Avez-vous 25 ans"
    # The engine counts "Avez", "vous" and a number in several parts, one of them late and backwards.
    words = [(0, 10), (5, 20), (10, 30), (10, 35), (3, 36), (13, 40)]
    assert by_token(text, words) == ((0, 9, 10), (10, 2, 30), (13, 3, 40))


def test_words_said_in_one_breath_share_its_time() -> None:
    text = "It does not work in the"
    heard = ((0, 2, 0), (3, 4, 100), (12, 4, 170), (17, 2, 300))
    assert with_swallowed(text, heard, 400) == (
        (0, 2, 0), (3, 4, 100), (8, 3, 140), (12, 4, 170), (17, 2, 300), (20, 3, 340),
    )  # fmt: skip


def test_words_that_were_lost_get_no_time() -> None:
    assert with_swallowed("a b c d e", ((0, 1, 0), (8, 1, 50)), 60) == ((0, 1, 0), (8, 1, 50))
    assert with_swallowed("a b c d", ((0, 1, 0),), 60) == ((0, 1, 0),)


def test_signs_that_only_lay_out_do_not_make_another_text() -> None:
    assert same_text("Vivez\u2011vous\u00a0?") == same_text("Vivez-vous ?")
    assert same_text("e\u0301te\u0301") == same_text("été") != same_text("ete")


def test_nothing_to_say() -> None:
    assert script(" … !", "fr").pieces == ()


def test_words_are_in_no_representation() -> None:
    shown = (
        repr(script("CANARI", "fr"))
        + repr(Request("CANARI", "fr", 150))
        + repr(Clip(b"CANARI", 1, ((0, 6, 0),)))
    )
    assert "CANARI" not in shown

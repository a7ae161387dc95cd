"""The rules over what people read: every language has every text, sentences are short, labels fit."""

import re
from collections.abc import Callable, Iterator
from itertools import chain

from kiosk.forms.labels import plain_text, typeset
from kiosk.forms.lint.finding import Finding
from kiosk.forms.lint.outline import REFERENCE, Outline, nearest
from kiosk.forms.lint.tables import TRANSLATED, WORDS, Cell, Row, Table, code_of

FRENCH = "fr"
EASY = "fr-x-falc"
EASY_WORDS, LONG_WORDS = 12, 20
SENTENCE = re.compile(r"[^.!?…\n]+[.!?…]*")
A_WORD = re.compile(r"\w")
# An answer that a text quotes, as long as most answers are.
QUOTED = "Camille"
# (way: how the question is asked, or "choice"; the words; the language) -> the height of the letters in which
# they stand whole on the smallest screen when the largest text is chosen, over the height that was asked for.
Measure = Callable[[str, str, str], float]
# Letters may come down a little before anything is lost (DESIGN.md §4); by more, the largest size is no help.
LEAST_SHARE = 0.75


def word_findings(form: Outline, measure: Measure | None) -> Iterator[Finding]:
    """Yield what is wrong with the texts. Without `measure` nothing is said of their room."""
    tables = form.tables
    yield from _default_language(form)
    used = {item.list_name for item in form.items}
    choices = tuple(row for row in tables.choices.rows if row.text("list_name") in used)
    for table, rows in ((tables.survey, tables.survey.rows), (tables.choices, choices)):
        yield from _columns(form, table)
        for row in rows:
            yield from _translations(row, tables.languages)
            for cell in chain.from_iterable(map(row.said, WORDS)):
                yield from sentence_findings(cell)
    if measure is not None:
        yield from _large(form, choices, measure)


def _default_language(form: Outline) -> Iterator[Finding]:
    """pyxform would make a language of a misspelt one, with nothing in it."""
    tables, named = form.tables, form.tables.default_language
    languages = [language for language in tables.languages if language]
    if named and languages and named not in languages and "" not in tables.languages:
        meant = nearest(named, languages) or languages[0]
        cell = tables.settings.rows[0].cell("default_language")
        yield cell.finding("language.default", meant, name=named, nearest=meant)


def _columns(form: Outline, table: Table) -> Iterator[Finding]:
    """Yield the languages that a sheet has no column for, though the form speaks them."""
    for base in ("label", *TRANSLATED[1:]):
        there = [column for column in table.columns if column.base == base]
        for language in form.tables.languages:
            if there and language not in [column.language for column in there]:
                name = f"{base}::{language}" if language else base
                yield table.header(base).finding("translation.column", name=name, language=language or "fr")


def _translations(row: Row, languages: tuple[str, ...]) -> Iterator[Finding]:
    for base in TRANSLATED:
        cells = row.said(base)
        said = next((cell for cell in cells if cell.text), None)
        if said is None or len(languages) < 2:
            continue
        for cell in cells:
            if not cell.text:
                language = cell.column.language or code_of("")
                yield cell.finding("translation", language=language, other=said.text)


def sentence_findings(cell: Cell) -> Iterator[Finding]:
    """Yield the sentences of a cell that are too long for its language, each with its number of words."""
    code = code_of(cell.column.language)
    most = EASY_WORDS if code == EASY else LONG_WORDS if code == FRENCH else 0
    for sentence, count in long_sentences(cell.text, most):
        kind = "sentence.easy" if code == EASY else "sentence.long"
        yield cell.finding(kind, sentence=sentence, count=count, most=most)


def long_sentences(text: str, most: int) -> Iterator[tuple[str, int]]:
    """Yield the sentences of more than `most` words, 0 for no limit; an answer that is quoted is one word."""
    for sentence in SENTENCE.findall(REFERENCE.sub("X", plain_text(text))):
        count = sum(1 for word in sentence.split() if A_WORD.search(word))
        if most and count > most:
            yield sentence.strip(), count


def _large(form: Outline, choices: tuple[Row, ...], measure: Measure) -> Iterator[Finding]:
    asked = [(item.kind, item.row) for item in form.items if not item.groups]
    labels = [
        (code_of(cell.column.language), kind, cell)
        for kind, row in (*asked, *(("choice", row) for row in choices))
        for cell in row.said("label")
        if cell.text
    ]
    # Language by language, and each kind of page in one go: to dress and build a page takes longest.
    for language, kind, cell in sorted(labels, key=lambda label: label[:2]):
        words = typeset(plain_text(REFERENCE.sub(QUOTED, cell.text)), language)
        share = measure(kind, words, language)
        if share < LEAST_SHARE:
            yield cell.finding("label.large", percent=round(share * 100))

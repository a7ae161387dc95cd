"""The rules over pack.toml: every text in every language, short sentences, pictograms that exist.

They read the tables as they stand, whatever services, partners or situations declare: manifest.py alone knows
which keys there are, and one wrong key hides no missing text.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from kiosk.errors import Fact
from kiosk.forms.lint.finding import Finding
from kiosk.forms.lint.outline import nearest
from kiosk.forms.lint.words import EASY, EASY_WORDS, FRENCH, LONG_WORDS, long_sentences

SOURCE = "pack.toml"
CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*")
Table = Mapping[str, Any]


def declared_findings(
    content: Table, spoken: Mapping[str, Collection[str]], pictograms: Collection[str]
) -> Iterator[Finding]:
    """Yield what is wrong with the words of a pack.toml; `spoken`: the languages of each service's form."""
    everywhere = _languages(content)
    for kind, entities in content.items():
        if not isinstance(entities, Mapping):
            continue
        for name, entity in entities.items():
            if isinstance(entity, Mapping):
                forms = spoken.get(name, ()) if kind == "service" else ()
                title = entity.get("title")
                wanted = {*title, *forms} if isinstance(title, Mapping) else everywhere
                yield from _entity(f"{kind}.{name}", entity, wanted, everywhere)
                yield from _spoken_by_the_form(f"{kind}.{name}", title, forms)
    yield from _icons(content, "", pictograms)


def _languages(content: Table) -> set[str]:
    """Return every language of the file: French stands in each table of texts, and says that it is one."""
    found: set[str] = set()
    for value in content.values():
        for table in value if isinstance(value, list) else [value]:
            if isinstance(table, Mapping):
                own = set(table) if FRENCH in table and all(map(CODE.fullmatch, table)) else set()
                found |= own or _languages(table)
    return found


def _entity(place: str, table: Table, wanted: Collection[str], known: Collection[str]) -> Iterator[Finding]:
    """Yield what is missing or long in a table and in those inside it."""
    for key, value in table.items():
        for number, inner in enumerate(value if isinstance(value, list) else [value], start=1):
            if not isinstance(inner, Mapping):
                continue
            where = f"{place}.{key}" + (f".{number}" if isinstance(value, list) else "")
            if inner and set(inner) <= {*known, *wanted}:
                yield from _texts(where, inner, wanted)
            else:
                yield from _entity(where, inner, wanted, known)


def _texts(place: str, texts: Table, wanted: Collection[str]) -> Iterator[Finding]:
    for code in sorted(set(wanted) - set(texts)):
        yield Finding("pack.text", SOURCE, column=place, facts={"language": code})
    for code, said in texts.items():
        most = EASY_WORDS if code == EASY else LONG_WORDS if code == FRENCH else 0
        for text in _words(said):
            for sentence, count in long_sentences(text, most):
                facts: dict[str, Fact] = {"sentence": sentence, "count": count, "most": most}
                kind = "sentence.easy" if code == EASY else "sentence.long"
                yield Finding(kind, SOURCE, column=f"{place}.{code}", facts=facts)


def _words(said: object) -> Iterator[str]:
    """Yield the texts of a value: one, several, or the parts of a notice."""
    if isinstance(said, str):
        yield said
    elif isinstance(said, list | Mapping):
        for each in said.values() if isinstance(said, Mapping) else said:
            yield from _words(each)


def _spoken_by_the_form(place: str, title: object, forms: Collection[str]) -> Iterator[Finding]:
    # A form without translations speaks the languages of its title.
    if isinstance(title, Mapping) and len(forms) > 1:
        for code in sorted(set(title) - set(forms)):
            yield Finding("pack.language", SOURCE, column=f"{place}.title.{code}", facts={"language": code})


def _icons(table: Table, place: str, pictograms: Collection[str]) -> Iterator[Finding]:
    for key, value in table.items():
        where = f"{place}.{key}" if place else key
        if key == "icon" and isinstance(value, str) and pictograms and value not in pictograms:
            meant = nearest(value, sorted(pictograms))
            facts = {"name": value, "nearest": meant or ""}
            yield Finding("icon.unknown", SOURCE, column=where, facts=facts, proposed=meant)
        for number, inner in enumerate(value if isinstance(value, list) else [value], start=1):
            if isinstance(inner, Mapping):
                yield from _icons(
                    inner, f"{where}.{number}" if isinstance(value, list) else where, pictograms
                )

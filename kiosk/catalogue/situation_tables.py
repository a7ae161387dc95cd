"""The situations of a manifest, read and written; every refusal names the key and what it should be."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping

from kiosk.catalogue.situations import MOST_QUESTIONS, Situation, Suggestion, YesNo
from kiosk.errors import PackUnreadable

NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# As a form names its questions.
QUESTION = re.compile(r"[a-z][a-z0-9_]{0,30}")
Bad = Callable[[str, str], PackUnreadable]
ReadText = Callable[[object], str | None]


def read_situations(
    content: object, services: Collection[str], caps: tuple[str, ...], read: ReadText, bad: Bad
) -> tuple[Situation, ...]:
    """Read the situations of a pack.toml (tables by id) or of a signed manifest (a list).

    services: the ids that the pack declares. caps: the colours there are. read:
    returns a text as a manifest may hold it, or None. bad: makes the refusal from a place and what is
    expected there.
    """
    return tuple(
        _Reader(services, caps, read, bad).situation(name, table) for name, table in _named(content, bad)
    )


def write_situation(situation: Situation) -> dict[str, object]:
    """Return a situation as a manifest's JSON holds it."""
    return {
        "id": situation.id,
        "title": dict(situation.title),
        "icon": situation.icon,
        "cap": situation.cap,
        "question": [
            {"name": asked.name, "label": dict(asked.label), **({"icon": asked.icon} if asked.icon else {})}
            for asked in situation.questions
        ],
        "suggestion": [
            {"service": each.service, "when": dict(each.when), "reason": dict(each.reason)}
            for each in situation.suggestions
        ],
    }


def _named(content: object, bad: Bad) -> Iterator[tuple[str, dict[str, object]]]:
    if isinstance(content, dict):
        rows = list(content.items())
    elif isinstance(content, list) and all(isinstance(row, dict) for row in content):
        rows = [(row.get("id", ""), {key: row[key] for key in row if key != "id"}) for row in content]
    else:
        raise bad("situation", "des tableaux [situation.<nom>]")
    for name, table in rows:
        if not isinstance(name, str) or not NAME.fullmatch(name) or not isinstance(table, dict):
            raise bad(f"situation.{name}", "un tableau, au nom en minuscules et tirets")
        yield name, table


class _Reader:
    def __init__(self, services: Collection[str], caps: tuple[str, ...], read: ReadText, bad: Bad) -> None:
        self._services = services
        self._caps = caps
        self._read = read
        self._bad = bad

    def situation(self, name: str, table: Mapping[str, object]) -> Situation:
        here = f"situation.{name}"
        self._know(table, here, "title", "icon", "cap", "question", "suggestion")
        title = self._words(table.get("title"), f"{here}.title")
        questions = tuple(self._questions(table, here, title))
        names = [question.name for question in questions]
        if len(questions) > MOST_QUESTIONS:
            raise self._bad(f"{here}.question", f"{MOST_QUESTIONS} questions au plus")
        if len(set(names)) < len(names):
            raise self._bad(f"{here}.question", "un nom par question")
        suggestions = tuple(self._suggestions(table, here, title, names))
        if not suggestions:
            raise self._bad(f"{here}.suggestion", "au moins un service")
        unused = [each for each in names if not any(each in one.when for one in suggestions)]
        if unused:
            raise self._bad(f"{here}.question.{unused[0]}", "un service qui dépend de cette question")
        return Situation(
            id=name,
            title=title,
            icon=self._icon(table, here),
            cap=self._one_of(table.get("cap"), f"{here}.cap", self._caps),
            questions=questions,
            suggestions=suggestions,
        )

    def _questions(self, table: Mapping[str, object], here: str, title: Mapping[str, str]) -> Iterator[YesNo]:
        for place, row in self._rows(table, here, "question"):
            self._know(row, place, "name", "label", "icon")
            name = row.get("name")
            if not isinstance(name, str) or not QUESTION.fullmatch(name):
                raise self._bad(f"{place}.name", "un nom en minuscules")
            label = self._words(row.get("label"), f"{place}.label", title)
            yield YesNo(name, label, self._icon(row, place) if "icon" in row else "")

    def _suggestions(
        self, table: Mapping[str, object], here: str, title: Mapping[str, str], asked: list[str]
    ) -> Iterator[Suggestion]:
        for place, row in self._rows(table, here, "suggestion"):
            self._know(row, place, "service", "when", "reason")
            service = row.get("service")
            if not isinstance(service, str) or service not in self._services:
                raise self._bad(f"{place}.service", "un service de ce paquet")
            when = row.get("when", {})
            if not isinstance(when, dict) or not all(isinstance(answer, bool) for answer in when.values()):
                raise self._bad(f"{place}.when", "« question = true » ou « question = false »")
            for name in when:
                if name not in asked:
                    raise self._bad(f"{place}.when.{name}", "une question de cette situation")
            yield Suggestion(service, when, self._words(row.get("reason"), f"{place}.reason", title))

    def _rows(
        self, table: Mapping[str, object], here: str, key: str
    ) -> Iterator[tuple[str, dict[str, object]]]:
        rows = table.get(key, [])
        if not isinstance(rows, list):
            raise self._bad(f"{here}.{key}", f"des tableaux [[{here}.{key}]]")
        for number, row in enumerate(rows, 1):
            place = f"{here}.{key} {number}"
            if not isinstance(row, dict):
                raise self._bad(place, "un tableau")
            yield place, row

    def _know(self, table: Mapping[str, object], here: str, *keys: str) -> None:
        for key in table:
            if key not in keys:
                raise self._bad(f"{here}.{key}", "un mot connu : " + ", ".join(keys))

    def _words(self, value: object, place: str, languages: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return a text by language, in each of `languages`."""
        texts = value if isinstance(value, dict) else {}
        found = {code: self._read(text) for code, text in texts.items()}
        words = {code: text for code, text in found.items() if text is not None}
        if not words or len(words) != len(texts):
            raise self._bad(place, "un texte pour chaque langue")
        missing = [code for code in languages or () if code not in words]
        if missing:
            raise self._bad(place, f"un texte aussi en {', '.join(missing)}")
        return words

    def _icon(self, table: Mapping[str, object], here: str) -> str:
        icon = table.get("icon")
        if not isinstance(icon, str) or not NAME.fullmatch(icon):
            raise self._bad(f"{here}.icon", "le nom d’un pictogramme")
        return icon

    def _one_of(self, value: object, place: str, words: tuple[str, ...]) -> str:
        if not isinstance(value, str) or value not in words:
            raise self._bad(place, " ou ".join(f"« {word} »" for word in words))
        return value

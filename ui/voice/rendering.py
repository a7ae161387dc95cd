"""Makes the clips of a station ahead of time: the interface's texts and those of its service packs.

Called when a pack is installed, with its progress; the one writer of the clips' folder. It never sees a
sitting: what it says comes from catalogues and packs only.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.catalogue.pack import Service
from kiosk.catalogue.situations import Situation
from kiosk.forms.labels import Phrase, Template, plain_text, typeset
from kiosk.texts import Texts
from ui.voice import lexicon
from ui.voice.cache import Shelf, key
from ui.voice.engine import NoVoice
from ui.voice.soundness import faults
from ui.voice.synthesis import COMMAND, Synthesis

# Below the kiosk in the processor's queue.
IN_BACKGROUND: Final = (*COMMAND, "--background")
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Saying:
    """A text that everybody may hear, in its language. It is nobody's answer."""

    words: str
    language: str


@dataclass(frozen=True)
class Rendered:
    """How it went: clips made now, clips that were there, and texts without one, each with the reason."""

    made: int
    kept: int
    refused: tuple[tuple[Saying, str], ...]


def sayings(
    catalogues: Iterable[Texts], services: Iterable[Service], situations: Iterable[Situation] = ()
) -> tuple[Saying, ...]:
    """Return every text that is known before anybody comes, once; texts with facts in them are not."""
    offered, events = tuple(services), tuple(situations)
    every: dict[Saying, None] = {}
    for texts in catalogues:
        language = texts.language
        shown = [words for words in texts.all().values() if "{" not in words]
        for service in offered:
            shown += _of_service(service, language)
        for situation in events:
            shown += _of_situation(situation, language)
        every.update((Saying(words, language), None) for words in shown if any(map(str.isalnum, words)))
    return tuple(every)


def render(
    folder: Path,
    wanted: Iterable[Saying],
    progress: Progress,
    *,
    synthesis: Synthesis | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Rendered:
    """Make the clips that are missing, remove those that nobody wants any more, and tell (done, total).

    wanted: everything that this station may read aloud. Raises NoVoice("no_engine") and OSError.
    """
    voice = synthesis or Synthesis(IN_BACKGROUND)
    shelf = Shelf(folder)
    every = tuple(wanted)
    made = kept = 0
    refused: list[tuple[Saying, str]] = []
    names: set[str] = set()
    try:
        engine = voice.engine()
        for done, saying in enumerate(every):
            if stopped():
                return Rendered(made, kept, tuple(refused))
            progress(done, len(every))
            name = key(saying.words, lexicon.script(saying.words, saying.language), "text", engine)
            names.add(name)
            if shelf.has(name):
                kept += 1
            elif reason := _make(saying, name, shelf, voice):
                refused.append((saying, reason))
            else:
                made += 1
    finally:
        if synthesis is None:
            voice.close()
    shelf.prune(names)
    progress(len(every), len(every))
    return Rendered(made, kept, tuple(refused))


def _make(saying: Saying, name: str, shelf: Shelf, voice: Synthesis) -> str:
    """Make one clip; return "" or why there is none."""
    script = lexicon.script(saying.words, saying.language)
    try:
        clip = voice.speak(script.request)
    except NoVoice as reason:
        if reason.reason == "no_engine":
            raise
        return reason.reason
    wrong = faults(clip, script.request.said, script.request.rate)
    if wrong:
        return ", ".join(wrong)
    shelf.put(name, script.written(clip))
    return ""


def _of_service(service: Service, language: str) -> Iterator[str]:
    for texts in (service.title, service.treated_by, service.promise or {}, service.next, service.phone_note):
        if language in texts:
            yield texts[language]
    yield from service.notice.get(language, ())
    yield from service.bring.get(language, ())
    form = service.form
    for template in form.translations.texts.get(language, {}).values():
        yield from _plain(template, language)
    if language in service.title:
        for phrase in _phrases(service):
            yield from _plain(phrase.own, language)


def _of_situation(situation: Situation, language: str) -> Iterator[str]:
    labels = [question.label for question in situation.questions]
    reasons = [suggestion.reason for suggestion in situation.suggestions]
    for texts in (situation.title, *labels, *reasons):
        if language in texts:
            yield texts[language]


def _phrases(service: Service) -> Iterator[Phrase]:
    """Give the texts of a form that is written in one language only."""
    for question in service.form.questions:
        items = question.choices.items if question.choices else ()
        for phrase in (question.label, question.hint, *(item.label for item in items)):
            if phrase is not None:
                yield phrase


def _plain(template: Template, language: str) -> Iterator[str]:
    """Give a text as the screen writes it, unless it quotes an answer."""
    parts = [part for part in template if isinstance(part, str)]
    if parts and len(parts) == len(template):
        yield typeset(plain_text("".join(parts)), language)

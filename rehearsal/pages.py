"""Every page of a pack in every language, photographed at the real kiosk, for those who approve its texts.

The rules of the forms are taken away first (kiosk.catalogue.open_form): the kiosk then goes through all
questions, also those that hardly anybody sees. Screens, session and desk are those of every day.
"""

import tempfile
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from PySide6.QtGui import QImage

from kiosk.catalogue.build import sign_pack
from kiosk.catalogue.catalogue import load_catalogue
from kiosk.catalogue.pack import Service
from kiosk.catalogue.situations import Orientation, Situation
from kiosk.config import Config
from kiosk.wire.keys import SigningKey
from rehearsal.attention import Running
from rehearsal.ear import Ear
from rehearsal.hand import Hand, NotSeen
from rehearsal.journey import StartKiosk
from rehearsal.lone import Nowhere, lone_station
from rehearsal.words_page import words_page
from technician.packs import build_confined
from ui.guide import NO, YES

SIZE = (1280, 800)
# Ways of asking in which a first key is refused where the form has words for it.
WRITTEN = ("text", "digits", "integer", "decimal")
FIRST_LANGUAGE = "fr"
# A page that has just turned settles its pictures and its pager.
SETTLE_MS = 60


@dataclass(frozen=True)
class PagePicture:
    """One page. service: its id, or the situation's, "" for the list. name: the question, or the screen."""

    service: str
    title: str
    language: str
    name: str
    image: QImage


def picture_pages(source: Path, start: StartKiosk) -> Iterator[PagePicture]:
    """Photograph every page of a source. Raises the Problems of packs and forms, and NotSeen."""
    with tempfile.TemporaryDirectory(prefix="relais-") as folder, Nowhere() as nowhere:
        publisher = SigningKey.generate()
        packs = Path(folder) / "packs"
        sign_pack(build_confined(source, packs, opened=True), publisher)
        catalogue = load_catalogue(packs, publisher.public)
        services = catalogue.services
        config: Config = lone_station(Path(folder) / "borne", packs, publisher.public, nowhere)
        running = start(config, SIZE, output=Ear())
        try:
            walk = _Walk(running)
            for language in spoken(services):
                yield from walk.services(language)
                offered = [service for service in services if language in service.languages()]
                for situation in catalogue.situations:
                    if language in situation.title:
                        yield from walk.situation(situation, language, [each.id for each in offered])
                for service in offered:
                    yield from walk.service(service, language)
        finally:
            running.close()


def spoken(services: tuple[Service, ...]) -> list[str]:
    """Return the languages in which at least one service is complete, French first."""
    found = {language for service in services for language in service.languages()}
    return sorted(found, key=lambda language: (language != FIRST_LANGUAGE, language))


def ways(situation: Situation, offered: Collection[str]) -> list[tuple[bool, ...]]:
    """Return answers that show, together, every question and suggestion that can come."""
    found: list[tuple[bool, ...]] = []
    seen: set[object] = set()
    for answers in product((True, False), repeat=len(situation.questions)):
        way = Orientation(situation, offered)
        met: list[object] = []
        given: list[bool] = []
        while way.question is not None:
            met.append(way.question.name)
            given.append(answers[len(given)])
            way.take(given[-1])
        met += [situation.suggestions.index(each) for each in way.suggestions()]
        if not seen.issuperset(met):
            seen.update(met)
            found.append(tuple(given))
    return found


class _Walk:
    """Leads the real course through its public moves, and looks at each screen."""

    def __init__(self, running: Running) -> None:
        self._hand = Hand(running.window)
        self._kiosk = running.kiosk
        self._course = running.kiosk.course
        self._turns = 0
        self._course.turned.connect(self._turned)
        self._hand.wait(lambda: self._course.home.ready, "what the desk offers")

    def services(self, language: str) -> Iterator[PagePicture]:
        """Look at the list of services."""
        self._speak(language)
        self._move(self._course.start, "screen:services")
        yield from self._look("", "", language, "services")
        self._move(self._course.finish, "screen:welcome")

    def situation(self, situation: Situation, language: str, offered: list[str]) -> Iterator[PagePicture]:
        """Go through a life event until every question and every reason has been looked at."""
        place, title, seen = f"situation {situation.id}", situation.title[language], set[object]()
        for answers in ways(situation, offered):
            self._move(self._course.start, "screen:services")
            self._move(self._course.guide.open, "screen:situations")
            self._move(lambda: self._course.guide.pick(situation.id), "screen:")
            for answer in answers:
                question = self._course.guide.question
                if (name := str(question.shown["name"])) not in seen:
                    seen.add(name)
                    yield from self._look(place, title, language, name)
                question.pick(YES if answer else NO)
                self._move(self._course.guide.proceed, "screen:")
            said = " ".join("oui" if answer else "non" for answer in answers)
            yield from self._look(place, title, language, f"propositions, {said}".removesuffix(", "))
            self._move(self._course.guide.leave, "screen:services")
            self._move(self._course.finish, "screen:welcome")

    def service(self, service: Service, language: str) -> Iterator[PagePicture]:
        """Go through one service, from its first question to its last page, and look at each."""
        self._speak(language)
        title = service.title[language]
        yield PagePicture(service.id, title, language, "textes", words_page(service, language, SIZE))
        self._move(lambda: self._course.choose(service.id), "screen:question")
        while self._course.screen == "question":
            name = str(self._course.question.shown["name"])
            yield from self._look(service.id, title, language, name)
            if self._is_refused(service, name):
                yield from self._look(service.id, title, language, f"{name}, refus")
                self._course.question.erase()
            self._move(self._course.proceed, "screen:")
        yield from self._look(service.id, title, language, "review")
        self._move(self._course.confirm, "screen:done")
        yield from self._look(service.id, title, language, "done")
        self._move(self._course.finish, "screen:welcome")

    def _is_refused(self, service: Service, name: str) -> bool:
        """Write one character where the form has words to refuse it, and hand it in."""
        question, shown = self._course.question, self._course.question.shown
        ruled = any(one.name == name and one.constraint is not None for one in service.form.questions)
        if not ruled or shown["way"] not in WRITTEN:
            return False
        question.write("1")
        self._course.proceed()
        self._hand.wait(lambda: bool(question.refusal), f"the refusal of {name}")
        return True

    def _speak(self, language: str) -> None:
        if self._kiosk.comfort.language != language:
            self._move(lambda: self._course.speak(language), "screen:")
            if self._kiosk.comfort.language != language:
                raise NotSeen(f"the kiosk does not speak {language}")

    def _look(self, service: str, title: str, language: str, name: str) -> Iterator[PagePicture]:
        """Photograph the page, and what its pager still hides."""
        self._hand.pause(SETTLE_MS)
        yield PagePicture(service, title, language, name, self._hand.window.grabWindow())
        part = 1
        while self._hand.sees("page-down"):
            self._hand.touch("page-down")
            self._hand.pause(SETTLE_MS)
            part += 1
            image = self._hand.window.grabWindow()
            yield PagePicture(service, title, language, f"{name}, suite {part}", image)

    def _move(self, move: Callable[[], None], screen: str) -> None:
        """Make a move and wait for the page that it leads to. Raises NotSeen, with why it was refused."""
        before = self._turns
        move()
        try:
            self._hand.wait(
                lambda: (
                    self._turns > before and self._hand.screen().startswith(screen) and self._kiosk.settled()
                ),
                screen,
            )
        except NotSeen as fault:
            raise NotSeen(f"{fault}; {self._course.question.refusal}") from fault

    def _turned(self) -> None:
        self._turns += 1

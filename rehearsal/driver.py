"""Makes one request at the kiosk as a person would: by looking at the window and touching it."""

import re
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from kiosk.catalogue.pack import Service
from kiosk.clock import SystemClock
from kiosk.forms.kinds import NO, YES
from kiosk.forms.model import Kind, Question
from kiosk.wire.attachment import attachment_name
from kiosk.wire.compact import Plain
from rehearsal.answers import automatic_answers, prefilled
from rehearsal.hand import Hand, NotSeen

Witness = Callable[[str], None]
Give = Callable[[Question, Plain], Plain]
# What stands after the name of a question in a repeat.
NUMBER = re.compile(r"\[\d+\]$")
# What a kiosk speaks to whoever comes.
FIRST_LANGUAGE = "fr"


@dataclass
class Visit:
    """What the automaton did and saw: screens in order, answers given by question name, then the code.

    pictures: what the screen showed of those that were taken, by the answer that names them.
    """

    screens: list[str] = field(default_factory=list)
    answers: dict[str, Plain] = field(default_factory=dict, repr=False)
    pictures: dict[str, bytes] = field(default_factory=dict, repr=False)
    code: str = field(default="", repr=False)
    # How long each page took from the touch that asked for it, in milliseconds.
    opened_ms: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    """What the client came for. standing: answers that the form gives before anybody touches it, by name."""

    service: Service
    language: str
    answers: Mapping[str, Plain] = field(repr=False)
    standing: Mapping[str, Plain] = field(repr=False)

    def question(self, screen: str) -> Question:
        """Return the question that a screen shows. Raises NotSeen when it shows another page."""
        name = screen.removeprefix("screen:question:")
        for question in self.service.form.questions:
            if question.name == NUMBER.sub("", name):
                return question
        raise NotSeen(f"{screen} is not a question of this form")

    def answer(self, screen: str, given: Collection[str], give: Give) -> dict[str, Plain]:
        """Give the planned answer, by name, unless it stands there already; nothing where none is planned.

        given: names of what was answered so far, which tells whether another instance is planned.
        """
        name, question = screen.removeprefix("screen:question:"), self.question(screen)
        if question.kind is Kind.ANOTHER:
            give(question, YES if self._plans_more(question.path, given) else NO)
            return {}
        if name not in self.answers:
            return {}
        value = self.answers[name]
        stands = name in self.standing and self.standing[name] == value
        return {name: value if stands else give(question, value)}

    def _plans_more(self, repeat: str, given: Collection[str]) -> bool:
        inside = [one.name for one in self.service.form.questions if one.repeat == repeat]
        return any(NUMBER.sub("", name) in inside for name in self.answers if name not in given)


def moment_digits(iso: str) -> str:
    """Return the digits that write a moment: day, month, year, hour, minutes."""
    return datetime.fromisoformat(iso).strftime("%d%m%Y%H%M")


def make_request(service: Service, answers: Mapping[str, Plain] | None, language: str) -> Request:
    """Return a request with these answers by question name, or with automatic ones."""
    today = SystemClock().today()
    given = answers or automatic_answers(service.form, language, today)
    return Request(service, language, given, prefilled(service.form, language, today))


class Driver:
    """One client at the screen.

    `witness` is told the name of each screen while it is shown. Raises NotSeen when the kiosk does not do
    what the screen promises.
    """

    def __init__(self, hand: Hand, request: Request, witness: Witness) -> None:
        self._hand = hand
        self._request = request
        self._witness = witness
        self.visit = Visit()

    def reach_review(self) -> None:
        """From the welcome screen to the page where the answers are checked."""
        self._arrive("screen:welcome")
        if self._request.language != FIRST_LANGUAGE:
            self._speak(self._request.language)
        self._hand.touch("start")
        self._arrive("screen:services")
        self._hand.touch(f"service:{self._request.service.id}")
        self._leave("screen:services")
        while (screen := self._hand.screen()) != "screen:review":
            self._ask(screen)
        self._arrive("screen:review")

    def confirm(self) -> None:
        """Touch « Envoyer » and wait for the code."""
        self._hand.touch("confirm")
        self._arrive("screen:done")
        self.visit.code = self._hand.read("code")

    def finish(self) -> None:
        """Touch « J’ai fini » and see the kiosk ready for the next person."""
        self._hand.touch("finish")
        self._arrive("screen:welcome")

    def _speak(self, language: str) -> None:
        """Choose a language from the bar, wait for the page in it: a reading begun sooner falls silent."""
        before = self._hand.texts()
        self._hand.touch("language")
        self._hand.wait(lambda: self._hand.sees(f"language:{language}"), f"the language {language}")
        self._hand.touch(f"language:{language}")
        self._hand.wait(
            lambda: not self._hand.sees("window:language") and self._hand.texts() != before,
            f"the page in {language}",
        )
        self._witness(f"screen:welcome:{language}")

    def _arrive(self, screen: str) -> None:
        self._hand.wait(lambda: self._hand.screen() == screen, screen)
        self.visit.screens.append(screen)
        self._witness(screen)

    def _leave(self, screen: str) -> None:
        touched = time.monotonic()
        self._hand.wait(lambda: self._hand.screen() not in ("", screen), f"the page after {screen}")
        self.visit.opened_ms[self._hand.screen()] = round((time.monotonic() - touched) * 1000)

    def _ask(self, screen: str) -> None:
        self.visit.answers |= self._request.answer(screen, self.visit.answers, self._give)
        self._arrive(screen)
        self._hand.touch("continue")
        self._leave(screen)

    def _give(self, question: Question, value: Plain) -> Plain:
        match question.kind:
            case Kind.SELECT_ONE | Kind.ANOTHER:
                self._choose(str(value))
            case Kind.SELECT_MULTIPLE | Kind.RANK if isinstance(value, list):
                for name in value:
                    self._choose(name)
            case Kind.ACKNOWLEDGE:
                self._hand.touch(self._hand.names("choice:")[0])
            case Kind.IMAGE | Kind.FILE:
                value = self._take_picture()
            case Kind.TEXT if "numbers" not in question.appearance:
                value = str(value).upper()
                self._type(value)
            case Kind.BARCODE:
                self._type(str(value))
            case _:
                self._dial(question.kind, str(value))
        return value

    def _take_picture(self) -> str:
        """Take a picture; return how the recipient finds it named."""
        self._hand.touch("picture:take")
        self._hand.wait(lambda: self._hand.sees("picture:again"), "the picture that was taken")
        name = attachment_name(len(self.visit.pictures) + 1, "jpg")
        self.visit.pictures[name] = self._hand.picture("picture")
        return name

    def _choose(self, name: str) -> None:
        target = f"choice:{name}"
        if self._hand.sees("seek-list"):
            self._hand.touch("seek-list")
            self._hand.wait(lambda: self._hand.sees("seek"), "the whole list")
        for key in ("page-up", "page-down"):
            while not self._hand.sees(target) and self._hand.sees(key):
                shown = self._hand.names("choice:")
                self._hand.touch(key)
                if self._hand.names("choice:") == shown:
                    break
        self._hand.touch(target)

    def _type(self, text: str) -> None:
        for character in text:
            key = "key:space" if character == " " else f"key:{character}"
            for page in ("key:accents", "key:digits", "key:letters"):
                if not self._hand.sees(key) and self._hand.sees(page):
                    self._hand.touch(page)
            self._hand.touch(key)

    def _dial(self, kind: Kind, value: str) -> None:
        if kind is Kind.DATE:
            year, month, day = value.split("-")
            value = day + month + year
        if kind is Kind.DATETIME:
            value = moment_digits(value)
        for character in value.replace(":", "") if kind is Kind.TIME else value:
            self._hand.touch(f"key:{character}")

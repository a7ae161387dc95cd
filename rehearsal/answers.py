"""Finds answers that a form accepts, by trying: the same form and day give the same answers."""

import random
import re
from collections.abc import Iterator
from datetime import date, timedelta

from kiosk.clock import SystemClock
from kiosk.forms.expression import find_calls
from kiosk.forms.kinds import NO, Kind, Value
from kiosk.forms.model import Form, Question
from kiosk.forms.session import FormSession
from kiosk.forms.syntax import Literal
from kiosk.forms.view import QuestionView
from kiosk.wire.attachment import attachment_name
from kiosk.wire.compact import Index, Plain
from rehearsal.pattern import sample

WORDS = ("MARTIN", "JEANNE", "SAINT-AUBIN", "0199004567", "75001", "A1B2C3D4")
DIGITS = ("0199004567", "75001", "12345")
LONGEST = 60
CANARY = 12
# The first picture of a request.
PHOTO = attachment_name(1, "jpg")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DAYS_FROM_TODAY = (-1, 0, 1, 7, 30, -30, -365, -3653, -10958, 365, 3653)
TIMES = ("14:30", "09:00", "12:00", "00:00", "23:59", "18:00")
# Each pass may make earlier questions relevant or break their rules; forms that need more are rare.
PASSES = 5
# Of a repeat: the first, and one that somebody added.
INSTANCES = 2


class NoAnswer(Exception):
    """No answer was found for a question that needs one."""


def automatic_answers(form: Form, language: str, today: date) -> dict[str, Plain]:
    """Return a valid answer to every question that comes up, by name. Raises NoAnswer."""
    return Respondent(form, language, today, None).answers()


def typed_answers(form: Form, language: str, today: date) -> dict[Index, Value]:
    """Return the same answers by place, as a screen gives them. Raises NoAnswer."""
    return Respondent(form, language, today, None).values()


def canary_answers(form: Form, seed: int) -> dict[str, Plain]:
    """Return valid answers that can be searched for on a disk: 12 random characters, or 9 digits.

    What a constraint or a list of choices keeps shorter stays as automatic_answers has it. Raises NoAnswer.
    """
    return Respondent(form, "fr", SystemClock().today(), seed).answers()


def prefilled(form: Form, language: str, today: date) -> dict[str, Plain]:
    """Return the answers that stand there before anybody touches the screen, by name: the form's defaults."""
    return FormSession(form, language, lambda: today).by_name()


class Respondent:
    """Somebody who answers everything. With a seed, texts and numbers are random."""

    def __init__(self, form: Form, language: str, today: date, seed: int | None) -> None:
        self.session = FormSession(form, language, lambda: today)
        self.form = form
        self.today = today
        self.canary = seed is not None
        self.given = 0
        # Not for secrets: the point is that a seed gives the same answers again.
        self.chance = random.Random(seed or 0)  # noqa: S311

    def answers(self) -> dict[str, Plain]:
        """Return the answers, by name. Raises NoAnswer."""
        self.fill_in()
        return self.session.by_name()

    def values(self) -> dict[Index, Value]:
        """Return the typed answers, by place. Raises NoAnswer."""
        self.fill_in()
        values = {index: self.session.value(index) for index in self.session.places()}
        return {index: value for index, value in values.items() if value is not None}

    def fill_in(self) -> None:
        """Answer whatever comes up. Raises NoAnswer."""
        for _ in range(PASSES):
            index = self.session.first()
            while index is not None:
                if self.session.value(index) is None or self.session.trouble(index):
                    self.answer(index)
                index = self.session.after(index)
            if not self.session.troubled():
                return
        names = ", ".join(self.session.name(index) for index in self.session.troubled())
        raise NoAnswer(names)

    def answer(self, index: Index) -> None:
        """Give the first candidate that the form accepts, if any."""
        view = self.session.view(index)
        if isinstance(index, int) and view.kind is Kind.ANOTHER:
            if self.session.count(index) < INSTANCES:
                self.session.add(index)
            else:
                self.session.answer(index, NO)
            return
        for candidate in self.candidates(self.session.question(index), view):
            if self.session.answer(index, candidate) is None and self.session.value(index) is not None:
                return

    def candidates(self, question: Question, view: QuestionView) -> Iterator[object]:
        """Yield what might be accepted, the likely first."""
        match view.kind:
            case Kind.TEXT | Kind.BARCODE:
                yield from self.texts(question)
            case Kind.INTEGER | Kind.DECIMAL:
                yield from self.numbers(question)
            case Kind.RANGE if view.bounds is not None:
                yield from (view.bounds.start, view.bounds.end)
            case Kind.RANK:
                yield tuple(choice.name for choice in view.choices)
            case Kind.DATE:
                yield from self.dates(question)
            case Kind.TIME:
                yield from TIMES
            case Kind.DATETIME:
                yield from (f"{day}T{hour}:00.000" for day in self.dates(question) for hour in TIMES[:2])
            case Kind.SELECT_ONE:
                yield from (choice.name for choice in view.choices)
            case Kind.SELECT_MULTIPLE:
                names = tuple(choice.name for choice in view.choices)
                yield names[:2]
                yield from ((name,) for name in names)
                yield names
            case Kind.ACKNOWLEDGE:
                yield True
            case Kind.IMAGE | Kind.FILE:
                yield PHOTO

    def texts(self, question: Question) -> Iterator[str]:
        """Yield texts for a question."""
        if self.canary and "numbers" not in question.appearance:
            yield self.random_text(CANARY)
        if self.canary and "numbers" in question.appearance:
            yield self.random_digits(CANARY)
        words = DIGITS if "numbers" in question.appearance else WORDS
        patterns = (sample(pattern, self.chance) for pattern in _literals(question, "regex"))
        # A person types capitals at the kiosk, so a pattern that wants small letters has no answer there.
        samples = [text.upper() for text in patterns if text]
        turn = self.given % len(words)
        self.given += 1
        yield from (*samples, *words) if self.canary else (*words[turn:], *words[:turn], *samples)
        for length in range(1, LONGEST + 1):
            yield from ("A" * length, "1" * length)

    def numbers(self, question: Question) -> Iterator[int]:
        """Yield numbers, also those near what the rule names."""
        if self.canary:
            yield int(self.random_digits(9))
        known = [1, 2, 10, 25, 0, 50, 100, 1000, 1990, self.today.year]
        named = [int(found) for found in re.findall(r"\d{1,15}", _rule(question))]
        yield from (*known, *(near for number in named for near in (number, number + 1, number - 1)))
        yield from (-number for number in known if number)

    def dates(self, question: Question) -> Iterator[str]:
        """Yield days, also those near what was answered and what the rule names."""
        yield "1980-05-14"
        for days in DAYS_FROM_TODAY:
            yield (self.today + timedelta(days=days)).isoformat()
        given = [value for value in map(self.session.value, self.session.places()) if isinstance(value, date)]
        named = [date.fromisoformat(found) for found in re.findall(r"\d{4}-\d\d-\d\d", _rule(question))]
        for near in (*given, *named):
            yield from ((near + timedelta(days=days)).isoformat() for days in (0, 1, -1))

    def random_text(self, length: int) -> str:
        """Return capitals and digits by chance."""
        # The first character is a letter: many a form refuses a name that is all digits.
        characters = [self.chance.choice(LETTERS)]
        characters += [self.chance.choice(f"{LETTERS}0123456789") for _ in range(length - 1)]
        return "".join(characters)

    def random_digits(self, length: int) -> str:
        """Return digits by chance, no 0 in front."""
        return self.chance.choice("123456789") + "".join(self.chance.choices("0123456789", k=length - 1))


def _rule(question: Question) -> str:
    return question.constraint.source if question.constraint else ""


def _literals(question: Question, function: str) -> list[str]:
    """Return the texts that a constraint hands to a function, as the pattern in regex(., '…')."""
    if question.constraint is None:
        return []
    calls = [call for call in find_calls(question.constraint.tree) if call.name == function]
    arguments = [call.arguments[-1] for call in calls]
    return [str(argument.value) for argument in arguments if isinstance(argument, Literal)]

"""Life events: a few yes/no questions lead from « je déménage » to services, each with the reason."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

MOST_QUESTIONS = 3


@dataclass(frozen=True)
class YesNo:
    """A question of a situation. label: by language. icon: a pictogram's name, or ""."""

    name: str
    label: Mapping[str, str]
    icon: str = ""


@dataclass(frozen=True)
class Suggestion:
    """A service that may help. when: the answers it needs, by question; reason: why, by language."""

    service: str
    when: Mapping[str, bool]
    reason: Mapping[str, str]


@dataclass(frozen=True)
class Situation:
    """A life event as a pack declares it; it exists in the languages of its title."""

    id: str
    title: Mapping[str, str]
    icon: str
    cap: str
    questions: tuple[YesNo, ...]
    suggestions: tuple[Suggestion, ...]

    def leads_to(self, offered: Collection[str]) -> bool:
        """Tell whether any answers lead to a service that is offered."""
        return any(suggestion.service in offered for suggestion in self.suggestions)


class Orientation:
    """One person's way through a situation; it lives as long as they stay, and is kept nowhere.

    Only those questions are asked whose answer can still change what is suggested.
    """

    def __init__(self, situation: Situation, offered: Collection[str]) -> None:
        """offered: the ids of the services that may be suggested."""
        self.situation = situation
        self._answers: dict[str, bool] = {}
        self._offered = frozenset(offered)
        self._place = self._following(0)

    def __repr__(self) -> str:
        # Which life event it is says something of the person.
        return "Orientation()"

    @property
    def question(self) -> YesNo | None:
        """Return the question to ask now, None where the suggestions are to be shown."""
        questions = self.situation.questions
        return questions[self._place] if self._place < len(questions) else None

    @property
    def answer(self) -> bool | None:
        """Return what was answered to the present question, None for nothing yet."""
        return None if self.question is None else self._answers.get(self.question.name)

    @property
    def step(self) -> tuple[int, int]:
        """Return (n, m): the present question, of those to be asked as far as one can tell now."""
        path = [place for place in range(len(self.situation.questions)) if self._matters(place)]
        return sum(place <= self._place for place in path), len(path)

    def take(self, answer: bool) -> None:
        """Take the answer to the present question and go on. Raises RuntimeError where none is asked."""
        if self.question is None:
            raise RuntimeError("no question is asked")
        self._answers[self.question.name] = answer
        self._place = self._following(self._place + 1)

    def back(self) -> bool:
        """Go back to the question before; False at the first one, where the caller leaves."""
        before = [place for place in range(self._place) if self._matters(place)]
        if before:
            self._place = before[-1]
        return bool(before)

    def offer(self, offered: Collection[str]) -> None:
        """Take other services: those of another language."""
        self._offered = frozenset(offered)
        self._place = self._following(self._place)

    def suggestions(self) -> tuple[Suggestion, ...]:
        """Return what the answers lead to, in the pack's order; each service once, for its first reason."""
        found: dict[str, Suggestion] = {}
        for suggestion in self.situation.suggestions:
            held = all(self._answers.get(name) is wanted for name, wanted in suggestion.when.items())
            if held and suggestion.service in self._offered:
                found.setdefault(suggestion.service, suggestion)
        return tuple(found.values())

    def _following(self, place: int) -> int:
        end = len(self.situation.questions)
        return next((each for each in range(place, end) if self._matters(each)), end)

    def _matters(self, place: int) -> bool:
        """Tell whether a question can change anything, given the answers to those before it."""
        asked = self.situation.questions[place].name
        earlier = {question.name for question in self.situation.questions[:place]}
        return any(
            asked in suggestion.when
            and suggestion.service in self._offered
            and not any(
                name in earlier and self._answers.get(name, wanted) is not wanted
                for name, wanted in suggestion.when.items()
            )
            for suggestion in self.situation.suggestions
        )

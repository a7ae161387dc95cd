"""The papers that a client shows at the counter: found, read, decided about, printed once more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kiosk.errors import CentralBrokeOff, CentralUnreachable, Problem
from ui.bridge import Bridge
from ui.errands import Errands
from ui.viewmodels.case import CaseViewModel

if TYPE_CHECKING:
    from kiosk.desk.case_view import CaseView
    from kiosk.desk.counter import Counter
    from kiosk.desk.finder import Finder, Wanted
    from kiosk.texts import Texts
    from kiosk.wire.case import CaseTold
    from ui.counter.words import Words
    from ui.properties import Page


@dataclass(frozen=True)
class Paper:
    """A case of this sitting. view: what was shown of it last."""

    case: CaseTold
    wanted: Wanted
    view: CaseView


class Casework:
    """Searches and shows cases. `show` turns to a screen by name, `trip` shows a Problem."""

    def __init__(
        self,
        errands: Errands[Counter],
        finder: Bridge[Finder],
        texts: Texts,
        words: Words,
        *,
        show: Callable[[str], None],
        found_nothing: Callable[[str], None],
        acted: Callable[[], None],
        name_of: Callable[[str], str],
    ) -> None:
        """found_nothing: says why a search showed nothing. acted: hears that something was recorded.

        name_of: the name of a language by its code.
        """
        self.model = CaseViewModel()
        self._errands = errands
        self._finder = finder
        self._texts = texts
        self._words = words
        self._show = show
        self._found_nothing = found_nothing
        self._acted = acted
        self._name_of = name_of
        self._papers: list[Paper] = []
        self._open: int | None = None
        self._search = 0

    def search(self, text: str) -> bool:
        """Look for what a text asks for, at the central and here; return False when it asks for nothing."""
        from kiosk.desk.finder import parse_wanted

        wanted = parse_wanted(text)
        if wanted is None:
            self._found_nothing(self._texts("counter.search.bad"))
            return False
        self._search += 1
        search = self._search

        def told(cases: tuple[CaseTold, ...]) -> None:
            if search == self._search:
                if cases:
                    self._look(cases, wanted)
                else:
                    self._look_here(wanted, self._texts("counter.search.none"))

        def failed(problem: Problem) -> None:
            if search == self._search:
                happened, _ = self._texts.problem(problem)
                if isinstance(problem, CentralUnreachable | CentralBrokeOff):
                    # Its address says nothing to an agent.
                    happened = self._texts("counter.search.no_answer")
                self._look_here(wanted, f"{happened} {self._texts('counter.search.unknown_here')}")

        self._finder.ask(lambda finder: finder.find(wanted), told, failed)
        return True

    def give_up(self) -> None:
        """Let a search that is under way come to nothing: the agent has gone on."""
        self._search += 1

    def open(self, index: int) -> None:
        """Show one of the papers again."""
        paper = self._papers[index]
        self._look((paper.case,), paper.wanted)

    def change_status(self, word: str, message: str) -> None:
        """Record a decision with words for the client, or none."""
        from kiosk.wire.case import CaseStatus

        if not word:
            self.model.say(self._texts("counter.case.status_needed"), "warn")
            return
        status = CaseStatus(word)
        self._act(
            message,
            lambda counter, envelope: counter.change_status(envelope, status, message),
            "counter.case.changed",
        )

    def add_note(self, message: str) -> None:
        """Record words for the client."""
        if not message.strip():
            self.model.say(self._texts("counter.case.message_needed"), "warn")
            return
        self._act(
            message, lambda counter, envelope: counter.add_note(envelope, message), "counter.case.noted"
        )

    def duplicate(self) -> None:
        """Print the paper of the case once more."""

        def call(counter: Counter, envelope: bytes) -> CaseView:
            counter.duplicate(envelope)
            return counter.view(envelope)

        self._act("", call, "counter.case.duplicated")

    def summary(self) -> None:
        """Print the case on A4."""

        def call(counter: Counter, envelope: bytes) -> CaseView:
            counter.print_summary(envelope)
            return counter.view(envelope)

        self._act("", call, "counter.case.summarised")

    def refresh(self) -> None:
        """Show the case as it is known now: what was on its way may have arrived."""
        paper = self._paper()
        if paper is not None:
            envelope = paper.view.envelope_id
            self._errands.ask(lambda counter: counter.view(envelope), self._refreshed, _nothing)

    def leave(self) -> None:
        """Close the case; its paper stays among those of this sitting."""
        self._open = None
        self.model.close()
        self._lay_out()

    def wipe(self) -> None:
        """Forget every paper: the client has left."""
        self.give_up()
        self._papers = []
        self._open = None
        self.model.wipe()

    def _look_here(self, wanted: Wanted, otherwise: str) -> None:
        def found(cases: tuple[CaseTold, ...]) -> None:
            if cases:
                self._look(cases, wanted)
            else:
                self._found_nothing(otherwise)

        self._errands.ask(lambda counter: counter.local(wanted), found, self._trip)

    def _look(self, cases: tuple[CaseTold, ...], wanted: Wanted) -> None:
        """Show the newest: codes are not unique, though hardly ever twice in one town."""
        case = cases[0]
        notice = self._texts("counter.search.several") if len(cases) > 1 else ""

        def shown(view: CaseView) -> None:
            self._put(Paper(case, wanted, view))
            self.model.show(self._words.case(view, self._name_of(view.language)), notice, "warn")
            self._show("case")

        self._errands.ask(lambda counter: counter.look(case, wanted), shown, self._trip)

    def _act(self, message: str, call: Callable[[Counter, bytes], CaseView], said: str) -> None:
        paper = self._paper()
        if paper is None:
            return
        if len(message.strip()) > self._longest():
            self.model.say(self._texts("counter.case.message_long", most=self._longest()), "err")
            return
        envelope = paper.view.envelope_id

        def acted(view: CaseView) -> None:
            self.model.show(self._again(paper, view), self._texts(said), "ok")
            self._acted()

        self._errands.move(lambda counter: call(counter, envelope), acted, self._trip)

    def _longest(self) -> int:
        from kiosk.desk.cases import LONGEST_MESSAGE

        return LONGEST_MESSAGE

    def _refreshed(self, view: CaseView) -> None:
        paper = self._paper()
        if paper is not None and paper.view.envelope_id == view.envelope_id:
            notice, mood = self.model.shown["notice"], self.model.shown["mood"]
            self.model.show(self._again(paper, view), notice, mood)

    def _again(self, paper: Paper, view: CaseView) -> Page:
        """Keep a paper as it is now, in words; what the central told in this sitting stays told."""
        seen = replace(view, fresh=view.fresh or paper.view.fresh)
        self._put(Paper(paper.case, paper.wanted, seen))
        return self._words.case(seen, self._name_of(seen.language))

    def _paper(self) -> Paper | None:
        return None if self._open is None else self._papers[self._open]

    def _put(self, paper: Paper) -> None:
        ids = [each.view.envelope_id for each in self._papers]
        if paper.view.envelope_id in ids:
            self._open = ids.index(paper.view.envelope_id)
            self._papers[self._open] = paper
        else:
            self._papers.append(paper)
            self._open = len(ids)
        self._lay_out()

    def _lay_out(self) -> None:
        others = [each for each in enumerate(self._papers) if each[0] != self._open]
        self.model.lay_out([self._words.paper(index, paper.view) for index, paper in others])

    def _trip(self, problem: Problem) -> None:
        happened, advice = self._texts.problem(problem)
        if self._open is None:
            self._found_nothing(f"{happened} {advice}")
        else:
            self.model.say(f"{happened} {advice}", "err")


def _nothing(_: Problem) -> None:
    """What was shown stays; the next word of the dispatcher asks again."""

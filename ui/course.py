"""The course of the screens: what is shown now, and what a touch leads to.

It knows no rule of a form and no word of the store: it asks the desk through the bridge and shows what comes
back. The session of a sitting is only ever used inside such a call, on the desk's thread.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Union

from PySide6.QtCore import Property, QObject, Signal, Slot

from kiosk.errors import Problem
from ui.afterwards import Afterwards
from ui.bridge import Bridge
from ui.comfort import Comfort
from ui.errands import Errands
from ui.guide import Guide
from ui.papers import Papers
from ui.removal import Removal
from ui.viewmodels.done import DoneViewModel
from ui.viewmodels.home import HomeViewModel
from ui.viewmodels.idle import IdleViewModel
from ui.viewmodels.question import QuestionViewModel
from ui.viewmodels.review import ReviewViewModel
from ui.viewmodels.trouble import TroubleViewModel

# The first page is shown before the desk is loaded: what it is made of is imported where a page needs it.
if TYPE_CHECKING:
    from kiosk.catalogue.agency import AgencySheet
    from kiosk.desk.intake import Confirmation, Home, Intake
    from kiosk.forms.model import Refusal
    from kiosk.session import QuestionPage, ReviewPage, Session
Page = Union["QuestionPage", "ReviewPage"]
Move = Callable[["Session", "Intake"], "Refusal | None"]


class Course(QObject):
    """Shows screens and windows in turn; wiped at the end of each sitting."""

    turned = Signal()
    windowed = Signal()
    opened = Signal()
    failed = Signal(object)

    def __init__(self, bridge: Bridge[Intake], comfort: Comfort, idle_s: tuple[int, int]) -> None:
        super().__init__()
        self._bridge = bridge
        self._comfort = comfort
        self.home = HomeViewModel()
        self.question = QuestionViewModel()
        self.review = ReviewViewModel()
        self.done = DoneViewModel()
        self.trouble = TroubleViewModel()
        self.idle = IdleViewModel(*idle_s)
        self._screen = ""
        self._window = ""
        self._beneath = ""
        self._retreat = "welcome"
        self.guide = Guide(self.home, self.trouble, comfort, self._show)
        self.errands = Errands(bridge)
        self._afterwards = Afterwards(self.errands.ask, self.done)
        self.papers = Papers(self.errands, comfort, self._show, self.finish)
        self.removal = Removal(self._open, lambda act: self.move(lambda session, _: act(session)))
        self._session: Session | None = None
        # Whether an answer was given that leaving the service would lose.
        self._given = False
        self._service = ""
        # Whether somebody touched « Commencer » before there was anything to offer.
        self._hurried = False
        self.idle.asked.connect(self._open_idle)
        self.idle.expired.connect(self.finish)
        bridge.topic.connect(self._afterwards.hear)

    def begin(self, agency: AgencySheet | None) -> None:
        """Show the first screen, before the desk is there: opening it may outlast a glance."""
        if agency is not None:
            self.home.introduce(agency)
        self._show("welcome")

    def open_desk(self) -> None:
        """Open the desk; show the code again, when the kiosk stopped just after it."""
        self._bridge.open(self.fail)
        language = self._comfort.language
        self._bridge.ask(
            lambda intake: (intake.languages(), intake.home(language), intake.recall()),
            lambda opened: self._start(*opened),
            self.fail,
        )

    def fail(self, problem: Problem) -> None:
        """Show that the kiosk is out of service."""
        happened, advice = self._comfort.texts.problem(problem)
        self._wipe()
        self.trouble.show(happened, advice, problem.code)
        self._show("out-of-service")
        self.failed.emit(problem)

    # What a touch asks for.

    @Slot()
    def start(self) -> None:
        """Leave the welcome screen; a touch that comes before the desk is there counts once it is."""
        if self.home.ready:
            self._show("services")
        else:
            self._hurried = True

    @Slot(str)
    def choose(self, service: str) -> None:
        """Open a service."""
        self._service = service
        language = self._comfort.language

        def opened(intake: Intake) -> tuple[Session, Page]:
            session = intake.open_session(service, language)
            return session, session.page()

        self.errands.move(opened, self._sit_down, self._trip)

    @Slot()
    def proceed(self) -> None:
        """Give the answer and go on."""
        value = self.question.value()
        self.move(lambda session, _: session.answer(value) or session.forward())

    @Slot()
    def back(self) -> None:
        """Go one page back, keeping what was written as far as the form takes it."""
        if self._screen == "services":
            self._show("welcome")
        elif self._session is not None:
            session, value, given = self._session, self.question.value(), self._given
            asking = self._screen == "question"

            def call(_: Intake) -> Page | bool:
                if asking:
                    session.answer(value)
                return session.page() if session.back() else given

            self.errands.move(call, self._went_back, self._trip)

    @Slot(int)
    def change(self, index: int) -> None:
        """Go from the review to one of its questions."""
        from kiosk.forms.model import from_number

        def move(session: Session, _: Intake) -> None:
            session.change(from_number(index))

        self.move(move)

    @Slot()
    def confirm(self) -> None:
        """Commit the request, once."""
        session = self._session
        if session is None or self.review.is_sending():
            return
        self.review.set_sending(True)

        def commit(intake: Intake) -> Confirmation:
            confirmation = intake.submit(session)
            session.wipe()
            return confirmation

        self.errands.move(commit, self._show_done, self._not_sent)

    @Slot()
    def finish(self) -> None:
        """End the sitting; not in the moment in which the request is being committed."""
        if self.review.is_sending():
            return
        self._wipe()
        self._leave_comfort()
        self._show("welcome")

    # What a person changes for themselves.

    @Slot(str)
    def speak(self, language: str) -> None:
        """Go on in another language, on the same page, with the same answers."""
        session, value = self._session, self.question.value()
        asking, confirmed = self._screen == "question", self._afterwards.confirmation

        def call(intake: Intake) -> tuple[Home, Page | Confirmation | None]:
            home = intake.home(language)
            if confirmed is not None:
                return home, intake.reworded(confirmed, language)
            if session is None:
                return home, None
            if asking:
                session.answer(value)
            session.speak(language)
            return home, session.page()

        def spoken(result: tuple[Home, Page | Confirmation | None]) -> None:
            self._comfort.set(language=language)
            self.home.show(result[0], self._comfort.texts)
            self.guide.reword()
            self._show_again(result[1])

        self.errands.move(call, spoken, self._trip)

    # Windows over the page.

    @Slot()
    def help(self) -> None:
        """Say how to reach a person."""
        self._open("help")

    @Slot(str)
    def offer(self, window: str) -> None:
        """Offer the languages, the sizes of the text or the colours: "language", "text", "contrast"."""
        self._open(window)

    @Slot()
    def restart(self) -> None:
        """Ask whether to start again; with nothing to lose, just do it."""
        self._retreat = "welcome"
        if self._screen in ("services", "situations"):
            self._show("welcome")
        elif self._screen != "out-of-service":
            self._open("restart")

    @Slot()
    def retreat(self) -> None:
        """Start again: the person said yes."""
        if self.review.is_sending():
            return
        self._wipe()
        self._show(self._retreat)

    @Slot()
    def stay(self) -> None:
        """Close the window and go on."""
        self.idle.stay()
        self._open(self._beneath if self._window == "idle" else "")

    def _open(self, window: str) -> None:
        if window != "idle" and self.idle.is_counting():
            # Whoever opens another window is there: nothing may run out behind it.
            self.idle.stay()
        self._beneath = self._window if window == "idle" else ""
        self._window = window
        self.windowed.emit()

    def _open_idle(self) -> None:
        self._open("idle")

    # What comes back from the desk.

    def _start(self, languages: tuple[str, ...], home: Home, recalled: Confirmation | None) -> None:
        self._comfort.offer(languages)
        self.home.show(home, self._comfort.texts)
        self.opened.emit()
        if recalled is not None:
            self._show_done(recalled)
        elif self._hurried:
            self._show("services")

    def _sit_down(self, opened: tuple[Session, Page]) -> None:
        self._session, page = opened
        self.trouble.wipe()
        self._show_page(page)

    def _show_page(self, page: Page) -> None:
        from kiosk.session import ReviewPage

        if isinstance(page, ReviewPage):
            self.question.wipe()
            self.review.show(page, *self.home.subject(self._service))
            self._show("review")
        else:
            self.review.wipe()
            self.question.show(page, *self.home.subject(self._service))
            self._show("question")

    def _went_back(self, page: Page | bool) -> None:
        if page is True:
            self._retreat = "services"
            self._open("restart")
        elif page is False:
            self._wipe(guided=True)
            self._show("suggestions" if self.guide.suggests else "services")
        else:
            self._show_page(page)

    def _show_done(self, confirmation: Confirmation) -> None:
        self._session = None
        self._service = ""
        self.question.wipe()
        self.guide.wipe()
        self._afterwards.follow(confirmation)
        self._show("done")
        self.review.wipe()

    def _show_again(self, shown: Page | Confirmation | None) -> None:
        """Show the same screen in the language that has just been chosen."""
        from kiosk.desk.intake import Confirmation

        if isinstance(shown, Confirmation):
            self._afterwards.follow(shown)
            self._show("done")
        elif shown is not None:
            self._show_page(shown)
        else:
            self._show(self.guide.screen(self._screen))

    def _not_sent(self, problem: Problem) -> None:
        happened, advice = self._comfort.texts.problem(problem)
        self.review.set_trouble(happened, f"{advice} {self._comfort.texts('review.kept')}")

    def _trip(self, problem: Problem) -> None:
        happened, advice = self._comfort.texts.problem(problem)
        if self._screen == "question":
            self.question.refuse(f"{happened} {advice}")
        else:
            self.trouble.show(happened, advice, problem.code)

    # The hinges.

    def move(self, move: Move) -> None:
        """Do something with the session at the desk, and show where it then stands."""
        from kiosk.forms.model import Refusal

        session = self._session
        if session is None:
            return

        def call(intake: Intake) -> Page | Refusal:
            refusal = move(session, intake)
            return refusal if refusal is not None else session.page()

        def arrived(result: Page | Refusal) -> None:
            if isinstance(result, Refusal):
                self.question.explain(result, self._comfort.texts)
            else:
                self._given = True
                self._show_page(result)

        self.errands.move(call, arrived, self._trip)

    def _show(self, screen: str) -> None:
        self._screen = screen
        self._open("")
        self._watch()
        self.turned.emit()

    def _watch(self) -> None:
        """An empty welcome screen may stay as long as it likes, but not in somebody's language or colours."""
        empty = self._screen == "welcome" and self._comfort.is_default()
        self.idle.watch(not empty and self._screen != "out-of-service")

    def _leave_comfort(self) -> None:
        if self._comfort.is_default():
            return
        self._comfort.reset()
        texts = self._comfort.texts
        self._bridge.ask(
            lambda intake: intake.home(texts.language), lambda home: self.home.show(home, texts), self.fail
        )

    def _wipe(self, *, guided: bool = False) -> None:
        """Forget the sitting; `guided`: all but the situation that led to the service."""
        session, confirmation = self._session, self._afterwards.confirmation
        self.errands.end()
        self._session = None
        self._service = ""
        self._given = False
        self._afterwards.end()
        if not guided:
            self.guide.wipe()
        for viewmodel in (self.question, self.review, self.done, self.trouble, self.papers, self.removal):
            viewmodel.wipe()
        if session is not None:
            self.errands.last(lambda _: session.wipe(), self.fail)
        if confirmation is not None:
            envelope = confirmation.envelope_id
            self.errands.last(lambda intake: intake.finish(envelope), self.fail)

    def _name(self) -> str:
        asking = {"question": self.question, "situation": self.guide.question}.get(self._screen)
        return f"screen:{self._screen}" + ("" if asking is None else f":{asking.shown['name']}")

    screen = Property(str, lambda self: self._screen, notify=turned)
    name = Property(str, _name, notify=turned)
    window = Property(str, lambda self: self._window, notify=windowed)
    guide_model = Property(QObject, lambda self: self.guide, constant=True)
    afterwards = Property(QObject, lambda self: self._afterwards, constant=True)
    comfort = Property(QObject, lambda self: self._comfort, constant=True)
    papers_model = Property(QObject, lambda self: self.papers, constant=True)
    home_model = Property(QObject, lambda self: self.home, constant=True)
    question_model = Property(QObject, lambda self: self.question, constant=True)
    review_model = Property(QObject, lambda self: self.review, constant=True)
    done_model = Property(QObject, lambda self: self.done, constant=True)
    idle_model = Property(QObject, lambda self: self.idle, constant=True)
    removal_model = Property(QObject, lambda self: self.removal, constant=True)
    trouble_model = Property(QObject, lambda self: self.trouble, constant=True)

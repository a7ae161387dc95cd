"""A request that an agent makes with a client: the same session as at the kiosk, kept as a draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from kiosk.errors import Problem
from ui.afterwards import Afterwards
from ui.comfort import Comfort
from ui.errands import Errands
from ui.removal import Removal
from ui.viewmodels.done import DoneViewModel
from ui.viewmodels.entry import EntryViewModel
from ui.viewmodels.question import QuestionViewModel
from ui.viewmodels.review import ReviewViewModel

if TYPE_CHECKING:
    from kiosk.desk.counter import Counter
    from kiosk.desk.intake import Confirmation
    from kiosk.forms.model import Refusal, Value
    from kiosk.session import QuestionPage, ReviewPage, ReviewRow, Session
    from kiosk.texts import Texts
    from kiosk.wire.compact import Assistance
Move = Callable[["Session"], "Refusal | None"]
FRENCH = "fr"
T = TypeVar("T")
MODES = ("alone", "together", "entered")
# Lines under the present question: with it they fill a screen of 768 pixels.
AHEAD = 4


@dataclass(frozen=True)
class Sheet:
    """A page of the session with what was answered so far, as the desk's thread hands it over."""

    page: QuestionPage | ReviewPage
    answered: tuple[ReviewRow, ...] = field(repr=False)
    # What is answered in one line and comes next: on the same page, an agent types on.
    ahead: tuple[QuestionPage, ...] = ()
    # The same questions for the agent, where the client speaks another language.
    french: tuple[QuestionPage, ...] = ()
    # Why the draft of this page could not be kept.
    unsaved: Problem | None = None


@dataclass(frozen=True)
class Given:
    """What stands on the page: the present question's answer, and those of the lines under it by index."""

    value: Value | None = field(repr=False)
    ahead: dict[int, Value | None] = field(repr=False)

    def keep(self, session: Session) -> None:
        """Take it as far as the form does, and stay."""
        session.answer(self.value)
        session.keep(self.ahead)


class Entry:
    """Asks, keeps and records. `show` turns to a screen by name, `trip` shows a Problem."""

    def __init__(
        self,
        errands: Errands[Counter],
        comfort: Comfort,
        texts: Texts,
        show: Callable[[str], None],
        trip: Callable[[Problem], None],
    ) -> None:
        """texts: the agent's, in French; those of the comfort are the client's."""
        self.model = EntryViewModel()
        self.question = QuestionViewModel()
        self.ahead = [QuestionViewModel() for _ in range(AHEAD)]
        self.review = ReviewViewModel()
        self.done = DoneViewModel()
        # The page itself asks whether to: it opens no window.
        self.removal = Removal(lambda _: None, self._move)
        self._errands = errands
        self._comfort = comfort
        self._texts = texts
        self._show = show
        self._trip = trip
        self.afterwards = Afterwards(
            lambda call, then, failed: errands.ask(lambda counter: call(counter.intake), then, failed),
            self.done,
        )
        self._session: Session | None = None
        self._mode = "together"
        self._title = ""

    def begin(self, service: str, title: str, icon: str, cap: str, mode: str) -> None:
        """Begin a request in French."""
        assistance = _assistance(mode)

        def call(counter: Counter) -> tuple[Session, Sheet]:
            session = counter.begin(service, FRENCH, assistance)
            return session, _sheet(session)

        def begun(opened: tuple[Session, Sheet]) -> None:
            self._take(opened[0], title, icon, cap, mode)
            self._turn(opened[1])

        self._errands.move(call, begun, self._trip)

    def resume(self) -> None:
        """Go on with the draft that waits, even of a service that has been switched off since."""
        from kiosk.catalogue.pack import in_language

        def call(counter: Counter) -> tuple[Session, Assistance, Sheet]:
            session, assistance = counter.resume()
            return session, assistance, _sheet(session)

        def resumed(opened: tuple[Session, Assistance, Sheet]) -> None:
            session, assistance, sheet = opened
            self._comfort.set(language=session.language)
            service = session.service
            title = in_language(service.title, FRENCH)
            self._take(session, title, service.icon, service.cap, MODES[assistance])
            self._turn(sheet)

        self._errands.move(call, resumed, self._trip)

    def set_mode(self, mode: str) -> None:
        """Take who types; it travels with the request."""
        self._mode = mode
        self.model.set_mode(mode)
        session, assistance = self._session, _assistance(mode)
        if session is not None:
            self._errands.ask(lambda counter: counter.save_draft(session, assistance), _nothing, self._trip)

    def proceed(self) -> None:
        """Give the answer and go on."""
        given = self._given()
        if given is not None:
            self._move(lambda session: session.forward_through(given.value, given.ahead))

    def back(self, leave: Callable[[], None]) -> None:
        """Go one page back, keeping what was written as far as the form takes it; leave at the first one."""
        session, given = self._session, self._given()
        if session is None:
            return
        assistance = _assistance(self._mode)

        def call(counter: Counter) -> Sheet | None:
            if given is not None:
                given.keep(session)
            return _kept(counter, session, assistance) if session.back(AHEAD) else None

        self._errands.move(call, lambda sheet: leave() if sheet is None else self._turn(sheet), self._trip)

    def change(self, index: int) -> None:
        """Go to a question that was answered, keeping what is written on this page."""
        from kiosk.forms.model import from_number

        given = self._given()

        def move(session: Session) -> None:
            if given is not None:
                given.keep(session)
            session.change(from_number(index))

        self._move(move)

    def speak(self, language: str) -> None:
        """Go on in the client's language, on the same page, with the same answers."""
        session, given = self._session, self._given()
        confirmed, assistance = self.afterwards.confirmation, _assistance(self._mode)

        def call(counter: Counter) -> Sheet | Confirmation | None:
            if confirmed is not None:
                return counter.intake.reworded(confirmed, language)
            if session is None:
                return None
            if given is not None:
                given.keep(session)
            session.speak(language)
            return _kept(counter, session, assistance)

        def spoken(shown: Sheet | Confirmation | None) -> None:
            self._comfort.set(language=language)
            self.model.speak(language, rtl=self._comfort.rtl)
            if isinstance(shown, Sheet):
                self._turn(shown)
            elif shown is not None:
                self.afterwards.follow(shown)
                self._show("done")

        self._errands.move(call, spoken, self._trip)

    def confirm(self) -> None:
        """Record the request, once."""
        session, assistance = self._session, _assistance(self._mode)
        if session is None or self.review.is_sending():
            return
        self.review.set_sending(True)

        def commit(counter: Counter) -> Confirmation:
            confirmation = counter.submit(session, assistance)
            session.wipe()
            return confirmation

        def recorded(confirmation: Confirmation) -> None:
            self._session = None
            self._wipe_questions()
            self.afterwards.follow(confirmation)
            self._show("done")
            self.review.wipe()

        self._errands.move(commit, recorded, self._trip)

    def lay_aside(self) -> Callable[[Counter], None]:
        """Forget the request here; return what the desk still has to do: keep the draft, forget the code."""
        session, given = self._session, self._given()
        confirmed, assistance = self.afterwards.confirmation, _assistance(self._mode)
        self._session = None
        self.afterwards.end()
        self._wipe_questions()
        for viewmodel in (self.model, self.review, self.done, self.removal):
            viewmodel.wipe()

        def call(counter: Counter) -> None:
            if session is not None:
                if given is not None:
                    given.keep(session)
                # A service opened by mistake leaves nothing that would wait.
                if session.answered():
                    counter.save_draft(session, assistance)
                else:
                    counter.drop_draft()
                session.wipe()
            if confirmed is not None:
                counter.intake.finish(confirmed.envelope_id)

        return call

    def refuse(self, happened: str, advice: str) -> bool:
        """Say on the page of the request what went wrong; return False when there is none."""
        if self._session is None:
            return False
        if self._is_asking():
            self.question.refuse(f"{happened} {advice}")
        else:
            self.review.set_trouble(happened, advice)
        return True

    def is_recording(self) -> bool:
        """Tell whether the request is being committed: nothing may leave the page then."""
        return self.review.is_sending()

    def _is_asking(self) -> bool:
        return bool(self.question.shown)

    def _given(self) -> Given | None:
        """Return what stands on the page of a question, None on any other page."""
        if not self._is_asking():
            return None
        lines = (model for model in self.ahead if model.shown)
        return Given(self.question.value(), {model.shown["index"]: model.value() for model in lines})

    def _wipe_questions(self) -> None:
        for model in (self.question, *self.ahead):
            model.wipe()

    def _take(self, session: Session, title: str, icon: str, cap: str, mode: str) -> None:
        self._session, self._mode, self._title = session, mode, title
        languages = self._comfort.shown()["languages"]
        self.model.open(service=title, icon=icon, cap=cap, languages=languages)  # type: ignore[arg-type]
        self.model.speak(session.language, rtl=self._comfort.rtl)
        self.model.set_mode(mode)

    def _turn(self, sheet: Sheet) -> None:
        from kiosk.session import ReviewPage

        page, cap = sheet.page, self.model.shown["cap"]
        if isinstance(page, ReviewPage):
            self._wipe_questions()
            self.model.show(sheet.answered, ())
            self.review.show(page, self._title, cap)
            self._show("review")
        else:
            self.review.wipe()
            shown = (page, *sheet.ahead)
            self.model.show(sheet.answered, [each.view.index for each in shown], sheet.french)
            self.question.show(page, self._title, cap)
            for number, model in enumerate(self.ahead):
                if number < len(sheet.ahead):
                    model.show(sheet.ahead[number], self._title, cap)
                else:
                    model.wipe()
            self._show("question")
        if sheet.unsaved is not None:
            self._trip(sheet.unsaved)

    def _move(self, move: Move | Callable[[Session], None]) -> None:
        session, assistance = self._session, _assistance(self._mode)
        if session is None:
            return

        def call(counter: Counter) -> tuple[Sheet | None, Refusal | None]:
            before = session.place
            refusal = _in_french(session, move)
            # A line that is refused gets a page of its own; those before it are answered.
            stays = refusal is not None and session.place == before
            return None if stays else _kept(counter, session, assistance), refusal

        def arrived(result: tuple[Sheet | None, Refusal | None]) -> None:
            sheet, refusal = result
            if sheet is not None:
                self._turn(sheet)
            if refusal is not None:
                # In French, as `_in_french` made the move: it is the agent who reads why.
                self.question.explain(refusal, self._texts)

        self._errands.move(call, arrived, self._trip)


def _sheet(session: Session) -> Sheet:
    from kiosk.session import QuestionPage

    page, french = session.page(), ()
    if not isinstance(page, QuestionPage):
        return Sheet(page, session.answered())
    if session.language != FRENCH:
        french = _in_french(session, _questions)
    return Sheet(page, session.answered(), _questions(session)[1:], french)


def _questions(session: Session) -> tuple[QuestionPage, ...]:
    """Return the questions of one page: the present one, and what is answered in one line after it."""
    page = session.page()
    return (page, *session.ahead(AHEAD))  # type: ignore[arg-type]  # called where a question is shown


def _kept(counter: Counter, session: Session, assistance: Assistance) -> Sheet:
    """Keep the draft of a page that was turned; one that cannot be kept does not undo the turning."""
    sheet = _sheet(session)
    try:
        counter.save_draft(session, assistance)
    except Problem as problem:
        return replace(sheet, unsaved=problem)
    return sheet


def _in_french(session: Session, call: Callable[[Session], T]) -> T:
    """Do something with the session in the agent's language, and leave it in the client's."""
    language = session.language
    if language == FRENCH:
        return call(session)
    session.speak(FRENCH)
    try:
        return call(session)
    finally:
        session.speak(language)


def _assistance(mode: str) -> Assistance:
    from kiosk.wire.compact import Assistance

    return Assistance(MODES.index(mode))


def _nothing(_: object) -> None:
    """The desk has nothing to say."""

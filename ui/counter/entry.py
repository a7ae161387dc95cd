"""A request that an agent makes with a client: the same session as at the kiosk, kept as a draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from kiosk.errors import Problem
from ui.afterwards import Afterwards
from ui.comfort import Comfort
from ui.errands import Errands
from ui.viewmodels.done import DoneViewModel
from ui.viewmodels.entry import EntryViewModel
from ui.viewmodels.question import QuestionViewModel
from ui.viewmodels.review import ReviewViewModel

if TYPE_CHECKING:
    from kiosk.desk.counter import Counter
    from kiosk.desk.intake import Confirmation
    from kiosk.forms.model import Refusal
    from kiosk.session import QuestionPage, ReviewPage, ReviewRow, Session
    from kiosk.texts import Texts
    from kiosk.wire.compact import Assistance
Move = Callable[["Session"], "Refusal | None"]
FRENCH = "fr"
T = TypeVar("T")
MODES = ("alone", "together", "entered")


@dataclass(frozen=True)
class Sheet:
    """A page of the session with what was answered so far, as the desk's thread hands it over."""

    page: QuestionPage | ReviewPage
    answered: tuple[ReviewRow, ...] = field(repr=False)
    # The same question for the agent, where the client speaks another language.
    french: QuestionPage | None = None
    # Why the draft of this page could not be kept.
    unsaved: Problem | None = None


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
        self.review = ReviewViewModel()
        self.done = DoneViewModel()
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

    def resume(self, head: Callable[[str], tuple[str, str, str]]) -> None:
        """Go on with the draft that waits. head: title, icon and cap of a service id."""

        def call(counter: Counter) -> tuple[Session, Assistance, Sheet]:
            session, assistance = counter.resume()
            return session, assistance, _sheet(session)

        def resumed(opened: tuple[Session, Assistance, Sheet]) -> None:
            session, assistance, sheet = opened
            self._comfort.set(language=session.language)
            self._take(session, *head(session.service.id), MODES[assistance])
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
        value = self.question.value()
        self._move(lambda session: session.answer(value) or session.forward())

    def back(self, leave: Callable[[], None]) -> None:
        """Go one page back, keeping what was written as far as the form takes it; leave at the first one."""
        session, value, asking = self._session, self.question.value(), self._is_asking()
        if session is None:
            return
        assistance = _assistance(self._mode)

        def call(counter: Counter) -> Sheet | None:
            if asking:
                session.answer(value)
            return _kept(counter, session, assistance) if session.back() else None

        self._errands.move(call, lambda sheet: leave() if sheet is None else self._turn(sheet), self._trip)

    def change(self, index: int) -> None:
        """Go to a question that was answered, keeping what is written on this page."""
        value, asking = self.question.value(), self._is_asking()

        def move(session: Session) -> None:
            if asking:
                session.answer(value)
            session.change(index)

        self._move(move)

    def speak(self, language: str) -> None:
        """Go on in the client's language, on the same page, with the same answers."""
        session, value, asking = self._session, self.question.value(), self._is_asking()
        confirmed, assistance = self.afterwards.confirmation, _assistance(self._mode)

        def call(counter: Counter) -> Sheet | Confirmation | None:
            if confirmed is not None:
                return counter.intake.reworded(confirmed, language)
            if session is None:
                return None
            if asking:
                session.answer(value)
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
            self.question.wipe()
            self.afterwards.follow(confirmation)
            self._show("done")
            self.review.wipe()

        self._errands.move(commit, recorded, self._trip)

    def lay_aside(self) -> Callable[[Counter], None]:
        """Forget the request here; return what the desk still has to do: keep the draft, forget the code."""
        session, value, asking = self._session, self.question.value(), self._is_asking()
        confirmed, assistance = self.afterwards.confirmation, _assistance(self._mode)
        self._session = None
        self.afterwards.end()
        for viewmodel in (self.model, self.question, self.review, self.done):
            viewmodel.wipe()

        def call(counter: Counter) -> None:
            if session is not None:
                if asking:
                    session.answer(value)
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
            self.question.wipe()
            self.model.show(sheet.answered, None)
            self.review.show(page, self._title, cap)
            self._show("review")
        else:
            self.review.wipe()
            self.model.show(sheet.answered, page.view.index, sheet.french)
            self.question.show(page, self._title, cap)
            self._show("question")
        if sheet.unsaved is not None:
            self._trip(sheet.unsaved)

    def _move(self, move: Move | Callable[[Session], None]) -> None:
        from kiosk.forms.model import Refusal

        session, assistance = self._session, _assistance(self._mode)
        if session is None:
            return

        def call(counter: Counter) -> Sheet | Refusal:
            refusal = _in_french(session, move)
            return _kept(counter, session, assistance) if refusal is None else refusal

        def arrived(result: Sheet | Refusal) -> None:
            if isinstance(result, Refusal):
                self.question.refuse(self._words_of(result))
            else:
                self._turn(result)

        self._errands.move(call, arrived, self._trip)

    def _words_of(self, refusal: Refusal) -> str:
        """In French, as `_in_french` made the move: it is the agent who reads why an answer is refused."""
        if refusal.message:
            return refusal.message
        texts = self._texts.all()
        return texts.get(f"{refusal.key}.{self.question.shown['way']}") or texts[refusal.key]


def _sheet(session: Session) -> Sheet:
    from kiosk.session import QuestionPage

    french = None if session.language == FRENCH else _in_french(session, lambda speaking: speaking.page())
    return Sheet(session.page(), session.answered(), french if isinstance(french, QuestionPage) else None)


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

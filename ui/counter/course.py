"""The course of the counter's screens: what is shown now, and what a key leads to.

Like the kiosk's, it knows no rule of a form and no word of the store: it asks the desk and shows what comes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot

from kiosk.errors import Problem
from kiosk.texts import Texts
from ui.bridge import Bridge
from ui.comfort import Comfort
from ui.counter.casework import Casework
from ui.counter.entry import Entry
from ui.errands import Errands
from ui.viewmodels.draft import DraftViewModel
from ui.viewmodels.header import HeaderViewModel
from ui.viewmodels.home import HomeViewModel
from ui.viewmodels.login import LoginViewModel
from ui.viewmodels.trouble import TroubleViewModel

if TYPE_CHECKING:
    from kiosk.desk.counter import Agent, Counter, DraftCard, DraftLost, Network, PinAnswer
    from kiosk.desk.finder import Finder
    from kiosk.desk.intake import Home
    from ui.counter.words import Words
FRENCH = "fr"
NETWORK_MS = 5_000
# An agent who went for coffee: what is on the screen is somebody's.
LOCK_MS = 10 * 60 * 1000


class CounterCourse(QObject):
    """Shows the screens of the counter in turn; every one but the login is behind a PIN."""

    turned = Signal()
    opened = Signal()
    failed = Signal(object)

    def __init__(
        self, bridge: Bridge[Counter], finder: Bridge[Finder], comfort: Comfort, texts: Texts
    ) -> None:
        """texts: the agent's, in French; those of the comfort are the client's."""
        super().__init__()
        self._bridge = bridge
        self._finder = finder
        self._comfort = comfort
        self._texts = texts
        self._errands: Errands[Counter] = Errands(bridge)
        self.login = LoginViewModel()
        self.home = HomeViewModel()
        self.draft = DraftViewModel()
        self.header = HeaderViewModel()
        self.trouble = TroubleViewModel()
        self.entry = Entry(self._errands, comfort, texts, self._show, self._trip)
        self._case: Casework | None = None
        self._screen = ""
        self._poll = QTimer(self, interval=NETWORK_MS)
        self._poll.timeout.connect(self._ask_network)
        self._lock = QTimer(self, interval=LOCK_MS, singleShot=True)
        self._lock.timeout.connect(self.log_out)
        bridge.topic.connect(self._hear)

    @property
    def case(self) -> Casework:
        """Return the work on cases; what it is made of is imported after the first picture."""
        if self._case is None:
            self._case = Casework(
                self._errands,
                self._finder,
                self._texts,
                self._words(),
                show=self._found,
                found_nothing=self._found_nothing,
                acted=self._ask_network,
                name_of=self._comfort.name_of,
            )
        return self._case

    def open_desk(self) -> None:
        """Open the desk; its way to the central when the desk could be opened."""
        self._bridge.open(self.fail)
        self._errands.ask(
            lambda counter: (
                counter.agents(),
                counter.intake.languages(),
                counter.intake.home(FRENCH),
                counter.network(),
            ),
            lambda opened: self._start(*opened),
            self.fail,
        )

    def fail(self, problem: Problem) -> None:
        """Show that the counter is out of service."""
        happened, advice = self._texts.problem(problem)
        self._errands.end()
        self._poll.stop()
        self._lock.stop()
        self.entry.lay_aside()
        self.case.wipe()
        self.trouble.show(happened, advice, problem.code)
        self._show("out-of-service")
        self.failed.emit(problem)

    def touched(self) -> None:
        """Somebody is there."""
        if self._lock.isActive():
            self._lock.start()

    # Who works here.

    @Slot(int, str)
    def log_in(self, number: int, pin: str) -> None:
        """Let an agent in whose PIN this is."""

        def call(counter: Counter) -> tuple[PinAnswer, tuple[Agent, ...], DraftCard | DraftLost | None]:
            from kiosk.desk.counter import Welcome

            answer = counter.log_in(number, pin)
            draft = counter.waiting_draft() if isinstance(answer, Welcome) else None
            return answer, counter.agents(), draft

        self.login.check()
        self._errands.move(call, lambda answered: self._let_in(*answered), self._trip)

    @Slot()
    def log_out(self) -> None:
        """Leave the counter to the next agent; a request under way is kept as a draft."""
        if self.entry.is_recording() or self._screen in ("", "login", "out-of-service"):
            return
        kept = self._wipe(papers=True)

        def call(counter: Counter) -> tuple[Agent, ...]:
            kept(counter)
            counter.log_out()
            return counter.agents()

        self._lock.stop()
        self.header.show(agent="", refusal="", searching=False)
        self.draft.show({})
        self._errands.move(call, self.login.show, self.fail)
        self._show("login")

    # What the first page offers.

    @Slot(str, str)
    def begin(self, service: str, mode: str) -> None:
        """Begin a request; one that waits is not thrown away for it."""
        if self.draft.shown.get("service"):
            self.trouble.show(self._texts("counter.draft.first"), "", "")
            return
        self.entry.begin(service, *self._head(service), mode)

    @Slot()
    def resume(self) -> None:
        """Go on with the request that waits."""
        self.entry.resume()

    @Slot()
    def drop_draft(self) -> None:
        """Forget the request that waits."""
        self._errands.move(lambda counter: counter.drop_draft(), self._dropped, self._trip)

    @Slot()
    def go_home(self) -> None:
        """Come back to the first page; when a request is done, the client has left."""
        self._return(papers=self._screen in ("home", "done"))

    @Slot()
    def next_client(self) -> None:
        """Come back to the first page with nothing of the client who was here; a request is kept."""
        self._return(papers=True)

    # The request with the client: see Entry.

    @Slot(str)
    def set_mode(self, mode: str) -> None:
        """Take who types."""
        self.entry.set_mode(mode)

    @Slot(str)
    def speak(self, language: str) -> None:
        """Go on in the client's language."""
        self.entry.speak(language)

    @Slot()
    def proceed(self) -> None:
        """Give the answer and go on."""
        self.entry.proceed()

    @Slot()
    def back(self) -> None:
        """Go one page back."""
        if self._screen in ("question", "review"):
            self.entry.back(self.go_home)
        elif self._screen == "case":
            self.go_home()

    @Slot(int)
    def change(self, index: int) -> None:
        """Go to a question that was answered."""
        self.entry.change(index)

    @Slot()
    def suspend(self) -> None:
        """Keep the request for later."""
        self.go_home()

    @Slot()
    def confirm(self) -> None:
        """Record the request; a search that is under way must not come between."""
        if self._case is not None:
            self._case.give_up()
            self.header.show(searching=False)
        self.entry.confirm()

    # The papers that the client shows: see Casework.

    @Slot(str)
    def search(self, text: str) -> None:
        """Look for a case by what was typed or scanned, from any page."""
        if self._screen in ("", "login", "out-of-service") or self.entry.is_recording():
            return
        self.header.show(searching=True, refusal="")
        self.case.search(text)

    @Slot()
    def forget_refusal(self) -> None:
        """The code is being mended: what was wrong with it is not said any more."""
        self.header.show(refusal="")

    @Slot(int)
    def open_case(self, index: int) -> None:
        """Show one of the papers again."""
        self.case.open(index)

    @Slot(str, str)
    def change_status(self, word: str, message: str) -> None:
        """Record a decision."""
        self.case.change_status(word, message)

    @Slot(str)
    def add_note(self, message: str) -> None:
        """Record words for the client."""
        self.case.add_note(message)

    @Slot()
    def duplicate(self) -> None:
        """Print the paper of the case once more."""
        self.case.duplicate()

    @Slot()
    def summary(self) -> None:
        """Print the case on A4."""
        self.case.summary()

    # What comes back.

    def _start(
        self, agents: tuple[Agent, ...], languages: tuple[str, ...], home: Home, network: Network
    ) -> None:
        self._finder.open(self.fail)
        self._comfort.offer(languages)
        self.home.show(home, self._texts)
        self.login.show(agents, "" if agents else self._texts("counter.agents.none"))
        self.header.show(agency=home.agency.name, **self._words().network(network))
        self._poll.start()
        self.opened.emit()
        self._show("login")

    def _let_in(
        self, answer: PinAnswer, agents: tuple[Agent, ...], draft: DraftCard | DraftLost | None
    ) -> None:
        from kiosk.desk.counter import Welcome, WrongPin

        match answer:
            case Welcome(agent):
                self.login.show(agents)
                self.header.show(agent=agent.name)
                self._lock.start()
                self._arrive_home(draft)
            case WrongPin(wait_s, tried):
                said = [self._texts("counter.pin.wrong")] if tried else []
                said += [self._texts("counter.pin.wait", seconds=wait_s)] if wait_s else []
                self.login.show(agents, " ".join(said))
            case _:
                self.login.show(agents, self._texts("counter.pin.locked"))

    def _arrive_home(self, draft: DraftCard | DraftLost | None) -> None:
        language = self._comfort.name_of(getattr(draft, "language", FRENCH))
        self.draft.show(self._words().draft(draft, language))
        self._show("home")
        self._ask_network()

    def _dropped(self, _: None) -> None:
        self.draft.show({})
        self.trouble.wipe()

    def _found(self, screen: str) -> None:
        """A case was found: a request under way is kept as a draft."""
        if self._screen in ("question", "review", "done"):
            self._errands.last(self.entry.lay_aside(), self.fail)
            self._comfort.set(language=FRENCH)
        self.header.show(searching=False, refusal="")
        self._show(screen)

    def _found_nothing(self, why: str) -> None:
        self.header.show(searching=False, refusal=why)

    def _hear(self, topic: str) -> None:
        self.entry.afterwards.hear(topic)
        if topic in ("outbox", "changes"):
            self._ask_network()
            if self._screen == "case":
                self.case.refresh()

    @Slot()
    def _ask_network(self) -> None:
        if self._screen not in ("", "out-of-service"):
            self._errands.ask(
                lambda counter: counter.network(),
                lambda network: self.header.show(**self._words().network(network)),
                _nothing,
            )

    def _trip(self, problem: Problem) -> None:
        happened, advice = self._texts.problem(problem)
        if self._screen == "login":
            self.login.refuse(f"{happened} {advice}")
        elif not self.entry.refuse(happened, advice):
            self.trouble.show(happened, advice, problem.code)

    # The hinges.

    def _return(self, *, papers: bool) -> None:
        if self.entry.is_recording() or self._screen in ("", "login", "out-of-service"):
            return
        kept = self._wipe(papers=papers)

        def call(counter: Counter) -> DraftCard | DraftLost | None:
            kept(counter)
            return counter.waiting_draft()

        self._errands.move(call, self._arrive_home, self._trip)

    def _wipe(self, *, papers: bool) -> Callable[[Counter], None]:
        """Leave the page; return what the desk still has to do about the request, if there was one."""
        self._errands.end()
        self.trouble.wipe()
        self.header.show(searching=False, refusal="")
        self.case.give_up()
        self.case.wipe() if papers else self.case.leave()
        kept = self.entry.lay_aside()
        self._comfort.set(language=FRENCH)
        return kept

    def _show(self, screen: str) -> None:
        self._screen = screen
        if screen not in ("home", "out-of-service"):
            self.trouble.wipe()
        self.turned.emit()

    def _head(self, service: str) -> tuple[str, str, str]:
        card = next(each for each in self.home.shown["services"] if each["id"] == service)
        return card["title"], card["icon"], card["cap"]

    def _words(self) -> Words:
        from ui.counter.words import Words

        return Words(self._texts)

    def _name(self) -> str:
        question = f":{self.entry.question.shown['name']}" if self._screen == "question" else ""
        return f"screen:{self._screen}{question}"

    screen = Property(str, lambda self: self._screen, notify=turned)
    name = Property(str, _name, notify=turned)
    comfort = Property(QObject, lambda self: self._comfort, constant=True)
    afterwards = Property(QObject, lambda self: self.entry.afterwards, constant=True)
    login_model = Property(QObject, lambda self: self.login, constant=True)
    home_model = Property(QObject, lambda self: self.home, constant=True)
    draft_model = Property(QObject, lambda self: self.draft, constant=True)
    header_model = Property(QObject, lambda self: self.header, constant=True)
    trouble_model = Property(QObject, lambda self: self.trouble, constant=True)
    entry_model = Property(QObject, lambda self: self.entry.model, constant=True)
    question_model = Property(QObject, lambda self: self.entry.question, constant=True)
    ahead_models = Property("QVariantList", lambda self: self.entry.ahead, constant=True)
    review_model = Property(QObject, lambda self: self.entry.review, constant=True)
    removal_model = Property(QObject, lambda self: self.entry.removal, constant=True)
    done_model = Property(QObject, lambda self: self.entry.done, constant=True)
    case_model = Property(QObject, lambda self: self.case.model, constant=True)


def _nothing(_: Problem) -> None:
    """What was said of the line stays; the poll asks again."""

"""A course of the counter without a desk: real view models and a real session, for the screens alone."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Property, QObject, Signal, Slot

from kiosk.catalogue.pack import Service, in_language
from kiosk.session import QuestionPage, ReviewPage, Session
from tests.fakes.fake_intake import FakeIntake
from ui.counter.entry import AHEAD
from ui.properties import Page, page_property
from ui.removal import Removal
from ui.viewmodels.done import DoneViewModel
from ui.viewmodels.question import QuestionViewModel
from ui.viewmodels.review import ReviewViewModel

NAMES = {"fr": "Français", "fr-x-falc": "Français facile", "ar": "العربية", "en": "English", "es": "Español"}


class FakePage(QObject):
    """What a view model shows, set by the test."""

    changed = Signal()

    def __init__(self, shown: Page) -> None:
        super().__init__()
        self.shown = shown

    def show(self, **shown: object) -> None:
        self.shown = {**self.shown, **shown}
        self.changed.emit()

    page = page_property(lambda self: self.shown, changed)
    papers = Property("QVariantList", lambda self: self.shown.get("papers", []), notify=changed)


class FakeCounterCourse(QObject):
    """Goes through one request of `service`; `asked` holds the slots that a screen called."""

    turned = Signal()

    def __init__(self, service: Service, language: str = "fr", languages: tuple[str, ...] = ("fr",)) -> None:
        super().__init__()
        self.service = service
        self.asked: list[tuple[object, ...]] = []
        # How many lines may stand under a question; a test of one line alone wants none.
        self.lines = AHEAD
        self.session = Session(service, language, lambda: date(2026, 11, 22))
        self.removal = Removal(lambda _: None, self._remove)
        self.question, self.review, self.done = QuestionViewModel(), ReviewViewModel(), DoneViewModel()
        self.ahead = [QuestionViewModel() for _ in range(AHEAD)]
        self.entry = FakePage(
            {
                "mode": "together",
                "languages": [{"code": code, "name": NAMES[code]} for code in languages],
                "service": in_language(service.title, "fr"),
                "icon": service.icon,
                "cap": service.cap,
                "answered": [],
            }
        )
        self.case = FakePage({"papers": []})
        self._screen = ""

    def begin(self) -> None:
        self._show()

    @Slot()
    def proceed(self) -> None:
        self.asked.append(("proceed",))
        place = self.session.place
        ahead = {model.shown["index"]: model.value() for model in self.ahead if model.shown}
        refusal = self.session.forward_through(self.question.value(), ahead)
        if self.session.place != place:
            self._show()
        if refusal is not None:
            self.question.refuse(refusal.message or "Choisissez une réponse.")

    @Slot()
    def back(self) -> None:
        self.asked.append(("back",))
        if self.session.back(self.lines):
            self._show()

    @Slot(int)
    def change(self, index: int) -> None:
        self.asked.append(("change", index))
        if self._screen == "review":
            self.session.change(index)
            self._show()

    @Slot()
    def confirm(self) -> None:
        self.asked.append(("confirm",))
        intake = FakeIntake((self.service,))
        self.done.show(intake.confirmation(self.service, self.session.language))
        self._turn("done")
        self.review.wipe()

    @Slot(str)
    def set_mode(self, mode: str) -> None:
        self.asked.append(("set_mode", mode))
        self.entry.show(mode=mode)

    @Slot(str)
    def speak(self, language: str) -> None:
        self.asked.append(("speak", language))

    @Slot(int)
    def open_case(self, index: int) -> None:
        self.asked.append(("open_case", index))

    @Slot()
    def suspend(self) -> None:
        self.asked.append(("suspend",))

    @Slot()
    def next_client(self) -> None:
        self.asked.append(("next_client",))

    @Slot()
    def go_home(self) -> None:
        self.asked.append(("go_home",))

    @Slot()
    def print_again(self) -> None:
        self.asked.append(("print_again",))

    @Slot(bool)
    def paper_came_out(self, came: bool) -> None:
        self.asked.append(("paper_came_out", came))

    def _remove(self, move: Callable[[Session], None]) -> None:
        move(self.session)
        self._show()

    def _show(self) -> None:
        page, language = self.session.page(), self.session.language
        self.entry.show(language=language, rtl=language == "ar", answered=self._answered(page))
        title, cap = in_language(self.service.title, language), self.service.cap
        if isinstance(page, ReviewPage):
            self.question.wipe()
            self.review.show(page, title, cap)
            self._turn("review")
        else:
            self.review.wipe()
            ahead = self.session.ahead(self.lines)
            self.question.show(page, title, cap)
            for number, model in enumerate(self.ahead):
                if number < len(ahead):
                    model.show(ahead[number], title, cap)
                else:
                    model.wipe()
            self._turn("question")

    def _answered(self, page: QuestionPage | ReviewPage) -> list[dict[str, object]]:
        shown = (page, *self.session.ahead(self.lines)) if isinstance(page, QuestionPage) else ()
        present = [each.view.name for each in shown]
        return [
            {"index": row.index, "name": row.name, "label": row.label, "shown": row.shown}
            for row in self.session._review_page().rows
            if row.shown and row.name not in present
        ]

    def _turn(self, screen: str) -> None:
        self._screen = screen
        self.turned.emit()

    def _name(self) -> str:
        named = f":{self.question.shown['name']}" if self._screen == "question" else ""
        return f"screen:{self._screen}{named}"

    screen = Property(str, lambda self: self._screen, notify=turned)
    name = Property(str, _name, notify=turned)
    afterwards = Property(QObject, lambda self: self, constant=True)
    entry_model = Property(QObject, lambda self: self.entry, constant=True)
    case_model = Property(QObject, lambda self: self.case, constant=True)
    question_model = Property(QObject, lambda self: self.question, constant=True)
    ahead_models = Property("QVariantList", lambda self: self.ahead, constant=True)
    review_model = Property(QObject, lambda self: self.review, constant=True)
    removal_model = Property(QObject, lambda self: self.removal, constant=True)
    done_model = Property(QObject, lambda self: self.done, constant=True)

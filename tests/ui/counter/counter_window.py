"""A real counter window in front of a fake desk and a fake central, worked by keys."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtQuick import QQuickItem

from kiosk.desk.counter import Counter
from kiosk.desk.finder import Finder
from kiosk.wire.followup import format_code
from rehearsal.hand import Hand, _painted
from rehearsal.keys import Keys
from tests.fakes.fake_counter import CODE, PIN, FakeCounter, FakeFinder, told, viewed
from tests.ui.conftest import ANSWERS, plain, service
from ui.counter.app import CounterWindow
from ui.look import Look

SMALL, LARGE = (1366, 768), (1920, 1080)


class Post(Hand):
    """An agent's eyes and fingers at a counter."""

    def __init__(self, desk: FakeCounter, finder: FakeFinder, size: tuple[int, int], **look: object) -> None:
        self.desk = desk
        self.finder = finder

        def make_counter() -> Counter:
            if desk.broken is not None:
                raise desk.broken
            return desk  # type: ignore[return-value]  # a fake, by its interface

        def make_finder() -> Finder:
            return finder  # type: ignore[return-value]  # as above

        shown = replace(Look(size=size, motion=False, guard_ms=0), **look)  # type: ignore[arg-type]
        self.counter = CounterWindow(make_counter, make_finder, shown)
        self.course = self.counter.course
        self.warnings: list[str] = []
        self.counter._engine.warnings.connect(
            lambda found: self.warnings.extend(each.toString() for each in found)
        )
        super().__init__(self.counter.window)
        self.keys = Keys(self)
        self.counter.open()
        self.window.requestActivate()
        # Until then the window takes no keys.
        self.wait(self.window.isActive, "the window")
        if desk.broken is None:
            self.at("screen:login")
        else:
            # A desk that cannot open answers nothing of what was asked of it.
            self.wait(lambda: self.screen() == "screen:out-of-service", "out of service")

    def at(self, screen: str) -> None:
        """Wait for a screen, and for what the desk still says of it."""
        self.wait(lambda: self.screen() == screen, screen)
        self.settle()

    def settle(self) -> None:
        self.wait(self.counter.settled, "the desk")
        self.pause(5)

    def log_in(self, pin: str = PIN) -> None:
        self.keys.use(min(self.names("agent:")))
        self.keys.write("field:pin", pin)
        self.keys.enter()
        self.settle()

    def begin(self) -> None:
        self.keys.use("service:service-1")
        self.at("screen:question:sujet")

    def to(self, screen: str) -> None:
        """Come to a page of the request without a key: for tests that begin there."""
        while self.course.name != screen:
            name = self.course.question_model.shown["name"]
            for part in ANSWERS[name]:
                model = self.course.question_model
                model.pick(part) if isinstance(ANSWERS[name], list) else model.write(part)
            page = self.course.name
            self.course.proceed()
            self.wait(lambda page=page: self.course.name != page, f"the page after {page}")
        self.at(screen)

    def find_case(self, code: int = CODE) -> None:
        """Type a code into the field of F2."""
        self.search(format_code(code))
        self.at("screen:case")

    def search(self, text: str) -> None:
        self.keys.press(Qt.Key.Key_F2)
        self.keys.type(text)
        self.keys.enter()
        self.settle()

    def says(self, text: str) -> bool:
        return plain(text) in plain(" | ".join(self.texts()))

    def everything(self) -> list[QQuickItem]:
        return list(_painted(self.window.contentItem()))

    def focused(self) -> str:
        return next(iter(self.keys.focused()), "")

    def close(self) -> None:
        self.counter.close()


def open_post(**look: object) -> Post:
    """A counter with one agent, one service, and one case known at the central."""
    desk, finder = FakeCounter((service(),)), FakeFinder()
    finder.cases[CODE] = (told(),)
    desk.views[told().envelope_id] = viewed()
    return Post(desk, finder, SMALL, **look)

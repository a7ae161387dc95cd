"""What an agent sees and does of the whole window besides a Post: focus, its ring, clicks, what is held."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kiosk.catalogue.pack import Service
from kiosk.desk.case_view import CaseView
from rehearsal.keys import ALONE
from tests.fakes.fake_counter import FakeCounter, FakeFinder, told, viewed
from tests.ui.conftest import plain, service
from tests.ui.counter.counter_window import Post
from tests.ui.measures import box, is_a

# What a French keyboard writes on its top row without Shift, as some scanners type it.
BARE = "à&é\"'(-è_ç"
MOST_STOPS = 60


class Desk(Post):
    """One agent before the whole window."""

    def is_ringed(self) -> bool:
        """Whether the one thing that has the focus shows it, and nothing else does."""
        item = self.window.activeFocusItem()
        rings = [each for each in self.everything() if is_a(each, "FocusRing")]
        return item is not None and len(rings) == 1 and box(rings[0]).contains(box(item).center())

    def passes(self, key: Qt.Key = Qt.Key.Key_Tab) -> list[str]:
        """What Tab comes to, in order, from what follows round to what has the focus now; each shows it."""
        first, passed = self.focused(), list[str]()
        while self.focused() != first or not passed:
            QTest.keyClick(self.window, key)
            self.pause(1)
            passed.append(self.focused())
            assert self.is_ringed(), f"no ring: {passed[-1]}"
            assert len(passed) < MOST_STOPS, passed
        return passed

    def says(self, text: str, within: str = "") -> bool:
        """Whether the window, or a visible item of it, shows these words."""
        if within and not self.sees(within):
            return False
        return plain(text) in plain(" | ".join(self.texts(within)))

    def tap(self, key: Qt.Key, modifier: Qt.KeyboardModifier = ALONE) -> None:
        """Press a key and let the desk answer."""
        self.keys.press(key, modifier)
        self.settle()

    def enter(self) -> None:
        self.tap(Qt.Key.Key_Return)

    def click(self, name: str) -> None:
        """Click in the middle of something that nothing covers."""
        spot = self._reach(name).toPoint()
        QTest.mouseClick(self.window, Qt.MouseButton.LeftButton, ALONE, spot)
        self.settle()

    def scan_bare(self, digits: str) -> None:
        """Write digits as a scanner does that presses no Shift, on a French layout."""
        self.keys.scan("".join(BARE[int(digit)] for digit in digits))
        self.settle()

    def paint(self, theme: str) -> None:
        self.course.property("comfort").paint(theme)
        self.pause(5)

    def held(self) -> str:
        """What the view models hold, as text: to look for what a client said."""
        course = self.course
        entry, case = course.entry, course.case
        shown = (
            entry.model.shown, entry.question.shown, entry.review.shown, entry.done.shown, case.model.shown,
            course.header.shown, course.draft.shown, course.trouble.shown, course.login.shown,
        )  # fmt: skip
        return f"{shown} {case.model.property('papers')} {entry.question.property('draft')}"


def made(views: tuple[CaseView, ...] = (), **counter: object) -> FakeCounter:
    """A desk with one service, which can show one case, or these."""
    fake = FakeCounter(counter.pop("services", (service(),)))  # type: ignore[arg-type]
    for view in views or (viewed(),):
        fake.views[view.envelope_id] = view
    for name, value in counter.items():
        setattr(fake, name, value)
    return fake


def found(views: tuple[CaseView, ...] = ()) -> FakeFinder:
    """A central that knows the same cases, each by its code."""
    finder = FakeFinder()
    for view in views or (viewed(),):
        case = replace(told(), envelope_id=view.envelope_id)
        finder.cases[view.code or 0] = (case,)
    return finder


def several(count: int) -> tuple[Service, ...]:
    """Services by their number."""
    titles = ("Prendre rendez-vous à la mairie", "Carte de bus", "Aide au logement")
    return tuple(service(number + 1, titles[number % 3]) for number in range(count))

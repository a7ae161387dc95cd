"""The kiosk's window: its desk, its course, the comfort of whoever stands before it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from kiosk.errors import Problem
from ui.bridge import Bridge
from ui.comfort import Comfort
from ui.course import Course
from ui.look import LEAST_LANDSCAPE, LEAST_UPRIGHT, Look, load_json
from ui.scanner import Scanner
from ui.stick_news import StickNews
from ui.window import ASSETS, QML, MakeVoice, StationWindow, application, run_until_closed

if TYPE_CHECKING:
    from kiosk.catalogue.agency import AgencySheet
    from kiosk.desk.intake import Intake

__all__ = ["ASSETS", "QML", "Kiosk", "application", "run_out_of_service", "run_until_closed"]


class Kiosk(StationWindow):
    """One window of the kiosk. Make it on the thread of the application; `open` shows it."""

    def __init__(
        self, make_intake: Callable[[], "Intake"], look: Look, make_voice: MakeVoice | None = None
    ) -> None:
        application()
        self._bridge: Bridge[Intake] = Bridge(make_intake)
        comfort = Comfort(ASSETS / "i18n", look)
        self.course = Course(self._bridge, comfort, (look.idle_warn_s, look.idle_countdown_s))
        home = self.course.home
        self._stick = StickNews(self._bridge, lambda intake: intake.stick(), home, lambda: comfort.texts)
        comfort.changed.connect(self._stick.reword)
        page = QML / "Relais" / "screens" / "Main.qml"
        least = (LEAST_LANDSCAPE, LEAST_UPRIGHT)
        super().__init__(page, self.course, comfort, look, least=least, make_voice=make_voice)
        self._scanner = Scanner(self._listens, self.course.papers.take)
        self.window.installEventFilter(self._scanner)

    def open(self, agency: "AgencySheet | None" = None) -> None:
        """Show the window; what takes longer than a glance begins when the first page has been seen.

        agency: whom to call for help, on that first page already.
        """
        self.course.begin(agency)
        self._open()

    def open_out_of_service(self, problem: Problem) -> None:
        """Show the window with nothing but a Problem."""
        self.course.fail(problem)
        self._show()

    def notify(self, topic: str) -> None:
        """Say from any thread that a topic changed."""
        self._bridge.notify(topic)

    def settled(self) -> bool:
        """Tell whether nothing is under way at the desk."""
        return self._bridge.pending == 0

    def _open_desk(self) -> None:
        self.course.open_desk()
        # A new page or window ends what was being said of the old one.
        self.course.turned.connect(self._hush)
        self.course.windowed.connect(self._hush)

    def _end(self) -> None:
        self._bridge.close()
        self.window.removeEventFilter(self._scanner)

    def _alive(self) -> None:
        self.course.idle.touched()
        self.course.papers.touched()

    def _listens(self) -> bool:
        """Tell whether a paper may be shown now: not in the middle of a request, nor over a window."""
        course = self.course
        return course.home.ready and course.screen in ("welcome", "news") and not course.window

    def _dress(self) -> None:
        super()._dress()
        keyboard = load_json(ASSETS / "keyboards" / f"{self.comfort.language}.json")
        self._set(
            {
                "Tr": {"keyboard": self._engine.toScriptValue(keyboard)},
                "Theme": {"rtl": self.comfort.rtl},
                "Sizes": {"step": self.comfort.step},
            }
        )


def run_out_of_service(problem: Problem, size: tuple[int, int] | None) -> int:
    """Show a Problem that keeps the kiosk from opening at all, until the window is closed."""
    kiosk = Kiosk(_no_desk, Look(size=size))
    kiosk.open_out_of_service(problem)
    try:
        return run_until_closed()
    finally:
        kiosk.close()


def _no_desk() -> "Intake":
    raise RuntimeError("a kiosk out of service never opens its desk")

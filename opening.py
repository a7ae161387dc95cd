"""Opens the window of a station, a kiosk's or a counter's, with what stands behind it.

Qt alone is imported first, so that the first page is there soon; the rest is imported after it was seen.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from kiosk.config import Config
from kiosk.errors import Problem
from station import CLIPS, Station

if TYPE_CHECKING:
    from kiosk.catalogue.agency import AgencySheet
    from ui.app import Kiosk
    from ui.counter.app import CounterWindow
    from ui.look import Look
    from ui.viewmodels.voice import VoiceViewModel
    from ui.voice.output import Output

Size = tuple[int, int]
Tell = Callable[[Problem], None]


class Running:
    """A kiosk or counter, and behind it the threads of its station. tell: what to do with what stops it."""

    def __init__(self, kiosk: "Kiosk | CounterWindow", station: Station, tell: Tell) -> None:
        self.window = kiosk.window
        self.kiosk = kiosk
        self.problem: Problem | None = None
        self._station = station
        self._tell = tell
        kiosk.course.opened.connect(self._start_threads)
        kiosk.course.failed.connect(self._fail)

    def close(self) -> None:
        """End the threads and the window."""
        self._station.stop()
        self.kiosk.close()

    def _start_threads(self) -> None:
        self._station.start(self.kiosk.notify)

    def _fail(self, problem: Problem) -> None:
        self.problem = problem
        self._tell(problem)


def open_kiosk(
    config: Config, size: Size | None, tell: Tell, *, motion: bool, output: "Output | None"
) -> Running:
    """Open the kiosk of a station; what keeps it from serving is shown on its screen.

    size: a window in pixels, None for the full screen. output: where the voice is heard instead of the sound
    device. The automaton's kiosk has no motion.
    """
    from ui.app import Kiosk

    station = Station(config)
    look = _look(config, size, motion=motion)
    kiosk = Kiosk(station.open_desk, look, _voice(config, output), config.camera)
    running = Running(kiosk, station, tell)
    kiosk.open(_agency(config))
    return running


def open_counter(
    config: Config, size: Size | None, tell: Tell, *, motion: bool, output: "Output | None"
) -> Running:
    """Open the counter of a station, in the same way."""
    from ui.counter.app import CounterWindow

    station = Station(config)
    look = _look(config, size, motion=motion)
    counter = CounterWindow(station.open_counter, station.open_finder, look, _voice(config, output))
    running = Running(counter, station, tell)
    counter.open()
    return running


def _look(config: Config, size: Size | None, *, motion: bool) -> "Look":
    from ui.look import Look

    return Look(
        size=size,
        width_mm=config.screen_width_mm,
        motion=motion,
        idle_warn_s=config.idle_warn_s,
        idle_countdown_s=config.idle_countdown_s,
    )


def _voice(config: Config, output: "Output | None") -> "Callable[[str], VoiceViewModel] | None":
    if not config.voice and output is None:
        return None

    def make_voice(language: str) -> "VoiceViewModel":
        from ui.viewmodels.voice import VoiceViewModel

        return VoiceViewModel(config.data / CLIPS, output, language)

    return make_voice


def _agency(config: Config) -> "AgencySheet | None":
    from kiosk.catalogue.agency import load_agency

    try:
        return load_agency(config.agency)
    except Problem:
        # The desk meets it again, and the screen then says it.
        return None

"""A paper shown to the scanner: where its request stands, as far as this kiosk knows. Gone after 30 s."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from kiosk.errors import Problem
from ui.comfort import Comfort
from ui.errands import Errands
from ui.properties import Page, page_property

if TYPE_CHECKING:
    from kiosk.desk.intake import Intake
    from kiosk.desk.news import News

LEAVE_MS = 30_000
SCREEN = "news"
UNREADABLE, UNKNOWN = "unreadable", "unknown"


class Papers(QObject):
    """Asks the desk and shows what it says. `show` turns to a screen, `finish` ends the sitting."""

    changed = Signal()

    shown: Page

    def __init__(
        self,
        errands: Errands[Intake],
        comfort: Comfort,
        show: Callable[[str], None],
        finish: Callable[[], None],
    ) -> None:
        super().__init__()
        self._errands = errands
        self._comfort = comfort
        self._show = show
        self._news: News | None = None
        self.shown = {}
        self._leave = QTimer(self, interval=LEAVE_MS, singleShot=True)
        self._leave.timeout.connect(finish)
        comfort.changed.connect(self._reword)

    def take(self, scanned: str) -> None:
        """Tell of the paper that was scanned."""
        self._errands.move(lambda intake: intake.news(scanned), self._tell, self._not_told)

    def touched(self) -> None:
        """Somebody is there."""
        if self._leave.isActive():
            self._leave.start()

    def wipe(self) -> None:
        """Forget it."""
        self._leave.stop()
        self._news = None
        self.shown = {}
        self.changed.emit()

    def _tell(self, news: News | None) -> None:
        self._news = news
        self._leave.start()
        self._dress()
        self._show(SCREEN)

    def _not_told(self, _: Problem) -> None:
        # A busy disk, say: shown again, the paper may be read.
        self._tell(None)

    def _reword(self) -> None:
        if self.shown:
            self._dress()

    def _dress(self) -> None:
        texts, news = self._comfort.texts, self._news
        state = UNREADABLE if news is None else UNKNOWN if news.status is None else str(news.status)
        as_of = news.as_of if news else None
        since = news.since if news else None
        self.shown = {
            "state": state,
            "title": texts(f"news.{state}", date=texts.date(as_of)) if as_of else texts(f"news.{state}"),
            "since": texts("news.since", date=texts.date(since)) if since else "",
        }
        self.changed.emit()

    page = page_property(lambda self: self.shown, changed)

"""The answers read back before they are sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QObject, Signal

from ui.properties import Page, page_property

if TYPE_CHECKING:
    from kiosk.session import ReviewPage


class ReviewViewModel(QObject):
    """The rows, who will read them, and what went wrong if sending failed."""

    changed = Signal()
    troubled = Signal()

    shown: Page

    def __init__(self) -> None:
        super().__init__()
        self.wipe()

    def show(self, page: ReviewPage, place: str, cap: str) -> None:
        """Take the review page of the session. `place` names the service, `cap` is its colour."""
        from kiosk.forms.model import as_number
        from ui.picture import picture_uri

        step, steps = page.step
        bold, detail = page.notice
        self.shown = {
            "rows": [
                {
                    "index": as_number(r.index),
                    "name": r.name,
                    "label": r.label,
                    "shown": r.shown,
                    "icon": r.icon,
                    "picture": picture_uri(r.picture),
                    "removes": r.removes,
                }
                for r in page.rows
            ],
            "step": step,
            "steps": steps,
            "notice": bold,
            "noticeDetail": detail,
            "place": place,
            "cap": cap,
        }
        self.changed.emit()
        self.set_trouble("", "")

    def wipe(self) -> None:
        """Forget the answers."""
        self.shown = {}
        self._trouble = ("", "")
        self._sending = False
        self.changed.emit()
        self.troubled.emit()

    def set_sending(self, sending: bool) -> None:
        """Say whether the request is being committed: a second touch on Envoyer then does nothing."""
        self._sending = sending
        self.troubled.emit()

    def is_sending(self) -> bool:
        """Tell whether the request is being committed."""
        return self._sending

    def set_trouble(self, happened: str, advice: str) -> None:
        """Say why the request could not be committed; the answers stay."""
        self._trouble = (happened, advice)
        self._sending = False
        self.troubled.emit()

    page = page_property(lambda self: self.shown, changed)
    sending = Property(bool, is_sending, notify=troubled)
    happened = Property(str, lambda self: self._trouble[0], notify=troubled)
    advice = Property(str, lambda self: self._trouble[1], notify=troubled)

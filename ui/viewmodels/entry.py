"""The request that an agent makes with a client: how, in which language, what was answered so far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.properties import Page, page_property

if TYPE_CHECKING:
    from kiosk.session import QuestionPage, ReviewRow
    from kiosk.wire.compact import Index


class EntryViewModel(QObject):
    """What stands beside the question; the question itself is the kiosk's own view model."""

    changed = Signal()

    shown: Page

    def __init__(self) -> None:
        super().__init__()
        self.shown = {}

    def open(self, *, service: str, icon: str, cap: str, languages: Sequence[Page]) -> None:
        """Begin a request. service: its title in French; languages: {code, name} each."""
        self.shown = {"service": service, "icon": icon, "cap": cap, "languages": list(languages)}
        self.speak("fr", rtl=False)

    def speak(self, language: str, *, rtl: bool) -> None:
        """Take the client's language."""
        self._tell(language=language, rtl=rtl)

    def set_mode(self, mode: str) -> None:
        """Take who types: "alone", "together" or "entered"."""
        self._tell(mode=mode)

    def show(
        self, answered: Sequence[ReviewRow], shown: Sequence[Index], french: Sequence[QuestionPage] = ()
    ) -> None:
        """Take what was answered so far. shown: the questions of the page, left out. french: in French."""
        from kiosk.forms.model import as_number

        rows = [
            {"index": as_number(row.index), "name": row.name, "label": row.label, "shown": row.shown}
            for row in answered
            if row.index not in shown
        ]
        self._tell(answered=rows, glosses={page.view.name: _gloss(page) for page in french})

    def wipe(self) -> None:
        """Forget the request."""
        self.shown = {}
        self.changed.emit()

    def _tell(self, **shown: object) -> None:
        self.shown = {**self.shown, **shown}
        self.changed.emit()

    page = page_property(lambda self: self.shown, changed)


def _gloss(page: QuestionPage) -> Page:
    view = page.view
    choices = {choice.name: choice.label for choice in view.choices}
    return {"title": view.label, "hint": view.hint, "choices": choices}

"""The head of the counter: who works here, what may be said of the line, what became of a search."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ui.properties import Page, page_property


class HeaderViewModel(QObject):
    """Holds nothing of a client."""

    changed = Signal()

    shown: Page

    def __init__(self) -> None:
        super().__init__()
        self.shown = {
            "agency": "",
            "agent": "",
            "network": "",
            "calm": True,
            "searching": False,
            "refusal": "",
        }

    def show(self, **shown: object) -> None:
        """Change what is given: agency, agent, network, calm, searching, refusal."""
        changed = {**self.shown, **shown}
        if changed != self.shown:
            self.shown = changed
            self.changed.emit()

    page = page_property(lambda self: self.shown, changed)

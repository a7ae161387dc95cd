"""What the agent left unfinished, on the first page after the login."""

from PySide6.QtCore import QObject, Signal

from ui.properties import Page, page_property


class DraftViewModel(QObject):
    """At most one draft, in words."""

    changed = Signal()

    shown: Page

    def __init__(self) -> None:
        super().__init__()
        self.shown = {}

    def show(self, shown: Page) -> None:
        """Take its words: {service, language, saved}, {lost} for one that is gone, {} for none."""
        self.shown = shown
        self.changed.emit()

    page = page_property(lambda self: self.shown, changed)

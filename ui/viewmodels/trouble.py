"""The kiosk cannot serve: what happened, what to do, and the code for the technician."""

from PySide6.QtCore import QObject, Signal

from ui.properties import Page, page_property


class TroubleViewModel(QObject):
    """A Problem in words."""

    changed = Signal()

    shown: Page

    def __init__(self) -> None:
        super().__init__()
        self.shown = {"happened": "", "advice": "", "code": ""}

    def show(self, happened: str, advice: str, code: str) -> None:
        """Take the words of a Problem; `code` is its stable name."""
        self.shown = {"happened": happened, "advice": advice, "code": code}
        self.changed.emit()

    def wipe(self) -> None:
        """Forget it."""
        self.show("", "", "")

    page = page_property(lambda self: self.shown, changed)

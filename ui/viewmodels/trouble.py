"""The kiosk cannot serve: what happened, what to do, and the code for the technician."""

from PySide6.QtCore import Property, QObject, Signal

Page = dict[str, object]


class TroubleViewModel(QObject):
    """A Problem in words."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._page: Page = {"happened": "", "advice": "", "code": ""}

    def show(self, happened: str, advice: str, code: str) -> None:
        """Take the words of a Problem; `code` is its stable name."""
        self._page = {"happened": happened, "advice": advice, "code": code}
        self.changed.emit()

    def wipe(self) -> None:
        """Forget it."""
        self.show("", "", "")

    page = Property("QVariantMap", lambda self: self._page, notify=changed)

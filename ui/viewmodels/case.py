"""The case at hand and the other papers that the client showed."""

from collections.abc import Sequence

from PySide6.QtCore import Property, QObject, Signal

from ui.properties import Page, page_property


class CaseViewModel(QObject):
    """A case in words, with what became of the agent's last act; and the papers of this sitting."""

    changed = Signal()
    shuffled = Signal()

    shown: Page

    def __init__(self) -> None:
        super().__init__()
        self.shown = {}
        self._papers: list[Page] = []

    def show(self, shown: Page, notice: str = "", mood: str = "ok") -> None:
        """Take a case. notice: what became of the last act; mood: "ok", "warn" or "err"."""
        self.shown = {**shown, "notice": notice, "mood": mood}
        self.changed.emit()

    def say(self, notice: str, mood: str) -> None:
        """Say something of the case that is shown."""
        self.show(self.shown, notice, mood)

    def lay_out(self, papers: Sequence[Page]) -> None:
        """Take the other papers: {index, service, code, icon, cap, state, mood} each."""
        self._papers = list(papers)
        self.shuffled.emit()

    def close(self) -> None:
        """Forget the case; its paper stays among the others."""
        self.shown = {}
        self.changed.emit()

    def wipe(self) -> None:
        """Forget everything."""
        self.close()
        self.lay_out([])

    page = page_property(lambda self: self.shown, changed)
    papers = Property("QVariantList", lambda self: self._papers, notify=shuffled)  # type: ignore[arg-type]

"""Who may log in at this counter, and why a PIN was not taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.properties import Page, page_property

if TYPE_CHECKING:
    from kiosk.desk.counter import Agent


class LoginViewModel(QObject):
    """The agents of the counter; the PIN itself is never here."""

    changed = Signal()

    shown: Page

    def __init__(self) -> None:
        super().__init__()
        self.shown = {"agents": [], "checking": False, "refusal": ""}

    def show(self, agents: tuple[Agent, ...], refusal: str = "") -> None:
        """Take the agents, and why the last PIN was refused, if it was."""
        listed = [{"number": one.number, "name": one.name, "locked": one.locked} for one in agents]
        self._tell({"agents": listed, "checking": False, "refusal": refusal})

    def check(self) -> None:
        """Say that a PIN is being looked at."""
        self._tell({**self.shown, "checking": True, "refusal": ""})

    def refuse(self, refusal: str) -> None:
        """Say why nobody can log in now."""
        self._tell({**self.shown, "checking": False, "refusal": refusal})

    def _tell(self, shown: Page) -> None:
        self.shown = shown
        self.changed.emit()

    page = page_property(lambda self: self.shown, changed)

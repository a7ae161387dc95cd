"""The agency and its services, as the first screens show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.properties import Page, page_property

if TYPE_CHECKING:
    from kiosk.catalogue.agency import AgencySheet
    from kiosk.desk.intake import Home


class HomeViewModel(QObject):
    """Holds nothing of a client: it lives as long as the kiosk."""

    changed = Signal()

    shown: Page

    def __init__(self) -> None:
        super().__init__()
        self.shown = {}
        self.ready = False

    def introduce(self, sheet: AgencySheet) -> None:
        """Take who is reached by telephone, before the desk can say what is offered."""
        self._show(sheet, [])

    def show(self, home: Home) -> None:
        """Take what the desk offers."""
        self.ready = True
        self._show(
            home.agency,
            [
                {"id": card.id, "title": card.title, "icon": card.icon, "cap": card.cap}
                for card in home.services
            ],
        )

    def _show(self, sheet: AgencySheet, services: list[dict[str, str]]) -> None:
        self.shown = {
            "agency": sheet.name,
            "phone": sheet.phone,
            "phoneCost": sheet.phone_cost,
            "hours": list(sheet.hours),
            "services": services,
        }
        self.changed.emit()

    page = page_property(lambda self: self.shown, changed)

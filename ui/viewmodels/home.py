"""The agency and its services, as the first screens show them."""

from PySide6.QtCore import Property, QObject, Signal

from kiosk.desk.intake import Home

Page = dict[str, object]


class HomeViewModel(QObject):
    """Holds nothing of a client: it lives as long as the kiosk."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._page: Page = {}

    def show(self, home: Home) -> None:
        """Take what the desk offers."""
        sheet = home.agency
        self._page = {
            "agency": sheet.name,
            "phone": sheet.phone,
            "phoneCost": sheet.phone_cost,
            "hours": list(sheet.hours),
            "services": [
                {"id": card.id, "title": card.title, "icon": card.icon, "cap": card.cap}
                for card in home.services
            ],
        }
        self.changed.emit()

    def _get_page(self) -> Page:
        return self._page

    page = Property("QVariantMap", _get_page, notify=changed)

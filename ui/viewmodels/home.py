"""The agency and its services, as the first screens show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.properties import Page, page_property

if TYPE_CHECKING:
    from datetime import time

    from kiosk.catalogue.agency import AgencySheet
    from kiosk.catalogue.openings import Closed, Presence
    from kiosk.catalogue.places import Place
    from kiosk.catalogue.situations import Situation
    from kiosk.desk.intake import Home
    from kiosk.texts import Texts


class HomeViewModel(QObject):
    """Holds nothing of a client: it lives as long as the kiosk."""

    changed = Signal()

    shown: Page

    def __init__(self) -> None:
        super().__init__()
        self.shown = {}
        self._stick: Page = {"mood": "info", "happened": "", "advice": ""}
        self.situations: tuple[Situation, ...] = ()
        self.ready = False

    def introduce(self, sheet: AgencySheet) -> None:
        """Take who is reached by telephone, before the desk can say what is offered."""
        self._show(sheet, [])

    def show(self, home: Home, texts: Texts) -> None:
        """Take what the desk offers. texts: in the language in which it does."""
        language = texts.language
        self.ready = True
        self.situations = home.situations
        self._show(
            home.agency,
            [_card(card.id, card.title, card.icon, card.cap) for card in home.services],
            [_card(each.id, each.title[language], each.icon, each.cap) for each in home.situations],
            [_closed(each, texts) for each in home.closed]
            + [_present(each, texts) for each in home.agency.presence],
        )

    def tell_stick(self, mood: str, happened: str, advice: str) -> None:
        """Take what may be said of a plugged-in stick; `happened` is empty when there is nothing to say."""
        self._stick = {"mood": mood, "happened": happened, "advice": advice}
        self.shown = {**self.shown, "stick": self._stick}
        self.changed.emit()

    def offered(self) -> set[str]:
        """Return the ids of the services that are offered."""
        return {card["id"] for card in self.shown["services"]}

    def subject(self, service: str) -> tuple[str, str]:
        """Return the title and the cap of a service, in the language of the moment; "" for none."""
        cards = self.shown["services"]
        return next(((card["title"], card["cap"]) for card in cards if card["id"] == service), ("", ""))

    def _show(
        self,
        sheet: AgencySheet,
        services: Sequence[Page],
        situations: Sequence[Page] = (),
        openings: Sequence[str] = (),
    ) -> None:
        self.shown = {
            "agency": sheet.name,
            "phone": sheet.phone,
            "phoneCost": sheet.phone_cost,
            "hours": list(sheet.hours),
            "openings": list(openings),
            "places": [_place(place) for place in sheet.places],
            "services": list(services),
            "situations": list(situations),
            "stick": self._stick,
        }
        self.changed.emit()

    page = page_property(lambda self: self.shown, changed)


def _card(name: str, title: str, icon: str, cap: str) -> Page:
    return {"id": name, "title": title, "icon": icon, "cap": cap}


def _closed(closed: Closed, texts: Texts) -> str:
    first, last = texts.date(closed.first), texts.date(closed.last)
    if first == last:
        return texts("agency.closed.day", day=first, words=closed.words)
    return texts("agency.closed.days", first=first, last=last, words=closed.words)


def _present(presence: Presence, texts: Texts) -> str:
    weekday = texts(f"date.weekday.{presence.weekday + 1}")
    start, end = _hour(presence.start, texts), _hour(presence.end, texts)
    return texts("agency.present", weekday=weekday, start=start, end=end)


def _hour(moment: time, texts: Texts) -> str:
    return texts.time(moment) if moment.minute else texts("time.whole", hour=moment.hour)


def _place(place: Place) -> Page:
    lines = [place.help, place.address, place.phone, place.hours]
    return {"name": place.name, "lines": [line for line in lines if line]}

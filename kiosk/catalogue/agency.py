"""The agency's own sheet: how to reach it, when, and how it offers the services of the packs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from kiosk.catalogue.openings import (
    CLOSED_EXPECTED,
    PRESENT_EXPECTED,
    Closed,
    Closure,
    Presence,
    read_closure,
    read_presence,
)
from kiosk.catalogue.pack import FRENCH, SERVICE_NAME, Service
from kiosk.catalogue.places import Place, read_places
from kiosk.config import Known, TomlReader
from kiosk.wire.compact import MOST_PROMISED

# What may be said in each language, and what is a fact of the agency, said once.
WORDS: Known = {
    "agency": ("name", "phone", "phone_cost", "hours", "closed"),
    "delays": SERVICE_NAME,
    "places": ("file",),
}
KNOWN: Known = {
    **WORDS,
    "agency": ("name", "phone", "phone_cost", "hours", "closed", "present"),
    "services": ("off", "only"),
}
SOON = timedelta(days=30)
Read = TypeVar("Read")


@dataclass(frozen=True)
class AgencySheet:
    """Name, phone in pairs of digits, the agency's words about its cost, and the lines of its hours.

    translations: the same sheet in other languages, by code. closures, presence: see openings. delays: its
    own promises by service, "" for none. off, only: services that it does not offer, or the only ones that it
    does (None: all). places: where else there is help nearby.
    """

    name: str
    phone: str
    phone_cost: str
    hours: tuple[str, ...]
    translations: Mapping[str, "AgencySheet"] = field(default_factory=dict)
    closures: tuple[Closure, ...] = ()
    presence: tuple[Presence, ...] = ()
    delays: Mapping[str, str] = field(default_factory=dict)
    off: frozenset[str] = frozenset()
    only: frozenset[str] | None = None
    places: tuple[Place, ...] = ()

    def in_language(self, language: str) -> "AgencySheet":
        """Return the sheet in a language, or as the agency wrote it first."""
        return self.translations.get(language, self)

    def closed_soon(self, today: date) -> tuple[Closed, ...]:
        """Return the closed days of the next 30 days, the nearest first."""
        found = [closed for closure in self.closures if (closed := closure.upcoming(today))]
        return tuple(
            sorted(
                (closed for closed in found if closed.first <= today + SOON), key=lambda closed: closed.first
            )
        )

    def offers(self, service: str) -> bool:
        """Tell whether the agency offers a service of its packs."""
        return service not in self.off and (self.only is None or service in self.only)

    def named(self) -> tuple[str, ...]:
        """Return the ids of the services that this sheet speaks of, in its first language."""
        return tuple(sorted({*self.off, *(self.only or ()), *self.delays}))

    def promised(self, service: Service) -> Service:
        """Return a service with the delay that this agency promises itself, where it says one.

        A language in which it says none gets its French words: two promises for one request would be one lie.
        """
        if service.id not in self.delays:
            return service
        own = self.delays[service.id]
        if not own:
            return replace(service, promise=None, own_promise=True)
        languages = {FRENCH, *service.title}
        promise = {code: self.in_language(code).delays.get(service.id) or own for code in languages}
        return replace(service, promise=promise, own_promise=True)


def load_agency(path: Path) -> AgencySheet:
    """Read agency.toml, and beside it agency.<language>.toml for each language the agency has words in.

    Raises ConfigMissing, ConfigUnreadable, ConfigUnknownKey, ConfigBadValue.
    """
    sheet = _sheet(TomlReader.open(path, KNOWN))
    others = sorted(path.parent.glob(f"{path.stem}.*{path.suffix}"))
    translations = {other.name.split(".")[1]: _translation(other, sheet) for other in others}
    return replace(sheet, translations=translations)


def read_agency(path: Path, text: str) -> AgencySheet:
    """Return what agency.toml would mean with this text, without its translations; raise a ConfigProblem."""
    return _sheet(TomlReader.open(path, KNOWN, text))


def _translation(path: Path, original: AgencySheet) -> AgencySheet:
    """Read the words of a language; what they leave out stands as the agency wrote it first."""
    words = _sheet(TomlReader.open(path, WORDS))
    return replace(
        words,
        closures=words.closures or original.closures,
        presence=original.presence,
        places=words.places or original.places,
    )


def _sheet(reader: TomlReader) -> AgencySheet:
    off = _services(reader, "off")
    only = _services(reader, "only")
    if off and only:
        raise reader.bad("services", "only", "« off » ou « only », pas les deux")
    return AgencySheet(
        name=reader.text("agency", "name"),
        phone=reader.text("agency", "phone"),
        phone_cost=reader.text("agency", "phone_cost", default=""),
        hours=reader.texts("agency", "hours"),
        closures=_lines(reader, "closed", read_closure, CLOSED_EXPECTED),
        presence=_lines(reader, "present", read_presence, PRESENT_EXPECTED),
        delays={service: _delay(reader, service) for service in reader.keys("delays")},
        off=frozenset(off),
        only=frozenset(only) or None,
        places=read_places(reader.location("places", "file")) if reader.keys("places") else (),
    )


def _delay(reader: TomlReader, service: str) -> str:
    words = reader.text("delays", service, default="")
    if len(words) > MOST_PROMISED:
        raise reader.bad("delays", service, f"{MOST_PROMISED} lettres au plus")
    return words


def _services(reader: TomlReader, key: str) -> tuple[str, ...]:
    names = reader.texts("services", key, optional=True)
    for name in names:
        if not SERVICE_NAME.fullmatch(name):
            raise reader.bad("services", key, f"des noms de services, et non « {name} »")
    return names


def _lines(reader: TomlReader, key: str, read: Callable[[str], Read], expected: str) -> tuple[Read, ...]:
    found = []
    for line in reader.texts("agency", key, optional=True):
        try:
            found.append(read(line))
        except ValueError:
            raise reader.bad("agency", key, f"{expected}, et non « {line} »") from None
    return tuple(found)

"""This station's configuration, read once from station.toml; an unknown key refuses to start, naming it."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Literal, cast, get_args
from urllib.parse import urlsplit

from kiosk.errors import ConfigBadValue, ConfigMissing, ConfigUnknownKey, ConfigUnreadable

Known = Mapping[str, tuple[str, ...] | re.Pattern[str]]
KNOWN: Known = {
    "station": ("role", "data", "packs", "agency"),
    "central": ("url", "ca"),
    "screen": ("width_mm",),
    "idle": ("warn_s", "countdown_s"),
    "printer": ("transport", "host", "port", "path", "dots", "profile", "class"),
    "office": ("transport", "name", "path"),
    "voice": ("enabled",),
    "usb": ("folders",),
    "hub": ("serve", "port", "address"),
}
ROLES = ("kiosk", "counter")
TRANSPORTS = ("network", "file")
OFFICE_TRANSPORTS = ("spooler", "folder")
# Not given to anybody else by IANA.
HUB_PORT = 8437
# What CUPS allows in the name of a printer; one that begins with a hyphen would be read as an option of lp.
_SPOOLER_NAME = re.compile(r"[^\s/#\-][^\s/#]{0,126}")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
# The words of kiosk.device.PrinterClass, which stands on the same floor and so is not imported.
PrinterWord = Literal["confirms", "status_only", "blind"]


@dataclass(frozen=True)
class PrinterConfig:
    """How to reach the receipt printer, and what it is.

    host and port: of a network printer, else "" and 0. path: of a file or device, else None. dots: across the
    paper, a multiple of 8 (576 for 80 mm, 384 for 58 mm at 203 dpi). profile: a name of python-escpos.
    """

    transport: str
    host: str
    port: int
    path: Path | None
    dots: int
    profile: str
    printer_class: PrinterWord


@dataclass(frozen=True)
class OfficeConfig:
    """How a counter prints on A4: through the system's spooler (name), or into a folder of PDF files (path).

    name: of the spooler's printer, else "". path: of the folder, else None; it stands in for a printer in the
    demo and in tests, and what it holds is as personal as the paper.
    """

    transport: str
    name: str
    path: Path | None


@dataclass(frozen=True)
class HubConfig:
    """The local network's part. serve: whether this station is a hub, and on which port (0: any free one).

    address: "host:port" of the hub to use where none can be found by itself, else "".
    """

    serve: bool
    port: int
    address: str


@dataclass(frozen=True)
class Config:
    """What station.toml says. Relative paths are taken from the folder of the file.

    role: kiosk or counter. screen_width_mm is None when nobody measured the screen. idle_* are seconds.
    printer and office are None for a station without one. voice: whether texts can be listened to.
    usb_folders: where the system mounts sticks that are plugged in; none are looked for when it is empty.
    """

    path: Path
    role: str
    data: Path
    packs: Path
    agency: Path
    central_url: str
    central_ca: Path | None
    screen_width_mm: float | None
    idle_warn_s: int
    idle_countdown_s: int
    printer: PrinterConfig | None
    office: OfficeConfig | None
    voice: bool
    usb_folders: tuple[Path, ...]
    hub: HubConfig


def load_config(path: Path, text: str | None = None) -> Config:
    """Read station.toml, or what would stand in it: `text`, which is then read instead of the file.

    Raises ConfigMissing, ConfigUnreadable, ConfigUnknownKey, ConfigBadValue.
    """
    reader = TomlReader.open(path, KNOWN, text)
    ca = reader.text("central", "ca", default="")
    return Config(
        path=path,
        role=reader.choice("station", "role", ROLES),
        data=reader.location("station", "data"),
        packs=reader.location("station", "packs"),
        agency=reader.location("station", "agency"),
        central_url=reader.address("central", "url"),
        central_ca=path.parent / ca if ca else None,
        screen_width_mm=reader.millimetres("screen", "width_mm"),
        # EN 301 549 and DESIGN.md "Idle window": 2 to 5 minutes, then at least 20 s to answer.
        idle_warn_s=reader.whole("idle", "warn_s", default=150, low=120, high=300),
        idle_countdown_s=reader.whole("idle", "countdown_s", default=45, low=20, high=300),
        printer=_printer(reader) if "printer" in reader.tables else None,
        office=_office(reader) if "office" in reader.tables else None,
        voice=reader.yes("voice", "enabled", default=True),
        usb_folders=tuple(
            (path.parent / folder).resolve() for folder in reader.texts("usb", "folders", optional=True)
        ),
        hub=_hub(reader),
    )


def _printer(reader: "TomlReader") -> PrinterConfig:
    transport = reader.choice("printer", "transport", TRANSPORTS)
    network = transport == "network"
    return PrinterConfig(
        transport=transport,
        host=reader.text("printer", "host") if network else "",
        port=reader.whole("printer", "port", default=9100, low=1, high=65535) if network else 0,
        path=None if network else reader.location("printer", "path"),
        dots=reader.dots("printer", "dots", default=576),
        profile=reader.text("printer", "profile", default="default"),
        printer_class=cast(
            "PrinterWord", reader.choice("printer", "class", get_args(PrinterWord), default="confirms")
        ),
    )


def _office(reader: "TomlReader") -> OfficeConfig:
    transport = reader.choice("office", "transport", OFFICE_TRANSPORTS)
    spooler = transport == "spooler"
    return OfficeConfig(
        transport=transport,
        name=reader.spooler_name("office", "name") if spooler else "",
        path=None if spooler else reader.location("office", "path"),
    )


def _hub(reader: "TomlReader") -> HubConfig:
    serve = reader.yes("hub", "serve", default=False)
    return HubConfig(
        serve=serve,
        port=reader.whole("hub", "port", default=HUB_PORT, low=0, high=65535),
        address=reader.peer("hub", "address") if "address" in reader.keys("hub") else "",
    )


@dataclass(frozen=True)
class TomlReader:
    """Typed access to a TOML file of known keys; each refusal names file, key and what was expected."""

    path: Path
    tables: Mapping[str, Mapping[str, object]]

    @classmethod
    def open(cls, path: Path, known: Known, text: str | None = None) -> "TomlReader":
        """Parse the file, or `text` in its place, and refuse what is not known.

        known: by table, its keys, or the pattern of a key where each names something of its own.

        Raises ConfigMissing, ConfigUnreadable, ConfigUnknownKey.
        """
        try:
            content = tomllib.loads(path.read_text("utf-8") if text is None else text)
        except FileNotFoundError:
            raise ConfigMissing(path=str(path)) from None
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise ConfigUnreadable(path=str(path), detail=str(error)) from error
        for name, table in content.items():
            if name not in known or not isinstance(table, dict):
                raise ConfigUnknownKey(path=str(path), key=name)
            keys = known[name]
            for key in table:
                if not (keys.fullmatch(key) if isinstance(keys, re.Pattern) else key in keys):
                    raise ConfigUnknownKey(path=str(path), key=f"{name}.{key}")
        return cls(path, content)

    def text(self, table: str, key: str, default: str | None = None) -> str:
        """Return a non-empty text (empty only when the default is)."""
        value = self.tables.get(table, {}).get(key, default)
        if not isinstance(value, str) or (not value.strip() and default is None):
            raise self.bad(table, key, "un texte")
        return value.strip()

    def keys(self, table: str) -> tuple[str, ...]:
        """Return the keys of a table, none for one that is not there."""
        return tuple(self.tables.get(table, {}))

    def texts(self, table: str, key: str, *, optional: bool = False) -> tuple[str, ...]:
        """Return a list of texts, which may be empty or absent where it is optional."""
        value = self.tables.get(table, {}).get(key)
        if optional and value in (None, []):
            return ()
        texts = [v.strip() for v in value if isinstance(v, str)] if isinstance(value, list) else []
        if not texts or not all(texts) or len(texts) != len(cast("list[object]", value)):
            raise self.bad(table, key, "une liste de textes")
        return tuple(texts)

    def choice(self, table: str, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        """Return one of the allowed words."""
        value = self.text(table, key, default)
        if value not in allowed:
            raise self.bad(table, key, " ou ".join(f"« {word} »" for word in allowed))
        return value

    def whole(self, table: str, key: str, *, default: int, low: int, high: int) -> int:
        """Return a whole number within bounds."""
        value = self.tables.get(table, {}).get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise self.bad(table, key, f"un nombre entier de {low} à {high}")
        return value

    def yes(self, table: str, key: str, *, default: bool) -> bool:
        """Return true or false."""
        value = self.tables.get(table, {}).get(key, default)
        if not isinstance(value, bool):
            raise self.bad(table, key, "« true » ou « false »")
        return value

    def dots(self, table: str, key: str, *, default: int) -> int:
        """Return a width in dots; a raster line has whole bytes."""
        value = self.whole(table, key, default=default, low=256, high=1024)
        if value % 8:
            raise self.bad(table, key, "un multiple de 8")
        return value

    def millimetres(self, table: str, key: str) -> float | None:
        """Return a plausible screen width, or None when absent."""
        value = self.tables.get(table, {}).get(key)
        if value is None:
            return None
        if not isinstance(value, int | float) or isinstance(value, bool) or not 50 <= value <= 3000:
            raise self.bad(table, key, "une largeur en millimètres, de 50 à 3000")
        return float(value)

    def spooler_name(self, table: str, key: str) -> str:
        """Return the name of a printer of the system."""
        value = self.text(table, key)
        if not _SPOOLER_NAME.fullmatch(value):
            raise self.bad(table, key, "le nom d’une imprimante du système")
        return value

    def location(self, table: str, key: str) -> Path:
        """Return a path, made absolute from the folder of the file."""
        return (self.path.parent / self.text(table, key)).resolve()

    def address(self, table: str, key: str) -> str:
        """Return an https address; plain http only to this very machine, where nobody can listen in."""
        value = self.text(table, key).rstrip("/")
        expected = "une adresse https://…, ou http:// vers cette machine"
        try:
            parts = urlsplit(value)
            host, _ = parts.hostname, parts.port
        except ValueError:
            raise self.bad(table, key, expected) from None
        if host is None or parts.query or parts.fragment or parts.username:
            raise self.bad(table, key, expected)
        if parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)):
            return value
        raise self.bad(table, key, expected)

    def peer(self, table: str, key: str) -> str:
        """Return "host:port" of a machine of the local network."""
        value = self.text(table, key)
        host, _, port = value.rpartition(":")
        if not _HOST.fullmatch(host) or not (port.isascii() and port.isdigit() and 0 < int(port) < 1 << 16):
            raise self.bad(table, key, f"une adresse et un port, comme « 192.168.1.20:{HUB_PORT} »")
        return value

    def bad(self, table: str, key: str, expected: str) -> ConfigBadValue:
        """Return the refusal of a value."""
        return ConfigBadValue(path=str(self.path), key=f"{table}.{key}", expected=expected)


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address is this very machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

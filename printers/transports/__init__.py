"""Ways to a printer, one word each in station.toml. Adding one: docs/howto/add-a-printer-transport.md."""

from collections.abc import Callable
from pathlib import Path

from kiosk.config import PrinterConfig
from printers.transports.file import FileTransport
from printers.transports.network import NetworkTransport
from printers.transports.transport import Transport, TransportTrouble

KINDS: dict[str, Callable[[PrinterConfig], Transport]] = {
    "network": lambda config: NetworkTransport(config.host, config.port),
    "file": lambda config: FileTransport(_path_of(config)),
}


def _path_of(config: PrinterConfig) -> Path:
    if config.path is None:
        raise ValueError("a file transport without a path")
    return config.path


__all__ = ["KINDS", "FileTransport", "NetworkTransport", "Transport", "TransportTrouble"]

"""A way to a printer that breaks where a test wants."""

from dataclasses import dataclass, field

from printers.transports import TransportTrouble


@dataclass
class FakeTransport:
    """Answers every state with "ready", and takes so many bytes of the first piece of a job."""

    takes: int = 0
    taken: bytes = b""
    waiting: bytearray = field(default_factory=bytearray)
    closed: bool = False

    def open(self) -> None:
        self.closed = False

    def send(self, data: bytes) -> None:
        if data.startswith(b"\x10"):
            self.waiting += b"\x12" if data.startswith(b"\x10\x04") else b""
            return
        self.taken += data[: self.takes]
        raise TransportTrouble("stalled", min(self.takes, len(data)))

    def read(self, most: int, seconds: float) -> bytes:
        answer, self.waiting[:most] = bytes(self.waiting[:most]), b""
        return answer

    def close(self) -> None:
        self.closed = True

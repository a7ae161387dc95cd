"""Bytes to a printer, status bytes back: the contract of every transport."""

from typing import Literal, Protocol

Trouble = Literal["offline", "stalled", "not_a_device"]


class TransportTrouble(Exception):
    """Bytes did not get through.

    code: "offline" (nobody there, or it hung up), "stalled" (it takes no more bytes), "not_a_device".
    sent: how many bytes of this call left this station, and may have reached the paper.
    """

    def __init__(self, code: Trouble, sent: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.sent = sent


class Transport(Protocol):
    """Opened and closed for each job; used by one thread. Time limits count inactivity, never the whole."""

    def open(self) -> None:
        """Connect; raise TransportTrouble with nothing sent."""

    def send(self, data: bytes) -> None:
        """Send all; raise TransportTrouble with how much of it left."""

    def read(self, most: int, seconds: float) -> bytes:
        """Return what came within some seconds, at most so many bytes; b"" for silence.

        Raises TransportTrouble when the printer hung up: silence is not the same.
        """

    def close(self) -> None:
        """Let go; after a trouble, take back what the printer has not got yet. May be called twice."""

"""What this station asks its central, beside handing over envelopes: each failure is a CentralProblem."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from kiosk.clock import Clock
from kiosk.errors import (
    CentralBusy,
    CentralNonsense,
    CentralProblem,
    CentralRefused,
    ClockSkew,
    StationRevoked,
    WireProblem,
)
from kiosk.store import Identity
from kiosk.wire.statement import TIME, read_statement
from sync.station_api import Answer, StationApi

BUSY_S = 5.0  # for a peer that is busy and does not say for how long


class Inquiry:
    """Asks in this station's name, by the central's clock as far as it is known.

    address: of the central. wait_s: how long its last answer asked to be left alone, or None.
    """

    def __init__(self, central_url: str, identity: Identity, clock: Clock, ca: Path | None = None) -> None:
        """Take the central's address and its own certificate authority, if any; raise ConfigBadValue."""
        self._api = StationApi(central_url, clock, ca)
        self._identity = identity
        self._clock = clock
        self._offset_ms = identity.offset_ms or 0
        self.address = self._api.address
        self.wait_s: float | None = None

    def ask(self, path: str, value: Any) -> Mapping[str, Any]:
        """Return the central's answer, its shape unchecked; raise a CentralProblem.

        A central that refuses our clock tells its own, signed, and is asked once more by that.
        """
        answer = self._post(path, value)
        if is_skew(answer):
            self._offset_ms = self.read_time(answer.value.get("time")) - self._clock.now_ms()
            answer = self._post(path, value)
        if answer.error is None:
            self.wait_s = answer.wait_s
            return answer.value
        if is_skew(answer):
            raise ClockSkew(address=self.address, seconds=round(abs(self._offset_ms) / 1000))
        problem, self.wait_s = turned_away(answer, self.address)
        raise problem

    def read_time(self, statement: Any) -> int:
        """Return the time (ms) that the central signed; raise CentralNonsense."""
        if not isinstance(statement, bytes):
            raise self.nonsense("no time")
        try:
            told: int = read_statement(TIME, statement, self._identity.keys_by_id)
        except WireProblem:
            raise self.nonsense("unsigned time") from None
        return told

    def nonsense(self, detail: str) -> CentralNonsense:
        """Return the Problem of an answer that is not what it should be."""
        return CentralNonsense(address=self.address, detail=detail)

    def close(self) -> None:
        """Close the connection that was kept alive; the next question opens another."""
        self._api.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _post(self, path: str, value: Any) -> Answer:
        self.wait_s = None
        return self._api.post(
            path,
            value,
            station=self._identity.station,
            signer=self._identity.signing,
            now_ms=self._clock.now_ms() + self._offset_ms,
        )


def is_skew(answer: Answer) -> bool:
    """Tell whether a central refuses the time of our signature."""
    return (answer.status, answer.error) == (401, "clock_skew")


def turned_away(answer: Answer, address: str) -> tuple[CentralProblem, float | None]:
    """Return what a refusal means, and for how many seconds to leave the central alone, where it says so."""
    wait_s = answer.wait_s
    if answer.status in (429, 503):
        asked = BUSY_S if wait_s is None else wait_s
        return CentralBusy(address=address, seconds=round(asked)), asked
    if (answer.status, answer.error) == (403, "revoked"):
        return StationRevoked(address=address), wait_s
    return CentralRefused(address=address, reason=str(answer.error)), wait_s

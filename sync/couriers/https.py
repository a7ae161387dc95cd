"""The straight way: HTTPS from the station to its central."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kiosk.clock import Clock
from kiosk.courier import Exchange, Parcel
from kiosk.errors import CentralNonsense, CentralProblem, ClockSkew, WireProblem
from kiosk.store import Identity
from kiosk.wire.statement import read_statement
from sync.batches import batches
from sync.inquiry import is_skew, turned_away
from sync.station_api import WORD, Answer, StationApi

PATH = "/d/v1/envelopes"


class HttpsCourier:
    """Posts batches of envelopes; keeps nothing but the identity and what the central said of the time."""

    name = "https"
    to_central = True

    def __init__(self, base_url: str, identity: Identity, clock: Clock, ca: Path | None = None) -> None:
        """Take the central's address and its own certificate authority, if any; raise ConfigBadValue."""
        self._api = StationApi(base_url, clock, ca)
        self._identity = identity
        self._clock = clock
        self._offset_ms = identity.offset_ms or 0

    def exchange(self, parcels: Sequence[Parcel]) -> Exchange:
        """Offer the parcels in batches that the central takes; stop at the first trouble."""
        acknowledgements: list[bytes] = []
        refused: list[tuple[bytes, str]] = []
        for batch in batches(parcels):
            result = self._visit(batch)
            acknowledgements += result.acknowledgements
            refused += result.refused
            if result.trouble is not None or result.wait_s is not None:
                return Exchange(
                    acknowledgements=tuple(acknowledgements),
                    refused=tuple(refused),
                    trouble=result.trouble,
                    wait_s=result.wait_s,
                    peer_time=result.peer_time,
                )
        return Exchange(acknowledgements=tuple(acknowledgements), refused=tuple(refused))

    def _visit(self, batch: Sequence[Parcel]) -> Exchange:
        try:
            answer = self._api.post(
                PATH,
                [parcel.raw for parcel in batch],
                station=self._identity.station,
                signer=self._identity.signing,
                now_ms=self._clock.now_ms() + self._offset_ms,
            )
            if answer.error is not None:
                return self._turned_away(answer)
            return self._received(batch, answer)
        except CentralProblem as trouble:
            return Exchange(trouble=trouble)

    def _received(self, batch: Sequence[Parcel], answer: Answer) -> Exchange:
        match answer.value:
            case {"acknowledgement": bytes() | None as signed, "refused": list() as refused, **others} if (
                not others
            ):
                codes = _refusals(refused)
                if codes is not None:
                    ids = {hashlib.sha256(parcel.raw).digest(): parcel.id for parcel in batch}
                    return Exchange(
                        acknowledgements=() if signed is None else (signed,),
                        refused=tuple((ids[digest], code) for digest, code in codes.items() if digest in ids),
                        wait_s=answer.wait_s,
                    )
        raise CentralNonsense(address=self._api.address, detail="not an answer about envelopes")

    def _turned_away(self, answer: Answer) -> Exchange:
        if is_skew(answer) and isinstance(answer.value.get("time"), bytes):
            return self._wrong_time(answer.value["time"])
        problem, wait_s = turned_away(answer, self._api.address)
        return Exchange(trouble=problem, wait_s=wait_s)

    def _wrong_time(self, statement: bytes) -> Exchange:
        # The next visit must already be signed with the right time, and identity is a snapshot; the
        # dispatcher verifies the same bytes again before it stores the offset for the next start.
        try:
            told: int = read_statement("relais/time/1", statement, self._identity.keys_by_id)
        except WireProblem:
            return Exchange(trouble=CentralNonsense(address=self._api.address, detail="unsigned time"))
        self._offset_ms = told - self._clock.now_ms()
        skew = ClockSkew(address=self._api.address, seconds=round(abs(self._offset_ms) / 1000))
        return Exchange(trouble=skew, peer_time=statement)


def _refusals(refused: list[Any]) -> Mapping[bytes, str] | None:
    codes: dict[bytes, str] = {}
    for one in refused:
        match one:
            case [bytes(digest), str(code)] if WORD.fullmatch(code):
                codes[digest] = code
            case _:
                return None
    return codes

"""By another station of the agency, over the local network.

A hub keeps sealed bytes and forwards them. It may be slow, mistaken or false: it counts as "handed over" only
what a station of the roster signed that it keeps, and as delivered only what the central signed. What it
turns away proves nothing, so it is merely not handed over.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kiosk.clock import Clock
from kiosk.courier import Exchange, Parcel
from kiosk.errors import (
    BadSignature,
    CentralNonsense,
    CentralProblem,
    CentralUnreachable,
    WireProblem,
)
from kiosk.store import Member
from kiosk.wire.acknowledgement import read_acknowledgement
from kiosk.wire.keys import VerifyKey
from kiosk.wire.roster import read_roster
from kiosk.wire.statement import KEPT, read_statement
from sync.batches import batches
from sync.inquiry import turned_away
from sync.station_api import Answer, StationApi

ENVELOPES = "/d/v1/envelopes"
ACKNOWLEDGEMENTS = "/d/v1/acknowledgements"
# A machine may be on several networks and announce an address that is out of our reach.
MOST_ADDRESSES = 3


@dataclass
class _Load:
    """What one visit brought. said: (id, digest) of what needs no more: kept by the hub, or settled."""

    acknowledgements: list[bytes] = field(default_factory=list)
    kept: set[tuple[bytes, bytes]] = field(default_factory=set)
    settled: set[tuple[bytes, bytes]] = field(default_factory=set)
    wait_s: float | None = None


class HubCourier:
    """Asks a hub what became of the parcels, and hands it those that it does not have."""

    name = "hub"
    to_central = False

    def __init__(
        self, find: Callable[[], Sequence[str]], read_member: Callable[[], Member], clock: Clock
    ) -> None:
        """find: "host:port" of each hub. read_member: who this station is, by the newest roster."""
        self._find = find
        self._read_member = read_member
        self._member = read_member()
        self._clock = clock
        self._last = ""

    def exchange(self, parcels: Sequence[Parcel]) -> Exchange:
        """Visit the hub of the last time, else another one, until one of them answers sensibly."""
        if not parcels:
            return Exchange()
        if not self._has_neighbours():
            return Exchange(trouble=CentralUnreachable(address="hub"))
        found = sorted(self._find(), key=lambda address: address != self._last)
        result = Exchange(trouble=CentralUnreachable(address="hub"))
        for address in found[:MOST_ADDRESSES]:
            result = self._visit(address, parcels)
            if result.trouble is None:
                self._last = address
                break
        return result

    def _has_neighbours(self) -> bool:
        """Tell whether the agency has other stations: one that is alone asks nobody on its network."""
        if len(_keys(self._member)) < 2:
            self._member = self._read_member()
        return len(_keys(self._member)) > 1

    def _visit(self, address: str, parcels: Sequence[Parcel]) -> Exchange:
        api = StationApi(f"http://{address}", self._clock, plain=True)
        load, trouble = _Load(), None
        try:
            for batch in batches(parcels):
                self._carry(api, batch, load)
        except CentralProblem as problem:
            trouble = problem
        finally:
            api.close()
        return Exchange(
            handed_over=tuple(parcel.id for parcel in parcels if _name(parcel) in load.kept - load.settled),
            acknowledgements=tuple(load.acknowledgements),
            trouble=trouble,
            wait_s=load.wait_s,
        )

    def _carry(self, api: StationApi, batch: Sequence[Parcel], load: _Load) -> None:
        ids = ",".join(parcel.id.hex() for parcel in batch)
        self._learn(self._ask(api, "GET", f"{ACKNOWLEDGEMENTS}?ids={ids}", None, load), api, load)
        rest = [parcel.raw for parcel in batch if _name(parcel) not in load.kept | load.settled]
        if rest:
            self._learn(self._ask(api, "POST", ENVELOPES, rest, load), api, load)

    def _ask(self, api: StationApi, method: str, path: str, value: list[bytes] | None, load: _Load) -> Answer:
        me = self._member
        now_ms = self._clock.now_ms() + (me.offset_ms or 0)
        if method == "GET":
            answer = api.get(path, station=me.station, signer=me.signing, now_ms=now_ms)
        else:
            answer = api.post(path, value, station=me.station, signer=me.signing, now_ms=now_ms)
        load.wait_s = answer.wait_s
        if answer.error is not None:
            problem, load.wait_s = turned_away(answer, api.address)
            raise problem
        return answer

    def _learn(self, answer: Answer, api: StationApi, load: _Load) -> None:
        match answer.value:
            case {"acknowledgements": [*words], "kept": bytes() | None as kept, **others} if not others:
                if all(isinstance(word, bytes) for word in words):
                    load.acknowledgements += [one for one in words if one not in load.acknowledgements]
                    load.settled |= self._settled(words)
                    load.kept |= set() if kept is None else self._kept(kept, api)
                    return
        raise CentralNonsense(address=api.address, detail="not an answer of a hub")

    def _settled(self, words: Sequence[bytes]) -> set[tuple[bytes, bytes]]:
        """Return what the central truly settled; the dispatcher looks at all words, also false ones."""
        found: set[tuple[bytes, bytes]] = set()
        for word in words:
            try:
                verdicts = read_acknowledgement(word, self._member.keys_by_id)
            except WireProblem:
                continue
            found |= {(verdict.id, verdict.digest) for verdict in verdicts}
        return found

    def _kept(self, statement: bytes, api: StationApi) -> set[tuple[bytes, bytes]]:
        """Return what a station of the agency signed that it keeps; raise CentralNonsense."""
        try:
            try:
                pairs = read_statement(KEPT, statement, _keys(self._member))
            except BadSignature:
                # A hub may have been enrolled since this roster; the newest one decides.
                self._member = self._read_member()
                pairs = read_statement(KEPT, statement, _keys(self._member))
        except WireProblem as problem:
            raise CentralNonsense(address=api.address, detail=problem.code) from problem
        return {(id_, digest) for id_, digest in pairs}


def _keys(member: Member) -> dict[bytes, VerifyKey]:
    roster = read_roster(member.roster, member.keys_by_id)
    return {one.signing.key_id: one.signing for one in roster.stations}


def _name(parcel: Parcel) -> tuple[bytes, bytes]:
    return parcel.id, hashlib.sha256(parcel.raw).digest()

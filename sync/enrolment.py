"""How a station is accepted by a central: a one-time code typed by a technician, and a proof of its keys."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk.clock import Clock
from kiosk.errors import (
    CentralBusy,
    CentralNonsense,
    CentralRefused,
    ClockSkew,
    CodeExpired,
    CodeRefused,
    Problem,
    StationRevoked,
    TooManyTries,
    WireProblem,
)
from kiosk.store import Identity, Store
from kiosk.wire.cbor import decode
from kiosk.wire.cose import parse1
from kiosk.wire.keys import OpeningKey, SealKey, SigningKey, VerifyKey
from kiosk.wire.roster import read_roster
from kiosk.wire.statement import TIME, read_statement
from sync.station_api import Answer, StationApi
from sync.trust import check_followup, check_member

PATH = "/d/v1/enrol"
UNENROLLED = 0
_DEFAULT_WAIT_S = 60.0


def enrol(  # noqa: PLR0917 - the signature that the composition root was promised
    central_url: str,
    code: str,
    name: str,
    role: str,
    store: Store,
    clock: Clock,
    *,
    ca: Path | None = None,
) -> Identity:
    """Enrol this station with a code and keep who it became; an enrolled one keeps its identity, unasked.

    The keys are committed before the call, so that after a lost answer the same code gives the same identity
    again. Raises CodeRefused, CodeExpired, TooManyTries, ClockSkew, CentralUnreachable, CentralBrokeOff,
    CentralUntrusted, CentralNonsense, CentralBusy, CentralRefused, StationRevoked, ConfigBadValue, and the
    StoreProblems.
    """
    if store.enrolment.is_done():
        # Envelopes in the outbox are signed as the station it is; another central needs another store.
        return store.identity
    signing, opening = store.enrolment.keys()
    request = {
        "code": "".join(character for character in code if character.isascii() and character.isdigit()),
        "name": name,
        "role": role,
        "signing": signing.public.raw,
        "sealing": opening.public.raw,
    }
    api = StationApi(central_url, clock, ca)
    try:
        answer = _ask(api, request, signing, clock)
    finally:
        api.close()
    identity = _identity(answer, name, (signing, opening), api.address, clock)
    with store.transaction():
        store.enrolment.record(identity)
        store.journal.append(clock.now_ms(), "enrolled", detail=f"{identity.agency}/{identity.station}")
    return identity


def _ask(api: StationApi, request: dict[str, Any], signing: SigningKey, clock: Clock) -> Answer:
    def post(now_ms: int) -> Answer:
        return api.post(PATH, request, station=UNENROLLED, signer=signing, now_ms=now_ms)

    answer = post(clock.now_ms())
    if answer.error == "clock_skew":
        answer = post(_claimed_time(answer, api.address))
    if answer.error is None:
        return answer
    raise _refusal(answer, api.address, clock)


def _claimed_time(answer: Answer, address: str) -> int:
    """Read the time without verifying it: who signs for this central is not known before enrolment.

    A false time only makes the second request fail as well; what is kept comes from the verified answer.
    """
    try:
        claimed = decode(parse1(answer.value.get("time", b"")).payload)
    except (WireProblem, TypeError) as error:
        raise CentralNonsense(address=address, detail="time") from error
    if type(claimed) is not int or not 0 <= claimed < 1 << 47:
        raise CentralNonsense(address=address, detail="time")
    return claimed


def _refusal(answer: Answer, address: str, clock: Clock) -> Problem:
    wait_s = _DEFAULT_WAIT_S if answer.wait_s is None else answer.wait_s
    refusals: dict[tuple[int, str | None], Callable[[], Problem]] = {
        (403, "code_refused"): CodeRefused,
        (403, "revoked"): lambda: StationRevoked(address=address),
        (410, "code_expired"): CodeExpired,
        (401, "clock_skew"): lambda: ClockSkew(address=address, seconds=_skew_s(answer, address, clock)),
    }
    if (answer.status, answer.error) in refusals:
        return refusals[answer.status, answer.error]()
    if answer.status == 429:
        return TooManyTries(minutes=max(1, math.ceil(wait_s / 60)))
    if answer.status == 503:
        return CentralBusy(address=address, seconds=math.ceil(wait_s))
    return CentralRefused(address=address, reason=str(answer.error))


def _skew_s(answer: Answer, address: str, clock: Clock) -> int:
    return round(abs(_claimed_time(answer, address) - clock.now_ms()) / 1000)


def _identity(
    answer: Answer, name: str, keys: tuple[SigningKey, OpeningKey], address: str, clock: Clock
) -> Identity:
    signing, opening = keys
    try:
        match answer.value:
            case {
                "station": int(station),
                "agency": int(agency),
                "central_keys": [*raw_keys],
                "sealing": bytes(sealing),
                "publisher": bytes(publisher),
                "roster": bytes(roster),
                "followup": str() | None as followup,
                "time": bytes(time),
                **others,
            } if raw_keys and not others:
                central_keys = tuple(VerifyKey(raw) for raw in raw_keys)
                known = {key.key_id: key for key in central_keys}
                listed = read_roster(roster, known)
                check_member(listed, agency, station, signing.public, opening.public)
                check_followup(followup)
                return Identity(
                    station=station,
                    agency=agency,
                    name=name,
                    signing=signing,
                    opening=opening,
                    central_keys=central_keys,
                    sealing=SealKey(sealing),
                    hosted=listed.hosted,
                    publisher=VerifyKey(publisher),
                    roster=roster,
                    recipient=listed.recipient,
                    followup=followup,
                    offset_ms=read_statement(TIME, time, known) - clock.now_ms(),
                )
    except WireProblem as problem:
        raise CentralNonsense(address=address, detail=problem.code) from problem
    raise CentralNonsense(address=address, detail="not an identity")

"""How the counters of an agency come to hold its key (ENVELOPE.md, Seal; docs/adr/0070).

The first counter makes it and registers its public half; the others get it from one that has it. The key
itself passes the central only sealed to a counter.
"""

from collections.abc import Iterable

from kiosk.clock import Clock
from kiosk.errors import WireProblem
from kiosk.store import Store
from kiosk.wire.agency_key import share_agency_key, take_agency_key
from kiosk.wire.keys import OpeningKey, SealKey
from kiosk.wire.roster import COUNTER, read_roster
from kiosk.wire.statement import RECIPIENT, ROSTER, read_statement, sign_statement
from sync.inquiry import Inquiry
from sync.trust import refresh

REGISTER = "/d/v1/recipient"
SHARES = "/d/v1/shares"
Share = tuple[int, bytes]


def claim_agency_key(store: Store, inquiry: Inquiry, clock: Clock, *, printing: bool) -> bool:
    """Do what is due for this counter to hold its agency's key; return whether something changed.

    Call it when the kept roster is fresh. printing: whether the recovery sheet can be printed here. Raises a
    CentralProblem (CentralRefused `other_recipient` when another counter was faster, which the next roster
    tells) or a StoreProblem.
    """
    registered = store.identity.hosted and _register(store, inquiry, clock, printing=printing)
    key = store.agency_key.opening(store.identity.recipient.key_id)
    if key is None:
        return _take(store, inquiry, clock) or registered
    if printing and store.agency_key.made_here():
        # Also for a printer that came after the key; a sheet that may lie in its tray is not printed again.
        _order_sheet(store, clock.now_ms())
    _share(store, inquiry, key, clock)
    return registered


def endorse_again(store: Store, inquiry: Inquiry, roster: bytes, clock: Clock) -> bool:
    """Register the kept key anew, where this counter holds it; return whether the central took it.

    roster: one that the central signed and that does not count, because the counter that endorsed its key is
    not in it any more. Raises a CentralProblem or a StoreProblem.
    """
    identity = store.identity
    key = store.agency_key.opening(identity.recipient.key_id)
    try:
        named = read_statement(ROSTER, roster, identity.keys_by_id)["recipient"]
    except WireProblem:
        return False
    if identity.hosted or key is None or named != key.public.raw:
        return False
    _endorse(store, inquiry, key, clock)
    return True


def _register(store: Store, inquiry: Inquiry, clock: Clock, *, printing: bool) -> bool:
    now = clock.now_ms()
    # Kept before anybody can seal to it, and with it the order for the sheet that goes into the safe.
    with store.transaction():
        key = store.agency_key.make(now)
        if printing:
            _order_sheet(store, now)
    _endorse(store, inquiry, key, clock)
    return True


def _order_sheet(store: Store, now_ms: int) -> None:
    if not store.agency_key.sheet_printed():
        store.spool.append_recovery(now_ms)


def _endorse(store: Store, inquiry: Inquiry, key: OpeningKey, clock: Clock) -> None:
    identity = store.identity
    if identity.sealing is None:
        raise RuntimeError("the central's own key is kept before anything is registered")
    made = [identity.agency, key.public.raw, clock.now_ms() + (identity.offset_ms or 0)]
    statement = sign_statement(RECIPIENT, made, identity.signing)
    match inquiry.ask(REGISTER, {"statement": statement}):
        case {"roster": bytes(raw), **others} if not others:
            try:
                refresh(store, raw, identity.sealing, identity.followup, clock)
            except WireProblem as problem:
                raise inquiry.nonsense(problem.code) from problem
            if not store.identity.hosted:
                return
    raise inquiry.nonsense("not registered")


def _take(store: Store, inquiry: Inquiry, clock: Clock) -> bool:
    sealed, _ = _exchange(inquiry, has=False)
    if sealed is None:
        return False
    identity = store.identity
    try:
        key = take_agency_key(sealed, identity.agency, identity.station, identity.opening)
    except WireProblem as problem:
        raise inquiry.nonsense(problem.code) from problem
    # Who sealed it is not known; that counters of the agency seal to its public half is.
    if key.public != identity.recipient:
        raise inquiry.nonsense("another key")
    store.agency_key.take(key, clock.now_ms())
    return True


def _share(store: Store, inquiry: Inquiry, key: OpeningKey, clock: Clock) -> None:
    _, wanting = _exchange(inquiry, has=True)
    agency, counters = store.identity.agency, _other_counters(store)
    give = [
        (number, share_agency_key(key, agency, number, counters[number]))
        for number in wanting
        if number in counters
    ]
    if not give:
        return
    # Written down before it leaves: who was given the key must be known, whatever becomes of the answer.
    with store.transaction():
        for number, _ in give:
            store.journal.append(clock.now_ms(), "agency_key.shared", detail=str(number))
    _exchange(inquiry, has=True, give=give)


def _other_counters(store: Store) -> dict[int, SealKey]:
    """Return what a secret for each other counter is sealed to, by the signed roster and nobody else."""
    identity = store.identity
    roster = read_roster(identity.roster, identity.keys_by_id)
    return {
        one.number: one.sealing
        for one in roster.stations
        if one.role == COUNTER and one.number != identity.station
    }


def _exchange(
    inquiry: Inquiry, *, has: bool, give: Iterable[Share] = ()
) -> tuple[bytes | None, tuple[int, ...]]:
    """Tell the central whether the key is here; return this counter's share, and who wants one."""
    match inquiry.ask(SHARES, {"has": has, "give": [list(one) for one in give]}):
        case {"mine": bytes() | None as mine, "wanting": [*wanting], **others} if not others:
            if all(type(number) is int for number in wanting):
                return mine, tuple(wanting)
    raise inquiry.nonsense("not an answer about shares")

"""A central that was restored from a backup asks for what it has lost (docs/adr/0102)."""

from collections.abc import Mapping

from kiosk.clock import Clock
from kiosk.errors import WireProblem
from kiosk.store import Store
from kiosk.wire.statement import RESEND, read_statement
from sync.inquiry import Inquiry


def standing(store: Store, most_ms: Mapping[str, int], clock: Clock) -> dict[str, int]:
    """Return what the station says of itself when it asks for changes.

    accepted: a central that keeps fewer has lost some. held: what waits for a person here. late: what nobody
    received in the time that its service allows (most_ms).
    """
    return {
        "accepted": store.outbox.accepted(),
        "held": store.outbox.count_held(),
        "late": sum(one.count for one in store.outbox.late(most_ms, clock.now_ms())),
    }


def obey_resend(store: Store, inquiry: Inquiry, raw: bytes | None, clock: Clock) -> bool:
    """Let all that is still kept wait again when the central newly asks for it; return whether it did.

    Raises CentralNonsense for a command that the central did not sign, or not for this station. An old one
    played back does nothing, and a new one costs no more than the way: each envelope is counted once.
    """
    if raw is None:
        return False
    identity = store.identity
    try:
        agency, station, issued = read_statement(RESEND, raw, identity.keys_by_id)
    except WireProblem as problem:
        raise inquiry.nonsense(problem.code) from problem
    if (agency, station) != (identity.agency, identity.station):
        raise inquiry.nonsense("resend")
    with store.transaction():
        count = store.outbox.send_again(issued)
        if count is not None:
            store.journal.append(clock.now_ms(), "send_again", detail=str(count))
    return bool(count)

"""What a station believes of what its central says (docs/adr/0072).

Enrolment decides once and for all who this station is. Later answers may bring other stations, another name,
another follow-up address, and once the agency's own key; everything else would be a takeover, whoever signs.
"""

from dataclasses import replace
from urllib.parse import urlsplit

from kiosk.clock import Clock
from kiosk.config import is_loopback
from kiosk.errors import Malformed, WireProblem
from kiosk.store import Identity, Store
from kiosk.wire.keys import SealKey, VerifyKey
from kiosk.wire.roster import Roster, read_roster

MOST_ADDRESS = 200
# How old a kept roster may grow that says the same as the newest: what is older cannot be played back.
KEEP_EVERY_MS = 24 * 3600 * 1000


def check_member(roster: Roster, agency: int, station: int, signing: VerifyKey, sealing: SealKey) -> None:
    """Raise Malformed for a roster, signed as it may be, in which this station is not who it is."""
    me = [(one.number, one.sealing) for one in roster.stations if one.signing == signing]
    if roster.agency != agency or me != [(station, sealing)]:
        raise Malformed(detail="roster")


def check_followup(address: str | None) -> None:
    """Raise Malformed for an address of follow-up pages that no paper may carry; None: there are none.

    A secret is printed behind it, so it is https, or this very machine's own in a demo.
    """
    if address is None:
        return
    try:
        parts = urlsplit(address)
        secure = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
        port = "" if parts.port is None else f":{parts.port}"
    except ValueError:
        raise Malformed(detail="followup") from None
    # Nothing but a name and a port: no account, no path, no query, and no spelling that hides one.
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    if not (host and secure and len(address) <= MOST_ADDRESS) or address.lower() != (
        f"{parts.scheme}://{host}{port}"
    ):
        raise Malformed(detail="followup")


def refresh(store: Store, raw: bytes, sealing: SealKey, followup: str | None, clock: Clock) -> bool:
    """Keep what the central now says of this station's agency; return whether it says something new.

    raw: the signed roster. sealing: the central's own key. Raises Malformed or
    BadSignature with nothing kept.
    """
    identity = store.identity
    roster = _next_roster(raw, store, identity)
    if identity.sealing not in (None, sealing):
        # Not signed: whoever stands in the way could read tokens and messages with a key of theirs.
        raise Malformed(detail="another central")
    check_followup(followup)
    new = (sealing, followup) != (identity.sealing, identity.followup) or not _same(roster, identity)
    if not new and roster.issued < (store.enrolment.roster_issued() or 0) + KEEP_EVERY_MS:
        return False  # another date alone, each minute, must not wear out the disk
    with store.transaction():
        store.enrolment.refresh(
            roster=raw, recipient=roster.recipient, hosted=roster.hosted, sealing=sealing, followup=followup
        )
        if roster.recipient != identity.recipient:
            detail = f"{identity.recipient.key_id.hex()} {roster.recipient.key_id.hex()}"
            store.journal.append(clock.now_ms(), "recipient", detail=detail)
    return new


def _next_roster(raw: bytes, store: Store, identity: Identity) -> Roster:
    roster = read_roster(raw, identity.keys_by_id)
    check_member(roster, identity.agency, identity.station, identity.signing.public, identity.opening.public)
    if roster.issued < (store.enrolment.roster_issued() or 0):
        raise Malformed(detail="roster rolled back")
    if not identity.hosted and (roster.hosted, roster.recipient) != (False, identity.recipient):
        raise Malformed(detail="another recipient")
    return roster


def _same(roster: Roster, identity: Identity) -> bool:
    try:
        kept = read_roster(identity.roster, identity.keys_by_id)
    except WireProblem:
        return False  # of a version that is not read any more
    return replace(roster, issued=kept.issued) == kept

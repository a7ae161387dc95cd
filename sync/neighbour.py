"""What a station takes from a hub while its central cannot be asked: only what the central signed.

The follow-up address and the central's own key are not signed and never come this way (docs/adr/0097).
"""

from collections.abc import Callable, Sequence

from kiosk.clock import Clock
from kiosk.errors import CentralProblem, WireProblem
from kiosk.store import Store
from kiosk.wire.roster import read_roster
from sync.station_api import StationApi
from sync.trust import refresh

CHANGES = "/d/v1/changes"
MOST_ADDRESSES = 3


def ask_hub(find: Callable[[], Sequence[str]], store: Store, clock: Clock) -> bool:
    """Keep the newest roster that a hub passes on; return whether it says something new.

    find: "host:port" of each hub. What a hub does not say, or says wrong, changes nothing. Raises a
    StoreProblem.
    """
    member, identity = store.member, store.identity
    try:
        alone = len(read_roster(member.roster, member.keys_by_id).stations) < 2
    except WireProblem:
        alone = False
    if alone or identity.sealing is None:
        return False
    changed = False
    for address in find()[:MOST_ADDRESSES]:
        roster = _ask(address, store, clock)
        if roster is None:
            continue
        try:
            changed |= refresh(store, roster, identity.sealing, identity.followup, clock)
        except WireProblem:
            continue
    return changed


def _ask(address: str, store: Store, clock: Clock) -> bytes | None:
    member = store.member
    now_ms = clock.now_ms() + (member.offset_ms or 0)
    api = StationApi(f"http://{address}", clock, plain=True)
    try:
        answer = api.get(CHANGES, station=member.station, signer=member.signing, now_ms=now_ms)
    except CentralProblem:
        return None
    finally:
        api.close()
    roster = answer.value.get("roster")
    return roster if answer.error is None and isinstance(roster, bytes) else None

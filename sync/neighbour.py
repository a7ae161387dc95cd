"""What a station takes from a hub while its central cannot be asked: only what the central signed.

The follow-up address and the central's own key are not signed and never come this way (docs/adr/0097).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kiosk.clock import Clock
from kiosk.errors import CentralProblem, WireProblem
from kiosk.store import Store
from kiosk.wire.published import read_page
from kiosk.wire.roster import read_roster
from sync.station_api import StationApi
from sync.trust import refresh

CHANGES = "/d/v1/changes"
MOST_ADDRESSES = 3


def ask_hub(find: Callable[[], Sequence[str]], store: Store, clock: Clock) -> bool:
    """Keep the newest roster and standings that a hub passes on; return whether the roster is news.

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
        told = _ask(address, store, clock)
        try:
            if isinstance(roster := told.get("roster"), bytes):
                changed |= refresh(store, roster, identity.sealing, identity.followup, clock)
            _take_pages(store, told.get("published"), clock)
        except WireProblem:
            continue
    return changed


def _take_pages(store: Store, pages: Any, clock: Clock) -> None:
    """Keep what the central published and signed, as far as it leads on. Raises a WireProblem."""
    identity = store.identity
    for raw in pages if isinstance(pages, list) else []:
        if not isinstance(raw, bytes):
            return
        page = read_page(raw, identity.keys_by_id)
        if page.agency == identity.agency:
            store.published.take(page, raw, clock.now_ms())


def _ask(address: str, store: Store, clock: Clock) -> Mapping[str, Any]:
    member = store.member
    now_ms = clock.now_ms() + (member.offset_ms or 0)
    api = StationApi(f"http://{address}", clock, plain=True)
    try:
        path = f"{CHANGES}?published={store.published.wanted()}"
        answer = api.get(path, station=member.station, signer=member.signing, now_ms=now_ms)
    except CentralProblem:
        return {}
    finally:
        api.close()
    return answer.value if answer.error is None else {}

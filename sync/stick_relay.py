"""What a stick brings for others, kept here until the central answers, and the answers that came since.

The stick keeps everything as well: what is kept here only saves another journey.
"""

from collections.abc import Sequence

from kiosk.clock import Clock
from kiosk.store import Store
from kiosk.wire.envelope import Envelope
from kiosk.wire.stick import MOST_BATCH_BYTES
from sync.hub.intake import QUOTA_BYTES


def known_words(store: Store, envelopes: Sequence[Envelope]) -> list[bytes]:
    """Return the signed words that came here about these envelopes since."""
    ids = [one.id for one in envelopes]
    return list(store.relayed.words(ids, MOST_BATCH_BYTES)) if ids and store.relayed.any() else []


def keep_for_later(store: Store, envelopes: Sequence[Envelope], clock: Clock) -> None:
    """Keep verified envelopes of one other station for when the central is there, within its quota."""
    if not envelopes:
        return
    now, offset = clock.now_ms(), store.identity.offset_ms or 0
    room = QUOTA_BYTES - store.relayed.open_bytes(envelopes[0].station)
    with store.transaction():
        for one in envelopes:
            if store.relayed.get(one.digest) is not None:
                continue
            room -= len(one.raw)
            if room < 0:
                return
            store.relayed.keep(one.id, one.digest, one.station, one.raw, now + offset)
            store.journal.append(now, "relayed", one.id, str(one.station))

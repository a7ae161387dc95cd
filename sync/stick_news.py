"""Where the agency's cases stand, from station to station on a stick: pages that the central signed, sealed.

Nobody on the way can read an entry, or leave one out of a page unseen; what a stick brings may only be late.
"""

from kiosk.clock import Clock
from kiosk.errors import WireProblem
from kiosk.stick import RefusedFile, Stick
from kiosk.store import Identity, Store
from kiosk.wire.published import Page, read_page
from kiosk.wire.stick import batches


def carry_news(stick: Stick, store: Store, clock: Clock) -> tuple[RefusedFile, ...]:
    """Keep the newer pages that a stick brings, put those that it lacks on it; return what was refused.

    Raises a StickProblem or a StoreProblem.
    """
    identity, files = store.identity, stick.news()
    pages = {
        raw: page
        for _, raws in files
        if not isinstance(raws, RefusedFile)
        for raw in raws
        if (page := _read(raw, identity)) is not None
    }
    known = store.published.as_of() or 0
    for raw, page in sorted(pages.items(), key=lambda each: (each[1].at_ms, each[1].after)):
        # What was signed before the whole list was last known here says nothing new; after the central was
        # restored from a backup it would even lead on to what is no more.
        if page.at_ms > known:
            store.published.take(page, raw, clock.now_ms())
    refused = tuple(raws for _, raws in files if isinstance(raws, RefusedFile))
    own, as_of = store.published.pages(), store.published.as_of() or 0
    if any(page.at_ms > as_of for page in pages.values()):
        # Newer than what is known here: it leads on from what another station has.
        return refused
    for batch in batches(raw for raw in own if raw not in pages):
        stick.write_news(batch)
    for name, raws in files:
        if not isinstance(raws, RefusedFile) and not set(raws) & set(own):
            stick.discard_news(name)
    return refused


def _read(raw: bytes, identity: Identity) -> Page | None:
    try:
        page = read_page(raw, identity.keys_by_id)
    except WireProblem:
        return None
    return page if page.agency == identity.agency else None

"""Brings home where the agency's cases stand: pages that the central signed, sealed under tokens."""

from kiosk.clock import Clock
from kiosk.errors import WireProblem
from kiosk.store import Store
from kiosk.wire.published import Page, read_page
from sync.inquiry import Inquiry

# 10,000 cases a round; the next one brings the rest.
MOST_PAGES = 20


def take_published(store: Store, inquiry: Inquiry, path: str, raw: bytes, clock: Clock) -> None:
    """Keep a page, and ask at `path` for those behind it. Raises a CentralProblem for what is not theirs."""
    for _ in range(MOST_PAGES):
        page = _kept(store, inquiry, raw, clock)
        if not page.more:
            return
        match inquiry.ask(path, {"published": page.upto}):
            case {"published": bytes(raw)}:
                continue
            case _:
                raise inquiry.nonsense("not an answer about changes")


def _kept(store: Store, inquiry: Inquiry, raw: bytes, clock: Clock) -> Page:
    identity = store.identity
    try:
        page = read_page(raw, identity.keys_by_id)
    except WireProblem as problem:
        raise inquiry.nonsense(str(problem.facts.get("detail", problem.code))) from problem
    if page.agency != identity.agency:
        raise inquiry.nonsense("published of another agency")
    store.published.take(page, raw, clock.now_ms())
    return page

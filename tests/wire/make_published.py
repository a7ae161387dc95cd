"""Makes tests/data/wire/published.json: run it with the path to write. Nonces are random: it must open."""

import json
import sys
from pathlib import Path

from kiosk.wire.case import CaseStatus
from kiosk.wire.published import Page, Standing, handle_of, seal_standing, sign_page
from tests.wire.samples import CENTRAL

SINCE_MS = 1_794_000_000_000


def vectors() -> dict[str, object]:
    """Return a standing of each kind, and a page with all of them, signed by the central of vectors.json."""
    tokens = [bytes(range(at, at + 16)) for at in range(len(CaseStatus))]
    entries = tuple(
        seal_standing(token, Standing(status, SINCE_MS))
        for token, status in zip(tokens, CaseStatus, strict=True)
    )
    page = Page(1, 12, 17, SINCE_MS, False, entries)
    return {
        "standings": [
            {
                "token": token.hex(),
                "handle": handle_of(token).hex(),
                "status": str(status),
                "since": SINCE_MS,
                "sealed": entry.sealed.hex(),
            }
            for token, status, entry in zip(tokens, CaseStatus, entries, strict=True)
        ],
        "page": {
            "head": [page.agency, page.after, page.upto, page.at_ms, page.more],
            "entries": [[entry.handle.hex(), entry.sealed.hex()] for entry in entries],
            "raw": sign_page(page, CENTRAL).hex(),
        },
    }


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(vectors(), indent=1) + "\n", encoding="utf-8")

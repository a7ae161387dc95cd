"""Where the agency's cases stand, as this station was told: entries that only a token finds and opens."""

from kiosk.store.db import Connection
from kiosk.wire.published import Page

# Longer than the central publishes a case that nobody closes: what it forgot is not kept here either.
KEPT_MS = 400 * 24 * 3600 * 1000
# How exactly « Au 20 novembre » is known: an unchanged list is not written to the disk each minute.
STEP_MS = 60 * 60 * 1000
# So many pages, and the list is asked for anew, in one piece.
MOST_PAGES = 64


class Published:
    """The table of published standings. Nothing in it tells whose they are."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, handle: bytes) -> bytes | None:
        """Return the sealed standing of a handle, or None."""
        found = self._connection.rows("SELECT sealed FROM published WHERE handle = ?", [handle])
        return bytes(found[0]["sealed"]) if found else None

    def wanted(self) -> int:
        """Return the place behind which to ask for more: 0 when the pages have become many."""
        pages = self._connection.rows("SELECT count(*) AS n FROM published_pages")[0]["n"]
        return 0 if pages >= MOST_PAGES else self._reading()[0]

    def as_of(self) -> int | None:
        """Return when the whole list was last known here (ms, central's clock), or None."""
        return self._reading()[1]

    def pages(self, after: int = 0) -> tuple[bytes, ...]:
        """Return the signed pages that lead on from a place of the list, oldest first, to be carried on."""
        rows = self._connection.rows(
            "SELECT raw FROM published_pages WHERE upto > ? OR (after = upto AND upto >= ?) ORDER BY n",
            [after, after],
        )
        return tuple(bytes(row["raw"]) for row in rows)

    def take(self, page: Page, raw: bytes, now_ms: int) -> bool:
        """Keep a verified page of this agency that leads on from what is known; return whether it changed it.

        A page behind a gap is left: what lies in between would be missing unseen. So is an older one, unless
        it begins the list anew and is signed later than all we know: a central restored from a backup.
        now_ms: station clock.
        """
        reached, as_of = self._reading()
        newer = as_of is None or page.at_ms > as_of
        advances = page.after <= reached < page.upto
        anew = page.after == 0 and newer
        nothing = page.upto == reached and not page.entries
        if not (advances or anew or (nothing and newer and page.after == reached)):
            return False
        if nothing and as_of is not None and page.at_ms - as_of < STEP_MS:
            return False
        with self._connection.transaction():
            self._keep(page, now_ms)
            # What a page from the beginning says in one piece, older ones need not say again.
            self._connection.change("DELETE FROM published_pages WHERE after = upto OR ?", [anew])
            self._connection.insert("published_pages", {"after": page.after, "upto": page.upto, "raw": raw})
            self._connection.change(
                "UPDATE published_reading SET reached = ?, as_of = ?",
                [page.upto, as_of if page.more else max(page.at_ms, as_of or 0)],
            )
        return True

    def _keep(self, page: Page, now_ms: int) -> None:
        for entry in page.entries:
            if entry.sealed:
                row = {"handle": entry.handle, "sealed": entry.sealed, "taken_at": now_ms}
                self._connection.upsert("published", row, pk="handle")
            else:
                self._connection.change("DELETE FROM published WHERE handle = ?", [entry.handle])
        self._connection.change("DELETE FROM published WHERE taken_at < ?", [now_ms - KEPT_MS])

    def _reading(self) -> tuple[int, int | None]:
        row = self._connection.rows("SELECT reached, as_of FROM published_reading")[0]
        return row["reached"], row["as_of"]

"""What an agent has begun with a client and not finished: one draft for each agent, for 12 hours."""

from dataclasses import dataclass, field

from kiosk.forms.model import as_number, from_number
from kiosk.store.db import Connection
from kiosk.wire.cbor import decode, encode
from kiosk.wire.compact import Assistance, Index, Plain

LIFETIME_MS = 12 * 3600 * 1000


@dataclass(frozen=True)
class Draft:
    """A request under way. form: the fingerprint of its form, 8 bytes. at: ms, station clock, last save.

    answers: by place (docs/adr/0081). place: the question that was shown, None for the review.
    """

    service: str
    form: bytes
    language: str
    mode: Assistance
    answers: dict[Index, Plain] = field(repr=False)
    place: Index | None
    at: int


class Drafts:
    """The draft table."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, agent: int, draft: Draft) -> None:
        """Keep this draft instead of any other of this agent."""
        place = None if draft.place is None else as_number(draft.place)
        row = {
            **vars(draft),
            "agent": agent,
            "mode": int(draft.mode),
            "answers": encode(draft.answers),
            "place": place,
        }
        self._connection.upsert("draft", row, pk="agent")

    def get(self, agent: int, now_ms: int) -> Draft | None:
        """Return an agent's draft; forget all that have expired."""
        self.prune(now_ms)
        found = self._connection.rows(
            "SELECT service, form, language, mode, answers, place, at FROM draft WHERE agent = ?", [agent]
        )
        if not found:
            return None
        row = found[0]
        place = None if row["place"] is None else from_number(row["place"])
        mode, answers = Assistance(row["mode"]), decode(row["answers"])
        return Draft(**{**row, "mode": mode, "answers": answers, "place": place})

    def drop(self, agent: int) -> None:
        """Forget an agent's draft, if any."""
        self._connection.change("DELETE FROM draft WHERE agent = ?", [agent])

    def prune(self, now_ms: int) -> None:
        """Forget drafts saved more than 12 hours ago.

        Or more than 12 hours from now: a clock that starts a little behind after a power cut must not cost
        what was typed, and one that was years ahead must not keep it for years.
        """
        stale = [now_ms - LIFETIME_MS, now_ms + LIFETIME_MS]
        if self._connection.rows("SELECT 1 FROM draft WHERE at NOT BETWEEN ? AND ? LIMIT 1", stale):
            self._connection.change("DELETE FROM draft WHERE at NOT BETWEEN ? AND ?", stale)

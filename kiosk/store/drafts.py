"""What an agent has begun with a client and not finished: one draft for each agent, encrypted, for 12 hours."""

from dataclasses import dataclass, field

from kiosk.store.db import Connection
from kiosk.wire.compact import Assistance, Plain

LIFETIME_MS = 12 * 3600 * 1000


@dataclass(frozen=True)
class Draft:
    """A request under way. form: the fingerprint of its form, 8 bytes. at: ms, station clock, of the last save.

    answers: by question index. place: the question that was shown, None for the review.
    """

    service: str
    form: bytes
    language: str
    mode: Assistance
    answers: dict[int, Plain] = field(repr=False)
    place: int | None
    at: int


class Drafts:
    """The draft table."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, agent: int, draft: Draft) -> None:
        """Keep this draft instead of any other of this agent."""
        raise NotImplementedError

    def get(self, agent: int, now_ms: int) -> Draft | None:
        """Return an agent's draft; all drafts older than 12 h are forgotten."""
        raise NotImplementedError

    def drop(self, agent: int) -> None:
        """Forget an agent's draft, if any."""
        raise NotImplementedError

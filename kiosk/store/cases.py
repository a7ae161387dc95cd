"""Cases that the central has told of, kept for 7 days so that they are found again without a network."""

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.store.db import Connection
from kiosk.wire.case import CaseTold

LIFETIME_MS = 7 * 24 * 3600 * 1000


@dataclass(frozen=True)
class KeptCase(CaseTold):
    """A case as it is known here. told_ms: when the central told it, None for one of our own, never told."""

    told_ms: int | None


class Cases:
    """The cases table."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(
        self, cases: Iterable[CaseTold], now_ms: int, *, code: int | None = None, token: bytes | None = None
    ) -> None:
        """Keep cases, under the code and the token that found or open them, as far as known."""
        raise NotImplementedError

    def by_code(self, code: int, now_ms: int) -> tuple[KeptCase, ...]:
        """Return the cases kept under a code, the newest first."""
        raise NotImplementedError

    def by_token(self, token: bytes, now_ms: int) -> tuple[KeptCase, ...]:
        """Return the cases kept under a token, the newest first."""
        raise NotImplementedError

    def get(self, envelope_id: bytes) -> KeptCase | None:
        """Return one case, or None."""
        raise NotImplementedError

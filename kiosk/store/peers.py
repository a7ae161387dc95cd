"""What is known of the reach of each courier's peer, for other threads to say it truthfully."""

from dataclasses import dataclass

from kiosk.store.db import Connection

# The courier that goes straight to the central; all others go by way of somebody.
CENTRAL = "https"


@dataclass(frozen=True)
class Peer:
    """One courier's last visit. tried_at, reached_at: ms, station clock; reached_at None = never."""

    name: str
    reachable: bool
    trouble: str | None
    tried_at: int
    reached_at: int | None


class Peers:
    """The table of couriers' peers."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def every(self) -> tuple[Peer, ...]:
        """Return what is known, by name."""
        rows = self._connection.rows(
            "SELECT name, reachable, trouble, tried_at, reached_at FROM peers ORDER BY name"
        )
        return tuple(Peer(**{**row, "reachable": bool(row["reachable"])}) for row in rows)

    def central_reached(self) -> bool:
        """Tell whether the central answered when last asked; while a station runs, a minute ago at most."""
        return any(peer.reachable for peer in self.every() if peer.name == CENTRAL)

    def note(self, name: str, *, reachable: bool, trouble: str | None, at: int) -> bool:
        """Keep the outcome of a visit; return whether it differs from the last one.

        An unchanged outage is not written again: weeks without a network must not wear out the disk.
        """
        known = next((peer for peer in self.every() if peer.name == name), None)
        if known and not reachable and (known.reachable, known.trouble) == (reachable, trouble):
            return False
        reached_at = at if reachable else (known.reached_at if known else None)
        self._connection.upsert(
            "peers",
            {
                "name": name,
                "reachable": int(reachable),
                "trouble": trouble,
                "tried_at": at,
                "reached_at": reached_at,
            },
            pk="name",
        )
        return known is None or (known.reachable, known.trouble) != (reachable, trouble)

"""The store of one thread: its connection and the tables on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from kiosk.store.agency_key import AgencyKeys
from kiosk.store.agents import Agents
from kiosk.store.cases import Cases
from kiosk.store.db import Connection
from kiosk.store.drafts import Drafts
from kiosk.store.identity import Enrolment, Identity, Member
from kiosk.store.journal import Journal
from kiosk.store.outbox import Outbox
from kiosk.store.peers import Peers
from kiosk.store.published import Published
from kiosk.store.relayed import Relayed
from kiosk.store.reminder import Reminders
from kiosk.store.spool import Spool


class Store:
    """Everything that this station keeps. Belongs to the thread that opened it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.enrolment = Enrolment(connection)
        self.outbox = Outbox(connection)
        self.relayed = Relayed(connection)
        self.journal = Journal(connection)
        self.reminder = Reminders(connection)
        self.peers = Peers(connection)
        self.spool = Spool(connection)
        self.agents = Agents(connection, self.journal)
        self.agency_key = AgencyKeys(connection, self.journal)
        self.drafts = Drafts(connection)
        self.cases = Cases(connection)
        self.published = Published(connection)

    @property
    def identity(self) -> Identity:
        """Who this station is; read anew, the dispatcher may have learned the time. Raises NotEnrolled."""
        return self.enrolment.identity()

    @property
    def member(self) -> Member:
        """What a hub is to its neighbours, without any key that opens. Raises NotEnrolled."""
        return self.enrolment.member()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit the block as a whole or nothing of it; raise StoreBusy, StoreUnwritable, StoreDamaged."""
        with self._connection.transaction():
            yield

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_store(folder: Path, *, durable: bool = True) -> Store:
    """Open the store in a folder, made with its key on first use; one for each thread.

    durable=False leaves the syncs out: only the control run of the power-cut proof does that. Raises
    StoreKeyMissing, StoreWrongKey, StoreNewer, StoreUnwritable, StoreBusy, StoreDamaged; a store that cannot
    be opened is left as it was found.
    """
    return Store(Connection.open(folder, durable=durable))

"""The central as a counter's source of cases."""

from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.clock import Clock
from kiosk.store import Identity

if TYPE_CHECKING:
    from kiosk.desk.finder import Wanted
    from kiosk.wire.case import CaseTold


class CentralCases:
    """Finds the cases of this counter's agency at the central; a CaseSource of kiosk.desk.finder."""

    def __init__(self, central_url: str, identity: Identity, clock: Clock, ca: Path | None = None) -> None:
        """Take the central's address and its own certificate authority, if any; raise ConfigBadValue."""
        raise NotImplementedError

    def find(self, wanted: "Wanted") -> "tuple[CaseTold, ...]":
        """Return the cases that the central knows under this code or token; raise a CentralProblem."""
        raise NotImplementedError

    def close(self) -> None:
        """Close the connection that was kept alive."""
        raise NotImplementedError

"""The loop that asks the central, each minute, what has changed about this station and its agency."""

from collections.abc import Callable
from pathlib import Path

from kiosk.clock import Clock
from kiosk.errors import Problem
from kiosk.store import Store

TOPIC = "changes"


class Changes:
    """Runs on a thread of its own, with a store of its own.

    problem: why the last round failed, or None; what is kept stays as it was, the loop goes on.
    """

    def __init__(
        self,
        open_store: Callable[[], Store],
        central_url: str,
        clock: Clock,
        notify: Callable[[str], None],
        *,
        role: str,
        ca: Path | None = None,
        printing: bool = False,
    ) -> None:
        """Take the central's address and how the store is opened; notify gets the topic "changes".

        role: "kiosk" or "counter". printing: whether a recovery sheet can be printed here. Raises
        ConfigBadValue.
        """
        self.problem: Problem | None = None
        raise NotImplementedError

    def run(self) -> None:
        """Work until `stop`; raise what is a bug."""
        raise NotImplementedError

    def wake(self) -> None:
        """Ask the central now; from any thread."""
        raise NotImplementedError

    def stop(self) -> None:
        """End `run` after the round under way; from any thread."""
        raise NotImplementedError


def catch_up(
    store: Store, central_url: str, clock: Clock, role: str, ca: Path | None = None, *, printing: bool = False
) -> None:
    """Do one round now, with a store of the calling thread.

    Raises a CentralProblem, a StoreProblem, NotEnrolled or ConfigBadValue, with nothing kept of what failed.
    """
    raise NotImplementedError

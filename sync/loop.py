"""What the loops of this package have in common: a thread of their own, a store of their own."""

import random
import threading
from abc import ABC, abstractmethod

from kiosk.errors import Problem, StoreProblem
from sync.backoff import slow_delay


class StoreLoop(ABC):
    """Works step by step until it is stopped, also while the store cannot be used.

    problem: why the last step failed, or None; nothing is lost, the loop goes on.
    """

    def __init__(self) -> None:
        self.problem: Problem | None = None
        self._chance = random.SystemRandom().random
        self._woken = threading.Event()
        self._stopping = threading.Event()

    @abstractmethod
    def step(self) -> float:
        """Do what is due; return the seconds until the next step. Raises a StoreProblem."""

    @abstractmethod
    def close(self) -> None:
        """Close the store; `run` does it by itself."""

    def run(self) -> None:
        """Work until `stop`; raise what is a bug."""
        failures = 0
        try:
            while not self._stopping.is_set():
                try:
                    delay = self.step()
                    failures = 0
                except StoreProblem as problem:
                    # A full or busy disk passes; what was asked is asked again and answered identically.
                    # SQLCipher refuses everything on a connection that once met a damaged page, so it is
                    # opened anew.
                    self.close()
                    self.problem, failures = problem, failures + 1
                    delay = slow_delay(failures, self._chance())
                self._woken.wait(delay)
                self._woken.clear()
        finally:
            self.close()

    def wake(self) -> None:
        """Look for work now, as far as the peer lets us; from any thread."""
        self._woken.set()

    def stop(self) -> None:
        """End `run` after the step under way; from any thread."""
        self._stopping.set()
        self._woken.set()

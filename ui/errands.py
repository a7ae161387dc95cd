"""What one sitting asks of the desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from kiosk.errors import Problem
from ui.bridge import Bridge, D

T = TypeVar("T")


class Errands(Generic[D]):
    """Calls of one sitting: moves one at a time, and nothing comes back once the sitting is over."""

    def __init__(self, bridge: Bridge[D]) -> None:
        self._bridge = bridge
        self._sitting = 0
        self._moving = False

    def move(
        self, call: Callable[[D], T], then: Callable[[T], None], failed: Callable[[Problem], None]
    ) -> None:
        """Ask for a move; while one is under way, further touches are not saved up for the next page."""
        if self._moving:
            return
        self._moving = True

        def settled(deliver: Callable[..., None]) -> Callable[..., None]:
            def settle(result: object) -> None:
                self._moving = False
                deliver(result)

            return settle

        self.ask(call, settled(then), settled(failed))

    def ask(
        self, call: Callable[[D], T], then: Callable[[T], None], failed: Callable[[Problem], None]
    ) -> None:
        """Ask beside the moves."""
        self._bridge.ask(call, self._within(then), self._within(failed))

    def last(self, call: Callable[[D], None], failed: Callable[[Problem], None]) -> None:
        """Ask for what must happen even though the sitting is over."""
        self._bridge.ask(call, _nothing, failed)

    def end(self) -> None:
        """End the sitting: what is still under way for it is not shown any more."""
        self._sitting += 1
        self._moving = False

    def _within(self, deliver: Callable[..., None]) -> Callable[..., None]:
        sitting = self._sitting

        def delivered(result: object) -> None:
            if sitting == self._sitting:
                deliver(result)

        return delivered


def _nothing(_: None) -> None:
    """The desk has nothing to say."""

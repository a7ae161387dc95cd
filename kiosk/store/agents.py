"""The agents of a counter and their PINs: kept as argon2id, slowed down and then locked when guessed at."""

from dataclasses import dataclass

from kiosk.store.db import Connection
from kiosk.store.journal import Journal

LOCKED_AFTER = 10


@dataclass(frozen=True)
class Agent:
    """An agent of this counter. locked: too many wrong PINs in a row; a technician unlocks."""

    number: int
    name: str
    locked: bool


@dataclass(frozen=True)
class Welcome:
    """The PIN is this agent's."""

    agent: Agent


@dataclass(frozen=True)
class WrongPin:
    """The PIN is not the agent's, or came too early and was not looked at (tried False).

    wait_s: how many seconds no PIN of this agent is looked at from now on.
    """

    wait_s: int
    tried: bool = True


@dataclass(frozen=True)
class PinLocked:
    """Too many wrong PINs in a row; only a technician unlocks."""


PinAnswer = Welcome | WrongPin | PinLocked


class Agents:
    """The agents table."""

    def __init__(self, connection: Connection, journal: Journal) -> None:
        self._connection = connection
        self._journal = journal

    def add(self, name: str, pin: str, now_ms: int) -> int:
        """Take in an agent and return their number, 1, 2, 3…; raise PinMalformed, PinTooSimple."""
        raise NotImplementedError

    def every(self) -> tuple[Agent, ...]:
        """Return the agents by number."""
        raise NotImplementedError

    def check(self, number: int, pin: str, now_ms: int) -> PinAnswer:
        """Look at a PIN; raise KeyError for an unknown number.

        Counted before it is looked at, so that cutting the power never buys another try.
        """
        raise NotImplementedError

    def unlock(self, number: int, now_ms: int) -> None:
        """Let an agent try again; raise KeyError for an unknown number."""
        raise NotImplementedError

    def set_pin(self, number: int, pin: str, now_ms: int) -> None:
        """Give an agent another PIN and unlock; raise PinMalformed, PinTooSimple, KeyError."""
        raise NotImplementedError


def new_pin() -> str:
    """Return a random PIN of 6 digits, never a simple one."""
    raise NotImplementedError

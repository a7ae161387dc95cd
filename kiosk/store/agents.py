"""The agents of a counter and their PINs: kept as argon2id, slowed down and then locked when guessed at."""

import math
import os
import secrets
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from kiosk.errors import PinMalformed, PinTooSimple
from kiosk.store.db import Connection
from kiosk.store.journal import Journal

SHORTEST, LONGEST = 4, 12
NEW_DIGITS = 6
LOCKED_AFTER = 10
# Two slips cost nothing; then 1 s, 2 s, 4 s… up to the lock.
FREE_TRIES = 2
# 64 MiB and 3 passes: about 0.2 s here, so that whoever reads the database still has to pay for each guess.
_MEMORY_KIB = 64 * 1024
_ITERATIONS = 3
_LANES = 1
_SALT_BYTES = 16
_HASH_BYTES = 32
# The middle column and the rows of a keypad, which people take for a secret.
_KEYPAD = ("2580", "0852", "147258369", "159753", "147258")


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

    wait_s: for how many seconds no PIN of this agent is looked at from now on.
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
        kept = _derive(checked_pin(pin))
        with self._connection.transaction():
            number = 1 + max((agent.number for agent in self.every()), default=0)
            self._connection.insert("agents", {"number": number, "name": name, "pin": kept})
            self._note(now_ms, "agent.added", number)
        return number

    def every(self) -> tuple[Agent, ...]:
        """Return the agents by number."""
        rows = self._connection.rows("SELECT number, name, wrong FROM agents ORDER BY number")
        return tuple(_agent(row) for row in rows)

    def check(self, number: int, pin: str, now_ms: int) -> PinAnswer:
        """Look at a PIN; raise KeyError for an unknown number.

        The try is counted before it is looked at, so that cutting the power never buys another one.
        """
        row = self._row(number)
        if row["wrong"] >= LOCKED_AFTER:
            return PinLocked()
        wait_s = self._wait_s(row, now_ms)
        if wait_s:
            return WrongPin(wait_s, tried=False)
        wrong = row["wrong"] + 1
        self._set(number, wrong, now_ms)
        if _fits(pin, row["pin"]):
            with self._connection.transaction():
                self._set(number, 0, now_ms)
                self._note(now_ms, "agent.logged_in", number)
            return Welcome(_agent({**row, "wrong": 0}))
        with self._connection.transaction():
            self._note(now_ms, "agent.wrong_pin", number)
            if wrong >= LOCKED_AFTER:
                self._note(now_ms, "agent.locked", number)
        return PinLocked() if wrong >= LOCKED_AFTER else WrongPin(_delay_s(wrong))

    def unlock(self, number: int, now_ms: int) -> None:
        """Let an agent try again; raise KeyError for an unknown number."""
        with self._connection.transaction():
            self._row(number)
            self._set(number, 0, now_ms)
            self._note(now_ms, "agent.unlocked", number)

    def set_pin(self, number: int, pin: str, now_ms: int) -> None:
        """Give an agent another PIN and unlock; raise PinMalformed, PinTooSimple, KeyError."""
        kept = _derive(checked_pin(pin))
        with self._connection.transaction():
            self._row(number)
            self._connection.change("UPDATE agents SET pin = ? WHERE number = ?", [kept, number])
            self._set(number, 0, now_ms)
            self._note(now_ms, "agent.new_pin", number)

    def _row(self, number: int) -> dict[str, Any]:
        found = self._connection.rows("SELECT * FROM agents WHERE number = ?", [number])
        if not found:
            raise KeyError(number)
        return found[0]

    def _wait_s(self, row: dict[str, Any], now_ms: int) -> int:
        delay_ms = _delay_s(row["wrong"]) * 1000
        if not delay_ms:
            return 0
        elapsed_ms: int = now_ms - row["tried_at"]
        if elapsed_ms < 0:
            # The clock was set back: how long ago it was is unknown, so the wait begins anew.
            self._set(row["number"], row["wrong"], now_ms)
            elapsed_ms = 0
        return max(0, math.ceil((delay_ms - elapsed_ms) / 1000))

    def _set(self, number: int, wrong: int, now_ms: int) -> None:
        self._connection.change(
            "UPDATE agents SET wrong = ?, tried_at = ? WHERE number = ?", [wrong, now_ms, number]
        )

    def _note(self, now_ms: int, event: str, number: int) -> None:
        self._journal.append(now_ms, event, detail=str(number))


def checked_pin(pin: str) -> str:
    """Return a PIN that may be chosen: 4 to 12 digits, not too simple. Raises PinMalformed, PinTooSimple."""
    if not (pin.isascii() and pin.isdecimal() and SHORTEST <= len(pin) <= LONGEST):
        raise PinMalformed
    if _simple(pin):
        raise PinTooSimple
    return pin


def new_pin() -> str:
    """Return a random PIN of 6 digits, never a simple one."""
    while True:
        pin = f"{secrets.randbelow(10**NEW_DIGITS):0{NEW_DIGITS}d}"
        if not _simple(pin):
            return pin


def _simple(pin: str) -> bool:
    """Tell whether people would try it first: 0000, 1234, 8642, 1212, 123123, or a line of the keypad."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    repeated = any(pin[:size] * (len(pin) // size) == pin for size in range(1, len(pin) // 2 + 1))
    return len(steps) == 1 or repeated or pin in _KEYPAD


def _delay_s(wrong: int) -> int:
    return 0 if wrong <= FREE_TRIES else 1 << wrong - FREE_TRIES - 1


def _derive(pin: str) -> str:
    hashed = Argon2id(
        salt=os.urandom(_SALT_BYTES),
        length=_HASH_BYTES,
        iterations=_ITERATIONS,
        lanes=_LANES,
        memory_cost=_MEMORY_KIB,
    )
    return hashed.derive_phc_encoded(pin.encode())


def _fits(pin: str, kept: str) -> bool:
    try:
        Argon2id.verify_phc_encoded(pin.encode(), kept)
    except InvalidKey:
        return False
    return True


def _agent(row: dict[str, Any]) -> Agent:
    return Agent(row["number"], row["name"], row["wrong"] >= LOCKED_AFTER)

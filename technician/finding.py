"""What a check found, and the station that it looked at."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from kiosk.clock import Clock
from kiosk.config import Config, load_config
from kiosk.errors import Fact, Problem
from kiosk.store import Identity, Store
from kiosk.store.reading import open_to_read
from kiosk.texts import Texts

_SENTENCE = re.compile(r"(?<=[.!?]) ")


@dataclass(frozen=True)
class Finding:
    """ok; « Ce qui se passe » in one line; « À faire » in steps, none when all is well.

    looked: False when another check, which fails, left this one nothing to look at; it is then not counted as
    a failure of its own.
    """

    ok: bool
    what: str
    remedy: tuple[str, ...] = ()
    looked: bool = True


class Words:
    """Findings in words: `doctor.<key>` when all is well, `doctor.<key>.what` and `.do` when not."""

    def __init__(self, texts: Texts, file: Path) -> None:
        """Take the station.toml that remedies speak of: {file}, and its {folder}."""
        self._texts = texts
        self._known = texts.all()
        self._here: dict[str, Fact] = {"file": str(file), "folder": str(file.parent)}

    def good(self, key: str, **facts: Fact) -> Finding:
        """Return a finding that all is well."""
        return Finding(True, self._texts(f"doctor.{key}", **facts))

    def bad(self, key: str, **facts: Fact) -> Finding:
        """Return a finding that something is broken; each line of `.do` is a step."""
        facts = {**self._here, **facts}
        steps = self._texts(f"doctor.{key}.do", **facts).split("\n")
        return Finding(False, self._texts(f"doctor.{key}.what", **facts), tuple(steps))

    def problem(self, problem: Problem) -> Finding:
        """Return a finding from a Problem: the technician's own steps where we know more than the Problem."""
        what, todo = self._texts.problem(problem)
        own = f"doctor.problem.{problem.code}"
        if own in self._known:
            steps = self._texts(own, **{**self._here, **problem.facts}).split("\n")
        else:
            steps = _SENTENCE.split(todo)
        return Finding(False, what, tuple(steps))

    def name(self, check: str) -> str:
        """Return the name of a check."""
        return self._texts(f"doctor.{check}.name")

    def blocked(self, check: str) -> Finding:
        """Return that a check was not made because of another one, which fails."""
        return replace(self.good("blocked", name=self.name(check)), looked=False)

    def late(self, seconds: float) -> Finding:
        """Return that a check did not end."""
        return self.bad("late", seconds=round(seconds))


@dataclass
class Bench:
    """A station as it lies before the checks; nothing of it is changed. file: its station.toml."""

    file: Path
    clock: Clock
    texts: Texts
    words: Words = field(init=False)

    def __post_init__(self) -> None:
        self.words = Words(self.texts, self.file)

    @cached_property
    def config(self) -> Config:
        """Return what station.toml says; raise a ConfigProblem."""
        return load_config(self.file)

    @cached_property
    def identity(self) -> Identity:
        """Return who the station is; raise NotEnrolled or a StoreProblem."""
        with self.store() as store:
            return store.identity

    @contextmanager
    def store(self) -> Iterator[Store]:
        """Give the store of the station to read, on the thread that asks; raise a StoreProblem."""
        with open_to_read(self.config.data) as store:
            yield store

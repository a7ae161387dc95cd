"""A plain terminal, also over ssh: one question at a time, the default in brackets, refusals right there."""

import getpass
from collections.abc import Callable, Sequence
from typing import TypeVar

from kiosk.errors import Problem
from kiosk.texts import Texts
from technician.finding import Finding

Answer = TypeVar("Answer")


class Refused(Exception):
    """What was typed cannot be taken; its text says why, in words."""


class Terminal:
    """Asks and tells. Every method that asks raises EOFError or KeyboardInterrupt when nobody answers."""

    def __init__(
        self,
        texts: Texts,
        *,
        read: Callable[[str], str] = input,
        read_secret: Callable[[str], str] = getpass.getpass,
        write: Callable[[str], None] = print,
    ) -> None:
        self.texts = texts
        self._read = read
        self._read_secret = read_secret
        self._write = write

    def say(self, key: str, /, **facts: str | int) -> None:
        """Say a text of the technician's catalogue."""
        self._write(self.texts(key, **facts))

    def stopped(self, key: str) -> None:
        """Say a text on a line of its own, below the question that was left."""
        self._write(f"\n{self.texts(key)}")

    def title(self, key: str) -> None:
        """Begin a part."""
        self._write(f"\n== {self.texts(key)}")

    def problem(self, problem: Problem) -> None:
        """Say what happened and what to do."""
        what, todo = self.texts.problem(problem)
        self._write(f"   {what}\n   {todo}")

    def finding(self, finding: Finding) -> None:
        """Say what a check found and, where something is wrong, what to do in steps."""
        self._write(f"   {finding.what}")
        for number, step in enumerate(finding.remedy, 1):
            self._write(f"   {number}. {step}")

    def ask(self, key: str, take: Callable[[str], Answer], default: str = "", **facts: str | int) -> Answer:
        """Ask until `take` does not refuse what was typed; Enter alone means the default."""
        shown = f" [{default}]" if default else ""
        question = f"{self.texts(key, **facts)}{shown} "
        while True:
            typed = self._read(question).strip() or default
            try:
                return take(typed)
            except Refused as refused:
                self._write(f"   {refused}")
            except Problem as problem:
                self.problem(problem)

    def yes(self, key: str, *, default: bool, **facts: str | int) -> bool:
        """Ask something that is answered by yes or no."""

        def take(typed: str) -> bool:
            word = typed.lower()
            for answer, sign in ((True, "o"), (False, "n")):
                if word and self._word(answer).startswith(word) and word.startswith(sign):
                    return answer
            raise Refused(self.texts("terminal.yes_or_no"))

        return self.ask(key, take, self._word(default), **facts)

    def choose(self, key: str, choices: Sequence[tuple[str, str]], default: str) -> str:
        """Offer (value, text) by number and return the value; default: a value, or ""."""
        values = [value for value, _ in choices]
        for number, (_, text) in enumerate(choices, 1):
            self._write(f"   {number}. {text}")

        def take(typed: str) -> str:
            if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(values):
                return values[int(typed) - 1]
            raise Refused(self.texts("terminal.number", most=len(values)))

        return self.ask(key, take, str(values.index(default) + 1) if default in values else "")

    def secret(self, key: str, take: Callable[[str], Answer]) -> Answer:
        """Ask for something that is not shown while it is typed; asked twice unless it is left empty."""
        while True:
            typed = self._read_secret(f"{self.texts(key)} ").strip()
            if typed and typed != self._read_secret(f"{self.texts('terminal.again')} ").strip():
                self.say("terminal.differs")
                continue
            try:
                return take(typed)
            except Refused as refused:
                self._write(f"   {refused}")
            except Problem as problem:
                self.problem(problem)

    def _word(self, answer: bool) -> str:
        return self.texts("terminal.yes" if answer else "terminal.no")

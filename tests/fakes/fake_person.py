"""Somebody at a terminal who types what a test wrote down, and remembers what was said."""

from collections.abc import Iterable

from kiosk.texts import Texts
from technician.terminal import Terminal


class FakePerson:
    """Types the answers in order; asked once more, leaves with Ctrl-D. asked: each question as shown."""

    def __init__(self, texts: Texts, answers: Iterable[str], secrets: Iterable[str] = ()) -> None:
        self.asked: list[str] = []
        self.heard: list[str] = []
        self._answers = list(answers)
        self._secrets = list(secrets)
        self.terminal = Terminal(texts, read=self._typed, read_secret=self._secret, write=self.heard.append)

    @property
    def done(self) -> bool:
        """Tell whether everything was typed."""
        return not self._answers and not self._secrets

    def text(self) -> str:
        """Return everything that was said."""
        return "\n".join(self.heard)

    def _typed(self, question: str) -> str:
        self.asked.append(question)
        if not self._answers:
            raise EOFError
        return self._answers.pop(0)

    def _secret(self, question: str) -> str:
        self.asked.append(question)
        if not self._secrets:
            raise EOFError
        return self._secrets.pop(0)

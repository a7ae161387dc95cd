"""The pictures and documents of one sitting: only in memory, and only until it ends."""

from collections.abc import Mapping

from kiosk.forms.kinds import Value
from kiosk.wire.attachment import attachment_name
from kiosk.wire.compact import Index, Plain


class Attached:
    """Bytes by the name that stands for them as an answer."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}
        self._given = 0

    def __repr__(self) -> str:
        return f"Attached({len(self._kept)})"

    def add(self, raw: bytes, extension: str) -> str:
        """Keep bytes and return their name, which no others had in this sitting."""
        self._given += 1
        name = attachment_name(self._given, extension)
        self._kept[name] = raw
        return name

    def of(self, value: Value | None) -> bytes:
        """Return what an answer stands for, b"" when it stands for nothing here."""
        return self._kept.get(value, b"") if isinstance(value, str) else b""

    def without(self, answers: Mapping[Index, Plain]) -> dict[Index, Plain]:
        """Return the answers that stand for themselves: what is kept of them elsewhere has no picture."""
        return {index: plain for index, plain in answers.items() if self._named(plain) is None}

    def travelling(
        self, answers: Mapping[Index, Plain]
    ) -> tuple[dict[Index, Plain], tuple[tuple[str, bytes], ...]]:
        """Return the answers as they travel, with the bytes in the order in which these name them, from 1.

        A picture that was taken again, or whose question does not count any more, leaves no gap.
        """
        told: dict[Index, Plain] = dict(answers)
        found: list[tuple[str, bytes]] = []
        for index, plain in answers.items():
            name = self._named(plain)
            if name is not None:
                told[index] = attachment_name(len(found) + 1, name.rpartition(".")[2])
                found.append((str(told[index]), self._kept[name]))
        return told, tuple(found)

    def clear(self) -> None:
        """Forget all."""
        self._kept.clear()

    def _named(self, plain: Plain) -> str | None:
        return plain if isinstance(plain, str) and plain in self._kept else None

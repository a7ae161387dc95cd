"""The only reader of time."""

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol


class Clock(Protocol):
    """Wall time for records and monotonic time for waiting."""

    def now_ms(self) -> int:
        """Return milliseconds since 1970-01-01 UTC, as this machine believes."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never go back."""
        ...

    def today(self) -> date:
        """Return the local date."""
        ...


@dataclass(frozen=True)
class SystemClock:
    """The machine's own clock."""

    def now_ms(self) -> int:
        """Return milliseconds since 1970-01-01 UTC."""
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        """Return seconds that never go back."""
        return time.monotonic()

    def today(self) -> date:
        """Return the local date."""
        return datetime.now(UTC).astimezone().date()

"""A clock that moves only when told."""

from dataclasses import dataclass
from datetime import UTC, date, datetime


@dataclass
class FakeClock:
    """Wall and monotonic time, moved together by `advance`, apart by `set_wall`."""

    wall_ms: int = 1_790_000_000_000
    seconds: float = 1000.0

    def now_ms(self) -> int:
        return self.wall_ms

    def monotonic(self) -> float:
        return self.seconds

    def today(self) -> date:
        return datetime.fromtimestamp(self.wall_ms / 1000, UTC).date()

    def advance(self, seconds: float) -> None:
        self.seconds += seconds
        self.wall_ms += round(seconds * 1000)

    def set_wall(self, wall_ms: int) -> None:
        self.wall_ms = wall_ms

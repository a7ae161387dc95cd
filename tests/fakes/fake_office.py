"""An office printer that keeps what it is given, or refuses."""

from dataclasses import dataclass, field

from kiosk.errors import OfficeProblem
from kiosk.summary import Summary


@dataclass
class FakeOffice:
    """`refusal` is raised instead of printing."""

    refusal: OfficeProblem | None = None
    printed: list[Summary] = field(default_factory=list)

    def print(self, summary: Summary) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.printed.append(summary)

"""The printer of the agent's own documents, on ordinary paper."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from kiosk.summary import Summary


class Office(Protocol):
    """Prints on A4."""

    def print(self, summary: "Summary") -> None:
        """Hand a summary to the printer; raise OfficeMissing, OfficeRefused."""
        ...

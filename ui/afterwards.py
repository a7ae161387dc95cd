"""After the request is on record: where it is now, and whether its paper came out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtCore import QObject, QTimer, Slot

from kiosk.errors import Problem
from ui.viewmodels.done import DoneViewModel

if TYPE_CHECKING:
    from kiosk.desk.intake import Confirmation, Intake

T = TypeVar("T")

# Dispatcher and printer tell when something changes; that the network went away shows only when one asks.
ASK_MS = 2000


class AskIntake(Protocol):
    """Asks the client's desk, whosever screen it is."""

    def __call__(
        self, call: Callable[[Intake], T], then: Callable[[T], None], failed: Callable[[Problem], None]
    ) -> None:
        """Run `call` over there, then `then` or `failed` here."""


class Afterwards(QObject):
    """Follows one confirmed request for the screen, until its sitting ends."""

    def __init__(self, ask: AskIntake, done: DoneViewModel) -> None:
        super().__init__()
        self._ask = ask
        self._done = done
        self.confirmation: Confirmation | None = None
        self._poll = QTimer(self, interval=ASK_MS)
        self._poll.timeout.connect(self._ask_all)

    def follow(self, confirmation: Confirmation) -> None:
        """Show what the desk committed, and follow it."""
        self.confirmation = confirmation
        self._done.show(confirmation)
        self._poll.start()
        self._ask_all()

    def end(self) -> None:
        """Forget it."""
        self.confirmation = None
        self._poll.stop()

    def hear(self, topic: str) -> None:
        """Look again when a topic changed."""
        if topic == "outbox":
            self._ask_progress()
        elif topic == "spool":
            self._ask_printing()

    @Slot()
    def print_again(self) -> None:
        """Ask for one more paper."""
        if self.confirmation is not None:
            envelope = self.confirmation.envelope_id
            self._ask(lambda intake: intake.print_again(envelope), self._asked, self._not_asked_again)

    @Slot(bool)
    def paper_came_out(self, came: bool) -> None:
        """Take what the person saw."""
        if self.confirmation is not None:
            envelope = self.confirmation.envelope_id
            self._ask(lambda intake: intake.paper_came_out(envelope, came), self._asked, self._not_known)

    def _asked(self, _: None) -> None:
        self._ask_printing()

    def _ask_all(self) -> None:
        self._ask_progress()
        self._ask_printing()

    def _ask_progress(self) -> None:
        if self.confirmation is not None:
            envelope = self.confirmation.envelope_id
            self._ask(
                lambda intake: intake.progress(envelope), self._done.set_progress, self._progress_unknown
            )

    def _ask_printing(self) -> None:
        if self.confirmation is not None:
            envelope = self.confirmation.envelope_id
            self._ask(lambda intake: intake.printing(envelope), self._done.set_printing, self._not_known)

    def _progress_unknown(self, _: Problem) -> None:
        from kiosk.desk.intake import Progress

        # The code must stay on the screen, and « enregistrée » stays true; the poll tries again.
        self._done.set_progress(Progress("recorded", None, None))

    def _not_known(self, _: Problem) -> None:
        """What was known of the paper stays on the screen; the poll asks again.

        To say "unknown" would ask for a paper even where there is no printer.
        """

    def _not_asked_again(self, _: Problem) -> None:
        from kiosk.desk.intake import Printing

        self._done.set_printing(Printing("not_printed", None))

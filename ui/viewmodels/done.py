"""The request is on record: its code, its square, and where it is now."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Property, QObject, Signal

from ui.properties import Page, page_property

if TYPE_CHECKING:
    from kiosk.desk.intake import Confirmation, Printing, Progress


class DoneViewModel(QObject):
    """What the person takes along. `state` follows the Progress alone (ENVELOPE.md, Truthful words)."""

    changed = Signal()
    progressed = Signal()
    moved = Signal()

    MOODS: ClassVar[dict[str, str]] = {"received": "received", "held": "held", "on_the_way": "on_the_way"}

    OPEN = ("waiting", "printing", "not_printed")
    PAPERS: ClassVar[dict[str, str]] = {
        "paper_out": "paper_out", "cover_open": "cover_open", "offline": "absent", "silent": "absent",
        "not_a_device": "absent",
    }  # fmt: skip

    shown: Page
    _printing: str
    _again: bool

    def __init__(self) -> None:
        super().__init__()
        self.wipe()

    def show(self, confirmation: Confirmation) -> None:
        """Take what the desk committed."""
        from kiosk.wire.followup import format_code
        from ui.qr import qr_image

        link = confirmation.followup_url
        image, modules = qr_image(link) if link else ("", 0)
        self.shown = {
            "code": format_code(confirmation.code),
            "qr": image,
            "modules": modules,
            "place": confirmation.service_title,
            "promise": confirmation.promise or "",
            "next": confirmation.next,
            "bring": list(confirmation.bring),
            "phone": confirmation.phone,
            "phoneNote": confirmation.phone_note,
        }
        self._state = "recorded"
        self.changed.emit()
        self.progressed.emit()

    def set_progress(self, progress: Progress) -> None:
        """Take where the request is now."""
        offline = progress.reachable is False
        state = self.MOODS.get(progress.state, "offline" if offline else "recorded")
        if state == "received" and progress.attached:
            # Answers and pictures travel apart: the central has the first ones only.
            state = "received_follows"
        if state != self._state:
            self._state = state
            self.progressed.emit()

    def set_printing(self, printing: Printing) -> None:
        """Take what is known of the paper."""
        state = (
            self.PAPERS.get(printing.trouble or "", printing.state)
            if printing.state in self.OPEN
            else printing.state
        )
        state = "" if state == "none" else "failed" if state == "not_printed" else state
        # Only when the newest paper has ended, one way or the other: never two at once.
        again = printing.state in ("printed", "not_printed")
        if (state, again) != (self._printing, self._again):
            self._printing = state
            self._again = again
            self.moved.emit()

    def wipe(self) -> None:
        """Forget the code and the square."""
        self.shown = {}
        self._state = ""
        self._printing = ""
        self._again = False
        self.moved.emit()
        self.changed.emit()
        self.progressed.emit()

    page = page_property(lambda self: self.shown, changed)
    printing = Property(str, lambda self: self._printing, notify=moved)
    again = Property(bool, lambda self: self._again, notify=moved)
    state = Property(str, lambda self: self._state, notify=progressed)

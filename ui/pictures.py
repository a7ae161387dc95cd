"""Taking a picture as the answer to a question: the camera is on while its page is shown, and no longer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QObject, Signal, Slot

from ui.camera import Camera
from ui.viewmodels.question import QuestionViewModel

if TYPE_CHECKING:
    from kiosk.desk.intake import Intake
    from kiosk.forms.model import Refusal
    from kiosk.session import Session

# What is done with the session on the desk's thread; its result is shown as a page or as a refusal.
Move = Callable[["Session", "Intake"], "Refusal | None"]
WAYS = ("image", "file")


class Pictures(QObject):
    """Aims, takes, takes again. `move` and `beside` run something at the desk."""

    changed = Signal()

    def __init__(
        self,
        camera: Camera,
        question: QuestionViewModel,
        move: Callable[[Move], None],
        beside: Callable[[Callable[[Intake], None]], None],
    ) -> None:
        super().__init__()
        self._camera = camera
        self._question = question
        self._move = move
        self._beside = beside
        self._live = ""
        self._taking = False
        self._taken = False
        # The question whose page is shown, None while no picture is asked for.
        self._asked: object = None
        camera.seen.connect(self._see)
        question.changed.connect(self._follow)
        question.refused.connect(self._rest)

    @Slot()
    def shoot(self) -> None:
        """Take a picture as the answer."""
        if self._taking or self._asked is None:
            return
        take = self._camera.grab(documents=self._question.shown["way"] == "file")

        def move(session: Session, intake: Intake) -> Refusal | None:
            taken = take()
            intake.check_room(len(taken.raw))
            return session.attach(taken.raw, taken.extension)

        self._taking = self._taken = True
        self.changed.emit()
        self._move(move)

    @Slot()
    def again(self) -> None:
        """Put the picture away and look again."""
        self._move(lambda session, _: session.answer(None))

    @Slot(result=bool)
    def was_taken(self) -> bool:
        """Tell once whether the page that is shown now is there because a picture was taken."""
        taken, self._taken = self._taken, False
        return taken

    def _see(self, picture: str) -> None:
        self._live = picture
        self.changed.emit()

    def _follow(self) -> None:
        """Switch the camera on for the page of a question that wants it, and off after it."""
        shown = self._question.shown
        asked = shown["name"] if shown.get("way") in WAYS else None
        before, self._asked, self._taking = self._asked, asked, False
        if asked != before:
            # What earlier people left in it is not shown, and what these leave does not stay.
            self._beside(lambda _: self._camera.forget())
            self._taken = False
        if asked is not None and not shown["picture"] and not shown["taken"]:
            self._camera.open()
        elif before is not None or asked is not None:
            self._camera.close()
        self.changed.emit()

    def _rest(self) -> None:
        if self._question.property("refusal"):
            self._taking = self._taken = False
            self.changed.emit()

    live = Property(str, lambda self: self._live, notify=changed)
    taking = Property(bool, lambda self: self._taking, notify=changed)

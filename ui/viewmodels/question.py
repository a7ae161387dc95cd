"""One question on its page, with the answer being made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QObject, Signal, Slot

from ui.properties import Page, names_property, page_property
from ui.seek import Seek

if TYPE_CHECKING:
    from kiosk.forms.model import Refusal, Value
    from kiosk.session import QuestionPage
    from kiosk.texts import Texts


class QuestionViewModel(QObject):
    """Keeps the answer under way until Continuer or Retour hands it to the session."""

    changed = Signal()
    answered = Signal()
    refused = Signal()

    shown: Page
    _chosen: list[str]

    def __init__(self) -> None:
        super().__init__()
        # Takes pictures (ui/pictures.py), None at a station without a camera.
        self.camera: QObject | None = None
        self.seek = Seek()
        self.wipe()

    def show(self, page: QuestionPage, place: str, cap: str) -> None:
        """Take a page of the session. `place` names the service, `cap` is its colour."""
        from ui.drafts import asks_by_faces, cards_of, chosen_of, draft_of, facts_of, way_of_asking
        from ui.seeking import show_seeking

        view = page.view
        faces = asks_by_faces(view.kind, view.appearance, len(view.choices))
        self._way = way_of_asking(view.kind, view.appearance, camera=self.camera is not None)
        again = self.shown.get("index") == view.index
        self.shown = {
            "index": view.index,
            "name": view.name,
            "way": self._way,
            "title": view.label,
            # Without a camera, how to hold a paper before it would mislead.
            "hint": "" if self._way.startswith("no_") else view.hint,
            "icon": view.icon,
            **facts_of(page),
            "faces": faces,
            "choices": cards_of(page, faces),
            "place": place,
            "cap": cap,
        }
        self._chosen = chosen_of(view.kind, view.value)
        self._draft = draft_of(view.kind, view.value) if not self._chosen else ""
        show_seeking(self.seek, view, again=again, chosen=bool(self._chosen))
        self._refusal = ""
        self._tell_all()

    def wipe(self) -> None:
        """Forget the question and the answer."""
        self.shown, self._chosen = {}, []
        self.seek.wipe()
        self._way = self._draft = self._refusal = ""
        self._tell_all()

    def value(self) -> Value | None:
        """Return the answer as the session takes it, None when there is none."""
        from ui.drafts import draft_value

        match self._way:
            case "select_multiple" | "rank":
                return tuple(self._chosen) or None
            case "select_one" | "another":
                return self._chosen[0] if self._chosen else None
            case "acknowledge":
                return True if self._chosen else None
            case _:
                return draft_value(self._way, self._draft)

    def refuse(self, words: str) -> None:
        """Show why the answer is not accepted."""
        self._refusal = words
        self.refused.emit()

    def explain(self, refusal: Refusal, texts: Texts) -> None:
        """Show why: in the form's own words, or in ours for this way of asking."""
        ours = texts.all()
        self.refuse(refusal.message or ours.get(f"{refusal.key}.{self._way}") or ours[refusal.key])

    @Slot(str)
    def pick(self, name: str) -> None:
        """Choose an answer; a second touch takes it back where several are possible."""
        if self._way in ("select_one", "another"):
            self._chosen = [name]
        else:
            self._chosen = [each for each in self._chosen if each != name] + (
                [name] if name not in self._chosen else []
            )
        self._answer_changed()

    @Slot(str)
    def write(self, character: str) -> None:
        """Add what a key writes, if there is room."""
        self._fill(self._draft, character)

    @Slot(str)
    def rewrite(self, text: str) -> None:
        """Take a line typed on a real keyboard, as far as there is room for its characters."""
        self._fill("", text)

    @Slot()
    def erase(self) -> None:
        """Take back the last character."""
        self._fill(self._draft[:-1], "")

    def _fill(self, draft: str, text: str) -> None:
        from ui.drafts import room_left

        for character in text:
            draft += character if room_left(self._way, draft, character) else ""
        if draft != self._draft:
            self._draft = draft
            self._answer_changed()

    def _answer_changed(self) -> None:
        self.answered.emit()
        if self._refusal:
            self.refuse("")

    def _tell_all(self) -> None:
        self.changed.emit()
        self.answered.emit()
        self.refused.emit()

    def _is_empty(self) -> bool:
        return not self._chosen and not self._draft.strip()

    page = page_property(lambda self: self.shown, changed)
    chosen = names_property(lambda self: self._chosen, answered)
    draft = Property(str, lambda self: self._draft, notify=answered)
    seek_model = Property(QObject, lambda self: self.seek, constant=True)
    empty = Property(bool, _is_empty, notify=answered)
    refusal = Property(str, lambda self: self._refusal, notify=refused)
    camera_model = Property(QObject, lambda self: self.camera, notify=changed)

"""The way through a situation: the life events, a few yes/no questions, the services that may help.

The course of the screens hands it the screens to show and takes the service that was touched. What a person
answered stays in one object, which is dropped with the sitting.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QObject, Signal, Slot

from ui.comfort import Comfort
from ui.properties import Page, page_property
from ui.viewmodels.home import HomeViewModel
from ui.viewmodels.question import QuestionViewModel
from ui.viewmodels.trouble import TroubleViewModel

if TYPE_CHECKING:
    from kiosk.catalogue.situations import Orientation, YesNo
    from kiosk.session import QuestionPage

SITUATIONS, ASKING, SUGGESTING = "situations", "situation", "suggestions"
YES, NO = "yes", "no"


class Guide(QObject):
    """Asks and suggests. `show` turns to a screen by name."""

    changed = Signal()

    shown: Page

    def __init__(
        self,
        home: HomeViewModel,
        trouble: TroubleViewModel,
        comfort: Comfort,
        show: Callable[[str], None],
    ) -> None:
        super().__init__()
        self.question = QuestionViewModel()
        self._home = home
        self._trouble = trouble
        self._comfort = comfort
        self._show = show
        self._orientation: Orientation | None = None
        self.shown = {}

    @property
    def suggests(self) -> bool:
        """Tell whether suggestions were shown, to which leaving a service leads back."""
        return self._orientation is not None and self._orientation.question is None

    @Slot()
    def open(self) -> None:
        """Offer the situations."""
        self.wipe()
        self._show(SITUATIONS)

    @Slot(str)
    def pick(self, name: str) -> None:
        """Begin with a situation."""
        from kiosk.catalogue.situations import Orientation

        situation = next(each for each in self._home.situations if each.id == name)
        self._orientation = Orientation(situation, self._home.offered())
        self._go_on()

    @Slot()
    def proceed(self) -> None:
        """Take the answer and go on, or say that one is needed."""
        chosen = self.question.value()
        if self._orientation is None or self._orientation.question is None:
            return
        if chosen is None:
            self.question.refuse(self._comfort.texts("form.required_choice"))
            return
        self._orientation.take(chosen == YES)
        self._go_on()

    @Slot()
    def back(self) -> None:
        """Go one page back, from the first one to the situations."""
        if self._orientation is not None and self._orientation.back():
            self._go_on()
        else:
            self.open()

    @Slot()
    def leave(self) -> None:
        """Show everything that is offered instead."""
        self.wipe()
        self._show("services")

    def reword(self) -> None:
        """Say the same in the language that has just been chosen, as far as its services exist there."""
        if self._orientation is None:
            return
        self._orientation.offer(self._home.offered())
        self._dress()

    def screen(self, screen: str) -> str:
        """Return the screen to show in place of one of ours, after the language has changed."""
        if screen == SITUATIONS and not self._home.situations:
            return "services"
        if screen not in (ASKING, SUGGESTING) or self._orientation is None:
            return screen
        return SUGGESTING if self._orientation.question is None else ASKING

    def wipe(self) -> None:
        """Forget the situation and the answers."""
        self._orientation = None
        self.question.wipe()
        self._trouble.wipe()
        self.shown = {}
        self.changed.emit()

    def _go_on(self) -> None:
        # What kept a suggested service from opening belongs to the page that is left.
        self._trouble.wipe()
        self._dress()
        self._show(self.screen(ASKING))

    def _dress(self) -> None:
        from kiosk.catalogue.pack import in_language

        orientation, language = self._orientation, self._comfort.language
        if orientation is None:
            return
        situation = orientation.situation
        title = in_language(situation.title, language)
        if orientation.question is not None:
            self.question.show(self._page(orientation, orientation.question), title, situation.cap)
        else:
            self.question.wipe()
        cards = {card["id"]: card for card in self._home.shown["services"]}
        rows = [
            {**cards[each.service], "reason": in_language(each.reason, language)}
            for each in orientation.suggestions()
            if each.service in cards
        ]
        self.shown = {"title": title, "icon": situation.icon, "cap": situation.cap, "rows": rows}
        self.changed.emit()

    def _page(self, orientation: Orientation, asked: YesNo) -> QuestionPage:
        from kiosk.catalogue.pack import in_language
        from kiosk.forms.choices import ChoiceView
        from kiosk.forms.model import Kind
        from kiosk.forms.session import QuestionView
        from kiosk.session import QuestionPage

        texts, given = self._comfort.texts, orientation.answer
        view = QuestionView(
            index=0,
            name=asked.name,
            kind=Kind.SELECT_ONE,
            appearance="",
            label=in_language(asked.label, self._comfort.language),
            hint="",
            required=True,
            choices=(
                ChoiceView(YES, texts("situation.yes"), "check-circle"),
                ChoiceView(NO, texts("situation.no"), "x-circle"),
            ),
            value=None if given is None else YES if given else NO,
            icon=asked.icon or orientation.situation.icon,
        )
        return QuestionPage(view, orientation.step, returning=False)

    page = page_property(lambda self: self.shown, changed)
    question_model = Property(QObject, lambda self: self.question, constant=True)

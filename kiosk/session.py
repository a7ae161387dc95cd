"""One client's sitting: which page comes next. Knows no screen; wiped at its end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Self

from kiosk.catalogue.pack import Service, in_language
from kiosk.forms.attached import Attached
from kiosk.forms.kinds import NO, REMOVE, Kind, Refusal, Value
from kiosk.forms.pages import QuestionPage, ReviewPage
from kiosk.forms.review import ReviewRow, review_rows
from kiosk.forms.session import FormSession
from kiosk.wire.compact import Index, Plain


@dataclass(frozen=True)
class Asking:
    """A question is shown."""

    index: Index


@dataclass(frozen=True)
class Reviewing:
    """All answers are shown, to be changed or confirmed."""


@dataclass(frozen=True)
class Confirmed:
    """The request is committed on this station."""


@dataclass(frozen=True)
class Ended:
    """Everything is forgotten."""


Place = Asking | Reviewing | Confirmed | Ended

# What is answered in one line, so that several of them stand on one page of a counter.
LINES = frozenset({Kind.TEXT, Kind.INTEGER, Kind.DECIMAL, Kind.DATE, Kind.TIME, Kind.DATETIME, Kind.RANGE})


class Session:
    """The flow of one request, from the first question to the confirmation.

    Raises RuntimeError for a move that the present place does not offer: that is a bug of the screen.
    """

    def __init__(
        self,
        service: Service,
        language: str,
        today: Callable[[], date],
        now: Callable[[], datetime] | None = None,
    ) -> None:
        """Begin at the first question. Raises FormBroken when a rule of the form cannot be computed."""
        self.service = service
        self.language = language
        self.attached = Attached()
        self._form: FormSession | None = FormSession(service.form, language, today, now)
        self._draft: tuple[Value | None, Refusal] | None = None
        # While something is changed from the review: the questions gone through since, the present one last.
        self._detour: list[Index] = []
        self._seen: set[Index] = set()
        first = self._form.first()
        self._place: Place = Reviewing() if first is None else Asking(first)

    @classmethod
    def resumed(
        cls,
        service: Service,
        language: str,
        today: Callable[[], date],
        answers: Mapping[Index, Plain],
        place: Index | None,
    ) -> Self:
        """Go on where `draft` was taken, of the same form; raise FormBroken.

        What does not hold any more, because a day has begun meanwhile, is asked again before the review.
        """
        session = cls(service, language, today)
        form = session._filling
        form.restore(answers)
        known = place is not None and form.reach(place)
        places = form.places()
        behind = places[: places.index(place)] if known and place is not None else places
        for one in places:
            if isinstance(one, int) and form.question(one).kind is Kind.ANOTHER:
                form.answer(one, NO if one in behind else None)
        session._seen = {one for one in places if form.relevant(one) and (one in behind or one in answers)}
        if known and place is not None and form.relevant(place):
            session._go(place)
        else:
            session._settle()
            if place is None and isinstance(session._place, Asking):
                session._detour = [session._place.index]
        return session

    def __repr__(self) -> str:
        return f"Session({self.service.id!r}, {type(self._place).__name__})"

    @property
    def place(self) -> Place:
        """Return where the sitting stands."""
        return self._place

    def page(self) -> QuestionPage | ReviewPage:
        """Return what is to be shown now."""
        if isinstance(self._place, Asking):
            return self._question_page(self._place.index, self._draft)
        if isinstance(self._place, Reviewing):
            return self._review_page()
        raise RuntimeError(f"no page at {self._place}")

    def speak(self, language: str) -> None:
        """Go on in another language, on the same page, with the same answers."""
        self._filling.speak(language)
        self.language = language
        if self._draft is not None:
            # The form's own words say why it was refused.
            refusal = self._filling.answer(self._asked, self._draft[0])
            self._draft = None if refusal is None else (self._draft[0], refusal)

    def answer(self, value: Value | None) -> Refusal | None:
        """Take the value of the present question, None for none, and stay. A refused one is not kept."""
        refusal = self._filling.answer(self._asked, value)
        self._draft = None if refusal is None else (value, refusal)
        return refusal

    def forward(self) -> Refusal | None:
        """Go to the next page, or say why not and stay."""
        index = self._asked
        refusal = self._draft[1] if self._draft else self._filling.trouble(index)
        if refusal is not None:
            return refusal
        if self._changes_instances(index):
            return None
        self._seen.add(index)
        following = None if self._detour else self._filling.after(index)
        if following is None:
            self._settle()
        else:
            self._go(following)
        return None

    def ahead(self, most: int) -> tuple[QuestionPage, ...]:
        """Return the questions answered in one line that directly follow the present one in its step.

        None while something is changed: Continuer then leads back.
        """
        found: list[QuestionPage] = []
        index = self._filling.after(self._asked)
        step = self._filling.step_of(self._asked)
        while not self._detour and len(found) < most and index is not None:
            page = self._question_page(index, None)
            if page.view.kind not in LINES or page.step != step:
                break
            found.append(page)
            index = self._filling.after(index)
        return tuple(found)

    def keep(self, values: Mapping[Index, Value | None]) -> None:
        """Take what was written for questions ahead, as far as the form takes it, and stay."""
        for index, value in values.items():
            self._filling.answer(index, value)

    def forward_through(self, value: Value | None, ahead: Mapping[Index, Value | None]) -> Refusal | None:
        """Answer the present question and those ahead in their order, and go on; stay at the first refused.

        Another question that the answers bring up in between is shown first; what was written is kept.
        """
        self.keep(ahead)
        refusal = self.answer(value) or self.forward()
        for index, later in ahead.items():
            if refusal is not None or self._place != Asking(index):
                return refusal
            refusal = self.answer(later) or self.forward()
        return refusal

    def back(self, lines: int = 0) -> bool:
        """Go to the previous page; False at the first question, where the caller leaves.

        lines: how many questions answered in one line stand under another one, as `ahead` was asked for.
        """
        if self._takes_back():
            return True
        if self._detour:
            self._back_on_detour()
            return True
        previous = self._last() if isinstance(self._place, Reviewing) else self._filling.before(self._asked)
        if previous is None:
            return False
        self._go(self._head(previous, lines))
        return True

    def change(self, index: Index) -> None:
        """Go to a question that was asked before; to the review from there, if that is where this began.

        From another question, Continuer goes on from the changed one, through what follows it.
        """
        if not isinstance(self._place, Reviewing | Asking) or not self._filling.relevant(index):
            raise RuntimeError(f"nothing to change at {self._place}")
        if isinstance(self._place, Reviewing) or self._detour:
            self._detour = [index]
        self._go(index)

    def remove(self, index: Index) -> None:
        """Remove the instance that a place is in, from the review; go on with what is missing then.

        Raises RuntimeError where nothing may be removed.
        """
        page = self._filling.page_after(index) if isinstance(self._place, Reviewing) else None
        if not isinstance(index, tuple) or page is None or not self._filling.may_remove(page):
            raise RuntimeError(f"nothing to remove at {self._place}")
        wish = self._filling.value(page)
        self._drop(page, index[1])
        # Whether to add another one was answered, and not for the one that goes.
        self._filling.answer(page, wish)
        self._settle()

    def answered(self) -> tuple[ReviewRow, ...]:
        """Return what was answered so far, in the order in which it is asked."""
        return tuple(row for row in review_rows(self._filling, self.attached.of) if row.shown)

    def content_answers(self) -> dict[Index, Plain]:
        """Return the answers that count, by place, once everything needed is there."""
        if not isinstance(self._place, Reviewing | Confirmed):
            raise RuntimeError(f"no answers at {self._place}")
        return self._filling.answers()

    def draft(self) -> tuple[dict[Index, Plain], Index | None]:
        """Return the answers so far, by place, and the question shown, None in the review.

        No picture is in it, and nothing that would stand for one.
        """
        if not isinstance(self._place, Asking | Reviewing):
            raise RuntimeError(f"no draft at {self._place}")
        answers = self.attached.without(self._filling.answers())
        return answers, self._place.index if isinstance(self._place, Asking) else None

    def attach(self, raw: bytes, extension: str) -> Refusal | None:
        """Take a picture or a document as the answer to the present question, and stay.

        extension: a key of kiosk.wire.attachment.TYPES.
        """
        return self.answer(self.attached.add(raw, extension))

    def birth_year(self) -> int | None:
        """Return the year of birth, where the form asks for it."""
        return self._filling.birth_year()

    def confirm(self) -> None:
        """Note that the request is committed on this station."""
        if not isinstance(self._place, Reviewing):
            raise RuntimeError(f"nothing to confirm at {self._place}")
        self._place = Confirmed()

    def wipe(self) -> None:
        """Forget everything, from any place."""
        if self._form is not None:
            self._form.clear()
        self.attached.clear()
        self._form = None
        self._draft = None
        self._detour = []
        self._seen = set()
        self._place = Ended()

    @property
    def _filling(self) -> FormSession:
        if self._form is None:
            raise RuntimeError("the sitting is over")
        return self._form

    @property
    def _asked(self) -> Index:
        if not isinstance(self._place, Asking):
            raise RuntimeError(f"no question at {self._place}")
        return self._place.index

    def _go(self, index: Index) -> None:
        self._draft = None
        self._place = Asking(index)

    def _head(self, index: Index, lines: int) -> Index:
        """Return the question on whose page `index` stands, with at most so many lines under it."""
        step = self._filling.step_of(index)
        for _ in range(lines):
            above = self._filling.before(index)
            if above is None or self._filling.step_of(above) != step:
                break
            if self._filling.view(index).kind not in LINES:
                break
            index = above
        return index

    def _settle(self) -> None:
        """Go to the review, or first to what it still needs."""
        pending = self._pending()
        if pending is None:
            self._detour = []
            self._draft = None
            self._place = Reviewing()
            return
        if self._detour:
            self._detour.append(pending)
        self._go(pending)

    def _changes_instances(self, index: Index) -> bool:
        """Add or remove an instance, where that was asked for, and go on from there."""
        if isinstance(index, tuple) or self._filling.question(index).kind is not Kind.ANOTHER:
            return False
        wish = self._filling.value(index)
        if wish == NO:
            return False
        self._seen.discard(index)
        if wish == REMOVE:
            self._drop(index, self._filling.count(index) - 1)
            self._go(index)
            return True
        instance = self._filling.add(index)
        first = next(filter(self._filling.relevant, self._filling.within(index, instance)), index)
        if self._detour:
            self._detour.append(first)
        self._go(first)
        return True

    def _takes_back(self) -> bool:
        """Remove an instance that was just added and not begun; its page asks again whether to add one."""
        place = self._place
        page = self._filling.untouched(place.index, self._seen) if isinstance(place, Asking) else None
        if page is None:
            return False
        self._drop(page, self._filling.count(page) - 1)
        self._go(page)
        return True

    def _drop(self, page: int, instance: int) -> None:
        """Remove an instance; the places of those after it move up by one."""
        self._filling.remove(page, instance)
        self._seen = set(self._filling.moved_up(page, instance, self._seen))
        self._detour = self._filling.moved_up(page, instance, self._detour)

    def _pending(self) -> Index | None:
        """Return the first question that must be seen before the review: in trouble, or never shown."""
        for index in self._filling.places():
            new = index not in self._seen and self._filling.relevant(index)
            if new or self._filling.trouble(index):
                return index
        return None

    def _back_on_detour(self) -> None:
        """Go back through the questions that a change brought up, and from the changed one to the review."""
        while len(self._detour) > 1:
            self._detour.pop()
            if self._filling.relevant(self._detour[-1]):
                self._go(self._detour[-1])
                return
        # The changed question stays at the bottom: were it dropped while something is pending, nobody could
        # reach it to take the change back.
        self._settle()

    def _last(self) -> Index | None:
        relevant = [index for index in self._filling.places() if self._filling.relevant(index)]
        return relevant[-1] if relevant else None

    def _question_page(self, index: Index, draft: tuple[Value | None, Refusal] | None) -> QuestionPage:
        view = self._filling.view(index)
        if draft is not None:
            view = replace(view, value=draft[0])
        picture = self.attached.of(view.value)
        step = self._filling.step_of(index)
        return QuestionPage(view, step, bool(self._detour), picture, self.service.media)

    def _review_page(self) -> ReviewPage:
        steps = self._filling.steps
        return ReviewPage(
            rows=review_rows(self._filling, self.attached.of),
            step=(steps, steps),
            notice=in_language(self.service.notice, self.language),
            treated_by=in_language(self.service.treated_by, self.language),
        )

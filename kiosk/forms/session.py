"""Runs one form for one person: what is asked, what is accepted, what has been answered."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from babel.numbers import get_decimal_symbol

from kiosk.forms.choices import ChoiceView, choice_names
from kiosk.forms.instance import Instance
from kiosk.forms.kinds import (
    ANOTHER_ICONS,
    CHOOSES,
    NO,
    REMOVE,
    YES,
    Bounds,
    Kind,
    Refusal,
    Value,
    check,
    from_plain,
    from_text,
    to_plain,
    to_text,
)
from kiosk.forms.labels import Phrase
from kiosk.forms.model import Form, Question, number_of, order_of
from kiosk.forms.nodes import Node
from kiosk.forms.repeats import MAX_INSTANCES
from kiosk.forms.steps import step_numbers
from kiosk.forms.values import find_locale
from kiosk.forms.view import QuestionView
from kiosk.wire.compact import Index, Plain

BIRTH_APPEARANCE = "birth-date"
BIRTH_NAME = "date_naissance"


class FormSession:
    """The state of one form being filled. Every method raises FormBroken when a rule cannot be computed.

    A place is a question's index, inside a repeat with the instance from 0 (docs/adr/0081).
    """

    def __init__(
        self, form: Form, language: str, today: Callable[[], date], now: Callable[[], datetime] | None = None
    ) -> None:
        """Start with the form's defaults only. Without `now`, the form's now() is midnight of today()."""
        self.form = form
        self.language = language
        self._instance = Instance(form, language, today, now)
        self._steps = step_numbers(form)
        # What was said to « ajouter une autre personne ? », by the index of the page.
        self._wishes: dict[int, str] = {}
        for index in self.places():
            # A default that is no possible answer would count in rules and be seen by nobody.
            question = self.question(index)
            if question.kind not in (Kind.NOTE, Kind.ANOTHER) and self.value(index) is None:
                self._instance.write(self._node(index), "")

    def __repr__(self) -> str:
        return f"FormSession({self.form.path!r})"

    def question(self, index: Index) -> Question:
        """Return the question at a place."""
        return self.form.questions[number_of(index)]

    def places(self) -> tuple[Index, ...]:
        """Return every place of the form as it stands, in the order of the body, relevant or not."""
        found: list[Index] = []
        for repeat, run in groupby(self.form.asked, key=lambda index: self.form.questions[index].repeat):
            inside = list(run)
            if repeat:
                count = self._instance.grove.count(repeat)
                found += [(index, instance) for instance in range(count) for index in inside]
            else:
                found += inside
        return tuple(found)

    def speak(self, language: str) -> None:
        """Go on in another language with the same answers."""
        self.language = language
        self._instance.speak(language)

    def first(self) -> Index | None:
        """Return the first question that is asked now, None when there is none."""
        return next(filter(self.relevant, self.places()), None)

    def after(self, index: Index) -> Index | None:
        """Return the next question that is asked now, None at the end."""
        places = self.places()
        return next(filter(self.relevant, places[places.index(index) + 1 :]), None)

    def before(self, index: Index) -> Index | None:
        """Return the previous question that is asked now, None at the start."""
        places = self.places()
        return next(filter(self.relevant, reversed(places[: places.index(index)])), None)

    def step_of(self, index: Index) -> tuple[int, int]:
        """Return (n, m) of « Étape n sur m » for an asked question; the review is step m."""
        return self._steps[number_of(index)], self.steps

    @property
    def steps(self) -> int:
        """Return how many steps the road has, the review included."""
        return max(self._steps.values(), default=0) + 1

    def relevant(self, index: Index) -> bool:
        """Tell whether a question counts now: neither it nor a group around it is ruled out."""
        question = self.question(index)
        if question.kind is Kind.ANOTHER:
            instances = self._instance.grove.instances(question.path)
            around = self._instance.relevant(self._instance.grove.parent(question.path))
            return around and (not instances or any(map(self._instance.relevant, instances)))
        return self._instance.relevant(self._node(index))

    def view(self, index: Index) -> QuestionView:
        """Return a question as it is to be shown now."""
        question, node = self.question(index), self._node(index)
        with self._instance.naming(question.path):
            choices = self._choices(index)
            kind = Kind.NOTE if self._fixed(index) else question.kind
            label, hint = self._instance.say(question.label, node), self._instance.say(question.hint, node)
            if kind is Kind.NOTE and question.choices is None:
                hint = hint or node.value()
            if question.bounds is not None:
                hint = hint or self._numbers(question.bounds)
            return QuestionView(
                index=index,
                name=self.name(index),
                kind=kind,
                appearance=question.appearance,
                # XLSForm is content with either; a page without a title would say nothing.
                label=label or hint,
                hint=hint if label else "",
                required=self.is_required(index),
                choices=choices,
                value=self._value(index, tuple(choice.name for choice in choices)),
                icon=question.icon,
                media=self._instance.media(question.label, node),
                bounds=question.bounds,
            )

    def name(self, index: Index) -> str:
        """Return a name that is this place's alone."""
        return self.form.name_of(index)

    def value(self, index: Index) -> Value | None:
        """Return the typed value, None without an answer."""
        return self._value(index, self._names(index))

    def _value(self, index: Index, names: Sequence[str]) -> Value | None:
        question = self.question(index)
        if question.kind is Kind.NOTE:
            return None
        if question.kind is Kind.ANOTHER:
            return self._wishes.get(question.index)
        return from_text(question.kind, self._node(index).value(), names)

    def answer(self, index: Index, value: object) -> Refusal | None:
        """Take an answer, None for no answer. A refused one changes nothing and says why.

        Keys: form.number, form.date, form.time, form.choice, form.rank, form.range, form.characters,
        form.too_long, form.constraint.
        """
        question = self.question(index)
        checked = self._check(index, value)
        if isinstance(checked, Refusal):
            return checked
        if question.kind is Kind.ANOTHER:
            self._wishes.pop(question.index, None)
            if checked is not None:
                self._wishes[question.index] = to_text(checked)
            return None
        text = to_text(checked)
        if not self._instance.satisfies(self._node(index), text):
            return self._unmet(index)
        self._instance.write(self._node(index), text)
        return None

    def add(self, page: int) -> int:
        """Add an instance to the repeat of a Kind.ANOTHER page and return its number, from 0."""
        self._wishes.pop(page, None)
        return self._instance.add(self.form.questions[page].path)

    def remove(self, page: int, instance: int) -> None:
        """Remove an instance from the repeat of a Kind.ANOTHER page, and all that was answered in it."""
        self._wishes.pop(page, None)
        self._instance.remove(self.form.questions[page].path, instance)

    def moved_up(self, page: int, instance: int, places: Iterable[Index]) -> list[Index]:
        """Return where places stand once an instance has been removed, without those that were in it."""
        repeat, moved = self.form.questions[page].path, list[Index]()
        for place in places:
            if not isinstance(place, tuple) or self.question(place).repeat != repeat or place[1] < instance:
                moved.append(place)
            elif place[1] > instance:
                moved.append((place[0], place[1] - 1))
        return moved

    def within(self, page: int, instance: int) -> tuple[Index, ...]:
        """Return the places of one instance of the repeat of a Kind.ANOTHER page."""
        repeat = self.form.questions[page].path
        places = (index for index in self.places() if isinstance(index, tuple) and index[1] == instance)
        return tuple(index for index in places if self.question(index).repeat == repeat)

    def page_after(self, index: Index) -> int | None:
        """Return the Kind.ANOTHER page of the repeat that a place is in, None without one."""
        repeat = self.question(index).repeat
        return self.form.repeats[repeat].page if repeat else None

    def untouched(self, index: Index, seen: Collection[Index]) -> int | None:
        """Return the page that added an instance of which nothing was seen but `index`, its first question.

        None for any other place, and for instances that the form begins with.
        """
        page = self.page_after(index)
        if not isinstance(index, tuple) or page is None or not self.may_remove(page):
            return None
        inside = self.within(page, index[1])
        begun = index[1] != self.count(page) - 1 or any(place in seen for place in inside)
        return None if begun or index != next(filter(self.relevant, inside), None) else page

    def may_remove(self, page: int) -> bool:
        """Tell whether the repeat of a Kind.ANOTHER page has more instances than the form begins with."""
        return self.count(page) > len(self.form.repeats[self.form.questions[page].path].initial)

    def count(self, page: int) -> int:
        """Return how many instances the repeat of a Kind.ANOTHER page has."""
        return self._instance.grove.count(self.form.questions[page].path)

    def trouble(self, index: Index) -> Refusal | None:
        """Return why the form cannot be confirmed as this question stands, None when it can."""
        question = self.question(index)
        if not question.asked or not self.relevant(index) or self._fixed(index):
            return None
        if self.value(index) is None:
            return self._missing(index) if self.is_required(index) else None
        if question.kind is Kind.ANOTHER:
            return None
        # Another answer may have changed what this one is held to.
        kept = self._instance.satisfies(self._node(index), self._node(index).value())
        return None if kept else self._unmet(index)

    def troubled(self) -> tuple[Index, ...]:
        """Return the questions that stand between the person and the review, in the order they are asked."""
        return tuple(index for index in self.places() if self.trouble(index))

    def unanswered(self) -> tuple[Index, ...]:
        """Return the questions asked now that need an answer and have none."""
        return tuple(index for index in self.troubled() if self.value(index) is None)

    def answers(self) -> dict[Index, Plain]:
        """Return what travels: what the person answered, as far as it counts now, by place.

        Calculated values stay here: they follow from the answers, and the recipient has the same form.
        """
        found: dict[Index, Plain] = {}
        for index in sorted(self.places(), key=order_of):
            travels = self.question(index).kind is not Kind.ANOTHER and self.relevant(index)
            value = self.value(index) if travels else None
            if value is not None:
                found[index] = to_plain(value)
        return found

    def by_name(self) -> dict[str, Plain]:
        """Return the same answers by question name."""
        return {self.name(index): plain for index, plain in self.answers().items()}

    def restore(self, answers: Mapping[Index, Plain]) -> frozenset[Index]:
        """Take back what `answers` gave and return the places whose value does not fit this form.

        Constraints are not asked: they held on the day, and `troubled` names those that no longer do.
        """
        refused: set[Index] = set()
        # What stands in no repeat comes first: it may say how many instances there are.
        for index, plain in sorted(answers.items(), key=lambda item: (isinstance(item[0], tuple), item[0])):
            checked = self._travelled(index, plain) if self.reach(index) else None
            if checked is None or isinstance(checked, Refusal):
                refused.add(index)
            else:
                self._instance.write(self._node(index), to_text(checked))
        return frozenset(refused)

    def tree(self) -> Node:
        """Return the document as it stands, to be read only; `hidden` nodes do not count now."""
        return self._instance.scope.document

    def birth_year(self) -> int | None:
        """Return the year of birth, where asked for (appearance birth-date, or the name date_naissance)."""
        for index in self.places():
            question = self.question(index)
            named = question.name == BIRTH_NAME or BIRTH_APPEARANCE in question.appearance.split()
            # In a repeat it is the birth of somebody else.
            value = self.value(index) if named and not question.repeat and self.relevant(index) else None
            if isinstance(value, date):
                return value.year
        return None

    def try_rules(self, index: Index, text: str) -> None:
        """Evaluate everything that a question says or asks, with `text` standing in for its answer."""
        self.view(index)
        if self.question(index).kind is not Kind.ANOTHER:
            self._instance.satisfies(self._node(index), text)
        self._missing(index)
        self._unmet(index)

    def show_all(self) -> None:
        """Give an instance to each repeat that has none, even one whose count says none: for `try_rules`."""
        for repeat in self.form.repeats:
            if not self._instance.grove.count(repeat):
                self._instance.add(repeat, counted=False)

    def clear(self) -> None:
        """Forget every answer."""
        self._instance.clear()
        self._wishes.clear()

    def _node(self, index: Index) -> Node:
        question = self.question(index)
        if question.kind is Kind.ANOTHER:
            return self._instance.grove.parent(question.path)
        return self._instance.grove.node(question.path, index[1] if isinstance(index, tuple) else None)

    def reach(self, index: Index) -> bool:
        """Tell whether there is a question to answer at a place, after adding instances up to it."""
        number, instance = order_of(index)
        question = self.form.questions[number] if 0 <= number < len(self.form.questions) else None
        if question is None or not question.asked:
            return False
        if not isinstance(index, tuple) or not question.repeat:
            return not isinstance(index, tuple) and not question.repeat
        page = self.form.repeats[question.repeat].page
        while page is not None and self.count(page) <= instance < MAX_INSTANCES:
            self.add(page)
            # Whoever sent these answers, or left them in a draft, had no more to add.
            self._wishes[page] = NO
        return 0 <= instance < self._instance.grove.count(question.repeat)

    def _travelled(self, index: Index, plain: Plain) -> Value | Refusal | None:
        another = self.question(index).kind is Kind.ANOTHER
        return None if another else self._check(index, from_plain(plain))

    def _check(self, index: Index, value: object) -> Value | Refusal | None:
        question = self.question(index)
        checked = check(question.kind, value, self._names(index))
        if isinstance(checked, int | Decimal) and question.bounds and not question.bounds.holds(checked):
            return Refusal("form.range")
        return checked

    def _numbers(self, bounds: Bounds) -> str:
        """Return the numbers of a range, as a hint in any language."""
        locale = find_locale(self.language)
        symbol = get_decimal_symbol(locale) if locale else "."
        numbers = [to_text(value).replace(".", symbol) for value in bounds.values()]
        return (" – " if len(numbers) == 2 else " · ").join(numbers)

    def _choices(self, index: Index) -> tuple[ChoiceView, ...]:
        if self.question(index).kind is Kind.ANOTHER:
            # The screen has words for them in every language; the form has not.
            return tuple(ChoiceView(name, "", ANOTHER_ICONS[name]) for name in self._names(index))
        return self._instance.choices(self.question(index), self._node(index))

    def is_readonly(self, index: Index) -> bool:
        """Tell whether the question, or a group around it, is read-only now."""
        return self._instance.is_readonly(self._node(index))

    def _fixed(self, index: Index) -> bool:
        """Tell whether the person can only read the question: a note, or read-only now."""
        return self.question(index).kind is Kind.NOTE or self.is_readonly(index)

    def is_required(self, index: Index) -> bool:
        """Tell whether an answer is necessary now."""
        question, node = self.question(index), self._node(index)
        if question.kind is Kind.ANOTHER:
            return True
        with self._instance.naming(question.path):
            return question.required is not None and question.required.boolean(node, self._instance.scope)

    def _missing(self, index: Index) -> Refusal:
        question = self.question(index)
        key = "form.required_choice" if question.kind in (*CHOOSES, Kind.ACKNOWLEDGE) else "form.required"
        return self._refuse(key, index, question.bind.required_message)

    def _unmet(self, index: Index) -> Refusal:
        return self._refuse("form.constraint", index, self.question(index).bind.constraint_message)

    def _refuse(self, key: str, index: Index, message: Phrase | None) -> Refusal:
        with self._instance.naming(self.question(index).path):
            return Refusal(key, self._instance.say(message, self._node(index)))

    def _names(self, index: Index) -> tuple[str, ...]:
        question = self.question(index)
        if question.kind is Kind.ANOTHER:
            more = (YES,) if self.count(question.index) < MAX_INSTANCES else ()
            return (*more, NO, *((REMOVE,) if self.may_remove(question.index) else ()))
        with self._instance.naming(question.path):
            return choice_names(question.choices, self._node(index), self._instance.scope)

"""Runs one form for one person: what is asked, what is accepted, what has been answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from kiosk.forms.choices import ChoiceView, choice_names
from kiosk.forms.instance import Instance
from kiosk.forms.kinds import CHOOSES, Kind, Refusal, Value, check, from_plain, from_text, to_plain, to_text
from kiosk.forms.labels import Phrase
from kiosk.forms.model import Form, Question
from kiosk.forms.steps import step_numbers
from kiosk.wire.compact import Plain

BIRTH_APPEARANCE = "birth-date"
BIRTH_NAME = "date_naissance"


@dataclass(frozen=True)
class QuestionView:
    """One question as the screen shows it, in the session's language; `appearance` holds words."""

    index: int
    name: str
    kind: Kind
    appearance: str
    # Words may quote answers.
    label: str = field(repr=False)
    hint: str = field(repr=False)
    required: bool
    choices: tuple[ChoiceView, ...]
    value: Value | None = field(repr=False)
    icon: str = ""


class FormSession:
    """The state of one form being filled. Every method raises FormBroken when a rule cannot be computed."""

    def __init__(
        self, form: Form, language: str, today: Callable[[], date], now: Callable[[], datetime] | None = None
    ) -> None:
        """Start with the form's defaults only. Without `now`, the form's now() is midnight of today()."""
        self.form = form
        self.language = language
        self._instance = Instance(form, language, today, now)
        self._steps = step_numbers(form)
        for index in form.asked:
            # A default that is no possible answer would count in rules and be seen by nobody.
            if form.questions[index].kind is not Kind.NOTE and self.value(index) is None:
                self._instance.write(form.questions[index].path, "")

    def __repr__(self) -> str:
        return f"FormSession({self.form.path!r})"

    def speak(self, language: str) -> None:
        """Go on in another language with the same answers."""
        self.language = language
        self._instance.speak(language)

    def first(self) -> int | None:
        """Return the first question that is asked now, None when there is none."""
        return next((index for index in self.form.asked if self.relevant(index)), None)

    def after(self, index: int) -> int | None:
        """Return the next question that is asked now, None at the end."""
        later = self.form.asked[self.form.asked.index(index) + 1 :]
        return next((other for other in later if self.relevant(other)), None)

    def before(self, index: int) -> int | None:
        """Return the previous question that is asked now, None at the start."""
        earlier = self.form.asked[: self.form.asked.index(index)]
        return next((other for other in reversed(earlier) if self.relevant(other)), None)

    def step_of(self, index: int) -> tuple[int, int]:
        """Return (n, m) of « Étape n sur m » for an asked question; the review is step m."""
        return self._steps[index], self.steps

    @property
    def steps(self) -> int:
        """Return how many steps the road has, the review included."""
        return max(self._steps.values(), default=0) + 1

    def relevant(self, index: int) -> bool:
        """Tell whether a question counts now: neither it nor a group around it is ruled out."""
        return self._instance.relevant(self.form.questions[index].path)

    def view(self, index: int) -> QuestionView:
        """Return a question as it is to be shown now."""
        question = self.form.questions[index]
        node = self._instance.nodes[question.path]
        with self._instance.naming(question.path):
            kind = Kind.NOTE if self._fixed(question) else question.kind
            label, hint = self._instance.say(question.label, node), self._instance.say(question.hint, node)
            if kind is Kind.NOTE and question.choices is None:
                hint = hint or node.value()
            return QuestionView(
                index=index,
                name=question.name,
                kind=kind,
                appearance=question.appearance,
                # XLSForm is content with either; a page without a title would say nothing.
                label=label or hint,
                hint=hint if label else "",
                required=self._required(question),
                choices=self._instance.choices(question),
                value=self.value(index),
                icon=question.icon,
            )

    def value(self, index: int) -> Value | None:
        """Return the typed value, None without an answer."""
        question = self.form.questions[index]
        if question.kind is Kind.NOTE:
            return None
        return from_text(question.kind, self._instance.text(question.path), self._names(question))

    def answer(self, index: int, value: object) -> Refusal | None:
        """Take an answer, None for no answer. A refused one changes nothing and says why.

        Keys: form.number, form.date, form.time, form.choice, form.characters, form.too_long, form.constraint.
        """
        question = self.form.questions[index]
        checked = check(question.kind, value, self._names(question))
        if isinstance(checked, Refusal):
            return checked
        text = to_text(checked)
        if not self._instance.satisfies(question.path, text):
            return self._unmet(question)
        self._instance.write(question.path, text)
        return None

    def trouble(self, index: int) -> Refusal | None:
        """Return why the form cannot be confirmed as this question stands, None when it can."""
        question = self.form.questions[index]
        if not question.asked or not self.relevant(index) or self._fixed(question):
            return None
        if self.value(index) is None:
            return self._missing(question) if self._required(question) else None
        # Another answer may have changed what this one is held to.
        kept = self._instance.satisfies(question.path, self._instance.text(question.path))
        return None if kept else self._unmet(question)

    def troubled(self) -> tuple[int, ...]:
        """Return the questions that stand between the person and the review, in the order they are asked."""
        return tuple(index for index in self.form.asked if self.trouble(index))

    def unanswered(self) -> tuple[int, ...]:
        """Return the questions asked now that need an answer and have none."""
        return tuple(index for index in self.troubled() if self.value(index) is None)

    def answers(self) -> dict[int, Plain]:
        """Return what travels: what the person answered, as far as it counts now, by question index.

        Calculated values stay here: they follow from the answers, and the recipient has the same form.
        """
        found: dict[int, Plain] = {}
        for index in sorted(self.form.asked):
            value = self.value(index) if self.relevant(index) else None
            if value is not None:
                found[index] = to_plain(value)
        return found

    def by_name(self) -> dict[str, Plain]:
        """Return the same answers by question name."""
        return {self.form.questions[index].name: plain for index, plain in self.answers().items()}

    def restore(self, answers: Mapping[int, Plain]) -> frozenset[int]:
        """Take back what `answers` gave and return the indexes whose value does not fit this form.

        Constraints are not asked: they held on the day, and `troubled` names those that no longer do.
        """
        refused: set[int] = set()
        for index, plain in sorted(answers.items()):
            question = self.form.questions[index] if 0 <= index < len(self.form.questions) else None
            checked = (
                None if question is None else check(question.kind, from_plain(plain), self._names(question))
            )
            if question is None or not question.asked or checked is None or isinstance(checked, Refusal):
                refused.add(index)
            else:
                self._instance.write(question.path, to_text(checked))
        return frozenset(refused)

    def birth_year(self) -> int | None:
        """Return the year of birth, where asked for (appearance birth-date, or the name date_naissance)."""
        for question in self.form.questions:
            named = question.name == BIRTH_NAME or BIRTH_APPEARANCE in question.appearance.split()
            value = self.value(question.index) if named and self.relevant(question.index) else None
            if isinstance(value, date):
                return value.year
        return None

    def try_rules(self, index: int, text: str) -> None:
        """Evaluate everything that a question says or asks, with `text` standing in for its answer."""
        question = self.form.questions[index]
        self.view(index)
        self._instance.satisfies(question.path, text)
        self._missing(question)
        self._unmet(question)

    def clear(self) -> None:
        """Forget every answer."""
        self._instance.clear()

    def _fixed(self, question: Question) -> bool:
        """Tell whether the person can only read the question: a note, or read-only now."""
        readonly, node = question.bind.readonly, self._instance.nodes[question.path]
        with self._instance.naming(question.path):
            only_read = readonly is not None and readonly.boolean(node, self._instance.scope)
        return only_read or question.kind is Kind.NOTE

    def _required(self, question: Question) -> bool:
        node = self._instance.nodes[question.path]
        with self._instance.naming(question.path):
            return question.required is not None and question.required.boolean(node, self._instance.scope)

    def _missing(self, question: Question) -> Refusal:
        key = "form.required_choice" if question.kind in (*CHOOSES, Kind.ACKNOWLEDGE) else "form.required"
        return self._refuse(key, question, question.bind.required_message)

    def _unmet(self, question: Question) -> Refusal:
        return self._refuse("form.constraint", question, question.bind.constraint_message)

    def _refuse(self, key: str, question: Question, message: Phrase | None) -> Refusal:
        with self._instance.naming(question.path):
            return Refusal(key, self._instance.say(message, self._instance.nodes[question.path]))

    def _names(self, question: Question) -> tuple[str, ...]:
        with self._instance.naming(question.path):
            return choice_names(question.choices, self._instance.nodes[question.path], self._instance.scope)

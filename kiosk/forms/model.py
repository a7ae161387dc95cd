"""A form: its questions, their rules and its texts. Immutable; each sitting runs it through a FormSession."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kiosk.forms.expression import Expression
from kiosk.forms.kinds import CHOOSES, Bounds, Kind, Refusal, Value
from kiosk.forms.labels import Phrase, Translations
from kiosk.forms.nodes import Node
from kiosk.forms.order import Plan
from kiosk.forms.repeats import Repeat
from kiosk.forms.xpath import has_predicates
from kiosk.wire.compact import Index

__all__ = ["CHOOSES", "Bind", "Choices", "Form", "Item", "Kind", "Question", "Refusal", "SetValue", "Value"]

# Indexes of questions are below 2**16 (kiosk/wire/compact.py).
INSTANCE_BITS = 16


def number_of(index: Index) -> int:
    """Return the question's index of a place."""
    return index[0] if isinstance(index, tuple) else index


def order_of(index: Index) -> tuple[int, int]:
    """Return what places are sorted by: question, then instance."""
    return index if isinstance(index, tuple) else (index, 0)


def as_number(index: Index) -> int:
    """Return a place as one number, for what holds numbers only: a column, a signal."""
    return index[0] | (index[1] + 1) << INSTANCE_BITS if isinstance(index, tuple) else index


def from_number(number: int) -> Index:
    """Return the place of a number that `as_number` gave."""
    question, instance = number & ((1 << INSTANCE_BITS) - 1), number >> INSTANCE_BITS
    return (question, instance - 1) if instance else question


@dataclass(frozen=True)
class Bind:
    """The rules of one node, question or group, as the form's model states them."""

    path: str
    type: str = "string"
    relevant: Expression | None = None
    required: Expression | None = None
    readonly: Expression | None = None
    constraint: Expression | None = None
    calculate: Expression | None = None
    constraint_message: Phrase | None = None
    required_message: Phrase | None = None
    preload: str = ""
    preload_at: str = ""
    icon: str = ""

    def expressions(self) -> Iterator[tuple[str, Expression]]:
        """Yield each rule with the name of its column."""
        for column in ("relevant", "required", "readonly", "constraint", "calculate"):
            rule = getattr(self, column)
            if rule is not None:
                yield column, rule


@dataclass(frozen=True)
class Item:
    """A choice that stands in the body of the form."""

    name: str
    label: Phrase | None


@dataclass(frozen=True)
class Choices:
    """Where the choices of a select come from: fixed items, or the nodes of an instance (`nodes`)."""

    items: tuple[Item, ...] = ()
    nodes: Expression | None = None
    value: Expression | None = None
    label: Phrase | None = None

    @property
    def filtered(self) -> bool:
        """Tell whether other answers may decide which choices are offered."""
        return self.nodes is not None and has_predicates(self.nodes.tree)


@dataclass(frozen=True)
class SetValue:
    """An assignment on an event: what stands at `trigger` changes, or comes (a repeat); None: at first load.

    `path` is the target as a path of the form; `target` finds it from where the event is.
    """

    path: str
    target: Expression
    value: Expression | None
    text: str
    trigger: str | None


@dataclass(frozen=True)
class Question:
    """One leaf of the form. `index` is its place in the document, and its name on the wire.

    `skipped` questions are beyond this engine and stay empty; calculated and hidden ones are Kind.CALCULATE.
    `appearance` is the form's hint to the screen, `icon` the name of a pictogram or "". `repeat` is the path
    of the repeat around it or "". A Kind.ANOTHER is no leaf: it is the page after the last instance of the
    repeat at `path`, stands after all leaves, and never travels.
    """

    index: int
    name: str
    path: str
    kind: Kind
    bind: Bind
    appearance: str = ""
    label: Phrase | None = None
    hint: Phrase | None = None
    choices: Choices | None = None
    skipped: bool = False
    repeat: str = ""
    bounds: Bounds | None = None

    @property
    def icon(self) -> str:
        """Return the name of the pictogram, "" without one."""
        return self.bind.icon

    @property
    def required(self) -> Expression | None:
        """Return the rule that makes an answer necessary."""
        return self.bind.required

    @property
    def relevant(self) -> Expression | None:
        """Return the question's own condition (its groups may have theirs)."""
        return self.bind.relevant

    @property
    def constraint(self) -> Expression | None:
        """Return the rule that an answer must meet."""
        return self.bind.constraint

    @property
    def asked(self) -> bool:
        """Tell whether it can appear on a page."""
        return self.kind is not Kind.CALCULATE and not self.skipped


@dataclass(frozen=True)
class Form:
    """A checked form. `asked`: the questions in the order of the body. `plan`: what to compute, and when.

    `fingerprint`: first 8 bytes of SHA-256 of the XML. `skipped`: names of questions left out on request.
    `repeats`: by path; `skeleton`: the document with one instance of each.
    `groups`: for each asked question the top-level group that holds it, None outside groups.
    """

    path: str
    fingerprint: bytes
    form_title: str
    questions: tuple[Question, ...]
    asked: tuple[int, ...]
    groups: Mapping[int, str | None]
    binds: Mapping[str, Bind]
    template: Node = field(repr=False)
    skeleton: Node = field(repr=False)
    instances: Mapping[str, Node] = field(repr=False)
    translations: Translations = field(repr=False)
    namespaces: Mapping[str, str] = field(repr=False)
    plan: Plan = field(repr=False)
    repeats: Mapping[str, Repeat] = field(default_factory=dict, repr=False)
    set_values: tuple[SetValue, ...] = ()
    skipped: tuple[str, ...] = ()

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the codes of the form's languages, the default first; none without translations."""
        return self.translations.languages

    def title(self, language: str) -> str:  # noqa: ARG002 - XForms has one title; packs translate theirs
        """Return the form's own title, the same in all languages."""
        return self.form_title

    def name_of(self, index: Index) -> str:
        """Return the name of a place: the question's, inside a repeat with the instance from 1."""
        name = self.questions[number_of(index)].name
        return f"{name}[{index[1] + 1}]" if isinstance(index, tuple) else name

    def named(self, name: str) -> Question:
        """Return the question of that name. Raises KeyError."""
        for question in self.questions:
            if question.name == name:
                return question
        raise KeyError(name)

"""The body of a form: what asks for each answer, and what of it this engine cannot run."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from lxml import etree

from kiosk.forms.expression import Expression
from kiosk.forms.kinds import Bounds, Kind
from kiosk.forms.labels import Phrase, Translations, find_phrase
from kiosk.forms.model import Bind, Choices, Item, SetValue
from kiosk.forms.nodes import XFORMS
from kiosk.forms.syntax import BadExpression
from kiosk.forms.xml import JAVAROSA, NAMESPACES, find_all

INPUTS = {
    "string": Kind.TEXT,
    "int": Kind.INTEGER,
    "integer": Kind.INTEGER,
    "decimal": Kind.DECIMAL,
    "date": Kind.DATE,
    "time": Kind.TIME,
    "dateTime": Kind.DATETIME,
    "barcode": Kind.BARCODE,
}
CONTROLS = ("input", "select1", "select", "trigger", "upload", "range", "rank", "secret")
KNOWN_CONTROLS = {
    "select1": Kind.SELECT_ONE,
    "select": Kind.SELECT_MULTIPLE,
    "trigger": Kind.ACKNOWLEDGE,
    "range": Kind.RANGE,
    "rank": Kind.RANK,
}
WITH_CHOICES = ("select", "select1", "rank")
# Appearances that ask for a finger on the picture.
DRAWN = frozenset({"signature", "draw", "annotate"})
NEVER = ("false()", "0", "")


@dataclass(frozen=True)
class Control:
    """One element of the body. `tag` is its name, `group` the reference of the top-level group around it."""

    tag: str
    ref: str
    appearance: str
    media: str
    label: Phrase | None
    hint: Phrase | None
    choices: Choices | None
    group: str | None
    bounds: Bounds | None = None

    def kind(self, bind: Bind) -> Kind | None:
        """Return the kind of question, None for one that this engine does not run."""
        if self.tag == "input":
            return INPUTS.get(bind.type)
        if self.tag == "upload":
            return self._uploaded()
        return KNOWN_CONTROLS.get(self.tag)

    def _uploaded(self) -> Kind:
        match self.media.partition("/")[0]:
            case "image":
                drawn = DRAWN.intersection(self.appearance.split())
                return Kind.DRAWING if drawn else Kind.IMAGE
            case "audio" | "video":
                return Kind.RECORDING
        return Kind.FILE

    def phrases(self) -> tuple[Phrase | None, ...]:
        """Return everything it says."""
        if self.choices is None:
            return (self.label, self.hint)
        return (self.label, self.hint, self.choices.label, *(item.label for item in self.choices.items))


@dataclass(frozen=True)
class Repeated:
    """A repeat as the body states it; `label` is that of the group around it, which belongs to it alone."""

    path: str
    label: Phrase | None
    count: str
    fixed: bool
    group: str | None


@dataclass(frozen=True)
class Body:
    """The controls and repeats by path. `order`: their paths as met, a repeat after what it holds."""

    controls: Mapping[str, Control]
    repeats: Mapping[str, Repeated]
    order: tuple[str, ...]


def read_body(root: etree._Element, top: str) -> Body:
    """Read the body of a form, whose references start at `top`. Raises BadExpression."""
    reading = _BodyReading()
    body = root.find("h:body", NAMESPACES)
    if body is not None:
        reading.walk(body, None, "", top)
    return Body(reading.controls, reading.repeats, tuple(dict.fromkeys(reading.order)))


class _BodyReading:
    def __init__(self) -> None:
        self.controls: dict[str, Control] = {}
        self.repeats: dict[str, Repeated] = {}
        self.order: list[str] = []

    def walk(self, parent: etree._Element, group: str | None, above: str, context: str) -> None:
        for number, element in enumerate(parent):
            tag = etree.QName(element).localname
            path = absolute(element.get("ref") or element.get("nodeset") or "", context)
            if tag == "group":
                own = path or f"{above}#{number}"
                self.walk(element, group or own, own, path or context)
            elif tag == "repeat":
                self.repeats[path] = _repeated(element, path, group)
                self.walk(element, group or path, above, path)
                self.order.append(path)
            elif tag in CONTROLS:
                control = _control(element, tag, path, group)
                self.controls.setdefault(control.ref, control)
                self.order.append(control.ref)


def absolute(ref: str, context: str) -> str:
    """Return a reference of the body as an absolute path."""
    ref = ref.strip()
    if not ref or ref.startswith("/"):
        return ref
    names = context.split("/")
    for name in ref.split("/"):
        if name == "..":
            names.pop()
        elif name not in (".", "current()"):
            names.append(name)
    return "/".join(names)


def _repeated(element: etree._Element, path: str, group: str | None) -> Repeated:
    around = element.getparent()
    own = around is not None and etree.QName(around).localname == "group"
    own = own and around is not None and around.get("ref", path) == path
    label = find_phrase(around, "label") if own and around is not None else find_phrase(element, "label")
    count = (element.get(f"{{{JAVAROSA}}}count") or "").strip()
    fixed = (element.get(f"{{{JAVAROSA}}}noAddRemove") or "").strip() not in NEVER
    return Repeated(path, label, count, fixed, group)


def _control(element: etree._Element, tag: str, path: str, group: str | None) -> Control:
    return Control(
        tag=tag,
        ref=path,
        appearance=element.get("appearance", ""),
        media=element.get("mediatype", ""),
        label=find_phrase(element, "label"),
        hint=find_phrase(element, "hint"),
        choices=_choices(element) if tag in WITH_CHOICES else None,
        group=group,
        bounds=_bounds(element) if tag == "range" else None,
    )


def _bounds(element: etree._Element) -> Bounds:
    try:
        start, end, step = (Decimal(element.get(name, "")) for name in ("start", "end", "step"))
    except InvalidOperation as fault:
        where = (element.get("ref") or "").rpartition("/")[2]
        raise BadExpression(f"question {where} : start, end et step doivent être des nombres") from fault
    return Bounds(start, end, abs(step))


def _choices(element: etree._Element) -> Choices:
    itemset = element.find("f:itemset", NAMESPACES)
    if itemset is None:
        items = [
            Item((item.findtext("f:value", "", NAMESPACES)).strip(), find_phrase(item, "label"))
            for item in find_all(element, "f:item")
        ]
        return Choices(tuple(items))
    value = itemset.find(f"{{{XFORMS}}}value")
    return Choices(
        nodes=Expression(itemset.get("nodeset", "")),
        value=Expression(value.get("ref", "") if value is not None else ""),
        label=find_phrase(itemset, "label"),
    )


@dataclass(frozen=True)
class Surroundings:
    """What else in the form decides whether a question can be asked: rules, repeats, lists in other files."""

    binds: Mapping[str, Bind]
    repeats: tuple[str, ...]
    external: frozenset[str]
    translations: Translations
    set_values: tuple[SetValue, ...]
    shown: Collection[Kind]

    def rules(self, path: str) -> Iterator[Expression]:
        """Yield the rules of a node and of the groups around it, and what sets the node."""
        for assignment in self.set_values:
            if assignment.path == path and assignment.value is not None:
                yield assignment.value
        while path:
            if path in self.binds:
                yield from (rule for _, rule in self.binds[path].expressions())
            path = path.rpartition("/")[0]

    def words(self, bind: Bind, control: Control) -> Iterator[Expression]:
        """Yield what a question's words are computed from, in every language."""
        for phrase in (bind.constraint_message, bind.required_message, *control.phrases()):
            if phrase is not None:
                yield from phrase.expressions()
                yield from self.translations.expressions(phrase.key)

    def is_nested(self, path: str) -> bool:
        """Tell whether a path lies in a repeat inside a repeat."""
        return sum(path.startswith(f"{repeat}/") for repeat in self.repeats) > 1


def refusal_of(bind: Bind, control: Control | None, around: Surroundings) -> str:
    """Return why a question cannot be asked here, in a word or two of XLSForm, or ""."""
    if around.is_nested(bind.path):
        return "repeat dans un repeat"
    rules = [*around.rules(bind.path)]
    if control is not None:
        kind = control.kind(bind)
        if kind is None or kind not in around.shown:
            return _type_word(bind, control)
        if control.appearance.startswith("search("):
            return "search()"
        rules += around.words(bind, control)
        if control.choices is not None and control.choices.nodes is not None:
            rules.append(control.choices.nodes)
    for rule in rules:
        if rule.unsupported:
            return f"{rule.unsupported[0]}()"
        if around.external.intersection(rule.instances()):
            return "fichier externe"
    return ""


def _type_word(bind: Bind, control: Control) -> str:
    if control.tag == "upload":
        word = control.media.partition("/")[0]
        if control.kind(bind) is Kind.DRAWING:
            return f"{word} {control.appearance}"
        return word if word not in ("", "*", "application") else "file"
    if control.tag in ("range", "rank"):
        return control.tag
    return bind.type

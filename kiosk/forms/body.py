"""The body of a form: what asks for each answer, and what of it this engine cannot run."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from kiosk.forms.expression import Expression
from kiosk.forms.kinds import Kind
from kiosk.forms.labels import Phrase, Translations, find_phrase
from kiosk.forms.model import Bind, Choices, Item, SetValue
from kiosk.forms.nodes import XFORMS
from kiosk.forms.xml import NAMESPACES, find_all

INPUTS = {
    "string": Kind.TEXT,
    "int": Kind.INTEGER,
    "integer": Kind.INTEGER,
    "decimal": Kind.DECIMAL,
    "date": Kind.DATE,
    "time": Kind.TIME,
}
CONTROLS = ("input", "select1", "select", "trigger", "upload", "range", "rank", "secret")
KNOWN_CONTROLS = {"select1": Kind.SELECT_ONE, "select": Kind.SELECT_MULTIPLE, "trigger": Kind.ACKNOWLEDGE}


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

    def kind(self, bind: Bind) -> Kind | None:
        """Return the kind of question, None for one that this engine does not run."""
        if self.tag == "input":
            return INPUTS.get(bind.type)
        return KNOWN_CONTROLS.get(self.tag)

    def phrases(self) -> tuple[Phrase | None, ...]:
        """Return everything it says."""
        if self.choices is None:
            return (self.label, self.hint)
        return (self.label, self.hint, self.choices.label, *(item.label for item in self.choices.items))


def read_controls(root: etree._Element) -> tuple[dict[str, Control], tuple[str, ...]]:
    """Return the controls by path in the order of the body, and the repeats. Raises BadExpression."""
    body = root.find("h:body", NAMESPACES)
    controls: dict[str, Control] = {}
    repeats: list[str] = []
    if body is None:
        return controls, ()

    def walk(parent: etree._Element, group: str | None, above: str) -> None:
        for number, element in enumerate(parent):
            tag = etree.QName(element).localname
            if tag == "group":
                own = element.get("ref") or f"{above}#{number}"
                walk(element, group or own, own)
            elif tag == "repeat":
                repeats.append(element.get("nodeset", ""))
                walk(element, group, above)
            elif tag in CONTROLS:
                control = _control(element, tag, group)
                controls.setdefault(control.ref, control)

    walk(body, None, "")
    return controls, tuple(repeats)


def _control(element: etree._Element, tag: str, group: str | None) -> Control:
    return Control(
        tag=tag,
        ref=(element.get("ref") or element.get("nodeset") or "").strip(),
        appearance=element.get("appearance", ""),
        media=element.get("mediatype", ""),
        label=find_phrase(element, "label"),
        hint=find_phrase(element, "hint"),
        choices=_choices(element) if tag in ("select", "select1") else None,
        group=group,
    )


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

    def rules(self, path: str) -> Iterator[Expression]:
        """Yield the rules of a node and of the groups around it, and what sets the node."""
        for assignment in self.set_values:
            if assignment.target == path and assignment.value is not None:
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


def refusal_of(bind: Bind, control: Control | None, around: Surroundings) -> str:
    """Return why a question cannot be asked here, in a word or two of XLSForm, or ""."""
    if any(bind.path.startswith(f"{repeat}/") for repeat in around.repeats):
        return "repeat"
    rules = [*around.rules(bind.path)]
    if control is not None:
        if control.kind(bind) is None:
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
        return control.media.partition("/")[0] or "upload"
    if control.tag in ("range", "rank"):
        return control.tag
    return bind.type

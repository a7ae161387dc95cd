"""Reads a form from the XML that pyxform makes, and refuses what cannot be run."""

import hashlib
from collections.abc import Iterator, Mapping

from lxml import etree

from kiosk.errors import FormBroken, FormUnsupported
from kiosk.forms.body import Control, Surroundings, read_controls, refusal_of
from kiosk.forms.expression import Expression
from kiosk.forms.kinds import Kind
from kiosk.forms.labels import Phrase, read_translations, referred
from kiosk.forms.model import Bind, Form, Question, SetValue
from kiosk.forms.nodes import Node, NodeKind, document
from kiosk.forms.order import Effect, Plan, Reads, Rule
from kiosk.forms.syntax import BadExpression
from kiosk.forms.xml import JAVAROSA, NAMESPACES, find_all, read_xml

COLUMNS = ("relevant", "required", "readonly", "constraint", "calculate")
LOADS = frozenset(("odk-instance-first-load", "odk-instance-load"))


def load_form(xml: bytes, *, path: str, skip_unsupported: bool = False) -> Form:
    """Read and check a form; `path` only names it in messages.

    Raises FormBroken (with what and where) and FormUnsupported, naming each question and its kind;
    with `skip_unsupported` those questions are left out, stay empty, and are named in `form.skipped`.
    """
    root = read_xml(xml, path)
    try:
        form, reasons = _Reader(root, path).read(hashlib.sha256(xml).digest()[:8])
    except BadExpression as fault:
        raise FormBroken(path=path, detail=fault.detail) from fault
    if reasons and not skip_unsupported:
        raise FormUnsupported(path=path, names=", ".join(f"{name} ({why})" for name, why in reasons.items()))
    return form


class _Reader:
    """One reading of one form."""

    def __init__(self, root: etree._Element, path: str) -> None:
        self.root = root
        self.path = path
        model = root.find("h:head/f:model", NAMESPACES)
        if model is None:
            raise FormBroken(path=path, detail="ce n’est pas un XForm")
        self.model = model

    def read(self, fingerprint: bytes) -> tuple[Form, dict[str, str]]:
        template, instances, external = self.instances()
        binds = {bind.path: bind for bind in self.binds()}
        controls, repeats = read_controls(self.root)
        self.check_paths(template, list(controls))
        set_values = tuple(self.set_values())
        translations = read_translations(self.model)
        around = Surroundings(binds, repeats, frozenset(external), translations, set_values)
        questions, reasons = _questions(_leaves(template), controls, around)
        index_of = {question.path: question.index for question in questions if question.asked}
        asked = tuple(index_of[ref] for ref in controls if ref in index_of)
        spaces = {str(prefix): uri for prefix, uri in self.model.nsmap.items() if prefix}
        form = Form(
            path=self.path,
            fingerprint=fingerprint,
            form_title=(self.root.findtext("h:head/h:title", "", NAMESPACES)).strip(),
            questions=questions,
            asked=asked,
            groups={index: controls[questions[index].path].group for index in asked},
            binds=binds,
            template=template,
            instances=instances,
            translations=translations,
            namespaces=spaces,
            plan=Plan.of(_rules(template, questions, binds, spaces)),
            set_values=set_values,
            skipped=tuple(reasons),
        )
        return form, reasons

    def instances(self) -> tuple[Node, dict[str, Node], set[str]]:
        """Return the primary instance, the secondary ones by id, and the ids of those kept in other files."""
        found = find_all(self.model, "f:instance")
        if not found or len(found[0]) != 1:
            raise FormBroken(path=self.path, detail="pas de modèle de réponses")
        others: dict[str, Node] = {}
        external: set[str] = set()
        for instance in found[1:]:
            name = instance.get("id", "")
            others[name] = document(instance[0]) if len(instance) else Node(NodeKind.DOCUMENT)
            if instance.get("src"):
                external.add(name)
        return document(found[0][0]), others, external

    def binds(self) -> Iterator[Bind]:
        for element in find_all(self.model, "f:bind"):
            path = (element.get("nodeset") or element.get("ref") or "").strip()
            rules = {column: self.rule(path, column, element.get(column)) for column in COLUMNS}
            yield Bind(
                path=path,
                type=(element.get("type") or "string").rpartition(":")[2],
                constraint_message=self.message(element.get(f"{{{JAVAROSA}}}constraintMsg")),
                required_message=self.message(element.get(f"{{{JAVAROSA}}}requiredMsg")),
                preload=element.get(f"{{{JAVAROSA}}}preload") or "",
                icon=element.get("icon") or "",
                **rules,
            )

    def rule(self, path: str, column: str, source: str | None) -> Expression | None:
        if not source:
            return None
        try:
            return Expression(source)
        except BadExpression as fault:
            name = path.rpartition("/")[2]
            where = f", caractère {fault.at + 1}" if fault.at >= 0 else ""
            raise FormBroken(
                path=self.path, detail=f"question {name}, colonne {column}{where} : {fault.detail}"
            ) from fault

    def message(self, source: str | None) -> Phrase | None:
        if not source:
            return None
        return referred(source) if source.startswith("jr:itext(") else Phrase((source,))

    def check_paths(self, template: Node, paths: list[str]) -> None:
        known = {node.path() for node in template.descend()}
        for path in paths:
            if path not in known:
                raise FormBroken(path=self.path, detail=f"pas de question {path}")

    def set_values(self) -> Iterator[SetValue]:
        for element in self.root.iter(f"{{{NAMESPACES['f']}}}setvalue"):
            parent = element.getparent()
            inside = parent is not None and parent is not self.model
            event = element.get("event", "")
            trigger = (parent.get("ref") or "") if inside and parent is not None else None
            # Every sitting is a first load: nothing is edited here.
            if (trigger is None) != bool(LOADS.intersection(event.split())):
                continue
            target = element.get("ref", "")
            value = self.rule(target, "default", element.get("value"))
            yield SetValue(target, value, element.text or "", trigger)


def _leaves(template: Node) -> list[str]:
    """Return the paths of the questions in document order; meta is the form's own business."""
    root = next(template.elements(), None)
    paths: dict[str, None] = {}
    pending = [] if root is None else [child for child in root.elements() if child.local != "meta"]
    while pending:
        node = pending.pop(0)
        inner = list(node.elements())
        if inner:
            pending[:0] = inner
        else:
            # A repeat stands twice in the template, once as jr:template.
            paths.setdefault(node.path())
    return list(paths)


def _questions(
    leaves: list[str], controls: dict[str, Control], around: Surroundings
) -> tuple[tuple[Question, ...], dict[str, str]]:
    """Return the questions, and why some cannot be asked, by name."""
    names = _names(leaves)
    questions: list[Question] = []
    reasons: dict[str, str] = {}
    for index, leaf in enumerate(leaves):
        bind = around.binds.get(leaf, Bind(leaf))
        why = refusal_of(bind, controls.get(leaf), around)
        if why:
            reasons[names[leaf]] = why
        questions.append(_question(index, names[leaf], bind, controls.get(leaf), skipped=bool(why)))
    return tuple(questions), reasons


def _names(leaves: list[str]) -> dict[str, str]:
    """Give each question its short name, or its path below the root where two would share one."""
    short = [leaf.rpartition("/")[2] for leaf in leaves]
    return {
        leaf: name if short.count(name) == 1 else leaf.split("/", 2)[2]
        for leaf, name in zip(leaves, short, strict=True)
    }


def _question(index: int, name: str, bind: Bind, control: Control | None, *, skipped: bool) -> Question:
    kind = None if control is None or skipped else control.kind(bind)
    if control is None or kind is None:
        return Question(index, name, bind.path, Kind.CALCULATE, bind, skipped=skipped)
    if bind.readonly is not None and bind.readonly.source == "true()":
        kind = Kind.NOTE
    return Question(
        index, name, bind.path, kind, bind, control.appearance, control.label, control.hint, control.choices
    )


def _rules(
    template: Node, questions: tuple[Question, ...], binds: dict[str, Bind], spaces: Mapping[str, str]
) -> list[Rule]:
    """Return what must be computed after an answer; a skipped question computes nothing."""
    at = {question.path: question for question in questions}
    reads = Reads(template, spaces)
    found: dict[tuple[str, Effect], Rule] = {}
    for node in template.descend():
        path = node.path()
        bind, question = binds.get(path), at.get(path)
        if node.kind is not NodeKind.ELEMENT or (question is not None and question.skipped):
            continue
        expressions: dict[Effect, Expression | None] = {
            Effect.RELEVANT: bind.relevant if bind else None,
            Effect.CALCULATE: bind.calculate if bind else None,
            Effect.CHOICES: question.choices.nodes
            if question and question.choices and question.choices.filtered
            else None,
        }
        for effect, expression in expressions.items():
            if expression is not None and not expression.unsupported:
                rule = reads.rule(effect, node, expression)
                found.setdefault((path, effect), rule)
    return list(found.values())

"""Reads a form from the XML that pyxform makes, and refuses what cannot be run."""

import hashlib
import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import count

from lxml import etree

from kiosk.errors import FormBroken, FormUnsupported
from kiosk.forms.body import Body, Control, Repeated, Surroundings, absolute, read_body, refusal_of
from kiosk.forms.expression import Expression
from kiosk.forms.kinds import SHOWN, Kind
from kiosk.forms.labels import Phrase, read_translations, referred
from kiosk.forms.local import localized, repeat_around
from kiosk.forms.model import Bind, Form, Question, SetValue
from kiosk.forms.nodes import Node, NodeKind, clone, document, renumber
from kiosk.forms.order import Effect, Plan, Reads, Rule
from kiosk.forms.repeats import Repeat, elements_at, elements_of, prune, replace_all
from kiosk.forms.syntax import BadExpression
from kiosk.forms.xml import JAVAROSA, NAMESPACES, find_all, read_xml

WITHOUT_PREDICATES = re.compile(r"\[[^\]]*\]")
COLUMNS = ("relevant", "required", "readonly", "constraint", "calculate")
LOADS = frozenset(("odk-instance-first-load", "odk-instance-load"))
NEW_REPEAT = "odk-new-repeat"


def load_form(
    xml: bytes, *, path: str, skip_unsupported: bool = False, shown: Collection[Kind] = SHOWN
) -> Form:
    """Read and check a form; `path` only names it in messages, `shown` are the kinds that have a screen.

    Raises FormBroken (with what and where) and FormUnsupported, naming each question and its kind;
    with `skip_unsupported` those questions are left out, stay empty, and are named in `form.skipped`.
    """
    root = read_xml(xml, path)
    try:
        form, reasons = _Reader(root, path, shown).read(hashlib.sha256(xml).digest()[:8])
    except BadExpression as fault:
        raise FormBroken(path=path, detail=fault.detail) from fault
    if reasons and not skip_unsupported:
        raise FormUnsupported(path=path, names=", ".join(f"{name} ({why})" for name, why in reasons.items()))
    return form


class _Reader:
    """One reading of one form."""

    def __init__(self, root: etree._Element, path: str, shown: Collection[Kind]) -> None:
        self.root = root
        self.path = path
        self.shown = shown
        model = root.find("h:head/f:model", NAMESPACES)
        if model is None:
            raise FormBroken(path=path, detail="ce n’est pas un XForm")
        self.model = model
        self.outer: tuple[str, ...] = ()

    def read(self, fingerprint: bytes) -> tuple[Form, dict[str, str]]:
        raw, instances, external = self.instances()
        body = read_body(self.root, next(raw.elements()).path())
        self.outer = tuple(one for one in body.repeats if not repeat_around(_above(one), body.repeats))
        self.check_paths(raw, [*body.controls, *body.repeats])
        skeleton, template, repeats = self.plant(raw, body)
        controls = {ref: self.localize(control) for ref, control in body.controls.items()}
        binds = {bind.path: bind for bind in self.binds()}
        set_values = tuple(self.set_values())
        translations = read_translations(self.model)
        around = Surroundings(
            binds, tuple(body.repeats), frozenset(external), translations, set_values, self.shown
        )
        leaves, reasons = _questions(_leaves(skeleton, body.repeats), controls, around, self.outer)
        repeats = _paged(repeats, leaves)
        questions = (*leaves, *_pages(repeats, binds))
        index_of = {question.path: question.index for question in questions if question.asked}
        asked = tuple(index_of[ref] for ref in body.order if ref in index_of)
        spaces = {str(prefix): uri for prefix, uri in self.model.nsmap.items() if prefix}
        groups = {path: control.group for path, control in controls.items()}
        groups |= {path: repeat.group for path, repeat in body.repeats.items()}
        form = Form(
            path=self.path,
            fingerprint=fingerprint,
            form_title=(self.root.findtext("h:head/h:title", "", NAMESPACES)).strip(),
            questions=questions,
            asked=asked,
            groups={index: groups[questions[index].path] for index in asked},
            binds=binds,
            template=template,
            skeleton=skeleton,
            instances=instances,
            translations=translations,
            namespaces=spaces,
            plan=Plan.of(_rules(Reads(skeleton, spaces, self.outer), questions, binds)),
            repeats=repeats,
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

    def plant(self, raw: Node, body: Body) -> tuple[Node, Node, dict[str, Repeat]]:
        """Return the document with one instance a repeat, the one a sitting starts with, and the repeats."""
        for inner in sorted(set(body.repeats) - set(self.outer), key=len, reverse=True):
            for outer in elements_at(raw, repeat_around(_above(inner), body.repeats)):
                below = inner[len(outer.path()) :]
                if elements_at(outer, below):
                    prune(outer, below)
        repeats: dict[str, Repeat] = {}
        started: dict[str, list[Node]] = {}
        for path in self.outer:
            prototype, started[path] = prune(raw, path)
            if body.repeats[path].fixed and not started[path]:
                started[path] = [clone(prototype)]
            initial = tuple(map(clone, started[path]))
            repeats[path] = self.repeat(body.repeats[path], prototype, initial)
        template = clone(raw)
        for path, instances in started.items():
            replace_all(elements_at(template, path), instances)
        renumber(template)
        return raw, template, repeats

    def repeat(self, stated: Repeated, prototype: Node, initial: tuple[Node, ...]) -> Repeat:
        siblings = [] if prototype.parent is None else prototype.parent.children
        count = self.rule(stated.path, "repeat_count", stated.count) if stated.count else None
        return Repeat(
            path=stated.path,
            label=stated.label,
            count=count,
            fixed=stated.fixed or count is not None,
            prototype=clone(prototype),
            initial=initial,
            paths=(stated.path, *dict.fromkeys(node.path() for node in elements_of(prototype))),
            later=frozenset(node.local for node in siblings[siblings.index(prototype) + 1 :]),
        )

    def localize(self, control: Control) -> Control:
        """Let the choices of a question in a repeat read the instance that it is asked in."""
        if control.choices is None or control.choices.nodes is None:
            return control
        nodes = self.local(control.choices.nodes, control.ref)
        return replace(control, choices=replace(control.choices, nodes=nodes))

    def local(self, expression: Expression, path: str) -> Expression:
        return localized(expression, path, repeat_around(path, self.outer))

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
                preload_at=element.get(f"{{{JAVAROSA}}}preloadParams") or "",
                icon=element.get("icon") or "",
                **rules,
            )

    def rule(self, path: str, column: str, source: str | None) -> Expression | None:
        if not source:
            return None
        try:
            return self.local(Expression(source), path)
        except BadExpression as fault:
            name = path.rpartition("/")[2]
            where = f", caractère {fault.at + 1}" if fault.at >= 0 else ""
            raise FormBroken(
                path=self.path, detail=f"question {name}, colonne {column}{where} : {fault.detail}"
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
            events = element.get("event", "").split()
            # Every sitting is a first load: nothing is edited here.
            if LOADS.intersection(events):
                yield self.set_value(element, "", None)
            repeat = next(element.iterancestors(f"{{{NAMESPACES['f']}}}repeat"), None)
            if NEW_REPEAT in events and repeat is not None:
                source = repeat.get("nodeset", "").strip()
                yield self.set_value(element, source, source)
            if "xforms-value-changed" in events and parent is not None and parent is not self.model:
                source = (parent.get("ref") or parent.get("nodeset") or "").strip()
                yield self.set_value(element, source, source)

    def set_value(self, element: etree._Element, source: str, trigger: str | None) -> SetValue:
        target = (element.get("ref") or "").strip()
        path = absolute(WITHOUT_PREDICATES.sub("", target), source)
        found = self.rule(source, "default", target)
        if found is None:
            raise FormBroken(path=self.path, detail="setvalue sans cible")
        value = self.rule(path, "default", element.get("value"))
        return SetValue(path, found, value, element.text or "", trigger)


def _above(path: str) -> str:
    return path.rpartition("/")[0]


def _leaves(skeleton: Node, repeats: Collection[str]) -> list[str]:
    """Return the paths of the questions in document order; meta is the form's own business."""
    root = next(skeleton.elements(), None)
    paths: dict[str, None] = {}
    pending = [] if root is None else [child for child in root.elements() if child.local != "meta"]
    while pending:
        node = pending.pop(0)
        inner = list(node.elements())
        if inner:
            pending[:0] = inner
        elif node.path() not in repeats:
            paths.setdefault(node.path())
    return list(paths)


def _questions(
    leaves: list[str], controls: dict[str, Control], around: Surroundings, repeats: tuple[str, ...]
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
        question = _question(index, names[leaf], bind, controls.get(leaf), skipped=bool(why))
        questions.append(replace(question, repeat=repeat_around(leaf, repeats)))
    return tuple(questions), reasons


def _paged(repeats: dict[str, Repeat], leaves: tuple[Question, ...]) -> dict[str, Repeat]:
    """Give a page to each repeat whose instances the person adds."""
    pages = count(len(leaves))
    held = {question.repeat for question in leaves if question.asked}
    return {
        path: repeat if repeat.fixed or path not in held else replace(repeat, page=next(pages))
        for path, repeat in repeats.items()
    }


def _pages(repeats: dict[str, Repeat], binds: dict[str, Bind]) -> Iterator[Question]:
    for path, repeat in repeats.items():
        if repeat.page is not None:
            name = f"{path.rpartition('/')[2]}+"
            # Of its bind only the pictogram: the page has no rules of its own.
            bind = Bind(path, icon=binds[path].icon if path in binds else "")
            yield Question(repeat.page, name, path, Kind.ANOTHER, bind, label=repeat.label)


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
        index=index,
        name=name,
        path=bind.path,
        kind=kind,
        bind=bind,
        appearance=control.appearance,
        label=control.label,
        hint=control.hint,
        choices=control.choices,
        bounds=control.bounds,
    )


def _rules(reads: Reads, questions: tuple[Question, ...], binds: dict[str, Bind]) -> list[Rule]:
    """Return what must be computed after an answer; a skipped question computes nothing."""
    at = {question.path: question for question in questions if question.kind is not Kind.ANOTHER}
    found: dict[tuple[str, Effect], Rule] = {}
    for node in reads.template.descend():
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

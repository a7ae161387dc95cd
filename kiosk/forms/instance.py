"""The values of one sitting, kept consistent: after an answer, exactly what it touches is computed again."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from uuid import uuid4

from kiosk.errors import FormBroken
from kiosk.forms.body import absolute
from kiosk.forms.choices import ChoiceView, choice_names, choice_views
from kiosk.forms.expression import Expression
from kiosk.forms.functions import FUNCTIONS
from kiosk.forms.kinds import Kind
from kiosk.forms.labels import NO_MEDIA, Media, Phrase
from kiosk.forms.local import localized
from kiosk.forms.model import Bind, Form, Question, SetValue
from kiosk.forms.nodes import Node
from kiosk.forms.order import APPEARS, PLACES, Due, Effect, Rule
from kiosk.forms.repeats import GONE, MAX_INSTANCES, Grove, Spot
from kiosk.forms.syntax import BadExpression
from kiosk.forms.values import cast_to, to_number, to_string
from kiosk.forms.xpath import Scope, has_predicates


class Instance:
    """A form's instance, its values as text. Methods raise FormBroken when a rule cannot be computed."""

    def __init__(
        self, form: Form, language: str, today: Callable[[], date], now: Callable[[], datetime] | None
    ) -> None:
        """Start with the form's defaults."""
        self.form = form
        self.language = language
        self.grove = Grove(form.template, form.repeats)
        self._leaves = [question for question in form.questions if question.kind is not Kind.ANOTHER]
        self._by_path = {question.path: question for question in self._leaves}
        # Where the rule that is being computed stands: jr:choice-name() names questions from there.
        self._asking: Node = self.grove.document
        self._local: dict[tuple[str, str], Expression] = {}
        self.scope = Scope(
            document=self.grove.document,
            functions=FUNCTIONS,
            today=today,
            language=language,
            now=now,
            instances=form.instances,
            namespaces=tuple(form.namespaces.items()),
            itext=lambda key: self.say(Phrase(key=key), self.grove.document),
            choice_name=self._choice_name,
        )
        self._start()

    def __repr__(self) -> str:
        return f"Instance({self.form.path!r})"

    def relevant(self, node: Node) -> bool:
        """Tell whether neither the node nor a group around it is ruled out."""
        place: Node | None = node
        while place is not None:
            if place.hidden:
                return False
            place = place.parent
        return True

    def is_readonly(self, node: Node) -> bool:
        """Tell whether the node or a group around it is read-only now."""
        place: Node | None = node
        while place is not None:
            path = self.path(place)
            bind = self.form.binds.get(path)
            if bind is not None and bind.readonly is not None:
                with self.naming(path):
                    if bind.readonly.boolean(place, self.scope):
                        return True
            place = place.parent
        return False

    def write(self, node: Node, text: str) -> None:
        """Set a value, then compute and assign what follows from it."""
        if node.value() == text:
            return
        self._set(node, text)
        self._assign(node)
        self._keep_counts()

    def add(self, repeat: str, *, counted: bool = True) -> int:
        """Add an instance of a repeat after the last one, with its defaults; return its number from 0.

        counted: whether repeats that the form counts then follow their counts.
        """
        self.grove.grow(repeat)
        instance = self.grove.count(repeat) - 1
        paths = self.form.repeats[repeat].paths
        changed = [(f"{path}{mark}", instance) for path in paths for mark in ("", APPEARS)]
        changed.append((f"{repeat}{PLACES}", instance))
        due = self.form.plan.touched(changed, self.grove.count)
        self._preload(repeat, instance)
        self._follow(due | self.form.plan.inside(repeat, instance))
        self._assign(self.grove.node(repeat, instance))
        if counted:
            self._keep_counts()
        return instance

    def remove(self, repeat: str, instance: int, *, counted: bool = True) -> None:
        """Remove an instance of a repeat with all that was answered in it. counted: as for `add`."""
        self.grove.drop(repeat, instance)
        paths = self.form.repeats[repeat].paths
        gone = [(f"{path}{mark}", GONE) for path in paths for mark in ("", APPEARS)]
        self._touch([*gone, (f"{repeat}{PLACES}", None)])
        if counted:
            self._keep_counts()

    def satisfies(self, node: Node, text: str) -> bool:
        """Tell whether a value would meet the constraint at a node; an empty one always does."""
        path = self.path(node)
        constraint = self.form.binds[path].constraint if path in self.form.binds else None
        if constraint is None or not text:
            return True
        present = node.value()
        # The rule reads the candidate as `.`, so it stands in the node for as long as the rule is read.
        node.set_value(text)
        try:
            with self.naming(path):
                return constraint.boolean(node, self.scope)
        finally:
            node.set_value(present)

    def path(self, node: Node) -> str:
        """Return the path of an element of the form."""
        spot = self.grove.spot(node)
        return "" if spot is None else spot[0]

    def speak(self, language: str) -> None:
        """Go on in another language. Values stay, but for those computed from words (`jr:choice-name()`).

        Not every rule is computed again: an answer that began as a calculation may have been changed since.
        """
        self.language = self.scope.language = language
        rules = self.form.plan.rules
        everything = self.form.plan.everything(self.grove.count)
        self._follow(due for due in everything if rules[due[0]].expression.worded)

    def clear(self) -> None:
        """Forget every value."""
        for node in self.grove.document.descend():
            node.text = ""
            if not any(node.elements()):
                node.set_value("")

    def say(self, phrase: Phrase | None, node: Node) -> str:
        """Return a label, hint or message in the sitting's language, "" for none. Raises BadExpression."""
        if phrase is None:
            return ""
        here = None if self._repeat_of(node) == "" else self._here
        return phrase.render(self.language, self.form.translations, node, self.scope, here)

    def media(self, phrase: Phrase | None, node: Node) -> Media:
        """Return the files that go with a label in the sitting's language. Raises BadExpression."""
        if phrase is None:
            return NO_MEDIA
        return phrase.media(self.language, self.form.translations, node, self.scope)

    def choices(self, question: Question, node: Node) -> tuple[ChoiceView, ...]:
        """Return the choices offered now. Raises BadExpression."""
        return choice_views(question.choices, node, self.scope, self.say, self.media)

    @contextmanager
    def naming(self, path: str) -> Iterator[None]:
        """Turn what goes wrong inside a rule into a FormBroken that names the question."""
        try:
            yield
        except BadExpression as fault:
            name = path.rpartition("/")[2]
            raise FormBroken(path=self.form.path, detail=f"question {name} : {fault.detail}") from fault

    def _here(self, expression: Expression, node: Node) -> Expression:
        """Return an expression of a text, which several questions may share, as it reads at a node."""
        path, repeat = self.path(node), self._repeat_of(node)
        key = (expression.source, path)
        if key not in self._local:
            self._local[key] = localized(expression, path, repeat)
        return self._local[key]

    def _repeat_of(self, node: Node) -> str:
        spot = self.grove.spot(node)
        if spot is None or spot[1] is None:
            return ""
        return next(repeat for repeat in self.form.repeats if f"{spot[0]}/".startswith(f"{repeat}/"))

    def _choice_name(self, name: str, path: str) -> str:
        path = absolute(path, self.path(self._asking))
        question = self._by_path.get(path)
        if question is None:
            return ""
        choices = self.choices(question, self._near(question))
        return next((choice.label for choice in choices if choice.name == name), "")

    def _near(self, question: Question) -> Node:
        """Return the node of a question in the instance whose rule is being computed, else in the first."""
        spot = self.grove.spot(self._asking)
        if question.repeat and spot is not None and self._repeat_of(self._asking) == question.repeat:
            return self.grove.node(question.path, spot[1])
        nodes = self._nodes(question)
        return nodes[0] if nodes else self._asking

    def _start(self) -> None:
        for question in self._leaves:
            for node in self._nodes(question):
                if question.skipped:
                    node.set_value("")
                else:
                    node.set_value(self._typed(question.path, node.value()))
        self._preload("", 0)
        for repeat in self.form.repeats:
            for instance in range(self.grove.count(repeat)):
                self._preload(repeat, instance)
        self._follow(self.form.plan.everything(self.grove.count))
        self._assign(None)
        self._keep_counts(starting=True)

    def _nodes(self, question: Question) -> Sequence[Node]:
        if not question.repeat:
            return [self.grove.node(question.path)]
        count = self.grove.count(question.repeat)
        return [self.grove.node(question.path, instance) for instance in range(count)]

    def _preload(self, repeat: str, instance: int) -> None:
        for question in self._leaves:
            if question.repeat == repeat and question.bind.preload and not question.skipped:
                self.grove.node(question.path, instance).set_value(self._preloaded(question.bind))

    def _preloaded(self, bind: Bind) -> str:
        """Return what Collect would record by itself, but never who the person or the machine is."""
        match bind.preload:
            case "date":
                return self.scope.today().isoformat()
            case "timestamp" if bind.preload_at != "end":
                return to_string(self.scope.moment())
            case "uid":
                return f"uuid:{uuid4()}"
        return ""

    def _set(self, node: Node, text: str) -> None:
        node.set_value(text)
        spot = self.grove.spot(node)
        if spot is not None:
            self._touch([spot])

    def _touch(self, changed: Iterable[Spot]) -> None:
        self._follow(self.form.plan.touched(changed, self.grove.count))

    def _follow(self, due: Iterable[Due]) -> None:
        self.form.plan.follow(due, self._run, self.grove.count)

    def _keep_counts(self, *, starting: bool = False) -> None:
        """Add and remove instances where a form says how many there are; each may change another count."""
        for _ in range(MAX_INSTANCES):
            changed = [self._keep_count(path, starting=starting) for path in self.form.repeats]
            if not any(changed):
                return

    def _keep_count(self, path: str, *, starting: bool) -> bool:
        count = self.form.repeats[path].count
        if count is None or count.unsupported:
            return False
        with self.naming(path):
            number = to_number(count.value(self.grove.anchor(path), self.scope), self.scope.zone)
        if math.isnan(number) and not starting:
            # The question that counts is being answered anew: what was filled in is not lost for that.
            return False
        wanted = 0 if math.isnan(number) else int(min(max(number, 0), MAX_INSTANCES))
        present = self.grove.count(path)
        for _ in range(present, wanted):
            self.add(path, counted=False)
        for instance in range(present - 1, wanted - 1, -1):
            self.remove(path, instance, counted=False)
        return wanted != present

    def _run(self, rule: Rule, instance: int) -> Iterable[Spot]:
        """Run one rule and return what is different now."""
        if rule.repeat and instance >= self.grove.count(rule.repeat):
            return ()
        node = self.grove.node(rule.path, instance)
        place = instance if rule.repeat else None
        self._asking = node
        with self.naming(rule.path):
            if rule.effect is Effect.RELEVANT:
                hidden = not rule.expression.boolean(node, self.scope)
                different = hidden != node.hidden
                node.hidden = hidden
                return ((path, place) for path in rule.writes) if different else ()
            if not self.relevant(node):
                return ()
            present = node.value()
            if rule.effect is Effect.CALCULATE:
                text = self._typed(rule.path, rule.expression.string(node, self.scope))
            else:
                text = self._still_offered(rule, node, present)
        if text == present:
            return ()
        node.set_value(text)
        return ((path, place) for path in rule.writes)

    def _typed(self, path: str, text: str) -> str:
        """Return a computed value as the type of its node keeps it (ODK XForms, data types)."""
        bind = self.form.binds.get(path)
        return text if bind is None else cast_to(bind.type, text)

    def _still_offered(self, rule: Rule, node: Node, present: str) -> str:
        """Return the chosen names that are still offered: an answer that nobody can see is no answer."""
        if not present:
            return present
        names = choice_names(self._by_path[rule.path].choices, node, self.scope)
        kept = [name for name in present.split() if name in names]
        if kept and self._by_path[rule.path].kind is Kind.RANK:
            # An order holds all that is offered: what is new stands last.
            kept += [name for name in names if name not in kept]
        return " ".join(kept)

    def _assign(self, trigger: Node | None) -> None:
        """Run the assignments of an event: at first load (None), on a new value, or on a new instance."""
        source = None if trigger is None else self.path(trigger)
        for assignment in self.form.set_values:
            if assignment.trigger == source:
                for target in self._targets(assignment, trigger):
                    self._assign_to(assignment, target)

    def _targets(self, assignment: SetValue, trigger: Node | None) -> Sequence[Node]:
        question = self._by_path.get(assignment.path)
        if question is None or question.skipped:
            return ()
        if trigger is None:
            # A default is for who is asked; what an answer triggers is set in any case (ODK XForms, actions).
            return [node for node in self._nodes(question) if self.relevant(node)]
        nodes = self._nodes(question)
        if has_predicates(assignment.target.tree):
            with self.naming(assignment.path):
                return assignment.target.nodes(trigger, self.scope)[:1]
        spot = self.grove.spot(trigger)
        if question.repeat and spot is not None and question.repeat == self._repeat_of(trigger):
            return [self.grove.node(question.path, spot[1])]
        # Of several instances, nobody said which.
        return nodes if len(nodes) == 1 else ()

    def _assign_to(self, assignment: SetValue, target: Node) -> None:
        text = assignment.text
        if assignment.value is not None:
            with self.naming(assignment.path):
                text = self._typed(assignment.path, assignment.value.string(target, self.scope))
        if text != target.value():
            self._set(target, text)

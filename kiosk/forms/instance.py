"""The values of one sitting, kept consistent: after an answer, exactly what it touches is computed again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime

from kiosk.errors import FormBroken
from kiosk.forms.choices import ChoiceView, choice_names, choice_views
from kiosk.forms.functions import FUNCTIONS
from kiosk.forms.labels import Phrase
from kiosk.forms.model import Form, Question, SetValue
from kiosk.forms.nodes import Node, NodeKind, clone
from kiosk.forms.order import Effect, Rule
from kiosk.forms.syntax import BadExpression
from kiosk.forms.values import to_string
from kiosk.forms.xpath import Scope


class Instance:
    """A form's instance, its values as text. Methods raise FormBroken when a rule cannot be computed."""

    def __init__(
        self, form: Form, language: str, today: Callable[[], date], now: Callable[[], datetime] | None
    ) -> None:
        """Start with the form's defaults."""
        self.form = form
        self.language = language
        self._by_path = {question.path: question for question in form.questions}
        self._document = clone(form.template)
        elements = (node for node in self._document.descend() if node.kind is NodeKind.ELEMENT)
        self.nodes: dict[str, Node] = {}
        for node in elements:
            # In a repeat, jr:template and the first instance share a path; the first met stands for both.
            self.nodes.setdefault(node.path(), node)
        self.scope = Scope(
            document=self._document,
            functions=FUNCTIONS,
            today=today,
            language=language,
            now=now,
            instances=form.instances,
            namespaces=tuple(form.namespaces.items()),
            itext=lambda key: self.say(Phrase(key=key), self._document),
            choice_name=self._choice_name,
        )
        self._start()

    def __repr__(self) -> str:
        return f"Instance({self.form.path!r})"

    def text(self, path: str) -> str:
        """Return a value as text, "" without one."""
        return self.nodes[path].value()

    def relevant(self, path: str) -> bool:
        """Tell whether neither the node nor a group around it is ruled out."""
        node: Node | None = self.nodes[path]
        while node is not None:
            if node.hidden:
                return False
            node = node.parent
        return True

    def write(self, path: str, text: str) -> None:
        """Set a value, then compute and assign what follows from it."""
        if self.nodes[path].value() == text:
            return
        self.nodes[path].set_value(text)
        self.form.plan.follow([path], self._run)
        self._assign(path)

    def satisfies(self, path: str, text: str) -> bool:
        """Tell whether a value would meet the constraint at `path`; an empty one always does."""
        constraint = self.form.binds[path].constraint if path in self.form.binds else None
        if constraint is None or not text:
            return True
        node = self.nodes[path]
        present = node.value()
        # The rule reads the candidate as `.`, so it stands in the node for as long as the rule is read.
        node.set_value(text)
        try:
            with self.naming(path):
                return constraint.boolean(node, self.scope)
        finally:
            node.set_value(present)

    def speak(self, language: str) -> None:
        """Go on in another language. Values stay, but for those computed from words (`jr:choice-name()`).

        Not every rule is computed again: an answer that began as a calculation may have been changed since.
        """
        self.language = self.scope.language = language
        for rule in self.form.plan.rules:
            if rule.expression.worded and self._run(rule):
                self.form.plan.follow(rule.writes, self._run)

    def clear(self) -> None:
        """Forget every value."""
        for node in self._document.descend():
            node.text = ""
            if node.kind is NodeKind.ELEMENT and not any(node.elements()):
                node.set_value("")

    def say(self, phrase: Phrase | None, node: Node) -> str:
        """Return a label, hint or message in the sitting's language, "" for none. Raises BadExpression."""
        if phrase is None:
            return ""
        return phrase.render(self.language, self.form.translations, node, self.scope)

    def choices(self, question: Question) -> tuple[ChoiceView, ...]:
        """Return the choices offered now. Raises BadExpression."""
        return choice_views(question.choices, self.nodes[question.path], self.scope, self.say)

    @contextmanager
    def naming(self, path: str) -> Iterator[None]:
        """Turn what goes wrong inside a rule into a FormBroken that names the question."""
        try:
            yield
        except BadExpression as fault:
            name = path.rpartition("/")[2]
            raise FormBroken(path=self.form.path, detail=f"question {name} : {fault.detail}") from fault

    def _choice_name(self, name: str, path: str) -> str:
        question = self._by_path.get(path)
        choices = () if question is None else self.choices(question)
        return next((choice.label for choice in choices if choice.name == name), "")

    def _start(self) -> None:
        for question in self.form.questions:
            if question.skipped:
                self.nodes[question.path].set_value("")
            elif question.bind.preload:
                self.nodes[question.path].set_value(self._preloaded(question.bind.preload))
        self.form.plan.follow(None, self._run)
        self._assign(None)

    def _preloaded(self, preload: str) -> str:
        """Return what Collect would record by itself, but never who the person or the machine is."""
        if preload == "date":
            return self.scope.today().isoformat()
        return to_string(self.scope.moment()) if preload == "timestamp" else ""

    def _run(self, rule: Rule) -> bool:
        """Run one rule and tell whether anything is different now."""
        node = self.nodes[rule.path]
        with self.naming(rule.path):
            if rule.effect is Effect.RELEVANT:
                hidden = not rule.expression.boolean(node, self.scope)
                different = hidden != node.hidden
                node.hidden = hidden
                return different
            if not self.relevant(rule.path):
                return False
            present = node.value()
            if rule.effect is Effect.CALCULATE:
                text = rule.expression.string(node, self.scope)
            else:
                text = self._still_offered(rule, node, present)
        if text != present:
            node.set_value(text)
        return text != present

    def _still_offered(self, rule: Rule, node: Node, present: str) -> str:
        """Return the chosen names that are still offered: an answer that nobody can see is no answer."""
        if not present:
            return present
        names = choice_names(self._by_path[rule.path].choices, node, self.scope)
        return " ".join(name for name in present.split() if name in names)

    def _assign(self, trigger: str | None) -> None:
        """Carry out the assignments of an event: first load, or a change of `trigger`."""
        for assignment in self.form.set_values:
            target = assignment.target
            question = self._by_path.get(target)
            if assignment.trigger != trigger or question is None or question.skipped:
                continue
            # A default is for who is asked; what an answer triggers is set in any case (ODK XForms, actions).
            if trigger is None and not self.relevant(target):
                continue
            with self.naming(target):
                text = self._assigned(assignment)
            if text != self.nodes[target].value():
                self.nodes[target].set_value(text)
                self.form.plan.follow([target], self._run)

    def _assigned(self, assignment: SetValue) -> str:
        if assignment.value is None:
            return assignment.text
        return assignment.value.string(self.nodes[assignment.target], self.scope)

"""In which order the rules of a form are computed after an answer, and which of them an answer touches."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from graphlib import CycleError, TopologicalSorter
from heapq import heapify, heappop, heappush

from kiosk.forms.axes import AXES, node_test
from kiosk.forms.expression import Expression
from kiosk.forms.nodes import Node, NodeKind
from kiosk.forms.syntax import BadExpression, Binary, Call, Filter, Path, Tree
from kiosk.forms.xpath import children, has_predicates

# Stands after a path in what rules read and write: the node itself comes or goes, whatever its value.
APPEARS = "?"


class Effect(Enum):
    """What a rule changes: whether a node is there, its value, or whether its chosen value still exists."""

    RELEVANT = "relevant"
    CALCULATE = "calculate"
    CHOICES = "choices"


@dataclass(frozen=True)
class Rule:
    """One expression that is computed when what it reads has changed. `reads` and `writes` are paths."""

    effect: Effect
    path: str
    expression: Expression
    reads: frozenset[str]
    writes: frozenset[str]


class Reads:
    """Finds what expressions read in one form, by walking its empty instance."""

    def __init__(self, template: Node, spaces: Mapping[str, str]) -> None:
        self.template = template
        self.spaces = dict(spaces)
        self.paths = {id(node): node.path() for node in template.descend()}
        self.by_id = {id(node): node for node in template.descend()}
        self.known: dict[Path, Sequence[Node]] = {}

    def rule(self, effect: Effect, node: Node, expression: Expression) -> Rule:
        """Build a rule; a condition writes its whole subtree, since what is inside disappears with it."""
        reads = self.of(expression.tree, node)
        path = self.paths[id(node)]
        writes = {path}
        if effect is Effect.RELEVANT:
            writes |= {self.paths[id(below)] for below in node.descend()}
            writes |= {f"{written}{APPEARS}" for written in writes}
        else:
            # A value is computed anew when its node appears, not when somebody sets it.
            reads |= {f"{path}{APPEARS}"}
        if effect is Effect.CHOICES:
            reads -= {path}
        return Rule(effect, path, expression, frozenset(reads), frozenset(writes))

    def of(self, tree: Tree, node: Node) -> set[str]:
        """Return the paths that an expression at `node` may read, whatever the answers are."""
        search = _Search(self, node)
        search.nodes(tree, [node])
        around = {id(node)}
        while node.parent is not None:
            node = node.parent
            around.add(id(node))
        return {path for key in search.met if key in self.paths for path in self.values(key, key in around)}

    def values(self, key: int, around: bool) -> list[str]:
        """Return whose values make up a node's: its own, or in a group those inside.

        A group around the rule itself is named for its place (`position(..)`), not for what it holds.
        """
        node = self.by_id[key]
        inside = () if around else tuple(below for below in node.descend() if below.kind is NodeKind.ELEMENT)
        return [self.paths[key], *(self.paths[id(below)] for below in inside)]


class _Search:
    """One walk through one expression; predicates are taken to keep every node."""

    def __init__(self, reads: Reads, current: Node) -> None:
        self.reads = reads
        self.current = current
        self.met: set[int] = set()

    def nodes(self, tree: Tree, context: Sequence[Node]) -> Sequence[Node]:
        """Return the nodes of the form that a tree stands for, and note all that it reads on the way."""
        match tree:
            case Path():
                found = self.path(tree, context)
            case Filter(primary, predicates):
                found = self.nodes(primary, context)
                for predicate in predicates:
                    self.nodes(predicate, found)
            case Call("current", _, _):
                found = [self.current]
            case Binary("|", left, right):
                found = [*self.nodes(left, context), *self.nodes(right, context)]
            case _:
                for child in children(tree):
                    self.nodes(child, context)
                # The nodes of another instance are no part of the form: nothing there ever changes.
                found = []
        self.met.update(id(node) for node in found)
        return found

    def path(self, path: Path, context: Sequence[Node]) -> Sequence[Node]:
        # An absolute path without predicates leads to the same nodes from everywhere, and most are such.
        if path.absolute and not has_predicates(path):
            if path not in self.reads.known:
                self.reads.known[path] = self.walk(path, context)
            return self.reads.known[path]
        return self.walk(path, context)

    def walk(self, path: Path, context: Sequence[Node]) -> Sequence[Node]:
        nodes = context
        if path.start is not None:
            nodes = self.nodes(path.start, context)
        elif path.absolute:
            nodes = [self.reads.template]
        for step in path.steps:
            matches = node_test(step.axis, step.test, self.reads.spaces)
            reached = {
                id(found): found for node in nodes for found in AXES[step.axis](node) if matches(found)
            }
            nodes = list(reached.values())
            for predicate in step.predicates:
                self.nodes(predicate, nodes)
        return nodes


@dataclass(frozen=True)
class Plan:
    """The rules of a form, each after those whose results it reads; `readers`: by path, who reads it."""

    rules: tuple[Rule, ...]
    readers: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, rules: Sequence[Rule]) -> "Plan":
        """Put rules in order. Raises BadExpression for a cycle."""
        ordered = in_order(rules)
        readers: dict[str, list[int]] = {}
        for number, rule in enumerate(ordered):
            for path in rule.reads:
                readers.setdefault(path, []).append(number)
        return cls(ordered, {path: tuple(numbers) for path, numbers in readers.items()})

    def follow(self, changed: Iterable[str] | None, run: Callable[[Rule], bool]) -> None:
        """Run in order the rules that read something changed (all for None); `run` tells if more changed."""
        due = list(range(len(self.rules))) if changed is None else list(self._readers(changed))
        heapify(due)
        last = -1
        while due:
            number = heappop(due)
            if number > last and run(self.rules[number]):
                for reader in self._readers(self.rules[number].writes):
                    heappush(due, reader)
            last = number

    def _readers(self, paths: Iterable[str]) -> set[int]:
        return {number for path in paths for number in self.readers.get(path, ())}


def in_order(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """Sort so that each rule comes after those whose results it reads. Raises BadExpression for a cycle."""
    writers: dict[str, list[int]] = {}
    for number, rule in enumerate(rules):
        for path in rule.writes:
            writers.setdefault(path, []).append(number)
    before: dict[int, set[int]] = {number: set() for number in range(len(rules))}
    for number, rule in enumerate(rules):
        for path in rule.reads:
            for writer in writers.get(path, ()):
                before[number].add(writer)
    try:
        return tuple(rules[number] for number in TopologicalSorter(before).static_order())
    except CycleError as fault:
        names = dict.fromkeys(rules[number].path.rpartition("/")[2] for number in fault.args[1])
        raise BadExpression(f"ces questions dépendent les unes des autres : {', '.join(names)}") from fault

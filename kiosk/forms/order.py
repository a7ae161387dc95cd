"""In which order the rules of a form are computed after an answer, and which of them an answer touches."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from graphlib import CycleError, TopologicalSorter
from heapq import heapify, heappop, heappush

from kiosk.forms.axes import AXES, node_test
from kiosk.forms.expression import Expression
from kiosk.forms.local import repeat_around
from kiosk.forms.nodes import Node, NodeKind
from kiosk.forms.repeats import GONE, Spot
from kiosk.forms.syntax import BadExpression, Binary, Call, Filter, Path, Step, Tree
from kiosk.forms.xpath import children, has_predicates

# Stands after a path in what rules read and write: the node itself comes or goes, whatever its value.
APPEARS = "?"
# Stands after the path of a repeat: instances come or go, so that their places and their number change.
PLACES = "[]"
# Steps that stay in the same instance of a repeat unless they name what is outside.
WITHIN = ("child", "parent", "self", "attribute", "descendant", "descendant-or-self")
BESIDE = ("following-sibling", "preceding-sibling", "following", "preceding")

# Nodes that a part of an expression leads to, and whether all are in the rule's own instance of a repeat.
Found = tuple[Sequence[Node], bool]
# A rule by its number in the plan, and the instance it is run in (0 outside repeats).
Due = tuple[int, int]
Count = Callable[[str], int]


class Effect(Enum):
    """What a rule changes: whether a node is there, its value, or whether its chosen value still exists."""

    RELEVANT = "relevant"
    CALCULATE = "calculate"
    CHOICES = "choices"


@dataclass(frozen=True)
class Rule:
    """One expression that is computed when what it reads has changed. `reads` and `writes` are paths.

    `repeat`: the repeat around it or "", each instance having the rule for itself. `near`: what it reads in
    its own instance only.
    """

    effect: Effect
    path: str
    expression: Expression
    reads: frozenset[str]
    writes: frozenset[str]
    repeat: str = ""
    near: frozenset[str] = frozenset()


class Reads:
    """Finds what expressions read in one form, by walking its empty instance with one instance a repeat."""

    def __init__(self, template: Node, spaces: Mapping[str, str], repeats: Iterable[str] = ()) -> None:
        self.template = template
        self.spaces = dict(spaces)
        self.repeats = tuple(repeats)
        self.paths = {id(node): node.path() for node in template.descend()}
        self.by_id = {id(node): node for node in template.descend()}
        self.around = {key: repeat_around(path, self.repeats) for key, path in self.paths.items()}
        self.known: dict[Path, Found] = {}

    def rule(self, effect: Effect, node: Node, expression: Expression) -> Rule:
        """Build a rule; a condition writes its whole subtree, since what is inside disappears with it."""
        read = self.of(expression.tree, node)
        path = self.paths[id(node)]
        writes = {path}
        if effect is Effect.RELEVANT:
            writes |= {self.paths[id(below)] for below in node.descend()}
            writes |= {f"{written}{APPEARS}" for written in writes}
        else:
            # A value is computed anew when its node appears, not when somebody sets it.
            read[f"{path}{APPEARS}"] = True
        if effect is Effect.CHOICES:
            read.pop(path, None)
        near = frozenset(place for place, close in read.items() if close)
        return Rule(effect, path, expression, frozenset(read), frozenset(writes), self.around[id(node)], near)

    def of(self, tree: Tree, node: Node) -> dict[str, bool]:
        """Return the paths that an expression at `node` may read, whatever the answers are.

        With each, whether it is read in the node's own instance of a repeat and in no other.
        """
        search = _Search(self, node)
        search.nodes(tree, ([node], True))
        around = {id(node)}
        while node.parent is not None:
            node = node.parent
            around.add(id(node))
        read: dict[str, bool] = {}
        for key, near in search.met.items():
            for path in self.values(key, key in around) if key in self.paths else ():
                read[path] = near and read.get(path, True)
        for found, marks in ((search.placed, (PLACES,)), (search.counted, (PLACES, APPEARS))):
            for key, near in found.items():
                for mark in marks if key in self.paths else ():
                    path = f"{self.paths[key]}{mark}"
                    read[path] = near and read.get(path, True)
        return read

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
        self.repeat = reads.around[id(current)]
        self.met: dict[int, bool] = {}
        # Asked for their place, or whether they are there, but not for what they hold.
        self.placed: dict[int, bool] = {}
        self.counted: dict[int, bool] = {}

    def nodes(self, tree: Tree, context: Found) -> Found:
        """Return the nodes of the form that a tree stands for, and note that their values are read."""
        found = self.find(tree, context)
        self.note(found, self.met)
        return found

    def note(self, found: Found, among: dict[int, bool]) -> None:
        for node in found[0]:
            among[id(node)] = found[1] and among.get(id(node), True)

    def find(self, tree: Tree, context: Found) -> Found:
        """Return the nodes that a tree stands for, and note what is read on the way to them."""
        match tree:
            case Path():
                return self.path(tree, context)
            case Filter(primary, predicates):
                found = self.find(primary, context)
                for predicate in predicates:
                    self.nodes(predicate, found)
                return found
            case Call("current", _, _):
                return [self.current], True
            case Call("position", (argument,), _):
                self.note(self.find(argument, context), self.placed)
            case Call("count", (argument,), _):
                self.note(self.find(argument, context), self.counted)
            case Binary("|", left, right):
                first, second = self.find(left, context), self.find(right, context)
                return [*first[0], *second[0]], first[1] and second[1]
            case _:
                for child in children(tree):
                    self.nodes(child, context)
        # The nodes of another instance are no part of the form: nothing there ever changes.
        return [], True

    def path(self, path: Path, context: Found) -> Found:
        # An absolute path without predicates leads to the same nodes from everywhere, and most are such.
        if path.absolute and not has_predicates(path):
            if path not in self.reads.known:
                self.reads.known[path] = self.walk(path, context)
            return self.reads.known[path]
        return self.walk(path, context)

    def walk(self, path: Path, context: Found) -> Found:
        nodes, near = context
        if path.start is not None:
            nodes, near = self.find(path.start, context)
        elif path.absolute:
            nodes, near = [self.reads.template], False
        for step in path.steps:
            nodes = self.step(step, nodes)
            near = near and step.axis in WITHIN and all(self.is_inside(node) for node in nodes)
            for predicate in step.predicates:
                self.nodes(predicate, (nodes, near))
        return nodes, near

    def step(self, step: Step, nodes: Sequence[Node]) -> list[Node]:
        matches = node_test(step.axis, step.test, self.reads.spaces)
        reached = {id(found): found for node in nodes for found in AXES[step.axis](node) if matches(found)}
        if step.axis in BESIDE:
            # The other instances of a repeat are its neighbours; here one node stands for all of them.
            for node in nodes:
                if self.reads.paths.get(id(node)) in self.reads.repeats and matches(node):
                    reached[id(node)] = node
        return list(reached.values())

    def is_inside(self, node: Node) -> bool:
        return self.reads.around.get(id(node)) == self.repeat


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

    def everything(self, count: Count) -> set[Due]:
        """Return every rule, in every instance."""
        return {due for number in range(len(self.rules)) for due in self._each(number, count)}

    def inside(self, repeat: str, instance: int) -> set[Due]:
        """Return the rules of one instance of a repeat."""
        return {(number, instance) for number, rule in enumerate(self.rules) if rule.repeat == repeat}

    def touched(self, changed: Iterable[Spot], count: Count) -> set[Due]:
        """Return the rules that read something changed, in the instances where they read it."""
        due: set[Due] = set()
        for path, instance in changed:
            for number in self.readers.get(path, ()):
                if instance is None or path not in self.rules[number].near:
                    due.update(self._each(number, count))
                elif instance != GONE:
                    due.add((number, instance))
        return due

    def follow(self, due: Iterable[Due], run: Callable[[Rule, int], Iterable[Spot]], count: Count) -> None:
        """Run rules in order, and after each those that read what it changed, which `run` returns."""
        waiting = list(due)
        heapify(waiting)
        last = (-1, -1)
        while waiting:
            number, instance = heappop(waiting)
            if (number, instance) > last:
                last = (number, instance)
                for reader in self.touched(run(self.rules[number], instance), count):
                    heappush(waiting, reader)

    def _each(self, number: int, count: Count) -> Iterable[Due]:
        repeat = self.rules[number].repeat
        return ((number, instance) for instance in range(count(repeat) if repeat else 1))


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
                # An instance may read the one before it: they are computed one after the other.
                if writer != number or not rule.repeat or path in rule.near:
                    before[number].add(writer)
    try:
        return tuple(rules[number] for number in TopologicalSorter(before).static_order())
    except CycleError as fault:
        names = dict.fromkeys(rules[number].path.rpartition("/")[2] for number in fault.args[1])
        raise BadExpression(f"ces questions dépendent les unes des autres : {', '.join(names)}") from fault

"""Groups that are filled in several times: what a form says of them, and the instances of one sitting."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kiosk.forms.expression import Expression
from kiosk.forms.labels import Phrase
from kiosk.forms.nodes import Node, NodeKind, clone, renumber

# Nobody fills in more at a kiosk, and a count that a form computes wrongly must not fill the memory.
MAX_INSTANCES = 100
TEMPLATE = "template"
# In a spot, instead of an instance: one that is no more, so that nothing in it is left to compute.
GONE = -1

Spot = tuple[str, int | None]


@dataclass(frozen=True)
class Repeat:
    """A repeat; `count` says how many instances there are, `fixed` that the person adds and removes none.

    `page`: index of the question « ajouter une autre personne ? », None without one. `initial`: the instances
    that there are before anybody answers. `later`: names of the siblings that come after it. `paths`: its own
    and those of all that it holds.
    """

    path: str
    label: Phrase | None
    count: Expression | None
    fixed: bool
    prototype: Node = field(repr=False)
    initial: tuple[Node, ...] = field(repr=False)
    later: frozenset[str]
    paths: tuple[str, ...]
    page: int | None = None


def elements_at(root: Node, path: str) -> list[Node]:
    """Return the elements at an absolute path of local names, in document order."""
    found = [root]
    for name in path.strip("/").split("/"):
        found = [child for node in found for child in node.elements() if child.local == name]
    return found


def elements_of(root: Node) -> Iterator[Node]:
    """Yield every element inside a node."""
    return (node for node in root.descend() if node.kind is NodeKind.ELEMENT)


def is_template(node: Node) -> bool:
    """Tell a jr:template, which is no instance, from the instances beside it."""
    return any(attribute.local == TEMPLATE and attribute.namespace for attribute in node.attributes)


def prune(root: Node, path: str) -> tuple[Node, list[Node]]:
    """Leave one instance of a repeat in a document, its prototype; return it and those it starts with."""
    found = elements_at(root, path)
    prototype = next((node for node in found if is_template(node)), found[0])
    instances = [clone(node) for node in found if not is_template(node)]
    for node in found:
        if node is not prototype and node.parent is not None:
            node.parent.children.remove(node)
    return prototype, instances


def replace_all(present: Sequence[Node], instances: Sequence[Node]) -> None:
    """Put instances where the only one of a document stands."""
    (node,) = present
    if node.parent is not None:
        at = node.parent.children.index(node)
        node.parent.children[at : at + 1] = instances
        for instance in instances:
            instance.parent = node.parent


class Grove:
    """The document of one sitting: its nodes by path, and the instances of its repeats."""

    def __init__(self, template: Node, repeats: Mapping[str, Repeat]) -> None:
        """Start with a copy of the form's template, as many instances in it as the form says."""
        self.document = clone(template)
        self._repeats = repeats
        self._nodes: dict[str, list[Node]] = {}
        self._spots: dict[int, Spot] = {}
        self._instances: dict[str, list[Node]] = {}
        for repeat in repeats:
            self._instances[repeat] = elements_at(self.document, repeat)
        self._register(self.document, None)
        for repeat in repeats:
            self._register_instances(repeat)

    def node(self, path: str, instance: int | None = None) -> Node:
        """Return the node at a path, in that instance. Raises LookupError."""
        return self._nodes[path][instance or 0]

    def spot(self, node: Node) -> Spot | None:
        """Return where an element of the form stands, None for any other node."""
        return self._spots.get(id(node))

    def instances(self, repeat: str) -> Sequence[Node]:
        """Return the instances of a repeat."""
        return self._instances[repeat]

    def count(self, repeat: str) -> int:
        """Return how many instances there are."""
        return len(self._instances[repeat])

    def parent(self, repeat: str) -> Node:
        """Return the element that holds the instances."""
        return self._nodes[repeat.rpartition("/")[0]][0]

    def anchor(self, repeat: str) -> Node:
        """Return what stands for the repeat as a whole, also where it has no instance."""
        present = self._instances[repeat]
        if present:
            return present[0]
        node = Node(NodeKind.ELEMENT, repeat.rpartition("/")[2])
        node.parent = self.parent(repeat)
        return node

    def grow(self, repeat: str) -> Node:
        """Add an instance after the last one."""
        kind, parent = self._repeats[repeat], self.parent(repeat)
        number = self.count(repeat)
        counted = kind.count is not None and number < len(kind.initial)
        # Where the form counts the instances, those that it describes come back with its defaults.
        node = clone(kind.initial[number] if counted else kind.prototype)
        node.parent = parent
        present = self._instances[repeat]
        parent.children.insert(self._place(parent, kind, present), node)
        present.append(node)
        renumber(self.document)
        self._register_instances(repeat)
        return node

    def drop(self, repeat: str, instance: int) -> None:
        """Remove an instance."""
        node = self._instances[repeat].pop(instance)
        self.parent(repeat).children.remove(node)
        for below in (node, *node.descend()):
            self._spots.pop(id(below), None)
        self._register_instances(repeat)

    def _place(self, parent: Node, kind: Repeat, present: Sequence[Node]) -> int:
        if present:
            return parent.children.index(present[-1]) + 1
        followers = (at for at, child in enumerate(parent.children) if child.local in kind.later)
        return next(followers, len(parent.children))

    def _register(self, node: Node, instance: int | None) -> None:
        for child in node.elements():
            path = child.path()
            if instance is None and path in self._instances:
                continue
            self._nodes.setdefault(path, []).append(child)
            self._spots[id(child)] = (path, instance)
            self._register(child, instance)

    def _register_instances(self, repeat: str) -> None:
        for path in [path for path in self._nodes if path == repeat or path.startswith(f"{repeat}/")]:
            del self._nodes[path]
        for number, node in enumerate(self._instances[repeat]):
            self._nodes.setdefault(repeat, []).append(node)
            self._spots[id(node)] = (repeat, number)
            self._register(node, number)

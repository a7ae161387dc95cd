"""Walking the tree: the axes and node tests of XPath. Hidden nodes are met by none of them."""

from collections.abc import Callable, Iterable, Iterator

from kiosk.forms.nodes import XFORMS, Node, NodeKind
from kiosk.forms.syntax import Axis

Test = Callable[[Node], bool]


def _child(node: Node) -> Iterator[Node]:
    return (child for child in node.children if not child.hidden)


def _descendant(node: Node) -> Iterator[Node]:
    for child in _child(node):
        yield child
        yield from _descendant(child)


def _descendant_or_self(node: Node) -> Iterator[Node]:
    yield node
    yield from _descendant(node)


def _parent(node: Node) -> Iterator[Node]:
    if node.parent is not None:
        yield node.parent


def _ancestor(node: Node) -> Iterator[Node]:
    above = node.parent
    while above is not None:
        yield above
        above = above.parent


def _ancestor_or_self(node: Node) -> Iterator[Node]:
    yield node
    yield from _ancestor(node)


def _self(node: Node) -> Iterator[Node]:
    yield node


def _attribute(node: Node) -> Iterator[Node]:
    return iter(node.attributes)


def _siblings(node: Node) -> list[Node]:
    if node.parent is None or node.kind is NodeKind.ATTRIBUTE:
        return []
    return node.parent.children


def _following_sibling(node: Node) -> Iterator[Node]:
    after = False
    for sibling in _siblings(node):
        if after and not sibling.hidden:
            yield sibling
        after = after or sibling is node


def _preceding_sibling(node: Node) -> Iterator[Node]:
    before: list[Node] = []
    for sibling in _siblings(node):
        if sibling is node:
            break
        if not sibling.hidden:
            before.append(sibling)
    return reversed(before)


def _following(node: Node) -> Iterator[Node]:
    if node.kind is NodeKind.ATTRIBUTE and node.parent is not None:
        yield from _descendant(node.parent)
        node = node.parent
    for place in _ancestor_or_self(node):
        for sibling in _following_sibling(place):
            yield from _descendant_or_self(sibling)


def _preceding(node: Node) -> Iterator[Node]:
    for place in _ancestor_or_self(node):
        for sibling in _preceding_sibling(place):
            yield from reversed(list(_descendant_or_self(sibling)))


AXES: dict[Axis, Callable[[Node], Iterable[Node]]] = {
    "child": _child,
    "descendant": _descendant,
    "descendant-or-self": _descendant_or_self,
    "parent": _parent,
    "ancestor": _ancestor,
    "ancestor-or-self": _ancestor_or_self,
    "self": _self,
    "attribute": _attribute,
    "following-sibling": _following_sibling,
    "preceding-sibling": _preceding_sibling,
    "following": _following,
    "preceding": _preceding,
}


def node_test(axis: Axis, test: str, namespaces: dict[str, str]) -> Test:
    """Return the test of a step; an unprefixed name means no namespace or the one of XForms.

    pyxform declares the XForms namespace as the default one, so its `<data>` and all questions are in it.
    """
    principal = NodeKind.ATTRIBUTE if axis == "attribute" else NodeKind.ELEMENT
    if test == "node()":
        return lambda _: True
    if test == "text()":
        return lambda node: node.kind is NodeKind.TEXT
    if test.endswith("()"):
        # Comments and processing instructions are dropped when a form is read.
        return lambda _: False
    if test == "*":
        return lambda node: node.kind is principal
    prefix, colon, local = test.rpartition(":")
    if not colon:
        return lambda node: node.local == test and node.kind is principal and node.namespace in (None, XFORMS)
    namespace = namespaces.get(prefix)
    if local == "*":
        return lambda node: node.kind is principal and node.namespace == namespace
    return lambda node: node.local == local and node.kind is principal and node.namespace == namespace

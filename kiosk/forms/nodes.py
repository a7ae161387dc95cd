"""The tree that expressions walk: one uniform node for documents, elements, attributes and text.

lxml only parses. Its own tree was rejected for evaluation: attributes and text are plain strings there, a
predicate over a secondary instance moves `/` to that document, and nothing can mark a node as not relevant.
"""

from collections.abc import Iterator
from enum import Enum

from lxml import etree

XFORMS = "http://www.w3.org/2002/xforms"


class NodeKind(Enum):
    """What a node is, for node tests."""

    DOCUMENT = "document"
    ELEMENT = "element"
    ATTRIBUTE = "attribute"
    TEXT = "text"


class Node:
    """One node; `hidden` nodes (not relevant) are met by no axis, so expressions see them as absent."""

    __slots__ = ("attributes", "children", "hidden", "kind", "local", "namespace", "order", "parent", "text")

    def __init__(self, kind: NodeKind, local: str = "", namespace: str | None = None, text: str = "") -> None:
        self.kind = kind
        self.local = local
        self.namespace = namespace
        self.text = text
        self.parent: Node | None = None
        self.children: list[Node] = []
        self.attributes: list[Node] = []
        self.hidden = False
        self.order = 0.0

    def __repr__(self) -> str:
        # The text may be an answer: a repr in a traceback must not show it.
        return f"Node({self.kind.value}, {self.local!r})"

    def value(self) -> str:
        """Return the string-value of XPath: own text, or the text of all descendants."""
        if self.kind in (NodeKind.TEXT, NodeKind.ATTRIBUTE):
            return self.text
        return "".join(child.value() for child in self.children if not child.hidden)

    def set_value(self, text: str) -> None:
        """Make `text` the only content of this element."""
        self.children = []
        if text:
            child = Node(NodeKind.TEXT, text=text)
            child.parent = self
            child.order = self.order + 0.5
            self.children.append(child)

    def elements(self) -> Iterator["Node"]:
        """Yield child elements, hidden ones included."""
        return (child for child in self.children if child.kind is NodeKind.ELEMENT)

    def root(self) -> "Node":
        """Return the document that holds this node."""
        node = self
        while node.parent is not None:
            node = node.parent
        return node

    def path(self) -> str:
        """Return the absolute path in local names, e.g. /data/group/name."""
        names: list[str] = []
        node: Node | None = self
        while node is not None and node.kind is NodeKind.ELEMENT:
            names.append(node.local)
            node = node.parent
        return "/" + "/".join(reversed(names))

    def descend(self) -> Iterator["Node"]:
        """Yield all descendants in document order, hidden ones included."""
        for child in self.children:
            yield child
            yield from child.descend()


def document(element: etree._Element) -> Node:
    """Copy an lxml element into a document of its own."""
    root = Node(NodeKind.DOCUMENT)
    counter = iter(range(1, 1 << 62))
    _adopt(root, _copy(element, counter))
    return root


def clone(root: Node) -> Node:
    """Copy a document, so that each sitting writes into its own."""
    twin = Node(root.kind, root.local, root.namespace, root.text)
    twin.order = root.order
    for attribute in root.attributes:
        copied = clone(attribute)
        copied.parent = twin
        twin.attributes.append(copied)
    for child in root.children:
        _adopt(twin, clone(child))
    return twin


def renumber(root: Node) -> None:
    """Number the nodes of a document anew, in document order, after some have come or gone."""
    for number, node in enumerate(root.descend(), start=1):
        node.order = number
        for attribute in node.attributes:
            attribute.order = number + 0.5


def _adopt(parent: Node, child: Node) -> None:
    child.parent = parent
    parent.children.append(child)


def _copy(element: etree._Element, counter: Iterator[int]) -> Node:
    name = etree.QName(element)
    node = Node(NodeKind.ELEMENT, name.localname, name.namespace)
    node.order = next(counter)
    for key, value in element.attrib.items():
        attribute_name = etree.QName(str(key))
        attribute = Node(NodeKind.ATTRIBUTE, attribute_name.localname, attribute_name.namespace, str(value))
        attribute.parent = node
        attribute.order = next(counter)
        node.attributes.append(attribute)
    _copy_text(node, element.text, counter)
    for child in element:
        if isinstance(child.tag, str):
            _adopt(node, _copy(child, counter))
        _copy_text(node, child.tail, counter)
    return node


def _copy_text(node: Node, text: str | None, counter: Iterator[int]) -> None:
    if text:
        child = Node(NodeKind.TEXT, text=text)
        child.order = next(counter)
        _adopt(node, child)

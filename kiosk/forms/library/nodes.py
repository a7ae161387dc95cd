"""Nodes: counting them, naming them, and finding others."""

import hashlib
import math

from kiosk.forms.library.arguments import number, own
from kiosk.forms.nodes import Node
from kiosk.forms.syntax import BadExpression
from kiosk.forms.values import Value, to_string
from kiosk.forms.xpath import Context, Function, nodes_of

XML = "http://www.w3.org/XML/1998/namespace"
# The generator of Park and Miller, by which OpenRosa engines shuffle: one seed, one order, on every machine.
MODULUS = (1 << 31) - 1
MULTIPLIER = 16807
LARGEST_SEED = (1 << 63) - 1


def _instance(context: Context, name: Value) -> Value:
    document = context.scope.instances.get(to_string(name))
    if document is None:
        raise BadExpression("liste inconnue")
    # The document, not its first element: forms write instance('x')/root/item, where root is that element.
    return [document]


def _first(context: Context, values: tuple[Value, ...]) -> Node | None:
    nodes = nodes_of(own(context, values))
    return nodes[0] if nodes else None


def _name(context: Context, *values: Value) -> str:
    node = _first(context, values)
    return node.local if node else ""


def _namespace(context: Context, *values: Value) -> str:
    node = _first(context, values)
    return node.namespace or "" if node else ""


def _lang(context: Context, wanted: Value) -> bool:
    node: Node | None = context.node
    while node is not None:
        for attribute in node.attributes:
            if attribute.local == "lang" and attribute.namespace == XML:
                language = attribute.text.casefold()
                return f"{language}-".startswith(f"{to_string(wanted).casefold()}-")
        node = node.parent
    return False


def _position(context: Context, *values: Value) -> float:
    if not values:
        return float(context.position)
    node = _first(context, values)
    if node is None or node.parent is None:
        return math.nan
    before = 1
    for sibling in node.parent.elements():
        if sibling is node:
            break
        # Also those that are not relevant: the place of a person in a list does not change with another one.
        before += sibling.local == node.local
    return float(before)


def _inside(node: Node, place: Node) -> bool:
    above: Node | None = node
    while above is not None and above is not place:
        above = above.parent
    return above is not None


def _indexed_repeat(context: Context, target: Value, *places: Value) -> Value:
    found = list(nodes_of(target))
    around: Node | None = None
    for repeat, index in zip(places[::2], places[1::2], strict=False):
        within = [node for node in nodes_of(repeat) if around is None or _inside(node, around)]
        at = number(context, index)
        if not (1 <= at <= len(within)):
            return []
        around = within[int(at) - 1]
        found = [node for node in found if _inside(node, around)]
    return found


def _seed(context: Context, value: Value) -> int:
    wanted = number(context, value)
    if math.isfinite(wanted):
        return int(wanted)
    if math.isinf(wanted):
        return LARGEST_SEED if wanted > 0 else -LARGEST_SEED - 1
    # A seed in words counts by its digest, as in ODK since 2024.
    text = to_string(value)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big", signed=True) if text else 0


def _randomize(context: Context, nodes: Value, seed: Value | None = None) -> Value:
    # Without a seed the order is the sitting's own, and stays as it is while choices are drawn again.
    start = context.scope.seed if seed is None else _seed(context, seed)
    # The remainder has the sign of the seed, as where this generator comes from.
    state = int(math.copysign(abs(start) % MODULUS, start))
    state += MODULUS - 1 if state <= 0 else 0
    shuffled: list[Node] = []
    for last, node in enumerate(nodes_of(nodes)):
        state = state * MULTIPLIER % MODULUS
        at = (state - 1) * (last + 1) // (MODULUS - 1)
        shuffled.append(node)
        shuffled[at], shuffled[last] = node, shuffled[at]
    return shuffled


def _count_non_empty(_: Context, nodes: Value) -> float:
    return float(sum(1 for node in nodes_of(nodes) if node.value()))


NODES: dict[str, Function] = {
    "count": Function(lambda _, nodes: float(len(nodes_of(nodes))), 1, 1, nodes=(0,)),
    "count-non-empty": Function(_count_non_empty, 1, 1, nodes=(0,)),
    "position": Function(_position, 0, 1, nodes=(0,)),
    "last": Function(lambda context: float(context.size), 0, 0),
    "name": Function(_name, 0, 1, nodes=(0,)),
    "local-name": Function(_name, 0, 1, nodes=(0,)),
    "namespace-uri": Function(_namespace, 0, 1, nodes=(0,)),
    "lang": Function(_lang, 1, 1),
    "current": Function(lambda context: [context.current], 0, 0, gives_nodes=True),
    "instance": Function(_instance, 1, 1, gives_nodes=True),
    "indexed-repeat": Function(_indexed_repeat, 3, 7, nodes=(0, 1, 3, 5), gives_nodes=True),
    "randomize": Function(_randomize, 1, 2, nodes=(0,), gives_nodes=True),
}

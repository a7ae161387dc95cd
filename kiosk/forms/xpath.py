"""Evaluates the tree of an expression.

An own evaluator, because OpenRosa's rules differ from XPath 1.0 where lxml's cannot be told: dates compare as
days, `if` takes one branch only, nodes that are not relevant are absent (docs/adr/0010).
"""

import math
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, tzinfo
from functools import lru_cache

from kiosk.forms.axes import AXES, Test, node_test
from kiosk.forms.nodes import Node
from kiosk.forms.syntax import BadExpression, Binary, Call, Filter, Literal, Negate, Path, Step, Tree
from kiosk.forms.values import Value, is_nodes, to_boolean, to_number

REVERSE_AXES = ("ancestor", "ancestor-or-self", "preceding", "preceding-sibling", "parent")


@dataclass(frozen=True)
class Function:
    """A function: `run` receives values, or unevaluated trees when `lazy`; `most` None = any number.

    For those who check a form before it runs: which arguments must be `nodes`, which must be right as they
    are `written` (a pattern, say; the check raises BadExpression), and whether the result is nodes.
    """

    run: Callable[..., Value]
    least: int
    most: int | None
    lazy: bool = False
    nodes: tuple[int, ...] = ()
    written: Mapping[int, Callable[[str], object]] = field(default_factory=dict)
    gives_nodes: bool = False


@dataclass
class Scope:
    """What an expression may know of the world besides its nodes; `seed` is the sitting's own chance."""

    document: Node
    functions: Mapping[str, Function]
    today: Callable[[], date]
    language: str = "en"
    now: Callable[[], datetime] | None = None
    instances: Mapping[str, Node] = field(default_factory=dict)
    namespaces: tuple[tuple[str, str], ...] = ()
    seed: int = field(default_factory=lambda: secrets.randbits(31))
    itext: Callable[[str], str] = lambda key: key
    choice_name: Callable[[str, str], str] = lambda name, path: name  # noqa: ARG005 - the shape of the callback

    @property
    def zone(self) -> tzinfo:
        """Return the zone of `now`, UTC without one."""
        return (self.moment().tzinfo if self.now else None) or UTC

    def moment(self) -> datetime:
        """Return now; midnight of today for callers that gave only a date."""
        if self.now is None:
            return datetime.combine(self.today(), time(), UTC)
        return self.now()


@dataclass(frozen=True)
class Context:
    """Where an expression is evaluated: a node, its place in the step, the node where it all began."""

    node: Node
    scope: Scope
    current: Node
    position: int = 1
    size: int = 1


def children(tree: Tree) -> tuple[Tree, ...]:
    """Return the expressions directly inside another one."""
    match tree:
        case Call(_, arguments, _):
            return arguments
        case Binary(_, left, right):
            return (left, right)
        case Negate(operand):
            return (operand,)
        case Filter(primary, predicates):
            return (primary, *predicates)
        case Path(start, _, steps):
            inner = tuple(predicate for step in steps for predicate in step.predicates)
            return inner if start is None else (start, *inner)
        case Literal():
            return ()


def has_predicates(tree: Tree) -> bool:
    """Tell whether any part of an expression chooses among nodes."""
    match tree:
        case Filter():
            return True
        case Path(_, _, steps) if any(step.predicates for step in steps):
            return True
    return any(map(has_predicates, children(tree)))


def evaluate(tree: Tree, context: Context) -> Value:
    """Return the value of a tree in a context. Raises BadExpression."""
    match tree:
        case Literal(value):
            return value
        case Path():
            return _path(tree, context)
        case Call(name, arguments, at):
            return _call(name, arguments, at, context)
        case Binary():
            return _binary(tree, context)
        case Negate(operand):
            return -to_number(evaluate(operand, context), context.scope.zone)
        case Filter(primary, predicates):
            nodes = nodes_of(evaluate(primary, context))
            for predicate in predicates:
                nodes = _keep(nodes, predicate, context)
            return nodes


def nodes_of(value: Value) -> Sequence[Node]:
    """Return a node-set as it is. Raises BadExpression for any other value."""
    if isinstance(value, str | bool | float | int | date):
        raise BadExpression("il faut ici un chemin vers des questions")
    return value


def _call(name: str, arguments: tuple[Tree, ...], at: int, context: Context) -> Value:
    function = context.scope.functions.get(name)
    if function is None:
        raise BadExpression(f"fonction inconnue {name}()", at)
    try:
        if function.lazy:
            return function.run(context, *arguments)
        return function.run(context, *(evaluate(argument, context) for argument in arguments))
    except BadExpression as fault:
        raise BadExpression(fault.detail, at if fault.at < 0 else fault.at) from fault
    except (ValueError, OverflowError) as fault:
        # Without the fault's own words, which may quote an answer.
        raise BadExpression(f"{name}() : calcul impossible", at) from fault


def _binary(tree: Binary, context: Context) -> Value:
    # Long chains (a or b or c …) lean to the left: a loop goes down them where recursion would run out.
    links = [tree]
    while isinstance(tree.left, Binary):
        tree = tree.left
        links.append(tree)
    value = evaluate(tree.left, context)
    for link in reversed(links):
        value = _joined(link, value, context)
    return value


def _joined(link: Binary, first: Value, context: Context) -> Value:
    operator = link.operator
    if operator == "or":
        return to_boolean(first) or to_boolean(evaluate(link.right, context))
    if operator == "and":
        return to_boolean(first) and to_boolean(evaluate(link.right, context))
    second = evaluate(link.right, context)
    if operator == "|":
        return _in_order([*nodes_of(first), *nodes_of(second)])
    zone = context.scope.zone
    if operator in COMPARISONS:
        return compare(operator, first, second, zone)
    return _arithmetic(operator, to_number(first, zone), to_number(second, zone))


def _arithmetic(operator: str, left: float, right: float) -> float:
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "div":
            if right == 0:
                sign = math.copysign(1, left) * math.copysign(1, right)
                return math.nan if left == 0 or math.isnan(left) else sign * math.inf
            return left / right
        case _:
            if right == 0 or math.isinf(left) or math.isnan(left) or math.isnan(right):
                return math.nan
            return math.fmod(left, right)


COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def compare(operator: str, left: Value, right: Value, zone: tzinfo) -> bool:
    """Compare as XPath 3.4 does; a node-set is true when any of its nodes is.

    Against a boolean, `<` and its kind look at the nodes' numbers all the same: so do all OpenRosa engines.
    """
    whole = operator in ("=", "!=") and (isinstance(left, bool) or isinstance(right, bool))
    if not whole:
        if is_nodes(left):
            return any(compare(operator, node.value(), right, zone) for node in nodes_of(left))
        if is_nodes(right):
            return any(compare(operator, left, node.value(), zone) for node in nodes_of(right))
    if operator in ("=", "!="):
        if isinstance(left, bool) or isinstance(right, bool):
            return (to_boolean(left) == to_boolean(right)) is (operator == "=")
        if isinstance(left, str) and isinstance(right, str):
            return (left == right) is (operator == "=")
    return COMPARISONS[operator](to_number(left, zone), to_number(right, zone))


def _path(path: Path, context: Context) -> Sequence[Node]:
    if path.start is not None:
        nodes = nodes_of(evaluate(path.start, context))
    elif path.absolute:
        # Always the form's own document: inside a predicate over instance('x') libxml2 would take that one.
        nodes = [context.scope.document]
    else:
        nodes = [context.node]
    for step in path.steps:
        nodes = _step(nodes, step, context)
    return nodes


def _step(nodes: Sequence[Node], step: Step, context: Context) -> Sequence[Node]:
    test = _cached_test(step.axis, step.test, context.scope.namespaces)
    walk = AXES[step.axis]
    found: list[Node] = []
    for node in nodes:
        kept: Sequence[Node] = [candidate for candidate in walk(node) if test(candidate)]
        for predicate in step.predicates:
            kept = _keep(kept, predicate, context)
        found.extend(kept)
    if len(nodes) > 1 or step.axis in REVERSE_AXES:
        return _in_order(found)
    return found


@lru_cache(maxsize=4096)
def _cached_test(axis: str, test: str, namespaces: tuple[tuple[str, str], ...]) -> Test:
    return node_test(axis, test, dict(namespaces))  # type: ignore[arg-type]  # lru_cache widens the literal


def _keep(nodes: Sequence[Node], predicate: Tree, context: Context) -> list[Node]:
    size = len(nodes)
    kept: list[Node] = []
    for position, node in enumerate(nodes, start=1):
        value = evaluate(predicate, replace(context, node=node, position=position, size=size))
        wanted = value == position if isinstance(value, float) else to_boolean(value)
        if wanted:
            kept.append(node)
    return kept


def _in_order(nodes: list[Node]) -> list[Node]:
    unique = {id(node): node for node in nodes}
    return sorted(unique.values(), key=lambda node: node.order)

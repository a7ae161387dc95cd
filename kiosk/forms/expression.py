"""A checked expression: what a form's bind holds, ready to be evaluated any number of times."""

import math
from collections.abc import Iterator, Sequence

from kiosk.forms.functions import FUNCTIONS, OUT_OF_PROFILE
from kiosk.forms.nodes import Node
from kiosk.forms.syntax import BadExpression, Call, Literal, Tree, parse
from kiosk.forms.values import Value, to_boolean, to_string
from kiosk.forms.xpath import Context, Scope, children, evaluate, nodes_of

# Functions whose result is written in the language of the sitting.
WORDED = frozenset({"jr:itext", "jr:choice-name", "format-date", "format-date-time"})


class Expression:
    """An expression of a form; `unsupported` names functions of XForms that this engine does not run.

    `worded`: whether the result depends on the language that is spoken.
    """

    def __init__(self, source: str) -> None:
        """Raise BadExpression for a syntax error, an unknown function or a wrong number of arguments."""
        self.source = source.strip()
        self.tree = parse(self.source)
        calls = tuple(find_calls(self.tree))
        self.unsupported = tuple(sorted({call.name for call in calls if call.name in OUT_OF_PROFILE}))
        self.worded = any(call.name in WORDED for call in calls)
        for call in calls:
            _check(call)

    def __repr__(self) -> str:
        return f"Expression({self.source!r})"

    def instances(self) -> tuple[str, ...]:
        """Return the ids of the secondary instances that it names."""
        found = [call.arguments[0] for call in find_calls(self.tree) if call.name == "instance"]
        return tuple(str(argument.value) for argument in found if isinstance(argument, Literal))

    def value(self, node: Node, scope: Scope) -> Value:
        """Evaluate at `node`. Raises BadExpression when a value has the wrong type."""
        return evaluate(self.tree, Context(node, scope, node))

    def string(self, node: Node, scope: Scope) -> str:
        """Evaluate to a text; NaN is shown as nothing."""
        value = self.value(node, scope)
        return "" if isinstance(value, float) and math.isnan(value) else to_string(value)

    def boolean(self, node: Node, scope: Scope) -> bool:
        """Evaluate to true or false."""
        return to_boolean(self.value(node, scope))

    def nodes(self, node: Node, scope: Scope) -> Sequence[Node]:
        """Evaluate to nodes. Raises BadExpression for any other value."""
        return nodes_of(self.value(node, scope))


def find_calls(tree: Tree) -> Iterator[Call]:
    """Yield every function call inside a tree."""
    if isinstance(tree, Call):
        yield tree
    for child in children(tree):
        yield from find_calls(child)


def _check(call: Call) -> None:
    function = FUNCTIONS.get(call.name)
    if function is None:
        if call.name in OUT_OF_PROFILE:
            return
        raise BadExpression(f"fonction inconnue {call.name}()", call.at)
    count = len(call.arguments)
    if count < function.least or (function.most is not None and count > function.most):
        raise BadExpression(f"{call.name}() ne prend pas {count} arguments", call.at)

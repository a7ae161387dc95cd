"""What functions make of their arguments."""

import math
from collections.abc import Iterator, Sequence

from kiosk.forms.values import Value, is_nodes, to_number, to_string
from kiosk.forms.xpath import Context, nodes_of


def number(context: Context, value: Value) -> float:
    """Return the number, in the zone of the sitting."""
    return to_number(value, context.scope.zone)


def whole(context: Context, value: Value) -> int | None:
    """Return the number without its fraction, None when it is NaN or infinite."""
    found = number(context, value)
    return int(found) if math.isfinite(found) else None


def flat(values: Sequence[Value]) -> Iterator[Value]:
    """Yield the values; each node of a node-set counts as one text."""
    for value in values:
        if is_nodes(value):
            yield from (node.value() for node in nodes_of(value))
        else:
            yield value


def texts(values: Sequence[Value]) -> list[str]:
    """Return the values as texts, one for each node."""
    return [to_string(value) for value in flat(values)]


def own(context: Context, values: tuple[Value, ...]) -> Value:
    """Return the only argument, the node itself without one."""
    return values[0] if values else [context.node]

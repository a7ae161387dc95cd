"""The functions of the profile, one entry each (https://getodk.github.io/xforms-spec/#xpath-functions)."""

import math
import re
from collections.abc import Sequence
from datetime import date, datetime, time

from babel.core import Locale
from babel.dates import format_datetime

from kiosk.forms.nodes import Node
from kiosk.forms.syntax import BadExpression, Tree
from kiosk.forms.values import (
    Value,
    find_locale,
    from_days,
    is_nodes,
    parse_date,
    to_boolean,
    to_number,
    to_string,
)
from kiosk.forms.xpath import Context, Function, evaluate, nodes_of


def _number(context: Context, value: Value) -> float:
    return to_number(value, context.scope.zone)


def _strings(values: Sequence[Value]) -> list[str]:
    """Flatten: each node of a node-set counts as one text."""
    found: list[str] = []
    for value in values:
        found += [node.value() for node in nodes_of(value)] if is_nodes(value) else [to_string(value)]
    return found


def _own(context: Context, values: tuple[Value, ...]) -> Value:
    return values[0] if values else [context.node]


def _if(context: Context, condition: Tree, then: Tree, otherwise: Tree) -> Value:
    return evaluate(then if to_boolean(evaluate(condition, context)) else otherwise, context)


def _coalesce(context: Context, *choices: Tree) -> Value:
    value: Value = ""
    for choice in choices:
        value = evaluate(choice, context)
        if to_string(value) not in ("", "NaN"):
            return value
    return value if to_string(value) != "NaN" else ""


def _once(context: Context, expression: Tree) -> Value:
    present = context.current.value()
    return present if present else evaluate(expression, context)


def _selected(_: Context, chosen: Value, name: Value) -> bool:
    return to_string(name).strip() in to_string(chosen).split()


def _selected_at(context: Context, chosen: Value, at: Value) -> str:
    names, index = to_string(chosen).split(), _number(context, at)
    return names[int(index)] if 0 <= index < len(names) else ""


def _regex(_: Context, value: Value, pattern: Value) -> bool:
    try:
        return re.fullmatch(to_string(pattern), to_string(value)) is not None
    except re.error as fault:
        # Only re's words: the pattern could hold an answer, and messages are shown and journalled.
        raise BadExpression(f"motif illisible, {fault.msg}") from fault


def _substr(context: Context, value: Value, start: Value, end: Value | None = None) -> str:
    text = to_string(value)
    first = _number(context, start)
    last = math.inf if end is None else _number(context, end)
    if math.isnan(first) or math.isnan(last):
        return ""
    return text[slice(*(None if math.isinf(edge) else int(edge) for edge in (first, last)))]


def _substring(context: Context, value: Value, start: Value, length: Value = math.inf) -> str:
    first = _round(_number(context, start))
    end = first + _round(_number(context, length))
    return "".join(char for at, char in enumerate(to_string(value), start=1) if first <= at < end)


def _round(number: float) -> float:
    return number if math.isnan(number) or math.isinf(number) else float(math.floor(number + 0.5))


def _floor(number: float) -> float:
    return number if math.isnan(number) or math.isinf(number) else float(math.floor(number))


def _rounded(context: Context, value: Value, digits: Value | None = None) -> float:
    number = _number(context, value)
    if digits is None:
        return _round(number)
    scale = _number(context, digits)
    if math.isnan(number) or math.isinf(number) or math.isnan(scale):
        return number
    # With a number of digits OpenRosa rounds halves away from zero, without one XPath rounds them up.
    factor = 10.0 ** int(scale)
    return math.copysign(math.floor(abs(number) * factor + 0.5) / factor, number)


def _int(context: Context, value: Value) -> float:
    number = _number(context, value)
    return number if math.isnan(number) or math.isinf(number) else float(math.trunc(number))


def _extreme(context: Context, values: tuple[Value, ...], highest: bool) -> float:
    numbers = [_number(context, text) for text in _strings(values)]
    if not numbers or any(math.isnan(number) for number in numbers):
        return math.nan
    return max(numbers) if highest else min(numbers)


def _date(context: Context, value: Value) -> Value:
    if isinstance(value, date):
        return value
    zone = context.scope.zone
    if isinstance(value, float | int) and not isinstance(value, bool):
        return math.nan if math.isnan(value) else from_days(value, zone) or math.nan
    text = to_string(value)
    if not text:
        return ""
    parsed = parse_date(text, zone)
    if parsed is not None:
        return parsed
    number = to_number(text, zone)
    return math.nan if math.isnan(number) else from_days(number, zone) or math.nan


DATE_PARTS = re.compile(r"%(.)")


def _format_date(context: Context, value: Value, pattern: Value) -> str:
    moment = _date(context, value)
    if not isinstance(moment, date):
        return ""
    whole = moment if isinstance(moment, datetime) else datetime.combine(moment, time())
    locale = find_locale(context.scope.language) or Locale("en")
    parts = {
        "Y": f"{whole.year:04}",
        "y": f"{whole.year % 100:02}",
        "m": f"{whole.month:02}",
        "n": str(whole.month),
        "d": f"{whole.day:02}",
        "e": str(whole.day),
        "H": f"{whole.hour:02}",
        "h": str(whole.hour),
        "M": f"{whole.minute:02}",
        "S": f"{whole.second:02}",
        "3": f"{whole.microsecond // 1000:03}",
        "a": format_datetime(whole, "EEE", locale=locale),
        "A": format_datetime(whole, "EEEE", locale=locale),
        "b": format_datetime(whole, "MMM", locale=locale),
        "B": format_datetime(whole, "MMMM", locale=locale),
    }

    def part(match: re.Match[str]) -> str:
        if match[1] not in parts:
            raise BadExpression(f"format-date : %{match[1]} ne fait pas partie du profil")
        return parts[match[1]]

    return DATE_PARTS.sub(part, to_string(pattern))


def _instance(context: Context, name: Value) -> Value:
    document = context.scope.instances.get(to_string(name))
    if document is None:
        raise BadExpression("liste inconnue")
    # The document, not its first element: forms write instance('x')/root/item, where root is that element.
    return [document]


def _choice_name(context: Context, name: Value, path: Value) -> str:
    return context.scope.choice_name(to_string(name), to_string(path).strip())


def _count(_: Context, nodes: Value) -> float:
    return float(len(nodes_of(nodes)))


def _sum(context: Context, nodes: Value) -> float:
    return math.fsum(_number(context, node.value()) for node in nodes_of(nodes))


def _count_non_empty(_: Context, nodes: Value) -> float:
    return float(sum(1 for node in nodes_of(nodes) if node.value()))


def _checklist(context: Context, least: Value, most: Value, *answers: Value) -> bool:
    count = sum(
        1 for answer in answers if to_boolean(answer) and to_string(answer) not in ("no", "false", "0")
    )
    low, high = _number(context, least), _number(context, most)
    return (low < 0 or count >= low) and (high < 0 or count <= high)


def _starts(_: Context, text: Value, start: Value) -> bool:
    return to_string(text).startswith(to_string(start))


def _before(_: Context, text: Value, mark: Value) -> str:
    whole, part = to_string(text), to_string(mark)
    return whole.partition(part)[0] if part and part in whole else ""


def _after(_: Context, text: Value, mark: Value) -> str:
    whole, part = to_string(text), to_string(mark)
    return whole.partition(part)[2] if part else whole


def _translate(_: Context, text: Value, old: Value, new: Value) -> str:
    source, target = to_string(old), to_string(new)
    table: dict[int, str | None] = {}
    for at, char in enumerate(source):
        table.setdefault(ord(char), target[at] if at < len(target) else None)
    return to_string(text).translate(table)


def _name_of(context: Context, *values: Value) -> str:
    nodes: Sequence[Node] = nodes_of(_own(context, values))
    return nodes[0].local if nodes else ""


def _position(context: Context, *values: Value) -> float:
    if not values:
        return float(context.position)
    nodes = nodes_of(values[0])
    if not nodes or nodes[0].parent is None:
        return math.nan
    same = [node for node in nodes[0].parent.elements() if node.local == nodes[0].local and not node.hidden]
    return float(same.index(nodes[0]) + 1)


FUNCTIONS: dict[str, Function] = {
    "true": Function(lambda _: True, 0, 0),
    "false": Function(lambda _: False, 0, 0),
    "boolean": Function(lambda _, value: to_boolean(value), 1, 1),
    "not": Function(lambda _, value: not to_boolean(value), 1, 1),
    "boolean-from-string": Function(lambda _, value: to_string(value) in ("1", "true"), 1, 1),
    "if": Function(_if, 3, 3, lazy=True),
    "coalesce": Function(_coalesce, 1, None, lazy=True),
    "once": Function(_once, 1, 1, lazy=True),
    "selected": Function(_selected, 2, 2),
    "selected-at": Function(_selected_at, 2, 2),
    "count-selected": Function(lambda _, value: float(len(to_string(value).split())), 1, 1),
    "checklist": Function(_checklist, 2, None),
    "string": Function(lambda context, *values: to_string(_own(context, values)), 0, 1),
    "string-length": Function(lambda context, *values: float(len(to_string(_own(context, values)))), 0, 1),
    "normalize-space": Function(
        lambda context, *values: " ".join(to_string(_own(context, values)).split()), 0, 1
    ),
    "concat": Function(lambda _, *values: "".join(_strings(values)), 0, None),
    "join": Function(lambda _, glue, *values: to_string(glue).join(_strings(values)), 1, None),
    "contains": Function(lambda _, text, part: to_string(part) in to_string(text), 2, 2),
    "starts-with": Function(_starts, 2, 2),
    "ends-with": Function(lambda _, text, end: to_string(text).endswith(to_string(end)), 2, 2),
    "substring": Function(_substring, 2, 3),
    "substring-before": Function(_before, 2, 2),
    "substring-after": Function(_after, 2, 2),
    "substr": Function(_substr, 2, 3),
    "translate": Function(_translate, 3, 3),
    "regex": Function(_regex, 2, 2),
    "number": Function(lambda context, *values: _number(context, _own(context, values)), 0, 1),
    "int": Function(_int, 1, 1),
    "round": Function(_rounded, 1, 2),
    "floor": Function(lambda context, value: _floor(_number(context, value)), 1, 1),
    "ceiling": Function(lambda context, value: -_floor(-_number(context, value)), 1, 1),
    "abs": Function(lambda context, value: abs(_number(context, value)), 1, 1),
    "pow": Function(
        lambda context, base, power: math.pow(_number(context, base), _number(context, power)), 2, 2
    ),
    "min": Function(lambda context, *values: _extreme(context, values, highest=False), 1, None),
    "max": Function(lambda context, *values: _extreme(context, values, highest=True), 1, None),
    "count": Function(_count, 1, 1),
    "sum": Function(_sum, 1, 1),
    "count-non-empty": Function(_count_non_empty, 1, 1),
    "today": Function(lambda context: context.scope.today(), 0, 0),
    "now": Function(lambda context: context.scope.moment(), 0, 0),
    "date": Function(_date, 1, 1),
    "date-time": Function(_date, 1, 1),
    "format-date": Function(_format_date, 2, 2),
    "format-date-time": Function(_format_date, 2, 2),
    "position": Function(_position, 0, 1),
    "last": Function(lambda context: float(context.size), 0, 0),
    "name": Function(_name_of, 0, 1),
    "local-name": Function(_name_of, 0, 1),
    "current": Function(lambda context: [context.current], 0, 0),
    "instance": Function(_instance, 1, 1),
    "jr:choice-name": Function(_choice_name, 2, 2),
    "jr:itext": Function(lambda context, key: context.scope.itext(to_string(key)), 1, 1),
}

# Known to XForms and not run here: a question that needs one is unsupported, whereas a name in neither list
# is a mistake of the form's author.
OUT_OF_PROFILE = frozenset({
    "acos", "area", "asin", "atan", "atan2", "base64-decode", "cos", "decimal-date-time", "decimal-time",
    "depth", "digest", "distance", "exp", "exp10", "geofence", "id", "indexed-repeat", "intersects",
    "is-selected", "log", "log10", "pi", "property", "pulldata", "random", "randomize", "sin", "sqrt", "tan",
    "uuid", "version", "weighted-checklist",
})  # fmt: skip
